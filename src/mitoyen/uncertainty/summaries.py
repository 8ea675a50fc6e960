"""Intervals, made last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mitoyen.uncertainty.quantiles import quantiles_of_rows

PUBLISHED = (0.1, 0.5, 0.9)
"""The published interval: eight chances in ten between the first and the last."""


@dataclass(frozen=True)
class Interval:
    """The 80 % interval of a figure, its median and its mean."""

    low: float
    median: float
    high: float
    mean: float

    @property
    def width(self) -> float:
        """From the low to the high end."""
        return self.high - self.low


def intervals(rows: NDArray[np.floating]) -> list[Interval]:
    """The published interval of each row of draws, shape (rows, draws), by compiled selection in float32.

    Raises ValueError on a draw that is not a finite number, or is beyond float32.
    """
    found = quantiles_of_rows(rows, probabilities=PUBLISHED).astype(np.float64)
    means = rows.mean(axis=1, dtype=np.float64)
    return [Interval(*figures) for figures in np.column_stack([found, means]).tolist()]


def interval(draws: NDArray[np.floating]) -> Interval:
    """The published interval of `draws`, shape (draws,); raises ValueError on a draw that is not a number."""
    if not np.isfinite(draws).all():
        raise ValueError(
            "a draw is not a finite number; look at the factor with an infinite tail or a division by zero"
        )
    low, median, high = (float(value) for value in np.quantile(draws, PUBLISHED))
    return Interval(low, median, high, float(draws.mean()))
