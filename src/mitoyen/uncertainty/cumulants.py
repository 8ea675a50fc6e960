"""Approximate quantiles of very many combinations of the same draws, from three cumulants and no draw at all.

Y = Σ_t weight_t · X_t has a mean, a variance and a third central moment that are a linear, a quadratic and a cubic
form of the weights. The coefficients of the forms are computed once from the draws of X; after that a place costs a
few hundred multiplications, whatever the number of draws. The three moments are then those of a shifted lognormal
(or of its mirror image, or of a normal when there is no skewness), whose quantiles are known. A few places, spread
over all of them, are also computed exactly: what the fit misses there, in standard deviations and as a straight line
of the skewness, is corrected everywhere.

This is an approximation, good for a map: expect a root-mean-square error near 1 % of the width of the interval, more
in single places. `quantiles.py` is exact and is what a page about one place must show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mitoyen.uncertainty.parallel import spread
from mitoyen.uncertainty.quantiles import DECILES, Floats, quantiles_of_combinations

Reals = NDArray[np.float64]
_MANY_TERMS = 64  # 45,760 products of three terms: beyond, exact draws are the cheaper way
_NEGLIGIBLE = 1e-4  # part of a form that a shorter basis may leave out


def quantiles_from_cumulants(
    weights: ArrayLike, draws: ArrayLike, *, probabilities: Sequence[float] = DECILES, exact_places: int = 64
) -> Floats:
    """Approximate quantiles of Y[n, i] = Σ_t weights[n, t] · draws[i, t, :], shape (N, I, Q).

    weights : (N, T)     draws : (I, T, D), taken as float32; a term that is zero in an indicator costs it nothing
    probabilities : Q numbers strictly between 0 and 1: a fitted shape has no end
    exact_places : how many places are computed exactly to correct the fit; 0 leaves the fit as it is
    Raises ValueError on shapes that do not fit, on values that are not finite, and on probabilities of 0 or 1.
    """
    by_place = np.ascontiguousarray(np.asarray(weights, dtype=np.float64).T)
    by_indicator = np.ascontiguousarray(draws, dtype=np.float32)
    _check(by_place, by_indicator)
    scores = _scores(probabilities)
    found = np.empty((by_place.shape[1], len(by_indicator), len(scores)), np.float32)
    used = by_indicator.any(axis=2)
    for pattern in np.unique(used, axis=0):
        members = np.flatnonzero((used == pattern).all(axis=1))
        group, own = by_place[pattern], np.ascontiguousarray(by_indicator[np.ix_(members, pattern)])
        bases = [_shortened(form) for form in moment_forms(own)]
        corrections = _corrections(group, own, bases, probabilities, exact_places)
        _fill(group, bases, scores, corrections, members, found)
    return found


def moment_forms(draws: Floats) -> tuple[Reals, Reals, Reals]:
    """Coefficients of the mean (I, T), the variance (I, pairs) and the third central moment (I, triples).

    draws : (I, T, D). Pairs and triples are those of `itertools.combinations_with_replacement`, in its order, each
    one multiplied by the number of ways to write it, so that a form is a plain sum over them.
    """
    from mitoyen.uncertainty import cumulant_kernels  # numba takes a while to import, and only this needs it

    indicators, terms = draws.shape[:2]
    pairs = terms * (terms + 1) // 2
    means = draws.mean(axis=2, dtype=np.float64)
    seconds, thirds = np.zeros((indicators, pairs)), np.zeros((indicators, pairs * (terms + 2) // 3))

    def work(start: int, stop: int) -> None:
        cumulant_kernels.central_moments(draws, means, start, stop, seconds, thirds)

    spread(work, indicators)
    return means, seconds, thirds


@dataclass(frozen=True)
class _Basis:
    """A form for each indicator (I, F) as mixtures (I, R) of a few forms (R, F): months of one scenario are alike."""

    mixture: Reals
    forms: Reals


def _shortened(forms: Reals) -> _Basis:
    """Gram and Schmidt with pivots: the form that is worst explained joins the basis until all are explained."""
    size = np.linalg.norm(forms, axis=1, keepdims=True)
    rest = forms / np.where(size > 0, size, 1)
    mixture, basis = [], []
    for _ in forms:
        unexplained = np.square(rest).sum(axis=1)
        worst = unexplained.argmax()
        if unexplained[worst] <= _NEGLIGIBLE**2:
            break
        basis.append(rest[worst] / np.sqrt(unexplained[worst]))
        mixture.append((rest * basis[-1]).sum(axis=1))
        rest -= np.outer(mixture[-1], basis[-1])
    shape = (len(basis), forms.shape[1])
    return _Basis(size * np.array(mixture).reshape(shape[0], len(forms)).T, np.array(basis).reshape(shape))


def _corrections(
    weights: Reals, draws: Floats, bases: list[_Basis], probabilities: Sequence[float], exact_places: int
) -> Reals:
    """What to add to each standardised quantile: a constant and a slope on the skewness, (I, Q, 2)."""
    corrections = np.zeros((len(draws), len(probabilities), 2))
    chosen = np.unique(np.linspace(0, weights.shape[1] - 1, min(exact_places, weights.shape[1])).astype(int))
    if not chosen.size or not draws.shape[1]:
        return corrections
    sample = np.ascontiguousarray(weights[:, chosen])
    fitted = np.empty((len(chosen), len(draws), len(probabilities)), np.float32)
    _fill(sample, bases, _scores(probabilities), corrections, np.arange(len(draws)), fitted)
    missed = quantiles_of_combinations(sample.T, draws, probabilities=probabilities) - fitted.astype(np.float64)
    _, variance, third = (_values(sample, basis, degree) for degree, basis in enumerate(bases, start=1))
    for indicator in range(len(draws)):
        deviation = np.sqrt(np.maximum(variance[:, indicator], 0))
        certain = deviation > 0
        skewness = third[certain, indicator] / deviation[certain] ** 3
        line = np.column_stack([np.ones_like(skewness), skewness])
        missing = missed[certain, indicator] / deviation[certain, None]
        corrections[indicator] = np.linalg.lstsq(line, missing, rcond=1e-6)[0].T
    return corrections


def _values(weights: Reals, basis: _Basis, degree: int) -> Reals:
    """The forms of one degree at each place, (N, I), without a kernel: for the few places of the sample."""
    terms = weights.shape[0]
    products, last = np.ones((1, weights.shape[1])), np.zeros(1, dtype=np.int64)
    for _ in range(degree):
        grown = [(products[row] * weights[term], term) for row in range(len(last)) for term in range(last[row], terms)]
        products, last = np.array([p for p, _ in grown]), np.array([term for _, term in grown])
    on_basis = np.einsum("rf,fn->rn", basis.forms, products)  # not @: threads of BLAS would wait for one another
    values: Reals = np.einsum("ir,rn->ni", basis.mixture, on_basis)
    return values


def _fill(
    weights: Reals, bases: list[_Basis], scores: Reals, corrections: Reals, members: NDArray[np.int64], found: Floats
) -> None:
    """Write the quantiles of the indicators that share the same terms; weights (T, N), found (N, I, Q)."""
    from mitoyen.uncertainty import cumulant_kernels

    mean, second, third = bases

    def work(start: int, stop: int) -> None:
        cumulant_kernels.shifted_lognormal_quantiles(
            weights, mean.mixture, mean.forms, second.mixture, second.forms, third.mixture, third.forms,
            scores, corrections, members, start, stop, found,
        )  # fmt: skip

    spread(work, weights.shape[1])


def _scores(probabilities: Sequence[float]) -> Reals:
    """The standard normal quantiles of the probabilities."""
    wanted = np.asarray(probabilities, dtype=np.float64)
    if wanted.ndim != 1 or not wanted.size or not np.all((wanted > 0) & (wanted < 1)):
        raise ValueError(f"{probabilities!r} cannot be fitted: give one or several numbers between 0 and 1.")
    return np.array([NormalDist().inv_cdf(p) for p in wanted])


def _check(by_place: Reals, by_indicator: Floats) -> None:
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
