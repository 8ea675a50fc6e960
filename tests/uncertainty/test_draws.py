"""Names and their draws: stable, repeatable, independent of the others."""

import numpy as np
import pytest

from mitoyen.uncertainty.draws import Register, UnknownName
from mitoyen.uncertainty.summaries import interval


def test_adding_a_name_moves_no_other_draw():
    before, after = Register(["car", "loan"]), Register(["car", "loan", "compost"])
    for name in before.names:
        np.testing.assert_array_equal(before.uniform(name), after.uniform(name))


def test_two_runs_with_one_seed_are_bit_identical_and_another_seed_is_not():
    register = Register(["car", "loan"])
    first, again = register.uniform("loan", seed=7), Register(["car", "loan"]).uniform("loan", seed=7)
    assert first.tobytes() == again.tobytes()
    assert not np.array_equal(first, register.uniform("loan", seed=8))


def test_two_names_are_not_correlated():
    register = Register([f"factor {n}" for n in range(40)])
    table = np.corrcoef([register.uniform(name) for name in register.names])
    # Plain random draws of this size would reach ±0.05 (3 standard errors) among 780 pairs.
    assert np.abs(table - np.eye(40)).max() < 0.05


def test_a_name_that_is_not_registered_says_where_to_add_it():
    with pytest.raises(UnknownName, match=r"'wage' owns no draws yet; add it as the last line of draws\.txt"):
        Register(["car"]).uniform("wage")


def test_a_name_registered_twice_is_refused():
    with pytest.raises(ValueError, match="names car twice"):
        Register(["car", "loan", "car"])


def test_the_published_interval_is_the_one_of_numpy():
    draws = np.random.default_rng(3).lognormal(size=999)
    found = interval(draws)
    assert (found.low, found.median, found.high) == tuple(np.percentile(draws, (10, 50, 90)))
    assert found.width == found.high - found.low


def test_a_draw_that_is_not_a_number_is_refused():
    with pytest.raises(ValueError, match="not a finite number"):
        interval(np.array([1.0, np.nan]))
