"""Rebuild `src/mitoyen/uncertainty/sobol_directions.npz` from the table that scipy distributes.

The primitive polynomials and initial direction numbers are those of S. Joe and F. Y. Kuo, "Constructing Sobol
sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30 (2008) 2635-2654, file
`new-joe-kuo-6.21201`, © 2008 Frances Y. Kuo and Stephen Joe, BSD licence (the NOTICE beside the table).

Run it with `python tools/build_sobol_directions.py`; the same scipy table gives the same bytes.
"""

from pathlib import Path

import numpy as np
import scipy.stats

DIMENSIONS, BITS = 2048, 16
TABLE = Path(scipy.stats.__file__).parent / "_sobol_direction_numbers.npz"
TARGET = Path(__file__).parents[1] / "src/mitoyen/uncertainty/sobol_directions.npz"


def direction_integers(polynomial: int, initial: list[int]) -> list[int]:
    """The first BITS direction integers of one dimension, their binary point before bit BITS - 1.

    polynomial : bits of the primitive polynomial, first and last terms included     initial : m_1 … m_degree
    Method: Bratley and Fox 1988, m_k = 2 a_1 m_{k-1} ^ 4 a_2 m_{k-2} ^ … ^ 2^s m_{k-s} ^ m_{k-s}.
    """
    degree = polynomial.bit_length() - 1
    numbers = initial[:degree]
    for k in range(degree, BITS):
        number = numbers[k - degree]
        for back in range(1, degree + 1):
            if polynomial >> (degree - back) & 1:
                number ^= numbers[k - back] << back
        numbers.append(number)
    return [number << (BITS - 1 - k) for k, number in enumerate(numbers[:BITS])]


def build() -> np.ndarray:
    """The committed table, shape (DIMENSIONS, BITS), uint16; dimension 0 is van der Corput's, in base 2."""
    with np.load(TABLE) as table:
        polynomials, initials = table["poly"][:DIMENSIONS], table["vinit"][:DIMENSIONS]
    rows = [[1 << (BITS - 1 - k) for k in range(BITS)]]
    pairs = zip(polynomials[1:].tolist(), initials[1:].tolist(), strict=True)
    rows += [direction_integers(polynomial, initial) for polynomial, initial in pairs]
    return np.array(rows, dtype="<u2")


if __name__ == "__main__":
    np.savez_compressed(TARGET, directions=build())
    print(f"{TARGET.name}: {DIMENSIONS} dimensions, {BITS} bits, {TARGET.stat().st_size} bytes")
