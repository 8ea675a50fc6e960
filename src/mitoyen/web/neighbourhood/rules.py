"""Who sees which listings, and whose they are: fetched and authorised together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet
from django.http import Http404

from mitoyen.territory import PlaceError
from mitoyen.web.neighbourhood.enums import Direction, ListingState
from mitoyen.web.neighbourhood.models import Exchange, Listing, ListingPhoto, SavedSearch
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.models import Person, Photo
from mitoyen.web.people.rules import Power, powers
from mitoyen.web.places import belonging, queries
from mitoyen.web.places.belonging import NEAR
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Belonging, Place
from mitoyen.web.places.rules import powers_in
from mitoyen.web.prepared import Prepared

_PUBLISH = frozenset({Power.ASK, Power.OFFER, Power.GATHER})


def _called(reference: Any) -> QuerySet[Listing]:
    """The listing, with the row of its first photo: the others are looked for where there is one."""
    rows: Any = Listing.objects.annotate(first=FilteredRelation("photos", condition=Q(photos__rank=0)))
    rows = rows.filter(reference=reference).select_related("owner__avatar", "place", "shown_in", "first")
    found: QuerySet[Listing] = rows.defer("words", "place__boundary", "shown_in__boundary")
    return found


_CALLED = Prepared(_called)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


@dataclass(frozen=True)
class Sight:
    """What somebody sees from the page of a place."""

    place: Place
    home: Place
    """From where distances are told: their home in that commune, or else the place itself."""
    shown_in: tuple[Place, ...]
    """The places whose listings they see here, the nearest first."""
    powers: frozenset[Power] = frozenset()
    """What those belongings allow here by which they see it."""

    @property
    def asks(self) -> bool:
        """Whether they may ask their neighbours for something: who holds a role and lives elsewhere does not."""
        return Power.ASK in self.powers

    @property
    def publishes(self) -> bool:
        """Whether they may publish something: a moderator only reads."""
        return bool(self.powers & _PUBLISH)


def place_to_show(code: str) -> Place:
    """A residence, a quartier or a commune, which may have no row yet; Http404 for anything else."""
    if not _CODE.fullmatch(code):
        raise Http404
    try:
        place = queries.find(code)
    except PlaceError as error:
        raise Http404 from error
    if place.code != code or place.kind not in NEAR:
        raise Http404
    return place


def sight(by: Actor, code: str) -> tuple[Place, Sight | None]:
    """The place with this code, and what somebody sees from it: None when they may not read there.

    Http404 for a code that is no place's. Most look at their own: it came with where they belong.
    """
    held = _reading(by.person)
    known = {found.code: found for one in held for found in belonging.at_hand(one.place) if found.kind in NEAR}
    place = known.get(code) or place_to_show(code)
    return place, _sight(held, place)


def _sight(held: Sequence[Belonging], place: Place) -> Sight | None:
    lives = next((one.place for one in held if one.role == Role.RESIDENT), None)
    near = lives is not None and _commune(lives) == _commune(place)
    here = [one for one in held if (near and one.role == Role.RESIDENT) or _over(one, place)]
    if not place.path or not here:
        return None
    deepest = lives if lives is not None and place.code in lives.codes else place
    seen = [found for found in belonging.around(deepest) if any(_reaches(found, one) for one in held)]
    seen.sort(key=lambda found: -len(found.path))
    allowed = frozenset().union(*(powers(Role(one.role), ResidenceProof(one.proof)) for one in here))
    return Sight(place, lives if near and lives else place, tuple(seen), allowed)


def sight_of(by: Actor, code: str) -> Sight:
    """What somebody sees from the place with this code; Http404 when they may not read there."""
    found = sight(by, code)[1]
    if found is None:
        raise Http404
    return found


def place_to_publish(by: Actor, code: str) -> tuple[Place, frozenset[Power]]:
    """A place where somebody may publish something, with what they may do there; Http404 for a stranger to it."""
    place = place_to_show(code)
    held = powers_in(by.person, place) if place.path else frozenset()
    if not held & _PUBLISH:
        raise Http404
    return place, held


def publishes(by: Actor, place: Place) -> bool:
    """Whether somebody may publish something there: a town announces where it does not read."""
    return bool(place.path and powers_in(by.person, place) & _PUBLISH)


def first_place(person: Person) -> Place | None:
    """Where somebody's neighbourhood begins: the quartier around their home, else where they have a role."""
    return first_of(_reading(person))


