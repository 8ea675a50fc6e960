"""Requests find answers when enough neighbours are near: the critical mass."""

from __future__ import annotations

import math
from dataclasses import dataclass

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
    from mitoyen.projection import matching_kernel  # numba takes a while to import, and only this needs it

    result = np.zeros((scales.shape[0], *active.shape))
    given = np.ascontiguousarray(active), np.ascontiguousarray(scales), classes.sizes, classes.households

    def work(start: int, stop: int) -> None:
        matching_kernel.accumulate(*given, start, stop, result)

    spread(work, result.shape[0] * result.shape[1])
    return result


def met_activity_plain(active: Draws, scales: Draws, classes: SizeClasses) -> Draws:
    """The same as `met_activity` in plain numpy: what the compiled loop is compared with."""
    members = classes.sizes[:, None, None] * active
    odds = -np.expm1(-scales[:, None, None, :] * members)
    return np.asarray(np.einsum("c,md,fcmd->fmd", classes.households, active, odds))
