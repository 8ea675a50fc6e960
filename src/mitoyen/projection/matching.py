"""Requests find answers when enough neighbours are near: the critical mass."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from mitoyen.uncertainty.parallel import spread

Draws = NDArray[np.float64]
STEP = 1.12
"""Ratio between two size classes: odds are read at a size at most 6 % off."""


@dataclass(frozen=True)
class SizeClasses:
    """The quartiers of a place, grouped by size: neighbours are near inside a quartier, not across the town.

    The class belongs to the quartier, so a place is exactly the sum of its quartiers, however they are grouped.
    """

    sizes: Draws
    """Households at which the odds of each class are read, shape (classes,)."""
    households: Draws
    """Households in all quartiers of each class, shape (classes,)."""


def size_classes(leaf_households: NDArray[np.integer]) -> SizeClasses:
    """Group quartiers of `leaf_households` households, shape (quartiers,), by size; empty ones are left out."""
    inhabited = np.asarray(leaf_households, dtype=np.float64)
    inhabited = inhabited[inhabited > 0]
    steps = np.rint(np.log(inhabited) / math.log(STEP)).astype(np.int64)
    classes, members = np.unique(steps, return_inverse=True)
    households = np.bincount(members, weights=inhabited, minlength=len(classes)).astype(np.float64)
    return SizeClasses(STEP ** classes.astype(np.float64), households)


def met_activity(active: Draws, scales: Draws, classes: SizeClasses) -> Draws:
    """Active members × odds that what they ask is met, summed over quartiers, shape (families, months, draws).

    active : (months, draws), share of households active     scales : (families, draws), per active member
    Odds for a family of practices: 1 − exp(−scale · active members of the quartier).
    """
    result = np.zeros((scales.shape[0], *active.shape))
    households = np.ascontiguousarray(active), np.ascontiguousarray(scales), classes.sizes, classes.households
    spread(lambda start, stop: _accumulate(*households, start, stop, result), result.shape[0] * result.shape[1])
    return result


@numba.njit(cache=True, nogil=True)
def _accumulate(
    active: Draws, scales: Draws, sizes: Draws, households: Draws, start: int, stop: int, result: Draws
) -> None:
    months, draws = active.shape
    for row in range(start, stop):
        family, month = row // months, row % months
        for index in range(sizes.shape[0]):
            size, weight = sizes[index], households[index]
            for draw in range(draws):
                share = active[month, draw]
                result[family, month, draw] += weight * share * (1.0 - math.exp(-scales[family, draw] * size * share))


def met_activity_plain(active: Draws, scales: Draws, classes: SizeClasses) -> Draws:
    """The same as `met_activity` in plain numpy: what the compiled loop is compared with."""
    members = classes.sizes[:, None, None] * active
    odds = -np.expm1(-scales[:, None, None, :] * members)
    return np.asarray(np.einsum("c,md,fcmd->fmd", classes.households, active, odds))
