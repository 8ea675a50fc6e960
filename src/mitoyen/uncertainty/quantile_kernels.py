"""Compiled selection of order statistics, imported by `quantiles.py` only when it is asked to compute.

A row of draws is made, read and dropped while it is in the nearest cache. Its order statistics are found by counting:
a pivot splits the row into a count, the largest value below and the smallest above, in one vectorised pass; a few
passes, the first one aimed with a small sorted sample, close in on the rank by secants. Nothing is moved, ties and
constants end early, and bisection bounds the passes whatever the data. Values are compared as integers whose order is
that of the floats, so zero crossings, huge and tiny values need no care.

The kernels release the interpreter's lock and start no thread: numba's own thread pools abort a process that calls
them from two threads or after a fork, as a web worker does.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

SAMPLE = 32
_INFINITY = 0x7F800000  # the key of +inf; that of -inf is -_INFINITY - 1, and NaNs lie beyond both
_SIGN_FREE = np.int32(0x7FFFFFFF)


@njit(cache=True, nogil=True)
def order_statistics_of_products(
    volumes: NDArray[np.float32],
    coefficients: NDArray[np.float32],
    used: NDArray[np.bool_],
    ranks: NDArray[np.int64],
    fractions: NDArray[np.float64],
    start: int,
    stop: int,
    quantiles: NDArray[np.float32],
    means: NDArray[np.float64],
) -> None:
    """Fill rows start to stop of (I · M, Q) quantiles, and of (I · M,) means unless these are empty."""
    terms, months, draws = volumes.shape
    row, keys, sample = np.empty(draws, np.float32), np.empty(draws, np.int32), np.empty(SAMPLE, np.int64)
    for place in range(start, stop):
        indicator, month = place // months, place % months
        row[:] = 0
        for term in range(terms):
            if used[indicator, term]:
                _add_product(row, coefficients[indicator, term], volumes[term, month])
        _summarise(row, keys, sample, ranks, fractions, place, quantiles, means)


@njit(cache=True, nogil=True)
def order_statistics_of_combinations(
    weights: NDArray[np.float32],
    draws: NDArray[np.float32],
    used: NDArray[np.bool_],
    ranks: NDArray[np.int64],
    fractions: NDArray[np.float64],
    start: int,
    stop: int,
    quantiles: NDArray[np.float32],
    means: NDArray[np.float64],
) -> None:
    """Fill rows start to stop of (I · N, Q) quantiles, and of (I · N,) means unless these are empty."""
    places, terms = weights.shape
    size = draws.shape[2]
    row, keys, sample = np.empty(size, np.float32), np.empty(size, np.int32), np.empty(SAMPLE, np.int64)
    for place in range(start, stop):
        indicator, unit = place // places, place % places
        row[:] = 0
        for term in range(terms):
            if used[indicator, term]:
                _add_multiple(row, weights[unit, term], draws[indicator, term])
        _summarise(row, keys, sample, ranks, fractions, place, quantiles, means)


@njit(cache=True, nogil=True)
def order_statistics_of_rows(
    rows: NDArray[np.float32],
    ranks: NDArray[np.int64],
    fractions: NDArray[np.float64],
    start: int,
    stop: int,
    quantiles: NDArray[np.float32],
    means: NDArray[np.float64],
) -> None:
    """Fill rows start to stop of (R, Q) quantiles, and of (R,) means unless these are empty."""
    keys, sample = np.empty(rows.shape[1], np.int32), np.empty(SAMPLE, np.int64)
    for place in range(start, stop):
        _summarise(rows[place], keys, sample, ranks, fractions, place, quantiles, means)


@njit(cache=True, nogil=True)
def _add_product(row, left, right):
    for d in range(row.size):
        row[d] += left[d] * right[d]


@njit(cache=True, nogil=True)
def _add_multiple(row, weight, values):
    for d in range(row.size):
        row[d] += weight * values[d]


@njit(cache=True, nogil=True)
def _summarise(row, keys, sample, ranks, fractions, place, quantiles, means):
    """Quantiles, and mean if asked, of one row; NaN when a value of the row is not finite."""
    lowest, highest = _write_keys(row, keys)
    if lowest <= -_INFINITY - 1 or highest >= _INFINITY:
        quantiles[place, :] = np.nan
        return
    _sort_sample(keys, sample)
    for q in range(ranks.size):
        if keys.size == 1:
            quantiles[place, q] = row[0]
            continue
        at, after = _neighbours(keys, ranks[q], lowest, highest, sample)
        low, high = np.float64(_value(at)), np.float64(_value(after))
        quantiles[place, q] = low + (high - low) * fractions[q]
    if means.size:
        means[place] = _mean(row)


@njit(cache=True, nogil=True)
def _write_keys(row, keys):
    """Integers in the order of the floats, their lowest and highest."""
    bits = row.view(np.int32)
    lowest, highest = _SIGN_FREE, np.int32(-_SIGN_FREE - 1)
    for d in range(keys.size):
        key = np.int32(bits[d] ^ ((bits[d] >> 31) & _SIGN_FREE))
        keys[d] = key
        lowest, highest = min(lowest, key), max(highest, key)
    return np.int64(lowest), np.int64(highest)


@njit(cache=True, nogil=True)
def _value(key):
    bits = np.empty(1, np.int32)
    bits[0] = np.int32(key ^ ((key >> 31) & _SIGN_FREE))
    return bits.view(np.float32)[0]


@njit(cache=True, nogil=True)
def _sort_sample(keys, sample):
    """An odd stride: an even one would pick Sobol points that lie in one corner."""
    stride = (keys.size // SAMPLE) | 1
    for s in range(SAMPLE):
        key, at = np.int64(keys[(s * stride) % keys.size]), s
        while at > 0 and sample[at - 1] > key:
            sample[at] = sample[at - 1]
            at -= 1
        sample[at] = key


@njit(cache=True, nogil=True)
def _split(keys, pivot):
    """How many keys are at most the pivot, the largest of them, and the smallest of the others."""
    count, below, above = np.int32(0), np.int32(-_SIGN_FREE - 1), _SIGN_FREE
    for d in range(keys.size):
        key = keys[d]
        inside = key <= pivot
        count = np.int32(count + np.int32(inside))
        below = max(below, key if inside else np.int32(-_SIGN_FREE - 1))
        above = min(above, _SIGN_FREE if inside else key)
    return np.int64(count), np.int64(below), np.int64(above)


@njit(cache=True, nogil=True)
def _neighbours(keys, rank, lowest, highest, sample):
    """The keys at 0-based places rank and rank + 1 of the sorted row; rank is at most size - 2."""
    aim, spacing = (rank + 1) * SAMPLE / keys.size - 0.5, keys.size / SAMPLE
    before, after = max(aim - 3, 0.0), min(aim + 3, SAMPLE - 1.0)
    slope = (_sampled(sample, after) - _sampled(sample, before)) / ((after - before) * spacing)  # of keys by rank
    target, attempt = _sampled(sample, aim), 0
    last_pivot = last_count = np.int64(0)
    while lowest < highest:  # the wanted keys lie between these two, both of them keys of the row
        pivot = min(max(np.int64(target), lowest), highest - 1)
        count, below, above = _split(keys, np.int32(pivot))
        if count == rank + 1:
            return below, above
        if count > rank + 1:
            highest = below
        else:
            lowest = above
        if attempt > 0 and abs(count - last_count) > 3:
            slope = (pivot - last_pivot) / (count - last_count)
        last_pivot, last_count = pivot, count
        attempt += 1
        if attempt < 10 or attempt % 2:
            target = pivot + (rank + 1 - count) * slope
        else:  # the row is not smooth here: halving the bits always ends
            target = np.float64(lowest + (highest - lowest) // 2)
    return highest, highest


@njit(cache=True, nogil=True)
def _sampled(sample, position):
    """The key at a fractional place of the sorted sample."""
    place = min(max(position, 0.0), SAMPLE - 1.001)
    at = np.int64(place)
    return sample[at] + (sample[at + 1] - sample[at]) * (place - at)


@njit(cache=True, nogil=True)
def _mean(row):
    """Eight running sums, for speed and in a fixed order, so that every machine rounds alike."""
    sums = np.zeros(8)
    whole = row.size - row.size % 8
    for block in range(0, whole, 8):
        for lane in range(8):
            sums[lane] += row[block + lane]
    for d in range(whole, row.size):
        sums[d - whole] += row[d]
    return sums.sum() / row.size
