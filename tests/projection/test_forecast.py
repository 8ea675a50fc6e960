"""A projection, from a place to its figures."""

import numpy as np
import pytest

from mitoyen.projection.forecast import forecast, probability_better
from mitoyen.projection.scenario import Scenario, ScenarioError

SAINT_MALO = "35288"


@pytest.fixture(scope="module")
def letters(calculator):
    return calculator.forecast(Scenario(SAINT_MALO))


def test_two_runs_are_bit_identical(calculator, letters):
    again = calculator.forecast(Scenario(SAINT_MALO))
    assert again.cumulative.tobytes() == letters.cumulative.tobytes()
    assert all(again.totals[id].tobytes() == letters.totals[id].tobytes() for id in letters.totals)


def test_quartiers_sum_to_their_commune_draw_by_draw(calculator, letters):
    place = calculator.territory.commune(SAINT_MALO)
    parts = [
        calculator.forecast(Scenario(quartier.code)).totals
        for quartier in calculator.territory.quartiers_of(place)
        if quartier.households
    ]
    for indicator in ("co2_net", "resident_gain", "new_ties", "involved"):
        np.testing.assert_allclose(sum(part[indicator] for part in parts), letters.totals[indicator], rtol=1e-6)


def test_totals_are_the_sum_of_months_computed_without_the_kernel(letters):
    row = letters.coefficients.row("money_saved").astype(float)
    monthly = np.einsum("td,tmd->md", row, letters.volumes)
    np.testing.assert_allclose(monthly.sum(axis=0), letters.totals["money_saved"], rtol=1e-6)
    index = letters.coefficients.indicators.index("money_saved")
    expected = np.quantile(monthly, (0.1, 0.5, 0.9), axis=1).T
    np.testing.assert_allclose(letters.monthly[index], expected, rtol=1e-4)
    np.testing.assert_allclose(
        letters.cumulative[index, -1], np.quantile(monthly.sum(axis=0), (0.1, 0.5, 0.9)), rtol=1e-4
    )


def test_a_figure_of_one_practice_computed_by_hand(calculator, letters):
    """Hours of help over 36 months: households × active × odds × rate × hours × (1 − deadweight), month by month."""
    draws, hours = calculator.draws, 0.0
    for leaf in calculator.territory.commune(SAINT_MALO).leaf_households():
        members = letters.takeup.active * leaf
        met = 1 - np.exp(-draws["met_scale_services"] * members)
        asked = members * draws["rate_service"] / 12
        hours = hours + (met * asked).sum(axis=0)
    hours = hours * draws["hours_service"] * (1 - draws["deadweight_exchange"])
    # Odds are read at a size class at most 6 % off the quartier's own size.
    np.testing.assert_allclose(np.median(letters.totals["hours_given"]), np.median(hours), rtol=0.03)


def test_scenarios_share_their_draws_so_the_better_one_is_known_surely(calculator, letters):
    alone = calculator.forecast(Scenario(SAINT_MALO, animation="none"))
    assert probability_better(letters, alone, "new_ties") == pytest.approx(1.0, abs=0.001)
    assert probability_better(letters, letters, "new_ties") == 0.0


def test_letters_beat_word_of_mouth_most_of_the_time(calculator, letters):
    organic = calculator.forecast(Scenario(SAINT_MALO, launch="organic"))
    assert 0.8 < probability_better(letters, organic, "exchanges") < 1.0


def test_the_landlord_s_scenario_is_off_unless_switched_on(calculator):
    off = calculator.forecast(Scenario(SAINT_MALO, dwellings=400))
    on = calculator.forecast(Scenario(SAINT_MALO, dwellings=400, landlord_effects=True))
    assert off.totals["landlord_cash"].max() == 0
    assert on.total("landlord_cash").median > 0


def test_a_housing_project_is_a_quartier_of_its_own_dwellings(calculator):
    project = calculator.forecast(Scenario(SAINT_MALO, dwellings=400))
    alone = forecast(Scenario(SAINT_MALO), np.array([400]), calculator.coefficients(Scenario(SAINT_MALO)))
    assert project.households == 400
    np.testing.assert_array_equal(project.totals["co2_net"], alone.totals["co2_net"])


def test_every_factor_behind_a_figure_is_named(letters):
    names = {factor.id for factor in letters.factors("co2_net")}
    assert {"rate_lend", "takeup_ceiling_letters", "met_scale_objects", "tr_car_km", "reb_respend_share"} <= names
    assert "takeup_ceiling_organic" not in names


def test_a_place_that_is_unknown_or_empty_is_refused_in_both_languages(calculator):
    empty = next(
        q for q in calculator.territory.quartiers_of(calculator.territory.commune("13055")) if not q.households
    )
    for code in ("99999", empty.code):
        with pytest.raises(ScenarioError) as refused:
            calculator.forecast(Scenario(code))
        assert refused.value.field == "place"
        assert refused.value.words.fr != refused.value.words.en
