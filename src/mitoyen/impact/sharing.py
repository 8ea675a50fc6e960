"""What of an exchange is whose: one rule for each indicator, so that the parts of all persons add up to the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from mitoyen.impact.assessment import Assessment, Cell, Pricing, merged, price, with_sums

Side = Literal["giver", "receiver"]

HALF = 0.5
"""Neither could have avoided anything without the other: what is nobody's own is shared evenly."""
OWN: Mapping[str, Side] = {
    "hours_given": "giver",
    "lesson_surplus": "giver",
    "money_earned": "giver",
    "help_value": "receiver",
    "people_helped": "receiver",
    "money_saved": "receiver",
    "lesson_saving": "receiver",
    "group_saving": "receiver",
    "money_paid": "receiver",
}
"""Indicators that belong to one of the two: who gives the time, who keeps, earns or pays the money."""
PASSES = ("money_earned", "money_paid")
"""Money that passes between the two: nothing over all persons, the price for each."""


def share(indicator: str, side: Side) -> float:
    """What part of the indicator of an exchange is that side's."""
    owner = OWN.get(indicator)
    return HALF if owner is None else float(owner == side)


def of_person(pricing: Pricing, given: Iterable[Cell], received: Iterable[Cell]) -> Assessment:
    """The figures of one person: their part of what they gave and of what they received.

    Linear in the tallies, so that the figures of all persons add up, draw by draw, to those of their exchanges.
    """
    giving, receiving = price(pricing, given), price(pricing, received)
    parts = {
        id: share(id, "giver") * giving[id] + share(id, "receiver") * receiving[id]
        for id, indicator in pricing.pack.indicators.items()
        if not indicator.sum_of
    }
    figures = with_sums(pricing.pack.indicators, parts, pricing.draws.size)
    return Assessment(pricing.pack, figures, merged([*giving.unpriced, *receiving.unpriced]))
