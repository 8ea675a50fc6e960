"""Who belongs where: homes, circles of neighbours, and the place that two neighbours share."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from mitoyen.web.people.enums import Role
from mitoyen.web.people.models import Person
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Belonging, Place
from mitoyen.web.prepared import Prepared

NEAR = (Kind.RESIDENCE, Kind.QUARTIER, Kind.COMMUNE)
"""What neighbours share, the nearest first."""
EARTH = 6_371.0
"""Mean radius [km]."""
_PARENTS = ("place__parent__boundary", "place__parent__parent__boundary")
_LIVE = (
    Belonging.objects.filter(until=None)
    .select_related("place__parent__parent")
    .defer("place__boundary", *_PARENTS)
    .order_by("pk")
)
_HOME = Prepared(lambda person: _LIVE.filter(person=person, role=Role.RESIDENT))
_CURRENT = Prepared(lambda people: _LIVE.filter(person__pk__in=people))
_NEAR = Prepared(lambda codes: Place.objects.filter(code__in=codes, kind__in=NEAR).defer("boundary"))


def home(person: Person) -> Belonging | None:
    """Where somebody lives, with its place; None until they said so."""
    return next(iter(_HOME(person.pk)), None)


def current(person: Person) -> list[Belonging]:
    """Every place where somebody belongs now, with its place."""
    return _CURRENT([person.pk])


def each(*people: Person) -> tuple[list[Belonging], ...]:
    """What `current` says of each, asked at once."""
    found = _CURRENT([person.pk for person in people])
    return tuple([one for one in found if one.person_id == person.pk] for person in people)


def lives(held: Iterable[Belonging]) -> Belonging | None:
    """The home among these belongings."""
    return next((one for one in held if one.role == Role.RESIDENT), None)


def circle(place: Place) -> dict[Kind, Place]:
    """The residence, quartier and commune that a place lies in, itself included: those whose listings reach it."""
    return {Kind(found.kind): found for found in around(place)}


def around(place: Place) -> list[Place]:
    """The same as a list; without a question to the database when the place came with those that hold it."""
    found = at_hand(place)
    return found if found[-1].kind == NEAR[-1] else near(place.codes)


def at_hand(place: Place) -> list[Place]:
    """The place, and of those that hold it, up to a commune, the ones it came with."""
    found = [place]
    while found[-1].kind in NEAR[:-1] and Place.parent.is_cached(found[-1]) and found[-1].parent is not None:
        found.append(found[-1].parent)
    return found


def near(codes: Iterable[str]) -> list[Place]:
    """Those of the places called so that neighbours share."""
    return _NEAR(list(codes))


def reached(place: Place, kind: Kind) -> Place:
    """The place of that kind around a home, or the next wider one where there is none: a house has no residence."""
    around = circle(place)
    return next((around[wider] for wider in NEAR[NEAR.index(kind) :] if wider in around), place)


def shared(one: Place, other: Place) -> Place | None:
    """The smallest place that holds both, at most a commune; None for homes in two communes."""
    common = [code for code in one.codes if code in set(other.codes)]
    found = {place.code: place for place in near(common)}
    return next((found[code] for code in reversed(common) if code in found), None)


def distance(one: Place, other: Place) -> float | None:
    """How far apart two places' points lie [km], on a sphere; None when either has no point, 0.0 for the same place."""
    if one.pk == other.pk:
        return 0.0
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    return great_circle((one.latitude, one.longitude), (other.latitude, other.longitude))


@lru_cache(4096)  # the neighbours of a page live in a few places, and come back on the next
def great_circle(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Haversine distance [km] between two (latitude, longitude) [degrees]."""
    (north, east), (north_2, east_2) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((north_2 - north) / 2) ** 2
    half += math.cos(north) * math.cos(north_2) * math.sin((east_2 - east) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def residents(places: Iterable[Place]) -> int:
    """How many people live in these places, as they said."""
    return Belonging.objects.filter(place__in=list(places), role=Role.RESIDENT, until=None).count()
