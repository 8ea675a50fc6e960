"""Figures that the method's pages read from the draws: of factors, equations, practices and kinds of objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.pack import TALLY, Pack
from mitoyen.evidence.records import Category, Factor, Practice
from mitoyen.impact.assessment import GROSS, REBOUND, TRIPS, Pricing
from mitoyen.impact.graph import Graph, house
from mitoyen.uncertainty import units
from mitoyen.uncertainty.summaries import Interval, interval
from mitoyen.web.ui.calculator import calculator

Draws = NDArray[np.float64]
CLIMATE = (GROSS, TRIPS, REBOUND)


@dataclass(frozen=True)
class ObjectRow:
    """What one exchange of one kind of object brings."""

    category: Category
    gross: Interval
    net: Interval
    money: Interval


@dataclass(frozen=True)
class Result:
    """The value of an equation, and the category it was computed for."""

    interval: Interval
    practice: Practice | None
    category: Category | None


def factor_draws(factor: Factor, name: str | None = None) -> Draws:
    """The draws of a factor (or of one of its parts) in the unit it is published in, shape (draws,)."""
    return np.asarray(calculator().draws[name or factor.draw_names[0]] / units.scale(factor.unit))


def unit_impacts(practice: Practice, category: str | None = None) -> Mapping[str, Draws]:
    """Indicator → impact of one exchange; without a category, of the practice's usual mix."""
    return calculator().pricing.unit_impacts(practice.id, category)


def climate_steps(impacts: Mapping[str, Draws]) -> list[tuple[str, Interval]]:
    """Gross, trips and wear, rebound, net of one exchange; empty for a practice without a climate figure."""
    if not any(step in impacts for step in CLIMATE):
        return []
    nothing = np.zeros(calculator().draws.size)
    gross, trips, rebound = (impacts.get(step, nothing) for step in CLIMATE)
    steps = {GROSS: gross, TRIPS: -trips, REBOUND: -rebound, "co2_net": gross - trips - rebound}
    return [(id, interval(draws)) for id, draws in steps.items()]


@cache
def objects(practice_id: str) -> tuple[ObjectRow, ...]:
    """Every kind of object that the practice can price, the largest net gain first."""
    tool = calculator()
    practice, graph = tool.pack.practices[practice_id], house()
    needed = {leaf for result in practice.results.values() if result != TALLY for leaf in graph.leaves(result)}
    needed = {leaf for leaf in needed if leaf.startswith("object_")}
    pricing = Pricing(tool.pack, tool.draws)  # dropped with its draws: a hundred kinds of objects would fill the memory
    fitting = (c for c in tool.pack.categories.values() if c.kind == "object" and c.excluded is None)
    rows = (
        _object_row(category, pricing.unit_impacts(practice_id, category.id))
        for category in fitting
        if needed <= set(category.attributes)
    )
    return tuple(sorted(rows, key=lambda row: -row.net.median))


def _object_row(category: Category, impacts: Mapping[str, Draws]) -> ObjectRow:
    net = impacts[GROSS] - impacts[TRIPS] - impacts[REBOUND]
    return ObjectRow(category, interval(impacts[GROSS]), interval(net), interval(impacts["money_saved"]))


@cache
def equation_result(name: str) -> Result:
    """The value of an equation on the usual category of the first practice that uses it."""
    tool = calculator()
    practice, category = _usual(tool.pack, house(), name)
    draws = house().evaluate([name], tool.pricing.values_for(category))[name]
    return Result(interval(np.broadcast_to(draws, tool.draws.size)), practice, category)


def practices_with(pack: Pack, graph: Graph, name: str) -> list[tuple[Practice, str]]:
    """The practices and the indicators whose result rests on the equation `name`."""
    return [
        (practice, indicator)
        for practice in pack.practices.values()
        for indicator, result in practice.results.items()
        if result != TALLY and name in graph.order(result)
    ]


def _usual(pack: Pack, graph: Graph, name: str) -> tuple[Practice | None, Category | None]:
    users = practices_with(pack, graph, name)
    if not users:
        return None, None
    practice = users[0][0]
    used = {leaf.partition("_")[0] for leaf in graph.leaves(name) if leaf not in pack.factors}
    if not used or not practice.usual:
        return practice, None
    return practice, pack.categories[next(iter(practice.usual))]


def factor_interval(id: str, part: str | None = None) -> Interval:
    """The published interval of a factor, or of one of its parts, in the unit it is published in."""
    factor = calculator().pack.factors[id]
    return interval(factor_draws(factor, f"{id}.{part}" if part else None))


def unit_impacts_once(practice: Practice, category: str) -> Mapping[str, Draws]:
    """As `unit_impacts`, for one page: the draws are not kept."""
    tool = calculator()
    return Pricing(tool.pack, tool.draws).unit_impacts(practice.id, category)
