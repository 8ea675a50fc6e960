"""One scenario on every commune at once.

What a household brings depends on its quartier's size class only (`matching.py`), so the draws are made once for each
class; a commune is the sum of its classes, each with its households. Most communes are one quartier, thus one class:
their quantiles are those of the class, times their households.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mitoyen.projection.forecast import FAMILIES, Coefficients
from mitoyen.projection.matching import SizeClasses, met_activity, size_classes
from mitoyen.projection.scenario import Scenario
from mitoyen.projection.takeup import MONTHS_PER_YEAR, TakeUp, take_up
from mitoyen.territory import CommunesTable
from mitoyen.uncertainty.quantiles import quantiles_of_combinations, quantiles_of_rows

Floats = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with the communes done and all of them."""
_BLOCK = 64


@dataclass(frozen=True)
class Atlas:
    """Figures over the horizon, one row a commune, in the order of the territory's table."""

    scenario: Scenario
    places: CommunesTable
    indicators: tuple[str, ...]
    figures: Floats
    """P10, P50, P90, shape (communes, indicators, 3)."""
    registered: Floats
    """Households registered at the horizon: P10, P50, P90, shape (communes, 3)."""
    active: Floats
    """Households active at the horizon, likewise."""


def atlas(
    scenario: Scenario, places: CommunesTable, priced: Coefficients, progress: Progress = lambda done, total: None
) -> Atlas:
    """Project `scenario`, whatever its place, on every commune of `places`; the same figures as one forecast each."""
    draws = priced.pricing.draws
    shares = take_up(draws, launch=scenario.launch, animation=scenario.animation, months=scenario.months)
    sizes, weights = _weights(places)
    per_household = _per_household(shares, priced, sizes)
    figures = _figures(weights, per_household, progress)
    ends = (_scaled(places, share[-1]) for share in (shares.registered, shares.active))
    return Atlas(scenario, places, priced.indicators, figures, *ends)


def _weights(places: CommunesTable) -> tuple[NDArray[np.float64], Floats]:
    """The size of each class, and the households of each commune in each class, shape (communes, classes)."""
    leaves = places.leaf_households
    distinct, which = np.unique(leaves, return_inverse=True)
    of_distinct = np.array([size_classes(np.array([leaf])).sizes[0] if leaf else 0.0 for leaf in distinct])
    sizes, column = np.unique(of_distinct, return_inverse=True)
    weights = np.zeros((len(places.codes), len(sizes)))
    commune = np.repeat(np.arange(len(places.codes)), np.diff(places.leaf_offsets))
    np.add.at(weights, (commune, column[which]), leaves)
    return sizes, weights.astype(np.float32)


def _per_household(shares: TakeUp, priced: Coefficients, sizes: NDArray[np.float64]) -> Floats:
    """What a household of each class brings over the horizon, shape (indicators, classes, draws)."""
    draws = priced.pricing.draws
    scales = np.stack([draws[f"met_scale_{family}"] for family in FAMILIES])
    present = shares.active.sum(axis=0)[np.newaxis]
    result = np.empty((len(priced.indicators), len(sizes), draws.size), np.float32)
    for index, size in enumerate(sizes):
        one = SizeClasses(np.array([size]), np.array([1.0]))
        met = met_activity(shares.active, scales, one).sum(axis=1)
        volumes = np.concatenate([met, present]) / MONTHS_PER_YEAR
        result[:, index] = np.einsum("itd,td->id", priced.per_family, volumes)
    return result


def _figures(weights: Floats, per_household: Floats, progress: Progress) -> Floats:
    indicators, classes, draws = per_household.shape
    found = np.zeros((len(weights), indicators, 3), np.float32)
    of_class = quantiles_of_rows(per_household.reshape(-1, draws)).reshape(indicators, classes, 3)
    counts = (weights > 0).sum(axis=1)
    alone = np.flatnonzero(counts == 1)
    column = weights[alone].argmax(axis=1)
    found[alone] = weights[alone, column][:, None, None] * of_class[:, column].swapaxes(0, 1)
    mixed = np.flatnonzero(counts > 1)
    done = len(weights) - len(mixed)
    progress(done, len(weights))
    for start in range(0, len(mixed), _BLOCK):
        block = mixed[start : start + _BLOCK]
        used = np.flatnonzero(weights[block].any(axis=0))
        found[block] = quantiles_of_combinations(weights[np.ix_(block, used)], per_household[:, used])
        progress(done + start + len(block), len(weights))
    return found


def _scaled(places: CommunesTable, share: NDArray[np.float64]) -> Floats:
    """The quantiles of a share of the households of each commune."""
    return (places.households[:, None] * quantiles_of_rows(share[np.newaxis])).astype(np.float32)
