"""Places found, and what lies in them."""

import re
from functools import cache

from django.db.models import Q, QuerySet

from mitoyen.territory import Intercommunality, Quartier, load
from mitoyen.territory.names import fold
from mitoyen.web.places.actions import COUNTRY
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place
from mitoyen.web.prepared import Prepared

_CALLED = Prepared(
    lambda code: (
        Place.objects.filter(code=code)
        .select_related("parent__parent")
        .defer("parent__boundary", "parent__parent__boundary")
    )
)
"""With the quartier and the commune that hold it: `belonging.around` asks no more."""
_AMONG = Prepared(lambda codes: Place.objects.filter(code__in=codes).defer("boundary"))
CENSUS = r"^[0-9][0-9AB][0-9]{7}$"
"""Codes of the quartiers of the census (IRIS)."""


def under(place: Place, prefix: str = "") -> Q:
    """The condition "in this place, itself included", on rows that reach a place through `prefix` ("place__").

    Nothing lies in a place without a row.
    """
    if place.kind == Kind.INTERCOMMUNALITY:
        return Q(**{f"{prefix}intercommunality": place.code})
    if not place.path:
        return Q(**{f"{prefix}pk__in": []})
    return Q(**{f"{prefix}path__startswith": place.path})


def children(place: Place) -> QuerySet[Place]:
    """The places just below, by name; the communes of an intercommunality; not the intercommunalities of a country."""
    if place.kind == Kind.INTERCOMMUNALITY:
        return Place.objects.filter(intercommunality=place.code, kind=Kind.COMMUNE).order_by("name")
    return place.children.exclude(kind=Kind.INTERCOMMUNALITY).order_by("name")


def below(place: Place) -> list[Place]:
    """The same as `children`, by a query prepared once, without outlines."""
    return _IN_GROUP(place.code) if place.kind == Kind.INTERCOMMUNALITY else _BELOW(place.pk)


_IN_GROUP = Prepared(lambda code: children(Place(kind=Kind.INTERCOMMUNALITY, code=code)).defer("boundary"))
_BELOW = Prepared(
    lambda parent: (
        Place.objects.filter(parent=parent).exclude(kind=Kind.INTERCOMMUNALITY).order_by("name").defer("boundary")
    )
)


def ancestors(place: Place) -> list[Place]:
    """The places that hold this one, the largest first, whether or not they have a row."""
    codes = place.codes[:-1] if place.path else _codes_above(place)
    above = {found.code: found for found in _AMONG(codes)}
    return [above.get(code) or find(code) for code in codes]


def find(code: str) -> Place:
    """The place that a code tells; PlaceError otherwise.

    A French place that nothing was recorded in has no row: it comes unsaved, without a path, and reading it plants
    nothing. Nobody can see the difference: a first fact may be one that waits. A postcode or a name that tells one
    place finds it too: compare codes.
    """
    planted = _CALLED(code) if "\0" not in code else None  # PostgreSQL takes no such text
    if planted:
        return planted[0]
    if code in _wide():
        return _wide()[code]
    found = load().resolve(code)
    return Place.objects.filter(code=found.code).first() or Place(
        code=found.code, name=found.name, kind=Kind(found.kind), households=found.households
    )


def named(typed: str, most: int) -> list[Place]:
    """Places that the territory's search does not know, drawn by hand or above communes, whose name holds a text."""
    drawn = Place.objects.filter(kind__in=(Kind.RESIDENCE, Kind.QUARTIER), name__icontains=typed)
    rows = drawn.exclude(code__regex=CENSUS).select_related("parent").order_by("name")[:most]
    wide = [place for place in _wide().values() if place.parent and fold(typed) in fold(place.name)]
    return sorted([*rows, *wide], key=lambda place: place.name)[:most]


def drawn_here(place: Place) -> bool:
    """Whether somebody entered the place: others come from the territory, with the first fact recorded in them."""
    return place.kind == Kind.RESIDENCE or (place.kind == Kind.QUARTIER and not re.fullmatch(CENSUS, place.code))


@cache
def _wide() -> dict[str, Place]:
    """The country, its regions and its départements by code, unsaved."""
    country = Place(code=COUNTRY, name="France", kind=Kind.COUNTRY)
    found = {COUNTRY: country}
    for code, (name, region, region_name) in load().departments.items():
        parent = found.setdefault(
            f"r{region}", Place(code=f"r{region}", name=region_name, kind=Kind.REGION, parent=country)
        )
        found[f"d{code}"] = Place(code=f"d{code}", name=name, kind=Kind.DEPARTMENT, parent=parent)
    return found


def _codes_above(place: Place) -> list[str]:
    """Codes that hold a place without a row, from the country down."""
    wide = _wide().get(place.code)
    if wide is not None:
        return [*_codes_above(wide.parent), wide.parent.code] if wide.parent else []
    found = load().resolve(place.code)
    if isinstance(found, Intercommunality):
        return [COUNTRY]
    commune = load().commune(found.commune if isinstance(found, Quartier) else found.code)
    above = [COUNTRY, f"r{commune.region}", f"d{commune.department}"]
    return [*above, commune.code] if isinstance(found, Quartier) else above
