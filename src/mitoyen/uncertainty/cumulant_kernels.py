"""Compiled moments and moment forms, imported by `cumulants.py` only when it is asked to compute.

Places, and draws, are taken by blocks: every loop over terms runs on a block at once, in vector registers. As in
`quantile_kernels.py`, the kernels release the interpreter's lock and start no thread.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

_BLOCK = 256
_SYMMETRIC = 1e-4  # a skewness below which the lognormal is a normal, to 1e-5 of its deviation

Reals = NDArray[np.float64]


@njit(cache=True, nogil=True)
def central_moments(
    draws: NDArray[np.float32], means: Reals, start: int, stop: int, seconds: Reals, thirds: Reals
) -> None:
    """Add to rows start to stop of seconds (I, pairs) and thirds (I, triples) the moments of draws (I, T, D)."""
    terms, size = draws.shape[1:]
    block, product = np.empty((terms, _BLOCK)), np.empty(_BLOCK)
    for indicator in range(start, stop):
        for first in range(0, size, _BLOCK):
            length = min(_BLOCK, size - first)
            block[:, length:] = 0
            for term in range(terms):
                for d in range(length):
                    block[term, d] = draws[indicator, term, first + d] - means[indicator, term]
            _add_moments(block, product, seconds[indicator], thirds[indicator])
        seconds[indicator] /= size
        thirds[indicator] /= size


@njit(cache=True, nogil=True)
def _add_moments(block, product, seconds, thirds):
    """Sums over a block of draws, times the number of orders in which the term indices can be written."""
    terms = len(block)
    pair = triple = 0
    for a in range(terms):
        for b in range(a, terms):
            product[:] = block[a] * block[b]
            seconds[pair] += (1 if a == b else 2) * _total(product)
            pair += 1
            for c in range(b, terms):
                orders = 1 if a == c else 3 if a == b or b == c else 6
                thirds[triple] += orders * _dot(product, block[c])
                triple += 1


@njit(cache=True, nogil=True, fastmath={"reassoc"})
def _total(values):
    total = 0.0
    for d in range(_BLOCK):
        total += values[d]
    return total


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def _dot(left, right):
    total = 0.0
    for d in range(_BLOCK):
        total += left[d] * right[d]
    return total


@njit(cache=True, nogil=True)
def shifted_lognormal_quantiles(
    weights: Reals,
    mean_mixture: Reals,
    mean_forms: Reals,
    second_mixture: Reals,
    second_forms: Reals,
    third_mixture: Reals,
    third_forms: Reals,
    scores: Reals,
    corrections: Reals,
    members: NDArray[np.int64],
    start: int,
    stop: int,
    found: NDArray[np.float32],
) -> None:
    """Fill found[start:stop, members] with the quantiles of the fitted shapes, corrected.

    weights : (T, N)     mixtures : (I, R) of forms (R, F)     scores : (Q,) normal quantiles
    corrections : (I, Q, 2)     members : (I,) places of the indicators in `found`
    """
    inner, outer = np.empty(_BLOCK), np.empty(_BLOCK)
    firsts, mean = np.empty((len(mean_forms), _BLOCK)), np.empty(_BLOCK)
    seconds, second = np.empty((len(second_forms), _BLOCK)), np.empty(_BLOCK)
    thirds, third = np.empty((len(third_forms), _BLOCK)), np.empty(_BLOCK)
    for first in range(start, stop, _BLOCK):
        last = min(first + _BLOCK, stop)
        block = np.zeros((len(weights), _BLOCK))
        block[:, : last - first] = weights[:, first:last]
        for r in range(len(mean_forms)):
            _linear(block, mean_forms[r], firsts[r])
        for r in range(len(second_forms)):
            _quadratic(block, second_forms[r], inner, seconds[r])
        for r in range(len(third_forms)):
            _cubic(block, third_forms[r], inner, outer, thirds[r])
        for place in range(members.size):
            _linear(firsts, mean_mixture[place], mean)
            _linear(seconds, second_mixture[place], second)
            _linear(thirds, third_mixture[place], third)
            _quantiles(mean, second, third, scores, corrections[place], found[first:last, members[place]])


@njit(cache=True, nogil=True)
def _linear(block, form, total):
    total[:] = 0
    for term in range(len(block)):
        _add(total, form[term], block[term])


@njit(cache=True, nogil=True)
def _quadratic(block, form, inner, total):
    """Σ_a a (Σ_b≥a form · b)."""
    total[:] = 0
    at = 0
    for a in range(len(block)):
        inner[:] = 0
        for b in range(a, len(block)):
            _add(inner, form[at], block[b])
            at += 1
        _add_product(total, block[a], inner)


@njit(cache=True, nogil=True)
def _cubic(block, form, inner, outer, total):
    """Σ_a a (Σ_b≥a b (Σ_c≥b form · c))."""
    total[:] = 0
    at = 0
    for a in range(len(block)):
        outer[:] = 0
        for b in range(a, len(block)):
            inner[:] = 0
            for c in range(b, len(block)):
                _add(inner, form[at], block[c])
                at += 1
            _add_product(outer, block[b], inner)
        _add_product(total, block[a], outer)


@njit(cache=True, nogil=True)
def _add(total, factor, values):
    for n in range(_BLOCK):
        total[n] += factor * values[n]


@njit(cache=True, nogil=True)
def _add_product(total, left, right):
    for n in range(_BLOCK):
        total[n] += left[n] * right[n]


@njit(cache=True, nogil=True, error_model="numpy")
def _quantiles(means, variances, thirds, scores, corrections, found):
    """Quantiles of mean ± scale · (exp(shape · z) − exp(shape² / 2)), the sign being that of the skewness.

    With w = exp(shape²), the squared skewness is (w − 1) (w + 2)², whose real root is written with a cube root;
    the standard deviation is scale · √(w (w − 1)).
    """
    for n in range(len(found)):
        if variances[n] <= 0:  # no doubt, or its rounding error
            found[n, :] = means[n]
            continue
        deviation = np.sqrt(variances[n])
        skewness = thirds[n] / (variances[n] * deviation)
        half = skewness * skewness / 2
        root = np.exp(np.log(1 + half + np.sqrt(half * (2 + half))) / 3)
        excess = (root - 1) ** 2 / root  # w − 1
        shape = np.copysign(np.sqrt(np.log(1 + excess)), skewness)
        symmetric = abs(skewness) < _SYMMETRIC
        scale = 0.0 if symmetric else np.copysign(1 / np.sqrt(excess * (1 + excess)), skewness)
        centre = np.sqrt(1 + excess)
        for q in range(scores.size):
            fitted = scores[q] if symmetric else scale * (np.exp(shape * scores[q]) - centre)
            found[n, q] = means[n] + deviation * (fitted + corrections[q, 0] + corrections[q, 1] * skewness)
