"""Scrambled Sobol points, one dimension at a time: a key and a dimension give the same bits on every machine.

Direction numbers: S. Joe and F. Y. Kuo, SIAM J. Sci. Comput. 30 (2008) 2635-2654, BSD licence, reproduced in
`sobol_directions.NOTICE`. Scramble: J. Matoušek, "On the L2-discrepancy for anchored boxes", J. Complexity 14
(1998) 527-556: a random lower triangular binary matrix, then a digital shift. Their bits are SHAKE-256 of the
key, so nothing depends on the order or the number of the other dimensions. All is integer arithmetic, then
one exact multiplication by a power of two.
"""

from functools import cache
from hashlib import shake_256
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 2048
LARGEST_SIZE = 1 << 16
_INPUT_BITS, _OUTPUT_BITS = 16, 32


def points(dimension: int, *, key: str, size: int = 4096) -> NDArray[np.float64]:
    """One scrambled coordinate of the Sobol sequence, shape (size,), each value strictly between 0 and 1.

    dimension : 0-based, below DIMENSIONS     key : the text that seeds the scramble, by custom "seed:name"
    size : a power of two up to LARGEST_SIZE; every 1/size of the unit interval then holds exactly one point
    Points of several dimensions and of one size belong together: they are rows of one low-discrepancy net.
    Danger: two keys on one dimension are not independent draws; each name needs a dimension of its own. The
    names that matter most deserve the first dimensions, whose pairs are the most even.
    Raises ValueError when the dimension or the size is out of range.
    """
    columns, shift = _scramble(_directions(dimension, size), key)
    integers = _gray_code_walk(columns, start=shift)
    return (integers + np.float64(0.5)) * np.float64(2.0**-_OUTPUT_BITS)


def _unscrambled(dimension: int, size: int) -> NDArray[np.float64]:
    """The plain coordinate, first point zero, in the Gray-code order of Antonov and Saleev; shape (size,)."""
    return _gray_code_walk(_directions(dimension, size), start=np.uint32(0)) * np.float64(2.0**-_INPUT_BITS)


@cache
def _table() -> NDArray[np.uint32]:
    with files(__package__).joinpath("sobol_directions.npz").open("rb") as stream, np.load(stream) as archive:
        return np.asarray(archive["directions"], dtype=np.uint32)


def _directions(dimension: int, size: int) -> NDArray[np.uint32]:
    """The direction integers that `size` points need, shape (log2 size,)."""
    if not 0 <= dimension < DIMENSIONS:
        raise ValueError(
            f"Sobol dimension {dimension} does not exist: use 0 to {DIMENSIONS - 1}, one for each draw name."
        )
    if not 1 <= size <= LARGEST_SIZE or size & (size - 1):
        raise ValueError(f"{size} Sobol points cannot be drawn: ask for a power of two from 1 to {LARGEST_SIZE}.")
    return _table()[dimension, : size.bit_length() - 1]


def _scramble(columns: NDArray[np.uint32], key: str) -> tuple[NDArray[np.uint32], np.uint32]:
    """The direction integers times the random matrix (32-bit results), and the digital shift."""
    stream = shake_256(key.encode()).digest(2 * _OUTPUT_BITS + 4)
    rows = np.frombuffer(stream, dtype="<u2", count=_OUTPUT_BITS) & _BELOW_DIAGONAL | _DIAGONAL
    bits = np.bitwise_count(rows[:, None] & columns) & 1
    scrambled = np.bitwise_or.reduce(bits.astype(np.uint32) << _SIGNIFICANCE[:, None], axis=0)
    return scrambled, np.uint32(int.from_bytes(stream[-4:], "little"))


_SIGNIFICANCE = np.arange(_OUTPUT_BITS - 1, -1, -1, dtype=np.uint32)
_DIAGONAL = np.array([(1 << _INPUT_BITS - 1) >> row for row in range(_OUTPUT_BITS)])
_BELOW_DIAGONAL = np.array([0xFFFF & ~(0xFFFF >> min(row, _INPUT_BITS)) for row in range(_OUTPUT_BITS)])


def _gray_code_walk(columns: NDArray[np.uint32], *, start: np.uint32) -> NDArray[np.uint32]:
    """Point i is `start` and the columns at the set bits of i ^ (i >> 1), all XORed; (2 ** len(columns),)."""
    walk = np.array([start], dtype=np.uint32)
    for column in columns:
        walk = np.concatenate([walk, walk[::-1] ^ column])
    return walk
