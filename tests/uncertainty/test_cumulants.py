"""Three cumulants against moments taken from the draws, against scipy's lognormal, and against exact quantiles."""

import numpy as np
import pytest
from scipy import stats

from mitoyen.uncertainty import cumulants, quantiles

DECILES = np.array(quantiles.DECILES)


def test_the_moment_forms_are_the_moments_of_the_draws():
    random = np.random.default_rng(7)
    draws, weights = random.lognormal(size=(3, 5, 400)).astype(np.float32), random.normal(size=(4, 5))
    means, seconds, thirds = cumulants.moment_forms(draws)
    sums = np.einsum("nt,itd->nid", weights, draws)
    pairs = np.array([weights[:, a] * weights[:, b] for a in range(5) for b in range(a, 5)])
    triples = [
        weights[:, a] * weights[:, b] * weights[:, c] for a in range(5) for b in range(a, 5) for c in range(b, 5)
    ]
    np.testing.assert_allclose(weights @ means.T, sums.mean(axis=2), rtol=1e-9)
    np.testing.assert_allclose((seconds @ pairs).T, sums.var(axis=2), rtol=1e-9)
    np.testing.assert_allclose((thirds @ np.array(triples)).T, stats.moment(sums, 3, axis=2), rtol=1e-7)


@pytest.mark.parametrize("weight", [0.01, 3.0, -3.0, -500.0])
@pytest.mark.parametrize("shape", [0.001, 0.05, 0.5, 1.5])
def test_one_lognormal_is_found_again_whatever_its_weight(shape, weight):
    even = (np.arange(200_000) + 0.5) / 200_000
    draws = stats.lognorm.ppf(even, shape) + 4
    mean, deviation, skewness = weight * draws.mean(), abs(weight) * draws.std(), stats.skew(draws)
    root = np.roots([1, 3, 0, -4 - skewness**2]).real.max()  # (w − 1)(w + 2)² = skewness²
    scale = deviation / np.sqrt(root * (root - 1))
    fitted = stats.lognorm(np.sqrt(np.log(root)), scale=scale)
    expected = mean + np.sign(weight) * (fitted.ppf(DECILES if weight > 0 else 1 - DECILES) - fitted.mean())
    found = cumulants.quantiles_from_cumulants([[weight]], [[draws]], exact_places=0)[0, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-3 * deviation)


def test_the_width_of_a_sum_of_products_is_right_to_a_few_hundredths():
    random = np.random.default_rng(7)
    draws = np.exp(0.4 * random.normal(size=(6, 8, 4096))) * random.lognormal(size=(6, 8, 1))
    draws[2, 3:] = 0
    weights = random.lognormal(size=(300, 8))
    exact = quantiles.quantiles_of_combinations(weights, draws).astype(float)
    width = exact[:, :, 2:] - exact[:, :, :1]
    for places, largest in ((0, 0.02), (64, 0.01)):
        error = cumulants.quantiles_from_cumulants(weights, draws, exact_places=places) - exact
        assert np.sqrt(np.mean((error / width) ** 2, axis=(0, 1))).max() < largest


def test_months_that_are_alike_are_fitted_as_if_each_were_alone():
    random = np.random.default_rng(7)
    draws, growth = random.lognormal(size=(5, 512)), random.lognormal(sigma=0.3, size=(5, 512))
    months = np.array([draws * growth ** (month / 30) * month for month in range(1, 31)])
    weights = random.lognormal(size=(50, 5))
    together = cumulants.quantiles_from_cumulants(weights, months, exact_places=0)
    for month in (0, 7, 29):
        alone = cumulants.quantiles_from_cumulants(weights, months[[month]], exact_places=0)[:, 0]
        width = alone[:, 2:] - alone[:, :1]
        np.testing.assert_allclose(together[:, month] / width, alone / width, atol=1e-3)


def test_a_symmetric_sum_is_a_normal_and_a_constant_is_itself():
    half = np.random.default_rng(7).normal(size=512)
    draws = np.array([[np.concatenate([half, -half])], [np.full(1024, 2.5)]])
    found = cumulants.quantiles_from_cumulants([[2.0]], draws, exact_places=0)[0]
    np.testing.assert_allclose(found[0], 2 * draws[0].std() * stats.norm.ppf(DECILES), rtol=1e-6, atol=1e-7)
    np.testing.assert_array_equal(found[1], [5, 5, 5])


def test_a_place_with_nothing_and_an_indicator_with_nothing_are_zero():
    draws = np.random.default_rng(7).lognormal(size=(2, 3, 256))
    draws[1] = 0
    found = cumulants.quantiles_from_cumulants([[0, 0, 0], [1, 2, 3]], draws)
    np.testing.assert_array_equal(found[0], np.zeros((2, 3)))
    np.testing.assert_array_equal(found[1, 1], np.zeros(3))


def test_more_places_than_one_block_are_each_their_own():
    draws = np.random.default_rng(7).lognormal(size=(2, 3, 256))
    weights = np.random.default_rng(8).poisson(20, size=(1000, 3))
    together = cumulants.quantiles_from_cumulants(weights, draws, exact_places=0)
    alone = [
        cumulants.quantiles_from_cumulants(weights[[n]], draws, exact_places=0)[0] for n in (0, 255, 256, 511, 999)
    ]
    np.testing.assert_allclose(together[[0, 255, 256, 511, 999]], alone, rtol=1e-6)


def test_bad_input_is_refused_with_a_sentence():
    draws = np.ones((2, 3, 16))
    with pytest.raises(ValueError, match="do not share T"):
        cumulants.quantiles_from_cumulants(np.ones((4, 2)), draws)
    with pytest.raises(ValueError, match="must be finite"):
        cumulants.quantiles_from_cumulants(np.full((4, 3), np.nan), draws)
    with pytest.raises(ValueError, match="cannot be fitted"):
        cumulants.quantiles_from_cumulants(np.ones((4, 3)), draws, probabilities=(0, 0.5))
    with pytest.raises(ValueError, match="65 terms are too many"):
        cumulants.quantiles_from_cumulants(np.ones((4, 65)), np.ones((1, 65, 16)))
