"""Order statistics of many rows of draws, each row a sum of products that is made, read and dropped.

One convention everywhere: the probability p of D sorted values stands at the place p · (D − 1), and between two
values the quantile is interpolated linearly, as `numpy.quantile` does by default. The selection is exact.

Two engines give the same figures (to 1e-6 of each): "native" is compiled (`quantile_kernels.py`) and spread over
the processors; "numpy" sorts, in a few plain lines, to be compared with and to run where nothing compiles.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mitoyen.uncertainty.parallel import spread

Engine = Literal["native", "numpy"]
Floats = NDArray[np.float32]
DECILES = (0.1, 0.5, 0.9)
_NUMPY_BLOCK = 1 << 21  # values that the numpy engine holds at once


def quantiles_of_products(
    volumes: ArrayLike,
    coefficients: ArrayLike,
    *,
    probabilities: Sequence[float] = DECILES,
    engine: Engine = "native",
) -> Floats:
    """Quantiles over draws of Y[i, m, d] = Σ_t coefficients[i, t, d] · volumes[t, m, d], shape (I, M, Q).

    volumes : (T, M, D), taken as float32     coefficients : (I, T, D), taken as float32
    probabilities : Q numbers from 0 to 1
    Raises ValueError on shapes that do not fit, on values that are not finite, and on sums beyond float32.
    """
    return _products(volumes, coefficients, probabilities).run(engine)[0]


def quantiles_and_means(
    volumes: ArrayLike,
    coefficients: ArrayLike,
    *,
    probabilities: Sequence[float] = DECILES,
    engine: Engine = "native",
) -> tuple[Floats, NDArray[np.float64]]:
    """As `quantiles_of_products`, with the means over draws, shape (I, M)."""
    return _products(volumes, coefficients, probabilities).run(engine, with_means=True)


def quantiles_of_combinations(
    weights: ArrayLike,
    draws: ArrayLike,
    *,
    probabilities: Sequence[float] = DECILES,
    engine: Engine = "native",
) -> Floats:
    """Quantiles over draws of Y[n, i, d] = Σ_t weights[n, t] · draws[i, t, d], shape (N, I, Q): one row a place.

    weights : (N, T), taken as float32     draws : (I, T, D), taken as float32; a term that is zero costs nothing
    Raises ValueError on shapes that do not fit, on values that are not finite, and on sums beyond float32.
    """
    left, right = _checked("weights", weights, 2), _checked("draws", draws, 3)
    if right.shape[1] != left.shape[1]:
        raise ValueError(f"weights (N, T) = {left.shape} and draws (I, T, D) = {right.shape} do not share T.")
    shape = (right.shape[0], left.shape[0])

    def plain(indicator: NDArray[np.int64], place: NDArray[np.int64]) -> Floats:
        return _sum(left[place, t][:, None] * right[indicator, t] for t in range(left.shape[1]))

    arguments = (left, right, right.any(axis=2))
    job = _Job("order_statistics_of_combinations", arguments, plain, shape, right.shape[2], probabilities)
    return np.ascontiguousarray(job.run(engine)[0].swapaxes(0, 1))


def quantiles_of_rows(
    rows: ArrayLike, *, probabilities: Sequence[float] = DECILES, engine: Engine = "native"
) -> Floats:
    """Quantiles of each row, shape (R, Q); rows : (R, D), taken as float32. Raises as the others do."""
    values = _checked("rows", rows, 2)

    def plain(row: NDArray[np.int64], _: NDArray[np.int64]) -> Floats:
        return values[row]

    job = _Job("order_statistics_of_rows", (values,), plain, (len(values), 1), values.shape[1], probabilities)
    return job.run(engine)[0][:, 0]


def _products(volumes: ArrayLike, coefficients: ArrayLike, probabilities: Sequence[float]) -> "_Job":
    left, right = _checked("volumes", volumes, 3), _checked("coefficients", coefficients, 3)
    terms, months, draws = left.shape
    if right.shape[1:] != (terms, draws):
        raise ValueError(
            f"volumes (T, M, D) = {left.shape} and coefficients (I, T, D) = {right.shape} do not share T and D."
        )

    def plain(indicator: NDArray[np.int64], month: NDArray[np.int64]) -> Floats:
        return _sum(right[indicator, t] * left[t, month] for t in range(terms))

    arguments, shape = (left, right, right.any(axis=2)), (right.shape[0], months)
    return _Job("order_statistics_of_products", arguments, plain, shape, draws, probabilities)


@dataclass(frozen=True)
class _Job:
    """Rows counted over a (first, second) grid; a compiled kernel that summarises them, a function that makes them."""

    kernel: str
    arguments: tuple[object, ...]
    rows: Callable[[NDArray[np.int64], NDArray[np.int64]], Floats]
    shape: tuple[int, int]
    draws: int
    probabilities: Sequence[float]

    def run(self, engine: Engine, *, with_means: bool = False) -> tuple[Floats, NDArray[np.float64]]:
        """Quantiles (first, second, Q), and means (first, second), empty when not asked for."""
        ranks, fractions = _places(self.probabilities, self.draws)
        size = self.shape[0] * self.shape[1]
        found = np.empty((size, len(ranks)), np.float32)
        means = np.empty(size if with_means else 0)
        if engine == "native":
            self._run_native(ranks, fractions, found, means)
        elif engine == "numpy":
            self._run_numpy(ranks, fractions, found, means)
        else:
            raise ValueError(f"There is no engine {engine!r}: use 'native' or 'numpy'.")
        if np.isnan(found).any():
            raise ValueError("A sum is too large for float32 (above 3e38): express it in a larger unit.")
        return found.reshape(*self.shape, -1), means.reshape(self.shape if with_means else 0)

    def _run_native(
        self, ranks: NDArray[np.int64], fractions: NDArray[np.float64], found: Floats, means: NDArray[np.float64]
    ) -> None:
        from mitoyen.uncertainty import quantile_kernels  # numba takes a while to import, and only this needs it

        kernel = getattr(quantile_kernels, self.kernel)

        def work(start: int, stop: int) -> None:
            kernel(*self.arguments, ranks, fractions, start, stop, found, means)

        spread(work, len(found))

    def _run_numpy(
        self, ranks: NDArray[np.int64], fractions: NDArray[np.float64], found: Floats, means: NDArray[np.float64]
    ) -> None:
        block = max(1, _NUMPY_BLOCK // self.draws)
        for start in range(0, len(found), block):
            place = slice(start, start + block)
            with np.errstate(over="ignore", invalid="ignore"):
                rows = self.rows(*np.divmod(np.arange(len(found))[place], self.shape[1]))
            rows[~np.isfinite(rows).all(axis=1)] = np.nan
            ordered = np.sort(rows, axis=1).astype(np.float64)
            low, high = ordered[:, ranks], ordered[:, np.minimum(ranks + 1, self.draws - 1)]
            found[place] = low + (high - low) * fractions
            if means.size:
                means[place] = rows.mean(axis=1, dtype=np.float64)


def _places(probabilities: Sequence[float], draws: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The 0-based rank below each probability, and the fraction of the way to the next one."""
    wanted = np.asarray(probabilities, dtype=np.float64)
    if wanted.ndim != 1 or not wanted.size or not np.all((wanted >= 0) & (wanted <= 1)):
        raise ValueError(f"{probabilities!r} are not probabilities: give one or several numbers from 0 to 1.")
    place = wanted * (draws - 1)
    ranks = np.clip(place.astype(np.int64), 0, max(draws - 2, 0))
    return ranks, place - ranks


def _sum(terms: Iterable[Floats]) -> Floats:
    """Term after term, in the order and precision of the kernels; (sum() would start with an integer)."""
    total, *others = terms
    for term in others:
        total += term
    return total


def _checked(name: str, values: ArrayLike, dimensions: int) -> Floats:
    with np.errstate(over="ignore"):
        array = np.ascontiguousarray(values, dtype=np.float32)
    if array.ndim != dimensions or array.size == 0:
        raise ValueError(f"{name} must be a full array of {dimensions} dimensions; its shape is {array.shape}.")
    if not (np.isfinite(array.min()) and np.isfinite(array.max())):
        raise ValueError(f"{name} hold a value that is not a finite number: look for NaN or infinity upstream.")
    return array
