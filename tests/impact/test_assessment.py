"""Sums, caps, categories, and what does not go together."""

import numpy as np
import pytest

from mitoyen.evidence.pack import france
from mitoyen.evidence.records import Usage
from mitoyen.impact.assessment import UnknownUsage, assess


def test_figures_are_linear_in_the_number_of_exchanges(pricing):
    one = assess(pricing, [Usage("lend", "drill_cordless", 1)])
    three = assess(pricing, [Usage("lend", "drill_cordless", 3)])
    np.testing.assert_allclose(three["money_saved"], 3 * one["money_saved"])
    assert three.intervals["exchanges"].median == 3


def test_net_is_gross_less_trips_less_rebound_draw_by_draw(pricing):
    found = assess(pricing, [Usage("resell", "sofa_textile", 1), Usage("ride", "neighbour_ride", 4)])
    expected = found["co2_gross"] - found["co2_trips_and_wear"] - found["co2_rebound"]
    np.testing.assert_allclose(found["co2_net"], expected)


def test_transfers_between_neighbours_net_to_zero(pricing):
    usage = [Usage("resell", "bicycle", 2), Usage("ride", "commute_ride", 10), Usage("paid_service", "tutoring", 3)]
    found = assess(pricing, usage)
    np.testing.assert_allclose(found["money_earned"] + found["money_paid"], 0, atol=1e-9)
    assert found["money_earned"].min() > 0


def test_a_heavy_user_is_capped_at_all_the_goods_of_a_person(pricing):
    """200 sofas a year cannot avoid more than everything that an average person buys."""
    found = assess(pricing, [Usage("resell", "sofa_textile", 200), Usage("lend", "drill_cordless", 50)])
    np.testing.assert_allclose(found["co2_gross"], pricing.draws["ctx_goods_cap"])
    assert found["money_saved"].mean() > 10_000  # only the environment is capped


def test_ten_people_have_ten_caps(pricing):
    usage = [Usage("resell", "sofa_textile", 20_000)]
    ten, one = assess(pricing, usage, person_years=10), assess(pricing, usage)
    np.testing.assert_allclose(ten["co2_gross"], 10 * one["co2_gross"])


def test_long_rides_earn_nothing(pricing):
    found = assess(pricing, [Usage("ride", "long_ride", 12)])
    assert found["co2_gross"].max() == 0


def test_a_practice_without_category_is_its_usual_mix(pricing):
    mixed = pricing.unit_impacts("give")["co2_gross"]
    shares = france().practices["give"].usual
    parts = [share * pricing.unit_impacts("give", category)["co2_gross"] for category, share in shares.items()]
    np.testing.assert_allclose(mixed, np.sum(parts, axis=0))


@pytest.mark.parametrize(
    ("practice", "category", "complaint"),
    [
        ("steal", None, "no practice is called 'steal'; use one of "),
        ("lend", "beef", "'lend' does not know the category 'beef'"),
        ("lend", "unicorn", "'lend' does not know the category 'unicorn'"),
        ("give", "child_car_seat", "'child_car_seat' earns no credit"),
    ],
)
def test_what_does_not_go_together_is_refused(pricing, practice, category, complaint):
    with pytest.raises(UnknownUsage, match=complaint):
        pricing.unit_impacts(practice, category)


def test_every_object_can_be_lent_given_sold_and_repaired(pricing):
    objects = [
        c.id for c in france().categories.values() if c.kind == "object" and not c.excluded and c.id[-3:] != "mix"
    ]
    for practice in ("give", "resell", "repair"):
        impacts = [pricing.unit_impacts(practice, id)["co2_gross"].mean() for id in objects]
        assert min(impacts) > 0


def test_an_attempt_to_repair_is_the_mix_of_its_two_outcomes(pricing):
    """Draw by draw: chance of success × what a success brings + the rest × what a failure brings."""
    chance = pricing.draws["rep_success_rate"]
    attempt, done, not_done = (
        pricing.unit_impacts(id, "laptop") for id in ("repair", "repair_done", "repair_not_done")
    )
    assert set(not_done) == {"exchanges", "co2_trips_and_wear", "hours_together", "new_ties"}
    for indicator, found in attempt.items():
        mixed = chance * done[indicator] + (1 - chance) * not_done.get(indicator, 0)
        np.testing.assert_allclose(found, mixed, rtol=1e-9, err_msg=indicator)
