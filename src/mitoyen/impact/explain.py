"""Where a figure comes from: equations, factors, sources, and what its doubt is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.pack import TALLY, Pack
from mitoyen.evidence.records import Factor
from mitoyen.impact.graph import Graph

Draws = NDArray[np.float64]

_BINS = 64


@dataclass(frozen=True)
class Share:
    """What one name contributes to the variance of a figure: its first-order index, between 0 and 1."""

    name: str
    share: float


@dataclass(frozen=True)
class Quality:
    """What a figure rests on, in words that anyone can check."""

    factors: tuple[Factor, ...]
    weakest: int
    """Lowest pedigree used, from 1 to 5."""
    assumed_share: float
    """Share of its factors that are assumed or recalled, from 0 to 1."""


def variance_shares(figure: Draws, inputs: Mapping[str, Draws], *, most: int = 5) -> list[Share]:
    """The inputs that drive the spread of `figure`, the strongest first.

    First-order index of each input from the given draws: variance of the mean of the figure within bins of the input,
    over the whole variance (Sobol 1993; given-data estimate, Plischke 2013), less what bins of pure noise would show.
    """
    total = float(figure.var())
    if total == 0:
        return []
    found = (Share(name, _first_order(figure, draws, total)) for name, draws in inputs.items() if np.ptp(draws) > 0)
    return sorted((share for share in found if share.share > 0), key=lambda share: -share.share)[:most]


def _first_order(figure: Draws, draws: Draws, total: float) -> float:
    ordered = figure[np.argsort(draws, kind="stable")]
    means = ordered.reshape(_BINS, -1).mean(axis=1)
    noise = (_BINS - 1) / len(figure)
    return float(np.clip((means.var() / total - noise) / (1 - noise), 0, 1))


def factors_of(pack: Pack, graph: Graph, indicator: str, practices: Iterable[str] | None = None) -> tuple[Factor, ...]:
    """The factors that an indicator rests on, over all practices or those named, without repetition."""
    wanted = set(pack.practices if practices is None else practices)
    found: dict[str, Factor] = {}
    for part in pack.indicators[indicator].sum_of or (indicator,):
        for practice in (pack.practices[id] for id in sorted(wanted)):
            result = practice.results.get(part, TALLY)
            if result == TALLY:
                continue
            for leaf in graph.leaves(result):
                found.update((factor.id, factor) for factor in _behind(pack, leaf, practice.usual))
    return tuple(found.values())


def _behind(pack: Pack, leaf: str, categories: Iterable[str]) -> list[Factor]:
    """The factors behind a leaf: itself, or the attribute of each usual category."""
    if leaf in pack.factors:
        return [pack.factors[leaf]]
    attributes = (pack.categories[id].attributes.get(leaf) for id in categories)
    return [pack.factors[id] for id in attributes if id is not None]


def quality(factors: Iterable[Factor]) -> Quality:
    """What a figure made of `factors` rests on: the weakest pedigree, the share of assumptions."""
    used = tuple({factor.id: factor for factor in factors}.values())
    if not used:
        return Quality((), 5, 0.0)
    soft = sum(factor.status in ("assumed", "recalled") for factor in used)
    return Quality(used, min(factor.pedigree for factor in used), soft / len(used))
