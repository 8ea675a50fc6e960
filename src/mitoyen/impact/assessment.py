"""Tallies × unit impacts × draws → figures: count once, price at read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.draws import FactorDraws
from mitoyen.evidence.pack import TALLY, Pack
from mitoyen.evidence.records import Category, Indicator, Practice, Usage
from mitoyen.impact import graph as house_graph
from mitoyen.impact.graph import Graph
from mitoyen.impact.rows import Rows, Term
from mitoyen.uncertainty.summaries import Interval, intervals

Draws = NDArray[np.float64]
Pair = tuple[str, str | None]


class Counted(Protocol):
    """The numbers of a tally (`mitoyen.counting.tallies.Tally`), or sums of several; `known_*` are units."""

    @property
    def units(self) -> float: ...
    @property
    def grams(self) -> float: ...
    @property
    def metres(self) -> float: ...
    @property
    def minutes(self) -> float: ...
    @property
    def cents(self) -> float: ...
    @property
    def known_grams(self) -> float: ...
    @property
    def known_metres(self) -> float: ...
    @property
    def known_minutes(self) -> float: ...
    @property
    def known_cents(self) -> float: ...


Cell = tuple[str, str, Counted]
"""A practice, a category ("" when it is not known), what was counted of them."""
What = Literal["practice", "category", "excluded"]

GROSS, TRIPS, REBOUND = "co2_gross", "co2_trips_and_wear", "co2_rebound"
"""The steps of the environmental chain; caps per person-year bear on the first."""


class UnknownUsage(LookupError):
    """A practice or a category that the pack does not hold, that do not go together, or that earn no credit."""

    def __init__(self, what: What, sentence: str) -> None:
        super().__init__(sentence)
        self.what = what


class Pricing:
    """What one exchange of each practice and category brings, draw by draw, at one version of the evidence."""

    def __init__(self, pack: Pack, draws: FactorDraws, graph: Graph | None = None) -> None:
        self.pack, self.draws, self.graph = pack, draws, graph or house_graph.house()
        self.rows = Rows(self.graph, draws)
        self._impacts: dict[Pair, dict[str, Draws]] = {}
        self._terms: dict[Pair, tuple[Term, ...]] = {}

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

    def terms(self, practice: str, category: str | None = None) -> tuple[Term, ...]:
        """What each number of a tally of the pair brings, as terms over `rows`; UnknownUsage says what it lacks."""
        pair = (practice, category)
        if pair not in self._terms:
            record = self._practice(practice)
            if category is None and record.usual:
                parts = ((share, self.terms(practice, part)) for part, share in record.usual.items())
                self._terms[pair] = tuple(t._replace(by=share * t.by) for share, terms in parts for t in terms)
            else:
                self._terms[pair] = tuple(self.rows.terms(record, self._category(record, category)))
        return self._terms[pair]

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
            raise UnknownUsage("practice", f"no practice is called '{id}'; use one of {', '.join(self.pack.practices)}")
        return self.pack.practices[id]

    def _category(self, practice: Practice, id: str | None) -> Category | None:
        category = None if id is None else self._known(practice, id)
        attributes = category.attributes if category else {}
        for leaf in self._needed(practice):
            if leaf not in attributes and leaf not in self.draws:
                whose = f"'{id}', which has no {leaf}" if category else f"what is not told: it needs its {leaf}"
                raise UnknownUsage("category", f"the practice '{practice.id}' cannot price {whose}")
        return category

    def _known(self, practice: Practice, id: str) -> Category:
        category = self.pack.categories.get(id)
        if category is None or category.kind != practice.category_kind:
            raise UnknownUsage("category", f"the practice '{practice.id}' does not know the category '{id}'")
        if category.excluded is not None:
            raise UnknownUsage("excluded", f"'{id}' earns no credit: {category.excluded.en}")
        return category

    def _needed(self, practice: Practice) -> set[str]:
        """The factors and attributes that the results of a practice rest on."""
        return {leaf for result in practice.results.values() if result != TALLY for leaf in self.graph.leaves(result)}


@dataclass(frozen=True)
class Unpriced:
    """Exchanges that were counted and that this version of the evidence cannot price."""

    practice: str
    category: str
    units: float
    what: What
    """What is not known to it, the practice or the category; or the category earns no credit."""


@dataclass(frozen=True)
class Assessment:
    """Figures of one body of usage: indicator → draws."""

    pack: Pack
    figures: Mapping[str, Draws]
    unpriced: tuple[Unpriced, ...] = ()

    def __getitem__(self, indicator: str) -> Draws:
        return self.figures[indicator]

    @cached_property
    def intervals(self) -> Mapping[str, Interval]:
        """The published interval of each figure."""
        return dict(zip(self.figures, intervals(np.stack(list(self.figures.values()))), strict=True))

    @cached_property
    def something(self) -> Mapping[str, Interval]:
        """The published interval of each figure that is not 0 in every draw."""
        some = {id: draws for id, draws in self.figures.items() if draws.any()}
        return dict(zip(some, intervals(np.stack(list(some.values()))), strict=True)) if some else {}


class Unmeasured(NamedTuple):
    """So many units, of which nothing was measured: each is worth the factors' own values."""

    units: float
    grams: float = 0
    metres: float = 0
    minutes: float = 0
    cents: float = 0
    known_grams: float = 0
    known_metres: float = 0
    known_minutes: float = 0
    known_cents: float = 0


def cells_of(usage: Iterable[Usage]) -> list[Cell]:
    """Usage declared, not counted (a person of reference's year), as cells."""
    return [(item.practice, item.category or "", Unmeasured(item.per_year)) for item in usage]


def price(pricing: Pricing, cells: Iterable[Cell]) -> Assessment:
    """What was counted brings: units × unit impacts, a measured quantity in the place of the factor it replaces.

    Linear in the tallies: the figures of a place are the sum of those of its parts, draw by draw. The counts are
    measured, so the intervals hold the doubt about factors, objects and counterfactuals, and none about volume.
    Caps per person-year are left to assumed usage (decision 9): applied here, parts would not add up to their whole.
    """
    weights: dict[str, dict[int, float]] = {}
    unpriced: list[Unpriced] = []
    for practice, category, tally in cells:
        try:
            terms = pricing.terms(practice, category or None)
        except UnknownUsage as unknown:
            unpriced.append(Unpriced(practice, category, tally.units, unknown.what))
            continue
        for indicator, row, of, by in terms:
            if number := getattr(tally, of):
                part = weights.setdefault(indicator, {})
                part[row] = part.get(row, 0.0) + by * number
    sums = {indicator: pricing.rows.combined(part) for indicator, part in weights.items()}
    figures = with_sums(pricing.pack.indicators, sums, pricing.draws.size)
    return Assessment(pricing.pack, figures, merged(unpriced))


def merged(unpriced: Iterable[Unpriced]) -> tuple[Unpriced, ...]:
    """One line for each practice and category."""
    found: dict[tuple[str, str, What], float] = {}
    for left in unpriced:
        key = (left.practice, left.category, left.what)
        found[key] = found.get(key, 0) + left.units
    return tuple(Unpriced(practice, category, units, what) for (practice, category, what), units in found.items())


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
