"""Approximate quantiles of very many combinations of the same draws, from three cumulants and no draw at all.

Y = Σ_t weight_t · X_t has a mean, a variance and a third central moment that are a linear, a quadratic and a cubic
form of the weights. The coefficients of the forms are computed once from the draws of X; after that a place costs a
few hundred multiplications, whatever the number of draws. The three moments are then those of a shifted lognormal
(or of its mirror image, or of a normal when there is no skewness), whose quantiles are known.

This is an approximation, good for a map. Against exact order statistics, expect a root-mean-square error of 1 to 3 %
of the width of the 80 % interval and more in single places; `quantiles.py` is exact and is what a page must show.
"""

from collections.abc import Sequence
from itertools import combinations_with_replacement
from math import factorial
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mitoyen.uncertainty.parallel import spread
from mitoyen.uncertainty.quantiles import DECILES, Floats

Reals = NDArray[np.float64]
_MANY_TERMS = 64  # 47,905 products of three terms: beyond, exact draws are the cheaper way


def quantiles_from_cumulants(
    weights: ArrayLike, draws: ArrayLike, *, probabilities: Sequence[float] = DECILES
) -> Floats:
    """Approximate quantiles of Y[n, i] = Σ_t weights[n, t] · draws[i, t, :], shape (N, I, Q).

    weights : (N, T)     draws : (I, T, D); a term that is zero in an indicator costs it nothing
    probabilities : Q numbers strictly between 0 and 1: a fitted shape has no end
    Raises ValueError on shapes that do not fit, on values that are not finite, and on probabilities of 0 or 1.
    """
    by_place = np.ascontiguousarray(np.asarray(weights, dtype=np.float64).T)
    by_indicator = np.asarray(draws, dtype=np.float64)
    _check(by_place, by_indicator)
    scores = _scores(probabilities)
    found = np.empty((by_place.shape[1], len(by_indicator), len(scores)), np.float32)
    used = by_indicator.any(axis=2)
    for pattern in np.unique(used, axis=0):
        members = np.flatnonzero((used == pattern).all(axis=1))
        _fill(by_place[pattern], by_indicator[np.ix_(members, pattern)], scores, members, found)
    return found


def _fill(weights: Reals, draws: Reals, scores: Reals, members: NDArray[np.int64], found: Floats) -> None:
    """Write the quantiles of the indicators that share the same terms; weights (T, N), draws (I, T, D)."""
    from mitoyen.uncertainty import cumulant_kernels  # numba takes a while to import, and only this needs it

    means, seconds, thirds = moment_forms(draws)

    def work(start: int, stop: int) -> None:
        cumulant_kernels.shifted_lognormal_quantiles(
            weights, means, seconds, thirds, scores, members, start, stop, found
        )

    spread(work, weights.shape[1])


def moment_forms(draws: Reals) -> tuple[Reals, Reals, Reals]:
    """Coefficients of the mean (I, T), the variance (I, pairs) and the third central moment (I, triples).

    draws : (I, T, D). Pairs and triples are those of `itertools.combinations_with_replacement`, in its order, each
    one multiplied by the number of ways to write it, so that a form is a plain sum over them.
    """
    means = draws.mean(axis=2)
    centred = draws - means[:, :, None]
    terms, size = draws.shape[1:]
    pairs = np.array(list(combinations_with_replacement(range(terms), 2)), dtype=np.int64).reshape(-1, 2)
    triples = np.array(list(combinations_with_replacement(range(terms), 3)), dtype=np.int64).reshape(-1, 3)
    row_of_pair = np.zeros((terms, terms), dtype=np.int64)
    row_of_pair[pairs[:, 0], pairs[:, 1]] = np.arange(len(pairs))
    seconds, thirds = np.empty((len(draws), len(pairs))), np.empty((len(draws), len(triples)))
    for indicator, values in enumerate(centred):
        products = values[pairs[:, 0]] * values[pairs[:, 1]]
        mixed = products @ values.T / size
        seconds[indicator] = products.mean(axis=1)
        thirds[indicator] = mixed[row_of_pair[triples[:, 0], triples[:, 1]], triples[:, 2]]
    return means, seconds * _ways(pairs), thirds * _ways(triples)


def _ways(indices: NDArray[np.int64]) -> Reals:
    """In how many orders each row of indices can be written: 1 for aaa, 3 for aab, 6 for abc."""
    return np.array(
        [
            factorial(len(row)) / np.prod([factorial(n) for n in np.unique(row, return_counts=True)[1]])
            for row in indices
        ]
    )


def _scores(probabilities: Sequence[float]) -> Reals:
    """The standard normal quantiles of the probabilities."""
    wanted = np.asarray(probabilities, dtype=np.float64)
    if wanted.ndim != 1 or not wanted.size or not np.all((wanted > 0) & (wanted < 1)):
        raise ValueError(f"{probabilities!r} cannot be fitted: give one or several numbers between 0 and 1.")
    return np.array([NormalDist().inv_cdf(p) for p in wanted])


def _check(by_place: Reals, by_indicator: Reals) -> None:
    if by_place.ndim != 2 or by_indicator.ndim != 3 or by_place.shape[0] != by_indicator.shape[1]:
        raise ValueError(
            f"weights (N, T) = {by_place.shape[::-1]} and draws (I, T, D) = {by_indicator.shape} do not share T."
        )
    if not (np.isfinite(by_place).all() and np.isfinite(by_indicator).all()):
        raise ValueError("weights and draws must be finite numbers: look for NaN or infinity upstream.")
    if by_place.shape[0] > _MANY_TERMS:
        raise ValueError(
            f"{by_place.shape[0]} terms are too many for cumulants (at most {_MANY_TERMS}): "
            "join terms first, or use quantiles_of_combinations."
        )
