"""Our equations and our pack against figures computed elsewhere.

Three checks, from the equations to the pack:
1. the equations, fed with the triangular inputs of the reference study, give its figures: same model;
2. the pack, with its own shapes, gives them within a stated tolerance, each departure with its reason;
3. the pack's figures are computed again with plain random draws and formulas written anew: same arithmetic.

The reference study is a Monte-Carlo of 200,000 plain draws made before this model, by other hands, from the same
sources. Its "gross" is after trips and wear and before rebound for everything collected: what we call gross less trips.
"""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from mitoyen.evidence.pack import france
from mitoyen.impact.assessment import Assessment, assess, with_flat_rebound
from mitoyen.impact.graph import house

REFERENCE = {  # mean, P5, P95 in kgCO2e
    "first loan": (9.8, 3.1, 19),
    "small item": (3.9, 1.5, 7.5),
    "large item": (38, 17, 67),
    "repair": (10, 4.7, 17),
    "ride": (2.9, 1.7, 4.1),
    "food gift": (1.2, 0.5, 2.1),
    "grouped order": (0.5, 0.2, 1.0),
    "compost": (11, 7, 16),
}


def triangular(low, mode, high, size=200_000, seed=1):
    generator = np.random.default_rng([seed, int(1000 * low), int(1000 * mode), int(1000 * high)])
    return generator.triangular(low, mode, high, size)


STUDY: dict[str, Any] = {
    "dsp_lend_p_avoid": triangular(0.05, 0.25, 0.50),
    "object_production": {
        "first loan": triangular(15, 33, 70),
        "small item": triangular(4, 13, 30),
        "large item": triangular(60, 130, 260),
        "repair": triangular(12, 35, 60),
    },
    "object_uses": 90.0,
    "life_wear_lend": triangular(0.5, 1, 2),
    "lend_uses_per_loan": 1.0,
    "plt_session": 0.0,
    "trip_legs_lend": 4.0,
    "trip_legs_give": 2.0,
    "object_trip_distance": triangular(0.1, 0.8, 3),
    "object_trip_car_share": triangular(0.15, 0.34, 0.67),
    "trip_dedicated_share": triangular(0.4, 0.8, 1),
    "tr_car_km": triangular(0.142, 0.20, 0.25),
    "object_resale_displacement": triangular(0.25, 0.40, 0.65),
    "life_resid_share": triangular(0.3, 0.6, 0.9),
    "rep_success_rate": triangular(0.45, 0.53, 0.67),
    "rep_life_extension_share": triangular(0.25, 0.50, 0.82),
    "rep_parts_share": 0.0,
    "ride_distance": triangular(10, 22, 30),
    "ride_solo_share": triangular(0.6, 0.8, 0.9),
    "ride_detour": triangular(0, 0.05, 0.15),
    "food_gift_mass": triangular(0.4, 0.9, 2),
    "food_production": triangular(1.0, 1.53, 2.5),
    "dsp_food_gift_p": triangular(0.4, 0.7, 0.95),
}
BULKY = {"object_trip_distance": triangular(1, 3, 8), "object_trip_car_share": 1.0}
EQUATIONS = {
    "first loan": ("first_loan_gross", "loan_trips_and_wear", {}),
    "small item": ("sale_gross", "collection_trip_and_platform", {}),
    "large item": ("sale_gross", "collection_trip_and_platform", BULKY),
    "repair": ("repair_gross", "repair_trips_and_parts", {}),
    "ride": ("ride_gross", None, {}),
    "food gift": ("food_gift_gross", None, {}),
}


@pytest.mark.parametrize("name", EQUATIONS)
def test_the_equations_fed_with_the_study_s_inputs_give_its_figures(name):
    gross, less, special = EQUATIONS[name]
    inputs = {**STUDY, "object_production": STUDY["object_production"].get(name, 0.0), **special}
    results = house().evaluate([gross, less] if less else [gross], inputs)
    figure = results[gross] - (results[less] if less else 0)
    found = (figure.mean(), *np.quantile(figure, (0.05, 0.95)))
    # The study prints two digits; its food gift also takes off part of a trip, which it does not describe.
    tolerance = 0.08 if name == "food gift" else 0.04
    np.testing.assert_allclose(found, REFERENCE[name], rtol=tolerance, atol=0.06)


PACK = {  # practice, category, tolerance on the mean, reason of the departure
    "first loan": (
        "first_loan",
        "loan_item_mix",
        0.10,
        "beta(2, 6) for the purchase avoided, mean 0.25, not triangular",
    ),
    "small item": ("resell", "small_item_mix", 0.10, "displacement 0.27–0.65 as in the table, not 0.25–0.65"),
    "large item": ("resell", "large_item_mix", 0.10, "same, and the car shares of 2–5 km"),
    "repair": ("repair", "repair_item_mix", 0.15, "life extension up to 0.75, spare parts counted, beta for success"),
    "ride": ("ride", "commute_ride", 0.10, "25 km as most likely distance, not 22; detour as a share of the ride"),
    "food gift": (
        "food_gift",
        "surplus_food",
        0.30,
        "mass keeps its published mean, 0.88 kg, the reference's triangle has 1.1; the whole trip is taken off",
    ),
    "grouped order": ("group_order", None, 0.15, "special trips and platform taken off"),
    "compost": (
        "compost",
        None,
        0.40,
        "mass × factor as the tables give them, not 5–11–18 directly; capped per person",
    ),
}