def first_of(held: Sequence[Belonging]) -> Place | None:
    """The same, of belongings that let somebody read."""
    lives = next((one.place for one in held if one.role == Role.RESIDENT), None)
    if lives is not None:
        return belonging.reached(lives, Kind.QUARTIER)
    return next((one.place for one in held if one.place.kind in NEAR), None)


def listing_to_see(by: Actor, reference: str) -> Listing:
    """The listing, for its owner, for those who have an exchange on it and, online, for whoever it reaches."""
    return listing_and_sides(by, reference)[0]


def listing_and_sides(by: Actor, reference: str) -> tuple[Listing, list[Belonging], list[Belonging]]:
    """The same listing, with every place where its reader, then its owner, belongs now."""
    found = _found(reference)
    mine, theirs = belonging.each(by.person, found.owner)
    if found.owner_id == by.person.pk or (found.state == ListingState.OPEN and reaches(found.shown_in, reading(mine))):
        return found, mine, theirs
    if Exchange.objects.filter(listing=found, asker=by.person).exists():
        return found, mine, theirs
    raise Http404


def may_answer(listing: Listing, held: Sequence[Belonging]) -> bool:
    """Whether something that somebody is lets them answer such a listing; where it does is seen when they answer."""
    needed = Power.ASK if listing.direction == Direction.OFFER else Power.OFFER
    return any(needed in powers(Role(one.role), ResidenceProof(one.proof)) for one in held)


def listing_to_change(by: Actor, reference: str) -> Listing:
    """The listing, for its owner, as long as moderation did not hide it; Http404 otherwise."""
    found = _found(reference)
    if found.owner_id != by.person.pk or found.state == ListingState.HIDDEN:
        raise Http404
    return found


def photo_to_see(by: Actor, reference: str, key: str) -> Photo:
    """A photo of a listing that somebody may see."""
    found = ListingPhoto.objects.select_related("photo").filter(listing=listing_to_see(by, reference), photo__key=key)
    shown = found.first()
    if shown is None:
        raise Http404
    return shown.photo


def search_to_change(by: Actor, pk: int) -> SavedSearch:
    """A saved search, for whoever saved it; Http404 otherwise."""
    found = SavedSearch.objects.filter(pk=pk, person=by.person).first()
    if found is None:
        raise Http404
    return found


def home_around(person: Person, place: Place) -> Place | None:
    """Where somebody lives, when it lies in the commune of that place."""
    lives = belonging.home(person)
    return lives.place if lives is not None and _commune(lives.place) == _commune(place) else None


def standing(person: Person, place: Place) -> Place:
    """Where somebody publishes from: their home when it lies in that commune, else the place of their role itself."""
    return home_around(person, place) or place


def reaches(shown_in: Place, held: Sequence[Belonging]) -> bool:
    """Whether what is shown in a place is shown to somebody who belongs there."""
    return any(_reaches(shown_in, one) for one in held)


def reading(belongings: Sequence[Belonging]) -> list[Belonging]:
    """The belongings that let somebody read what neighbours share."""
    return [one for one in belongings if Power.READ in powers(Role(one.role), ResidenceProof(one.proof))]


def _found(reference: str) -> Listing:
    found = _CALLED(reference)
    if not found:
        raise Http404
    return found[0]


def _reading(person: Person) -> list[Belonging]:
    return reading(belonging.current(person))


def _reaches(shown_in: Place, held: Belonging) -> bool:
    """Shown around where they belong; or below, for a role, which holds in all that lies in its place."""
    return held.place.path.startswith(shown_in.path) or _over(held, shown_in)


def _over(held: Belonging, place: Place) -> bool:
    return held.role != Role.RESIDENT and place.path.startswith(held.place.path)


def _commune(place: Place) -> str:
    """Path of the commune that a place lies in: country, region, département, commune; its code without a row."""
    return "/".join(place.path.split("/")[:4]) if place.path else place.code
