"""Places proposed for what someone types."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language, ngettext

from mitoyen.reporting import numbers
from mitoyen.territory import Commune, Place, PlaceError
from mitoyen.web.calculator.places import told
from mitoyen.web.ui.calculator import calculator

MOST = 6
SHORTEST = 2


@dataclass(frozen=True)
class Suggestion:
    """A place as it is proposed: its name, what tells it from the others, its code and its result."""

    code: str
    name: str
    where: str
    href: str


def found(typed: str) -> list[Suggestion]:
    """The likeliest places for a text of two letters or more, the best first."""
    typed = typed.strip()
    if len(typed) < SHORTEST:
        return []
    return [_suggestion(hit.place) for hit in calculator().territory.search(typed, MOST)]


def told_code(code: str) -> str:
    """What to write in the field for a code; the code itself when no place has it."""
    territory = calculator().territory
    try:
        return told(territory, territory.resolve(code))
    except PlaceError:
        return code


def label(place: Place) -> str:
    """A place among others of the same name: “Saint-Denis, Seine-Saint-Denis, 93200, 113 000 inhabitants”."""
    return f"{place.name}, {_where(place)}"


def _suggestion(place: Place) -> Suggestion:
    return Suggestion(place.code, place.name, _where(place), f"{reverse('calculator:form')}?place={place.code}")


def _where(place: Place) -> str:
    language = (get_language() or "fr")[:2]
    count = numbers.number(place.population, language)
    people = ngettext("%(count)s habitant", "%(count)s habitants", place.population) % {"count": count}
    if isinstance(place, Commune):
        postcode = place.postcodes[0] if place.postcodes else place.code
        return f"{place.department_name}, {postcode}, {people}"
    return f"{place.code}, {people}"
