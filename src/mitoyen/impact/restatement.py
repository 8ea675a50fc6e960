"""The same tallies under two versions of the evidence: what moved, and which factors moved it.

The effect of a factor is on the mean, for means add up and medians do not. It is measured twice, with every draw:
replaced first, in the former evidence (the others as they were), and last, in the new one (the others already changed).
The effect is the average of the two, so that it does not depend on an order. What two factors do together is shared
between them exactly; what three or more do, and what is not a factor, stands in the remainder. So the lines of a figure
add up to its whole difference. Caps per person-year are left out: what they hold back is no straight line.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mitoyen.evidence.pack import Pack
from mitoyen.evidence.records import Factor, Indicator, Text
from mitoyen.impact.assessment import Cell, Pricing, UnknownUsage, Unpriced, price
from mitoyen.impact.rows import Term
from mitoyen.uncertainty.summaries import Interval

Means = dict[str, float]


@dataclass(frozen=True)
class Change:
    """One factor that two versions hold with different values, and the reason when the later one gives it."""

    before: Factor
    after: Factor
    why: Text | None

    @property
    def id(self) -> str:
        """Its name of today."""
        return self.after.id


@dataclass(frozen=True)
class Effect:
    """What one change adds to the mean of a figure, in the figure's unit."""

    change: Change
    size: float


@dataclass(frozen=True)
class Restated:
    """One figure under both versions; its effects, the largest first, and the remainder add up to its difference."""

    before: Interval
    after: Interval
    effects: tuple[Effect, ...]
    remainder: float

    @property
    def difference(self) -> float:
        """From the former mean to the new one."""
        return self.after.mean - self.before.mean


@dataclass(frozen=True)
class Restatement:
    """Every figure of the same tallies under two versions."""

    before: str
    after: str
    """Names of the versions, as figures carry them."""
    changes: tuple[Change, ...]
    figures: Mapping[str, Restated]
    unpriced: tuple[Unpriced, ...]
    """What the later version cannot price."""


def changes(before: Pack, after: Pack) -> tuple[Change, ...]:
    """The factors that both packs hold with different values, in the order of the later one."""
    reasons = {id: told.why for former in reversed(after.formers) for id, told in former.corrections.items()}
    both = ((before.factors[id], factor) for id, factor in after.factors.items() if id in before.factors)
    moved = ((old, new) for old, new in both if (old.current, old.unit) != (new.current, new.unit))
    return tuple(Change(old, new, reasons.get(new.id)) for old, new in moved)


def restate(cells: Iterable[Cell], before: Pricing, after: Pricing) -> Restatement:
    """The figures of `cells` under both versions, and the effect of each changed factor on each mean."""
    cells, found = tuple(cells), changes(before.pack, after.pack)
    indicators = {id: one for id, one in after.pack.indicators.items() if id in before.pack.indicators}
    sizes = [(change, _with_sums(indicators, _effect(change, cells, before, after))) for change in found]
    old, new = _figures(indicators, cells, before), _figures(indicators, cells, after)
    figures = {}
    for id in indicators:
        lines = [Effect(change, means[id]) for change, means in sizes if means[id]]
        lines.sort(key=lambda line: -abs(line.size))
        figures[id] = Restated(old[id], new[id], tuple(lines), _left(old[id].mean, new[id].mean, lines))
    return Restatement(before.pack.name, after.pack.name, found, figures, price(after, cells).unpriced)


def _left(old: float, new: float, lines: Iterable[Effect]) -> float:
    """What the lines do not explain; nothing when it is only the last digits of the machine."""
    left = new - old - sum(line.size for line in lines)
    return left if abs(left) > 1e-9 * (abs(old) + abs(new)) else 0.0


def _figures(indicators: Mapping[str, Indicator], cells: Iterable[Cell], pricing: Pricing) -> dict[str, Interval]:
    """The published intervals, their means summed from those of the rows, so that effects add up to the last digit."""
    means, found = _with_sums(indicators, _means(pricing, cells)), price(pricing, cells).intervals
    return {id: dataclasses.replace(found[id], mean=means[id]) for id in indicators}


def _effect(change: Change, cells: Iterable[Cell], before: Pricing, after: Pricing) -> Means:
    """Average of replacing one factor first and replacing it last."""
    first = _moved(before, after, change, cells)
    last = _moved(after, before, change, cells)
    return {id: (first.get(id, 0.0) - last.get(id, 0.0)) / 2 for id in first.keys() | last.keys()}


def _moved(there: Pricing, other: Pricing, change: Change, cells: Iterable[Cell]) -> Means:
    """What the means of `there` gain when one of its factors takes the draws it has in `other`."""
    names = {*change.before.draw_names, *change.after.draw_names} & other.draws.keys()
    mixed = Pricing(there.pack, there.draws.with_those_of(other.draws, names), there.graph)
    reached = tuple(cell for cell in cells if _rests_on(there, cell, change.id))
    was, becomes = _means(there, reached, change.id), _means(mixed, reached, change.id)
    return {id: becomes[id] - was[id] for id in becomes}


def _rests_on(pricing: Pricing, cell: Cell, factor: str) -> bool:
    return any(factor in pricing.rows.inputs(term.row) for term in _terms(pricing, cell))


def _means(pricing: Pricing, cells: Iterable[Cell], factor: str | None = None) -> Means:
    """Indicator → mean of what the cells bring, or of the part of it that rests on `factor`."""
    means: Means = {}
    for cell in cells:
        for indicator, row, of, by in _terms(pricing, cell):
            if factor is None or factor in pricing.rows.inputs(row):
                part = by * getattr(cell[2], of) * pricing.rows[row].mean
                means[indicator] = means.get(indicator, 0.0) + part
    return means


def _terms(pricing: Pricing, cell: Cell) -> tuple[Term, ...]:
    try:
        return pricing.terms(cell[0], cell[1] or None)
    except UnknownUsage:
        return ()


def _with_sums(indicators: Mapping[str, Indicator], means: Means) -> Means:
    made = {id: sum(sign * means.get(part, 0.0) for part, sign in one.sum_of.items()) for id, one in indicators.items()}
    return {id: made[id] if one.sum_of else means.get(id, 0.0) for id, one in indicators.items()}
