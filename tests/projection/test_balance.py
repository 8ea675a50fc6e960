"""Costs, discounting, break-even: against loops in plain Python."""

import numpy as np
import pytest

from mitoyen.projection.balance import balance, costs
from mitoyen.projection.scenario import Scenario

DRAWS = {
    "cost_licence_min": np.array([1_500.0, 1_000.0]),
    "cost_licence_household": np.array([1.0, 2.0]),
    "cost_licence_dwelling": np.array([4.0, 5.0]),
    "cost_letter": np.array([1.0, 1.5]),
    "cost_animator_hour": np.array([25.0, 30.0]),
    "smic_gross": np.array([12.0, 13.0]),
    "discount_rate_fr": np.array([0.03, 0.0]),
}


def test_costs_follow_the_evidence_where_the_scenario_is_silent():
    found = costs(Scenario("35288", animation="animator"), DRAWS, households=1_000)
    np.testing.assert_allclose(found.licence_year, [1_500, 2_000])
    np.testing.assert_allclose(found.animation_month, [60 * 25, 60 * 30])
    np.testing.assert_allclose(found.letters, [1_000, 1_500])


def test_a_housing_project_pays_a_landlord_s_price_by_dwelling():
    found = costs(Scenario("35288", dwellings=1_000), DRAWS, households=1_000)
    np.testing.assert_allclose(found.licence_year, [4_000, 5_000])


def test_costs_follow_the_scenario_where_it_speaks():
    stated = Scenario("35288", launch="organic", animation="volunteer", animation_hours=10, hourly_cost=0, licence=900)
    found = costs(stated, DRAWS, households=1_000)
    np.testing.assert_allclose(found.by_month(12).sum(axis=0), [900, 900])


def test_the_balance_is_discounted_and_breaks_even_when_it_stays_positive():
    scenario = Scenario("35288", months=12, launch="organic", animation="none", licence=1_200)
    surplus = np.stack([np.linspace(0, 400, 12), np.full(12, 50.0)], axis=1)
    found = balance(scenario, DRAWS, surplus, costs(scenario, DRAWS, 1_000))
    running, first = 0.0, 0
    for month in range(12):
        running += (surplus[month, 0] - 100) / 1.03 ** ((month + 0.5) / 12)
        first = first or (month + 1 if running > 0 else 0)
        assert found.cumulated[month, 0] == pytest.approx(running)
    assert found.break_even[0] == first
    assert found.break_even[1] == np.inf
    assert found.probability_positive == 0.5
    assert found.probability_by(first) == 0.5
    assert found.probability_by(first - 1) == 0


def test_a_stated_discount_rate_replaces_the_public_one():
    scenario = Scenario("35288", months=12, launch="organic", animation="none", licence=0, discount_rate=0.2)
    found = balance(scenario, DRAWS, np.ones((12, 2)), costs(scenario, DRAWS, 10))
    expected = sum(1.2 ** -((month + 0.5) / 12) for month in range(12))
    np.testing.assert_allclose(found.cumulated[-1], expected)
