"""What a scenario brings, worked out once and kept for the next page that asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from mitoyen.projection.forecast import probability_better
from mitoyen.projection.keys import decode
from mitoyen.projection.scenario import Scenario
from mitoyen.reporting.document import Document, document
from mitoyen.territory import Place
from mitoyen.web.ui.calculator import calculator

KEPT = 6
"""Results held in memory, 10 to 20 MB each: the same one is often asked for again, as a page, a file, a comparison."""


@dataclass(frozen=True)
class Result:
    """A scenario, its place and everything a reader sees of it."""

    scenario: Scenario
    place: Place
    document: Document


@lru_cache(maxsize=KEPT)
def result(scenario: Scenario) -> Result:
    """What a scenario would bring; raises ScenarioError when its place is unknown or empty."""
    found = calculator()
    place = found.place(scenario)
    return Result(scenario, place, document(found.forecast(scenario), place_name=place.name))


def result_of_key(key: str) -> Result:
    """What the scenario of a key would bring; raises BrokenKey or ScenarioError."""
    return result(decode(key))


def chance_of_more(first: Result, second: Result, indicator: str) -> float:
    """The chance that the first scenario brings more of an indicator than the second: both share every draw."""
    return probability_better(first.document.forecast, second.document.forecast, indicator)


def chance_of_better_balance(first: Result, second: Result) -> float:
    """The chance that the first scenario leaves society better off, costs deducted."""
    balances = (each.document.forecast.balance.cumulated[-1] for each in (first, second))
    return float((next(balances) > next(balances)).mean())
