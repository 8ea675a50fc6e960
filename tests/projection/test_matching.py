"""Odds that a request is met: by density, quartier by quartier."""

import numpy as np
import pytest

from mitoyen.projection.matching import STEP, met_activity, met_activity_plain, size_classes


@pytest.fixture
def active():
    return np.random.default_rng(4).uniform(0, 0.2, (7, 50))


@pytest.fixture
def scales():
    return np.random.default_rng(5).lognormal(-4, 1, (3, 50))


def test_the_compiled_loop_equals_plain_numpy(active, scales):
    classes = size_classes(np.array([3, 40, 900, 950, 2_000, 1]))
    np.testing.assert_allclose(met_activity(active, scales, classes), met_activity_plain(active, scales, classes))


def test_a_class_is_at_most_6_percent_off_and_keeps_every_household():
    leaves = np.random.default_rng(6).integers(1, 5_000, 400)
    classes = size_classes(leaves)
    assert classes.households.sum() == leaves.sum()
    for leaf in leaves:
        assert np.abs(np.log(classes.sizes / leaf)).min() <= np.log(STEP) / 2 + 1e-12


def test_quartiers_sum_to_their_town_exactly(active, scales):
    leaves = np.array([120, 640, 655, 1_300, 0, 2_900])
    town = met_activity(active, scales, size_classes(leaves))
    alone = sum(met_activity(active, scales, size_classes(np.array([leaf]))) for leaf in leaves if leaf)
    np.testing.assert_allclose(town, alone, rtol=1e-12)


def test_few_neighbours_meet_few_requests_and_many_meet_nearly_all():
    one, scale = np.array([[0.1]]), np.array([[0.02]])
    hamlet, quartier = (met_activity(one, scale, size_classes(np.array([n])))[0, 0, 0] / (0.1 * n) for n in (30, 3_000))
    assert hamlet == pytest.approx(1 - np.exp(-0.02 * 3), rel=0.06)
    assert quartier > 0.99
