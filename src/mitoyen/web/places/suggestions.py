"""Places proposed for what someone types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext

from mitoyen.reporting import numbers
from mitoyen.territory import Commune, Place, load
from mitoyen.web.places import queries
from mitoyen.web.places.models import Place as Row

MOST = 6
SHORTEST = 2


@dataclass(frozen=True)
class Suggestion:
    """A place as it is proposed: its name, what tells it from the others, its code and where choosing it leads."""

    code: str
    name: str
    where: str
    href: str


def found(typed: str, address: Callable[[str], str]) -> list[Suggestion]:
    """The likeliest places for a text of two letters or more, the best first; `address` gives a code's page."""
    typed = typed.strip()
    if len(typed) < SHORTEST:
        return []
    return [suggestion(hit.place, address) for hit in load().search(typed, MOST)]


def planted(typed: str, address: Callable[[str], str]) -> list[Suggestion]:
    """Places with a row that the territory does not search: residences, drawn quartiers, départements, regions."""
    typed = typed.strip()
    found = queries.named(typed, MOST) if len(typed) >= SHORTEST else []
    return [Suggestion(row.code, row.name, _stands(row), address(row.code)) for row in found]


def label(place: Place) -> str:
    """A place among others of the same name: “Saint-Denis, Seine-Saint-Denis, 93200, 113 000 inhabitants”."""
    return f"{place.name}, {_where(place)}"


def suggestion(place: Place, address: Callable[[str], str]) -> Suggestion:
    """One place as it is proposed."""
    return Suggestion(place.code, place.name, _where(place), address(place.code))


def _where(place: Place) -> str:
    language = (get_language() or "fr")[:2]
    count = numbers.number(place.population, language)
    people = ngettext("%(count)s habitant", "%(count)s habitants", place.population) % {"count": count}
    if isinstance(place, Commune):
        postcode = place.postcodes[0] if place.postcodes else place.code
        return f"{place.department_name}, {postcode}, {people}"
    return f"{place.code}, {people}"


def _stands(row: Row) -> str:
    """« quartier, Saint-Malo »."""
    return f"{row.get_kind_display()}, {row.parent.name}" if row.parent else str(row.get_kind_display())
