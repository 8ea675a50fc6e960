"""Order statistics against numpy.quantile, on ordinary rows and on every odd one we could think of."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mitoyen.uncertainty import quantiles

PROBABILITIES = (0.0, 0.1, 0.5, 0.9, 1.0)
SHAPES = {
    "normal": lambda random, size: random.normal(size=size),
    "lognormal": lambda random, size: random.lognormal(sigma=2, size=size),
    "mostly zero": lambda random, size: random.normal(size=size) * (random.random(size) < 0.3),
    "ties": lambda random, size: random.integers(-3, 4, size),
    "constant": lambda random, size: np.full(size, -2.5),
    "all zero": lambda random, size: np.zeros(size),
    "zeros of both signs": lambda random, size: random.choice([0.0, -0.0], size),
    "tiny": lambda random, size: random.normal(size=size) * 1e-42,
    "huge": lambda random, size: random.uniform(-3e38, 3e38, size),
    "far tails": lambda random, size: random.standard_cauchy(size) ** 3,
    "one outlier": lambda random, size: np.where(np.arange(size) == size // 2, 1e30, random.random(size)),
    "sorted": lambda random, size: np.sort(random.normal(size=size)),
    "reversed": lambda random, size: -np.sort(random.random(size)),
    "period of the sample": lambda random, size: np.arange(size) % 65,
}


def expected(rows, probabilities=PROBABILITIES):
    return np.quantile(rows.astype(np.float64), probabilities, axis=-1).T


def close(wanted, found):
    np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-44)  # float32 results; atol: the last denormals


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("size", [16, 63, 64, 65, 1000, 4096])
def test_rows_of_every_shape_give_the_quantiles_of_numpy(name, size):
    random = np.random.default_rng(7)
    rows = np.array([SHAPES[name](random, size) for _ in range(5)], dtype=np.float32)
    for engine in ("native", "numpy"):
        close(expected(rows), quantiles.quantiles_of_rows(rows, probabilities=PROBABILITIES, engine=engine))


@given(
    st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1, max_size=80),
    st.integers(1, 60),
    st.lists(st.floats(0, 1), min_size=1, max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_any_finite_values_repeated_or_not_give_the_quantiles_of_numpy(values, times, probabilities):
    rows = np.tile(np.array(values, dtype=np.float32), (1, times))
    found = quantiles.quantiles_of_rows(rows, probabilities=probabilities)
    twin = quantiles.quantiles_of_rows(rows, probabilities=probabilities, engine="numpy")
    np.testing.assert_array_equal(twin, found)
    scale = np.abs(rows.astype(np.float64)).max()
    np.testing.assert_allclose(found, expected(rows, probabilities), rtol=1e-6, atol=1e-7 * scale + 1e-44)


@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 20), st.integers(1, 6), st.integers(1, 500))
@settings(max_examples=60, deadline=None)
def test_products_give_the_quantiles_and_means_of_their_sums(seed, terms, months, indicators, draws):
    random = np.random.default_rng(seed)
    volumes = random.normal(size=(terms, months, draws)).astype(np.float32)
    coefficients = random.normal(size=(indicators, terms, draws)).astype(np.float32)
    coefficients[random.random((indicators, terms)) < 0.3] = 0
    sums = np.einsum("itd,tmd->imd", coefficients.astype(float), volumes.astype(float))
    found, means = quantiles.quantiles_and_means(volumes, coefficients, probabilities=PROBABILITIES)
    np.testing.assert_allclose(found, np.moveaxis(np.quantile(sums, PROBABILITIES, axis=2), 0, 2), atol=1e-5)
    np.testing.assert_allclose(means, sums.mean(axis=2), atol=1e-5)


def test_the_two_engines_sum_products_to_the_same_bits():
    random = np.random.default_rng(7)
    volumes, coefficients = random.lognormal(size=(8, 12, 1024)), random.normal(size=(5, 8, 1024))
    native, numpy = (quantiles.quantiles_and_means(volumes, coefficients, engine=e) for e in ("native", "numpy"))
    np.testing.assert_array_equal(numpy[0], native[0])
    np.testing.assert_allclose(native[1], numpy[1], rtol=1e-12)
    np.testing.assert_array_equal(native[0], quantiles.quantiles_of_products(volumes, coefficients))


def test_combinations_give_one_row_of_quantiles_a_place():
    random = np.random.default_rng(7)
    weights, draws = random.poisson(20, size=(70, 6)), random.lognormal(size=(4, 6, 512))
    draws[1, 2:] = 0
    sums = np.einsum("nt,itd->nid", weights, draws)
    wanted = np.moveaxis(np.quantile(sums, quantiles.DECILES, axis=2), 0, 2)
    native, numpy = (quantiles.quantiles_of_combinations(weights, draws, engine=e) for e in ("native", "numpy"))
    np.testing.assert_array_equal(numpy, native)
    np.testing.assert_allclose(native, wanted, rtol=1e-5)


def test_places_with_nothing_have_a_quantile_of_zero():
    draws = np.random.default_rng(7).lognormal(size=(2, 3, 256))
    np.testing.assert_array_equal(np.zeros((5, 2, 3)), quantiles.quantiles_of_combinations(np.zeros((5, 3)), draws))


def test_many_callers_at_once_get_the_answer_of_one():
    random = np.random.default_rng(7)
    rows = random.normal(size=(300, 1024)).astype(np.float32)
    alone = quantiles.quantiles_of_rows(rows)
    with ThreadPoolExecutor(8) as callers:
        together = list(callers.map(quantiles.quantiles_of_rows, [rows] * 8))
    for answer in together:
        np.testing.assert_array_equal(alone, answer)


@pytest.mark.parametrize("engine", ["native", "numpy"])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e39])
def test_values_that_are_not_finite_are_refused(bad, engine):
    rows = np.zeros((3, 64))
    rows[1, 5] = bad
    with pytest.raises(ValueError, match="rows hold a value that is not a finite number"):
        quantiles.quantiles_of_rows(rows, engine=engine)


@pytest.mark.parametrize("engine", ["native", "numpy"])
@pytest.mark.parametrize("coefficients", [[[[1e30]]], [[[-1e30]]], [[[1e30], [-1e30]]]])
def test_sums_beyond_float32_are_refused(coefficients, engine):
    volumes = np.full((len(coefficients[0]), 1, 64), 1e30)
    with pytest.raises(ValueError, match="too large for float32"):
        quantiles.quantiles_of_products(volumes, np.broadcast_to(coefficients, (1, len(volumes), 64)), engine=engine)


@pytest.mark.parametrize("probabilities", [[], [-0.1], [1.1], [np.nan], 0.5])
def test_what_is_not_a_probability_is_refused(probabilities):
    with pytest.raises(ValueError, match="numbers from 0 to 1"):
        quantiles.quantiles_of_rows(np.zeros((1, 4)), probabilities=probabilities)


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match="do not share T and D"):
        quantiles.quantiles_of_products(np.ones((2, 3, 8)), np.ones((1, 2, 9)))
    with pytest.raises(ValueError, match="do not share T"):
        quantiles.quantiles_of_combinations(np.ones((2, 3)), np.ones((1, 2, 9)))
    with pytest.raises(ValueError, match=r"rows must be a full array of 2 dimensions; its shape is \(0, 4\)"):
        quantiles.quantiles_of_rows(np.ones((0, 4)))
    with pytest.raises(ValueError, match="no engine 'cuda'"):
        quantiles.quantiles_of_rows(np.ones((1, 4)), engine="cuda")  # type: ignore[arg-type]  # a name it must refuse
