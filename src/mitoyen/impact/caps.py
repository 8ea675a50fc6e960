"""Caps per person-year on what was counted: nobody avoids more than everything that a person buys, drives or eats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from mitoyen.impact.assessment import GROSS, Assessment, Cell, Draws, Pricing, UnknownUsage, let_through, merged, price


def ratios(pricing: Pricing, cells: Iterable[Cell], persons: float) -> dict[str, Draws]:
    """Cap's factor → share of the environmental figures it lets through, shape (draws,), of the caps that bind.

    `cells`: one leaf place in one calendar year; `persons`: those who took part in it, each with a whole year's cap.
    A cap that the largest of all draws cannot reach is settled without reading any: mostly, the answer is empty.
    """
    gross: dict[str, dict[int, float]] = {}
    for practice, category, tally in cells:
        try:
            terms, cap = pricing.terms(practice, category or None), pricing.cap(practice)
        except UnknownUsage:
            continue
        for indicator, row, of, by in terms if cap else ():
            if indicator == GROSS:
                part = gross.setdefault(cap or "", {})
                part[row] = part.get(row, 0.0) + by * getattr(tally, of)
    reached = {cap: part for cap, part in gross.items() if pricing.rows.most(part) > pricing.least(cap) * persons}
    found = {
        cap: let_through(pricing.draws[cap] * persons, pricing.rows.combined(part)) for cap, part in reached.items()
    }
    return {cap: ratio for cap, ratio in found.items() if (ratio < 1).any()}


def price_within(pricing: Pricing, groups: Iterable[tuple[Sequence[Cell], float]]) -> Assessment:
    """As `price`, caps applied in each group: the cells of one leaf place in one calendar year, and its persons."""
    free: list[Cell] = []
    parts: list[Assessment] = []
    for cells, persons in groups:
        if found := ratios(pricing, cells, persons):
            parts.append(price(pricing, cells, found))
        else:
            free.extend(cells)
    parts.append(price(pricing, free))
    figures = {id: np.sum([part[id] for part in parts], axis=0) for id in pricing.pack.indicators}
    return Assessment(pricing.pack, figures, merged(left for part in parts for left in part.unpriced))
