"""What the pages say of a home: where it lies, how sure it is, what that allows; and what there is to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from mitoyen.territory import Commune, PlaceError, Quartier, load
from mitoyen.web.people import levels
from mitoyen.web.people.enums import ResidenceProof
from mitoyen.web.people.rules import BY_PROOF
from mitoyen.web.places import belonging, queries
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place
from mitoyen.web.places.suggestions import MOST, SHORTEST, Suggestion, label, suggestion


@dataclass(frozen=True)
class Missing:
    """What a home does not allow yet, and the first level that does."""

    what: str | Promise
    level: str


@dataclass(frozen=True)
class Allowed:
    """What a level of proof allows, in words, and what it does not."""

    already: list[str | Promise]
    missing: list[Missing]


def allowed(proof: ResidenceProof) -> Allowed:
    """Straight from the table of `people.rules`."""
    granted = BY_PROOF[proof]
    later = {power: first for first in reversed(ResidenceProof) for power in BY_PROOF[first] - granted}
    missing = [Missing(words, str(later[power].label)) for power, words in levels.LABELS.items() if power in later]
    return Allowed([words for power, words in levels.LABELS.items() if power in granted], missing)


def around(place: Place) -> str:
    """« Les Corderies, Saint-Malo »: what holds a home, up to its commune."""
    return ", ".join(above.name for above in reversed(queries.ancestors(place)) if above.kind in belonging.NEAR)


def proposed(typed: str) -> list[Suggestion]:
    """Where somebody may live, for what they type: residences and quartiers entered here, then communes."""
    typed = typed.strip()
    if len(typed) < SHORTEST:
        return []
    drawn = [place for place in queries.named(typed, MOST) if place.kind in (Kind.RESIDENCE, Kind.QUARTIER)]
    rows = [Suggestion(place.code, place.name, around(place), address(place.code)) for place in drawn]
    hits = (hit.place for hit in load().search(typed, 2 * MOST))
    return [*rows, *(suggestion(place, address) for place in hits if isinstance(place, Commune))][:MOST]


def told(typed: str) -> tuple[str, list[Suggestion], PlaceError | None]:
    """The code of the commune that a text tells; or the places it may mean, and why it tells none."""
    try:
        found = load().resolve(typed)
    except PlaceError as error:
        communes = [Suggestion(p.code, p.name, label(p), address(p.code)) for p in error.places if _is_home(p)]
        return "", communes or proposed(typed), error
    return (found.code, [], None) if _is_home(found) else ("", proposed(typed), None)


def address(code: str) -> str:
    """The page that asks where in a place one lives."""
    return reverse("places:choose", args=[code])


def drawn_in(place: Place) -> list[Place]:
    """Quartiers that somebody drew in a commune."""
    rows = _below(place, Kind.QUARTIER)
    return [row for row in rows if queries.drawn_here(row)]


def residences_in(place: Place) -> QuerySet[Place]:
    """Residences entered just below a quartier or a commune."""
    return _below(place, Kind.RESIDENCE)


def census(place: Place) -> Iterable[Quartier]:
    """Quartiers of the census in a commune, when it has several."""
    if place.kind != Kind.COMMUNE:
        return ()
    quartiers = load().quartiers_of(load().commune(place.code))
    return quartiers if len(quartiers) > 1 else ()


def _below(place: Place, kind: Kind) -> QuerySet[Place]:
    return Place.objects.filter(parent__code=place.code, kind=kind).order_by("name")


def _is_home(place: object) -> bool:
    return isinstance(place, Commune | Quartier)
