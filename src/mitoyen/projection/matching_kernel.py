"""The compiled loop behind `matching.met_activity`."""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]


@numba.njit(cache=True, nogil=True)
def accumulate(
    active: Draws, scales: Draws, sizes: Draws, households: Draws, start: int, stop: int, result: Draws
) -> None:
    """Rows `start` to `stop` of the result, one a family and month: active × odds, summed over size classes."""
    months, draws = active.shape
    for row in range(start, stop):
        family, month = row // months, row % months
        for index in range(sizes.shape[0]):
            size, weight = sizes[index], households[index]
            for draw in range(draws):
                share = active[month, draw]
                result[family, month, draw] += weight * share * (1.0 - math.exp(-scales[family, draw] * size * share))
