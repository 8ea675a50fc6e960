"""How far from the truth a set of draws is: error over the width of the interval, against a million draws."""

from collections.abc import Callable

import numpy as np

from benchmarks.model import PROBABILITIES, Model, coefficients, collapse, random_normals, take_up
from mitoyen.uncertainty.quantiles import quantiles_and_means


def of_territory(model: Model, normals: np.ndarray, months: list[int]) -> np.ndarray:
    """q05, median, q95 and mean of each indicator at some months, (25, len(months), 4)."""
    values = model.values(normals.astype(np.float32))
    volumes = take_up(model, values, max(months) + 1)[:, months]
    found, means = quantiles_and_means(
        volumes, collapse(model, coefficients(model, values)), probabilities=PROBABILITIES
    )
    return np.concatenate([found, means[:, :, None]], axis=2)


def reference(model: Model, months: list[int], draws: int) -> np.ndarray:
    """As `of_territory` with very many plain draws: an average of eight independent parts, to spare memory."""
    parts = [of_territory(model, random_normals(draws // 8, seed=1000 + part), months) for part in range(8)]
    return np.mean(parts, axis=0)


def errors(model: Model, truth: np.ndarray, months: list[int], draw: Callable[[int], np.ndarray], repetitions: int):
    """Root-mean-square error over repetitions and cells, in percent of the width: q05, median, q95, mean."""
    width = (truth[:, :, 2] - truth[:, :, 0])[:, :, None]
    gaps = [(of_territory(model, draw(seed), months) - truth) / width for seed in range(repetitions)]
    return (100 * np.sqrt(np.mean(np.square(gaps), axis=(0, 1, 2)))).tolist()


def between(approximate: np.ndarray, exact: np.ndarray) -> tuple[list[float], list[float]]:
    """Root-mean-square and worst gap of q05, median, q95 (..., 3), in percent of the exact width."""
    width = np.asarray(exact[..., 2:] - exact[..., :1], dtype=np.float64)
    gaps = ((approximate - exact) / np.where(width > 0, width, np.inf)).reshape(-1, exact.shape[-1])
    return (100 * np.sqrt(np.mean(gaps**2, axis=0))).tolist(), (100 * np.abs(gaps).max(axis=0)).tolist()
