"""Scrambled Sobol points against scipy, against a slow independent computation, and against plain chance."""

import hashlib

import numpy as np
import pytest
from scipy.stats import qmc

from mitoyen.uncertainty import sobol

DIMENSIONS = [0, 1, 2, 17, 150, 599, 2047]


def test_unscrambled_coordinates_equal_those_of_scipy():
    expected = qmc.Sobol(d=2048, scramble=False, bits=30).random(1024)
    for dimension in range(2048):
        np.testing.assert_array_equal(expected[:, dimension], sobol._unscrambled(dimension, 1024))


def test_the_longest_sequence_equals_that_of_scipy():
    expected = qmc.Sobol(d=18, scramble=False, bits=30).random(sobol.LARGEST_SIZE)
    for dimension in (0, 1, 2, 17):
        actual = sobol._unscrambled(dimension, sobol.LARGEST_SIZE)
        np.testing.assert_array_equal(expected[:, dimension], actual)


def slow_scrambled_point(plain, key):
    """One point by strings of binary digits: digit r is the sum modulo 2 of matrix row r times the digits."""
    stream = hashlib.shake_256(key.encode()).digest(68)
    digits = f"{int(plain * 2**16):016b}"
    shift = f"{stream[67]:08b}{stream[66]:08b}{stream[65]:08b}{stream[64]:08b}"
    value = 0.0
    for r in range(32):
        mask = f"{stream[2 * r + 1]:08b}{stream[2 * r]:08b}"
        row = [mask[c] if c < r else "1" if c == r else "0" for c in range(16)]
        ones = sum(a == b == "1" for a, b in zip(row, digits, strict=True)) + (shift[r] == "1")
        value += (ones % 2) / 2 ** (r + 1)
    return value + 2.0**-33


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_each_point_equals_a_slow_independent_computation(dimension):
    plain = qmc.Sobol(d=dimension + 1, scramble=False, bits=30).random(256)[:, dimension]
    expected = [slow_scrambled_point(x, "7:price_drill") for x in plain]
    np.testing.assert_array_equal(expected, sobol.points(dimension, key="7:price_drill", size=256))


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("size", [1, 2, 64, 4096, 65536])
def test_every_cell_of_the_unit_interval_holds_one_point(dimension, size):
    cells = np.sort((sobol.points(dimension, key="7:wage", size=size) * size).astype(int))
    np.testing.assert_array_equal(np.arange(size), cells)


@pytest.mark.parametrize("level", range(1, 12))
def test_the_first_two_dimensions_fill_every_box_of_equal_area(level):
    x, y = (sobol.points(d, key=f"7:name_{d}") for d in (0, 1))
    counts = np.histogram2d(x, y, bins=[2**level, 2 ** (12 - level)], range=[[0, 1], [0, 1]])[0]
    np.testing.assert_array_equal(np.ones_like(counts), counts)


def test_a_typical_pair_of_dimensions_is_far_more_even_than_chance():
    random = np.random.default_rng(7)
    chance = np.median([qmc.discrepancy(random.random((1024, 2))) for _ in range(5)])
    pairs = [random.choice(600, 2, replace=False) for _ in range(25)]
    columns = [np.column_stack([sobol.points(d, key=f"7:{d}", size=1024) for d in pair]) for pair in pairs]
    assert np.median([qmc.discrepancy(pair) for pair in columns]) < chance / 20


def test_the_dimensions_of_a_pack_are_hardly_correlated():
    columns = np.array([sobol.points(d, key=f"7:name_{d}") for d in range(600)])
    correlation = np.corrcoef(columns) - np.eye(600)
    chance = 1 / np.sqrt(4096)
    assert np.sqrt(np.mean(correlation**2)) < chance / 2
    assert np.sqrt(np.mean(correlation[:150, :150] ** 2)) < chance / 5


def test_a_hundred_and_fifty_dimensions_together_integrate_better_than_chance():
    columns = np.array([sobol.points(d, key=f"7:name_{d}") for d in range(150)])
    error_of_chance = np.sqrt(150 / 12 / 4096)
    assert abs(columns.sum(axis=0).mean() - 75) < error_of_chance / 50


def test_equal_keys_give_equal_points_and_other_keys_others():
    amina, again, bertrand = (sobol.points(3, key=key) for key in ("7:amina", "7:amina", "7:bertrand"))
    np.testing.assert_array_equal(amina, again)
    assert np.mean(amina == bertrand) < 0.01


def test_the_first_points_of_a_long_sequence_are_those_of_a_short_one():
    long, short = sobol.points(9, key="7:claire", size=4096), sobol.points(9, key="7:claire", size=64)
    np.testing.assert_array_equal(long[:64], short)


def test_no_point_is_zero_or_one():
    for dimension in range(600):
        values = sobol.points(dimension, key=f"0:{dimension}")
        assert values.min() > 0
        assert values.max() < 1


@pytest.mark.parametrize(("dimension", "size", "reason"), [
    (-1, 64, "dimension -1 does not exist"), (2048, 64, "use 0 to 2047"),
    (0, 0, "power of two"), (0, 1000, "power of two"), (0, -4, "power"), (0, 131072, "from 1 to 65536"),
])  # fmt: skip
def test_an_impossible_request_is_refused_with_a_sentence(dimension, size, reason):
    with pytest.raises(ValueError, match=reason):
        sobol.points(dimension, key="7:driss", size=size)
