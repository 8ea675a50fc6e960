"""Each shape against an independent implementation: scipy.stats."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from mitoyen.uncertainty import distributions as law

U = np.linspace(0.0005, 0.9995, 1999)

PAIRS: dict[str, tuple[law.Distribution, Any]] = {
    "uniform": (law.Uniform(2, 5), stats.uniform(2, 3)),
    "triangular": (law.Triangular(1, 2, 6), stats.triang(0.2, 1, 5)),
    "triangular, mode at the low end": (law.Triangular(0, 0, 3), stats.triang(0, 0, 3)),
    "triangular, mode at the high end": (law.Triangular(0, 3, 3), stats.triang(1, 0, 3)),
    "PERT": (law.Pert(0, 0.075, 0.25), stats.beta(1 + 4 * 0.3, 1 + 4 * 0.7, 0, 0.25)),
    "beta": (law.Beta(2, 6), stats.beta(2, 6)),
    "gamma": (law.Gamma(1.5, 3), stats.gamma(1.5, scale=2)),
    "normal": (law.Normal.from_interval(10, 8, 12, 95), stats.norm(10, 2 / 1.959963984540054)),
    "lognormal": (law.LogNormal(3, 2), stats.lognorm(np.log(2), scale=3)),
}


@pytest.mark.parametrize("shape", PAIRS)
def test_quantiles_and_means_equal_those_of_scipy(shape):
    ours, theirs = PAIRS[shape]
    np.testing.assert_allclose(ours.quantile(U), theirs.ppf(U), rtol=1e-9, atol=1e-12)
    assert ours.mean() == pytest.approx(theirs.mean(), rel=1e-12)


@pytest.mark.parametrize(("level", "tail"), [(80, 0.1), (90, 0.05), (95, 0.025)])
def test_an_interval_of_some_level_holds_that_share_of_the_draws(level, tail):
    fitted = law.LogNormal.from_interval(6, 3, 12, level)
    low, high = fitted.quantile(np.array([tail, 1 - tail]))
    assert (low, high) == pytest.approx((3, 12), rel=1e-12)


def test_shares_sum_to_one_and_have_the_means_of_their_weights():
    shares = law.Dirichlet((2.0, 1.0, 5.0))
    u = np.random.default_rng(1).random((3, 40_000))
    drawn = shares.quantiles(u)
    np.testing.assert_allclose(drawn.sum(axis=0), 1, rtol=1e-12)
    # Standard error of a mean share here is below 0.001.
    np.testing.assert_allclose(drawn.mean(axis=1), (0.25, 0.125, 0.625), atol=0.004)
    assert shares.means() == (0.25, 0.125, 0.625)


def test_answers_counted_move_the_shares_believed():
    after = law.multinomial_share((6, 0, 2), law.Dirichlet((1.0, 1.0, 2.0)))
    assert after.means() == pytest.approx((7 / 12, 1 / 12, 4 / 12))


@pytest.mark.parametrize(
    "make",
    [
        lambda: law.Uniform(3, 3),
        lambda: law.Triangular(1, 5, 4),
        lambda: law.Pert(1, 0, 4),
        lambda: law.Beta(0, 1),
        lambda: law.Gamma(1, 0),
        lambda: law.LogNormal.from_interval(1, 0, 2, 95),
        lambda: law.Normal.from_interval(1, 0, 2, 68),
        lambda: law.Dirichlet((1.0,)),
        lambda: law.multinomial_share((1, -1), law.Dirichlet((1.0, 1.0))),
    ],
)
def test_parameters_that_make_no_law_are_refused(make):
    with pytest.raises(law.DistributionError):
        make()
