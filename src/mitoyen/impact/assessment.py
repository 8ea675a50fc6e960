"""Tallies × unit impacts × draws → figures: count once, price at read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.draws import FactorDraws
from mitoyen.evidence.pack import TALLY, Pack
from mitoyen.evidence.records import Category, Indicator, Practice, Usage
from mitoyen.impact import graph as house_graph
from mitoyen.impact.graph import Graph
from mitoyen.uncertainty.summaries import Interval, interval

Draws = NDArray[np.float64]
Pair = tuple[str, str | None]

GROSS, TRIPS, REBOUND = "co2_gross", "co2_trips_and_wear", "co2_rebound"
"""The steps of the environmental chain; caps per person-year bear on the first."""


class UnknownUsage(LookupError):
    """A practice or a category that the pack does not hold, or that do not go together."""


class Pricing:
    """What one exchange of each practice and category brings, draw by draw, at one version of the evidence."""

    def __init__(self, pack: Pack, draws: FactorDraws, graph: Graph | None = None) -> None:
        self.pack, self.draws, self.graph = pack, draws, graph or house_graph.house()
        self._impacts: dict[Pair, dict[str, Draws]] = {}

    def unit_impacts(self, practice: str, category: str | None = None) -> Mapping[str, Draws]:
        """Indicator → impact of one exchange, shape (draws,); without a category, of the practice's usual mix."""
        pair = (practice, category)
        if pair not in self._impacts:
            record = self._practice(practice)
            if category is None and record.usual:
                self._impacts[pair] = self._mix(record)
            else:
                self._impacts[pair] = self._price(record, self._category(record, category))
        return self._impacts[pair]

    def cap(self, practice: str) -> str | None:
        """The factor that caps the practice per person-year, if any."""
        return self._practice(practice).cap

    def values_for(self, category: Category | None) -> Mapping[str, Draws]:
        """The draws of every factor, with the attributes of `category` under their arguments' names."""
        if category is None:
            return self.draws
        attributes = {argument: self.draws[factor] for argument, factor in category.attributes.items()}
        return {**self.draws, **attributes}

    def _mix(self, practice: Practice) -> dict[str, Draws]:
        parts = [(share, self.unit_impacts(practice.id, category)) for category, share in practice.usual.items()]
        return {name: np.sum([share * part[name] for share, part in parts], axis=0) for name in practice.results}

    def _price(self, practice: Practice, category: Category | None) -> dict[str, Draws]:
        equations = [result for result in practice.results.values() if result != TALLY]
        results = self.graph.evaluate(equations, self.values_for(category))
        one = np.ones(self.draws.size)
        return {
            indicator: one if result == TALLY else np.broadcast_to(results[result], one.shape)
            for indicator, result in practice.results.items()
        }

    def _practice(self, id: str) -> Practice:
        if id not in self.pack.practices:
            raise UnknownUsage(f"no practice is called '{id}'; use one of {', '.join(self.pack.practices)}")
        return self.pack.practices[id]

    def _category(self, practice: Practice, id: str | None) -> Category | None:
        if id is None:
            return None
        category = self.pack.categories.get(id)
        if category is None or category.kind != practice.category_kind:
            raise UnknownUsage(f"the practice '{practice.id}' does not know the category '{id}'")
        if category.excluded is not None:
            raise UnknownUsage(f"'{id}' earns no credit: {category.excluded.en}")
        return category


@dataclass(frozen=True)
class Assessment:
    """Figures of one body of usage: indicator → draws."""

    pack: Pack
    figures: Mapping[str, Draws]

    def __getitem__(self, indicator: str) -> Draws:
        return self.figures[indicator]

    @cached_property
    def intervals(self) -> Mapping[str, Interval]:
        """The published interval of each figure."""
        return {id: interval(draws) for id, draws in self.figures.items()}


def assess(pricing: Pricing, usage: Iterable[Usage], *, person_years: float = 1.0) -> Assessment:
    """The figures of `usage` by people who live `person_years` in all; caps per person-year apply after summing."""
    usage = list(usage)
    ratios = cap_ratios(pricing, usage, person_years)
    sums: dict[str, Draws] = {}
    for item in usage:
        ratio = ratios.get(pricing.cap(item.practice) or "", 1.0)
        for id, impact in pricing.unit_impacts(item.practice, item.category).items():
            kept = ratio if pricing.pack.indicators[id].pillar == "environment" else 1.0
            sums[id] = sums.get(id, 0.0) + item.per_year * impact * kept
    return Assessment(pricing.pack, with_sums(pricing.pack.indicators, sums, pricing.draws.size))


def cap_ratios(pricing: Pricing, usage: Iterable[Usage], person_years: float) -> dict[str, Draws]:
    """Cap's factor → share of the environmental figures that it lets through, shape (draws,)."""
    gross: dict[str, Draws] = {}
    for item in usage:
        cap = pricing.cap(item.practice)
        impact = pricing.unit_impacts(item.practice, item.category).get(GROSS)
        if cap is not None and impact is not None:
            gross[cap] = gross.get(cap, 0.0) + item.per_year * impact
    return {cap: let_through(pricing.draws[cap] * person_years, total) for cap, total in gross.items()}


def let_through(limit: Draws, total: Draws) -> Draws:
    """The share of `total` under `limit`: 1 below it, limit / total above."""
    over = total > limit
    return np.where(over, limit / np.where(over, total, 1.0), 1.0)


def with_sums(indicators: Mapping[str, Indicator], sums: Mapping[str, Draws], size: int) -> dict[str, Draws]:
    """The figures and those made of them; an indicator without usage is zero."""
    nothing = np.zeros(size)
    figures = {id: np.asarray(sums.get(id, nothing)) for id, indicator in indicators.items() if not indicator.sum_of}
    made = {
        id: np.sum([sign * figures[part] for part, sign in indicator.sum_of.items()], axis=0)
        for id, indicator in indicators.items()
        if indicator.sum_of
    }
    return {id: (made | figures)[id] for id in indicators}


def with_flat_rebound(pricing: Pricing, assessment: Assessment) -> Assessment:
    """The same figures with the rebound as one flat share of the gain, as the evidence's own persons are computed."""
    figures = dict(assessment.figures)
    figures[REBOUND] = pricing.draws["reb_goods_share"] * (figures[GROSS] - figures[TRIPS])
    return Assessment(assessment.pack, with_sums(assessment.pack.indicators, figures, pricing.draws.size))
