"""Compiled evaluation of moment forms, imported by `cumulants.py` only when it is asked to compute.

Places are taken by blocks: every loop over terms runs on a block of places at once, in vector registers. As in
`quantile_kernels.py`, the kernel releases the interpreter's lock and starts no thread.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

_BLOCK = 256
_SYMMETRIC = 1e-5  # a skewness below which the lognormal is a normal to the last digit of a float32


@njit(cache=True, nogil=True)
def shifted_lognormal_quantiles(
    weights: NDArray[np.float64],
    means: NDArray[np.float64],
    seconds: NDArray[np.float64],
    thirds: NDArray[np.float64],
    scores: NDArray[np.float64],
    members: NDArray[np.int64],
    start: int,
    stop: int,
    found: NDArray[np.float32],
) -> None:
    """Fill found[start:stop, members] with the quantiles of the fitted shapes.

    weights : (T, N)     means, seconds, thirds : forms of the indicators     scores : (Q,) normal quantiles
    """
    forms = np.empty((3, _BLOCK))
    inner, outer = np.empty(_BLOCK), np.empty(_BLOCK)
    for first in range(start, stop, _BLOCK):
        last = min(first + _BLOCK, stop)
        block = weights[:, first:last]
        for place in range(members.size):
            _evaluate(block, means[place], seconds[place], thirds[place], inner, outer, forms)
            for n in range(last - first):
                _quantiles(forms[0, n], forms[1, n], forms[2, n], scores, found[first + n, members[place]])


@njit(cache=True, nogil=True)
def _evaluate(block, means, seconds, thirds, inner, outer, forms):
    """Mean, variance and third central moment of a block of places, nested as a (Σ b (Σ c))."""
    terms = block.shape[0]
    forms[:] = 0
    pair = triple = 0
    for a in range(terms):
        _add(forms[0], means[a], block[a])
        outer[:] = 0
        inner[:] = 0
        for b in range(a, terms):
            _add(inner, seconds[pair], block[b])
            pair += 1
        _add_product(forms[1], block[a], inner)
        for b in range(a, terms):
            inner[:] = 0
            for c in range(b, terms):
                _add(inner, thirds[triple], block[c])
                triple += 1
            _add_product(outer, block[b], inner)
        _add_product(forms[2], block[a], outer)


@njit(cache=True, nogil=True)
def _add(total, factor, values):
    for n in range(values.size):
        total[n] += factor * values[n]


@njit(cache=True, nogil=True)
def _add_product(total, left, right):
    for n in range(left.size):
        total[n] += left[n] * right[n]


@njit(cache=True, nogil=True)
def _quantiles(mean, variance, third, scores, found):
    """Quantiles of mean ± scale · (exp(shape · z) − exp(shape² / 2)), the sign being that of the skewness.

    With w = exp(shape²), the squared skewness is (w − 1) (w + 2)², whose real root is written with cube roots;
    the standard deviation is scale · √(w (w − 1)).
    """
    if variance <= 0:  # no doubt, or its rounding error
        found[:] = mean
        return
    deviation = np.sqrt(variance)
    skewness = third / (variance * deviation)
    if abs(skewness) < _SYMMETRIC:
        for q in range(scores.size):
            found[q] = mean + deviation * scores[q]
        return
    half = skewness * skewness / 2
    root = np.cbrt(1 + half + np.sqrt(half * (2 + half)))
    excess = (root - 1) ** 2 / root  # w − 1
    shape, sign = np.sqrt(np.log1p(excess)), np.sign(skewness)
    scale = deviation / np.sqrt(excess * (1 + excess))
    centre = np.expm1(shape * shape / 2)
    for q in range(scores.size):
        found[q] = mean + sign * scale * (np.expm1(sign * shape * scores[q]) - centre)
