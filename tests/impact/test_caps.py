"""Caps by leaf place and calendar year."""

import numpy as np
import pytest

from mitoyen.counting.tallies import Tally
from mitoyen.impact import caps
from mitoyen.impact.assessment import Unpriced, price


def units(number):
    return Tally(number, number, 0, 0, 0, 0, 0, 0, 0, 0)


def test_caps_that_cannot_bind_are_settled_without_reading_a_draw(pricing, monkeypatch):
    monkeypatch.setattr(pricing.rows, "combined", lambda weights: pytest.fail("a draw was read"))
    assert caps.ratios(pricing, [("resell", "sofa_textile", units(30)), ("ride", "", units(100))], persons=400) == {}


def test_one_heavy_seller_is_capped_at_all_the_goods_of_a_person(pricing):
    cells = [("resell", "sofa_textile", units(200)), ("service", "it_help", units(5))]
    ratios = caps.ratios(pricing, cells, persons=1)
    assert list(ratios) == ["ctx_goods_cap"]
    found = price(pricing, cells, ratios)
    np.testing.assert_allclose(found["co2_gross"], pricing.draws["ctx_goods_cap"], rtol=1e-5)
    np.testing.assert_allclose(found["money_earned"], price(pricing, cells)["money_earned"])


def test_caps_bear_on_each_place_and_year_by_itself(pricing):
    """The seller of one residence is not excused by the four hundred quiet neighbours of another."""
    heavy = ([("resell", "sofa_textile", units(200))], 1)
    quiet = ([("lend", "drill_cordless", units(40)), ("steal", "", units(1))], 400)
    found = caps.price_within(pricing, [heavy, quiet])
    alone = [caps.price_within(pricing, [group]) for group in (heavy, quiet)]
    np.testing.assert_allclose(found["co2_net"], alone[0]["co2_net"] + alone[1]["co2_net"], rtol=1e-4, atol=1e-2)
    np.testing.assert_allclose(alone[0]["co2_gross"], pricing.draws["ctx_goods_cap"], rtol=1e-5)
    assert found["co2_gross"].mean() < price(pricing, heavy[0] + quiet[0])["co2_gross"].mean()
    assert found.unpriced == (Unpriced("steal", "", 1, "practice"),)