@pytest.mark.parametrize("name", PACK)
def test_the_pack_gives_the_reference_figures_within_a_stated_tolerance(pricing, name):
    practice, category, tolerance, reason = PACK[name]
    impacts = pricing.unit_impacts(practice, category)
    figure = impacts["co2_gross"] - impacts.get("co2_trips_and_wear", 0.0)
    mean, low, high = REFERENCE[name]
    assert figure.mean() == pytest.approx(mean, rel=tolerance), reason
    assert low < np.median(figure) < high


PERSONS = {  # P50, P5, P95 before rebound, then after it
    "light": ((23, 13, 37), (12, 4, 24)),
    "regular": ((131, 96, 182), (73, 30, 120)),
}


def persona(pricing, name) -> Assessment:
    return assess(pricing, france().personas[name].usage)


@pytest.mark.parametrize("name", PERSONS)
def test_persons_of_reference_before_rebound_and_after_a_flat_one(pricing, name):
    """Tails are wider than there: our loan and compost factors have longer tails than triangles.

    The light member's median is 6 % lower: a tenth of it is food, which weighs its published mean (see `PACK`).
    """
    gross, net = PERSONS[name]
    found = with_flat_rebound(pricing, persona(pricing, name))
    before = found["co2_gross"] - found["co2_trips_and_wear"]
    np.testing.assert_allclose(np.median(before), gross[0], rtol=0.05 if name == "regular" else 0.065)
    np.testing.assert_allclose(np.quantile(before, (0.05, 0.95)), gross[1:], rtol=0.20)
    np.testing.assert_allclose(np.median(found["co2_net"]), net[0], rtol=0.08)
    assert net[1] * 0.6 < np.quantile(found["co2_net"], 0.05) < np.quantile(found["co2_net"], 0.95) < net[2] * 1.1


@pytest.mark.parametrize("name", PERSONS)
def test_our_rebound_leaves_less_than_a_flat_share_but_stays_in_its_interval(pricing, name):
    """Money freed × share respent × kg per euro: most shared goods carry less CO2 per euro than average spending."""
    ours, flat = persona(pricing, name), with_flat_rebound(pricing, persona(pricing, name))
    _, (_, low, high) = PERSONS[name]
    assert low < np.median(ours["co2_net"]) < high
    assert np.median(ours["co2_net"]) < np.median(flat["co2_net"])


@pytest.mark.parametrize("name", PERSONS)
def test_nobody_of_reference_reaches_646_kg(pricing, name):
    assert persona(pricing, name)["co2_gross"].max() < 646


def test_a_resale_computed_again_with_plain_random_draws_and_formulas_written_anew(pricing):
    """No shared code: numbers are read off the pack, drawn by scipy, multiplied here."""
    generator = np.random.default_rng(20)

    def drawn(name: str) -> Any:
        value: Any = france().factors[name].current
        width = (value.high - value.low) or 1.0
        peak = (value.value - value.low) / width
        laws = {
            "constant": lambda: stats.uniform(value.value, 0),
            "triangular": lambda: stats.triang(peak, value.low, width),
            "pert": lambda: stats.beta(1 + 4 * peak, 5 - 4 * peak, value.low, width),
            "beta": lambda: stats.beta(value.distribution.alpha, value.distribution.beta),
            "lognormal": lambda: stats.lognorm(np.log(value.distribution.gsd), scale=value.value),
        }
        return laws[value.shape]().rvs(400_000, random_state=generator)

    footprint, price = drawn("small_item_mix.production"), drawn("small_item_mix.price")
    displaced, left = drawn("dsp_resell_any_p"), drawn("life_resid_share")
    gross = footprint * displaced * left
    trip = drawn("trip_legs_give") * drawn("trip_dist_neighbour") * drawn("trip_car_share_0_2km")
    trip = trip * drawn("trip_dedicated_share") * drawn("tr_car_km") + drawn("plt_session")
    spent = displaced * left * price * drawn("reb_respend_share")
    rebound = np.minimum(spent * drawn("reb_respend_intensity"), 1.3 * gross)
    again = {"co2_gross": gross, "co2_trips_and_wear": trip, "co2_rebound": rebound}

    ours = pricing.unit_impacts("resell", "small_item_mix")
    for indicator, figure in again.items():
        # Standard error of the plain mean is below 0.3 %; Sobol's is smaller.
        assert ours[indicator].mean() == pytest.approx(figure.mean(), rel=0.015), indicator
        np.testing.assert_allclose(
            np.quantile(ours[indicator], (0.1, 0.5, 0.9)), np.quantile(figure, (0.1, 0.5, 0.9)), rtol=0.03
        )
