"""The atlas says of each commune what its own forecast says."""

import numpy as np
import pytest

from mitoyen.projection.atlas import atlas
from mitoyen.projection.forecast import forecast
from mitoyen.projection.scenario import Scenario
from mitoyen.uncertainty.summaries import PUBLISHED

SAINT_MALO, ONE_QUARTIER, MARSEILLE, NOBODY = "35288", "01001", "13055", "55039"


@pytest.fixture(scope="module")
def france(calculator):
    scenario = Scenario("")
    return atlas(scenario, calculator.territory.communes_table(), calculator.coefficients(scenario))


@pytest.mark.parametrize("code", [SAINT_MALO, ONE_QUARTIER, MARSEILLE])
def test_a_row_is_the_forecast_of_the_commune(calculator, france, code):
    alone = calculator.forecast(Scenario(code))
    expected = np.array([np.quantile(alone.totals[id], PUBLISHED) for id in france.indicators])
    row = france.figures[france.places.codes.index(code)]
    width = np.ptp(expected, axis=1, keepdims=True)  # a net figure near zero has no relative precision
    assert (np.abs(row - expected) <= 1e-5 * width).all()


def test_members_of_a_row_are_those_of_the_forecast(calculator, france):
    alone = calculator.forecast(Scenario(SAINT_MALO))
    row = france.places.codes.index(SAINT_MALO)
    np.testing.assert_allclose(france.active[row], alone.households_by_month("active")[-1], rtol=1e-5)
    np.testing.assert_allclose(france.registered[row], alone.households_by_month("registered")[-1], rtol=1e-5)


def test_the_quartiers_add_up_to_the_commune_in_every_draw(calculator):
    scenario, priced = Scenario(SAINT_MALO), calculator.coefficients(Scenario(SAINT_MALO))
    leaves = calculator.place(scenario).leaf_households()
    whole = forecast(scenario, leaves, priced).totals["co2_net"]
    parts = sum(forecast(scenario, np.array([leaf]), priced).totals["co2_net"] for leaf in leaves if leaf)
    np.testing.assert_allclose(parts, whole, rtol=1e-6, atol=1e-6 * np.abs(whole).max())


def test_every_commune_is_there_and_a_village_without_people_has_nothing(calculator, france):
    assert len(france.places.codes) == 34_875
    row = france.places.codes.index(NOBODY)
    assert france.places.households[row] == 0
    assert not france.figures[row].any()
    assert np.isfinite(france.figures).all()


def test_progress_ends_on_the_last_commune(calculator):
    seen: list[tuple[int, int]] = []
    scenario = Scenario("", launch="organic", months=12)
    atlas(
        scenario, calculator.territory.communes_table(), calculator.coefficients(scenario), lambda *at: seen.append(at)
    )
    assert seen == sorted(seen)
    assert seen[-1] == (34_875, 34_875)
