"""What is counted: additive numbers by place, day, practice, category and proof; and what is counted beside them."""

from __future__ import annotations

from typing import NamedTuple


class Cell(NamedTuple):
    """Where a number is counted; `day` is days since 1970-01-01, an unknown category is ""."""

    place: str
    day: int
    practice: str
    category: str
    proof: str


class Tally(NamedTuple):
    """What is added up in a cell.

    facts: events, reversals taken off; units: the sum of their `count`. grams, metres, minutes, cents: sums of what was
    measured; `known_*`: units of the events that measured it, so that the others are priced at the factor's own value.
    """

    facts: int
    units: int
    grams: int
    metres: int
    minutes: int
    cents: int
    known_grams: int
    known_metres: int
    known_minutes: int
    known_cents: int
