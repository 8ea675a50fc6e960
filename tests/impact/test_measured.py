"""What was measured takes the place of the factor, and sums stay sums."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import sympy

from mitoyen.counting.tallies import Tally
from mitoyen.evidence.pack import TALLY, france
from mitoyen.impact.assessment import price
from mitoyen.impact.graph import Graph, house
from mitoyen.impact.rows import NotProportional, Rows, measured_by_indicator

NOTHING = Tally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def counted(units, **measured):
    """A tally of `units` facts; `grams=(5000, 2)`: two of them measured, five kilograms in all."""
    sums = {name: value[0] for name, value in measured.items()}
    known = {f"known_{name}": value[1] for name, value in measured.items()}
    return NOTHING._replace(facts=units, units=units, **sums, **known)


def declared() -> Iterator[tuple[str, str, str, str]]:
    """Practice, indicator, its equation, the argument that a measured quantity replaces."""
    for practice in france().practices.values():
        for indicator, (_, argument) in measured_by_indicator(house(), practice).items():
            yield practice.id, indicator, practice.results[indicator], argument


@pytest.mark.parametrize(("practice", "indicator", "result", "argument"), list(declared()))
def test_every_result_follows_what_is_measured_in_a_straight_line(practice, indicator, result, argument):
    """Proved on symbols, through the whole graph: the second derivative is nothing, whatever the other inputs are."""
    quantity = sympy.Symbol("quantity", positive=True)
    symbols: dict[str, Any] = {leaf: sympy.Symbol(leaf, positive=True) for leaf in house().leaves(result)}
    formula = house().evaluate([result], symbols | {argument: quantity})[result]
    assert sympy.simplify(sympy.diff(formula, quantity)) != 0
    assert sympy.simplify(sympy.diff(formula, quantity, 2)) == 0
    assert not any(quantity in part.free_symbols for part in formula.atoms(sympy.Min, sympy.Max))


@pytest.mark.parametrize(
    ("practice", "category", "quantity", "indicators"),
    [
        ("give", "sofa_textile", "grams", ("waste_avoided", "waste_postponed", "town_cash")),
        ("ride", "commute_ride", "metres", ("co2_gross", "co2_rebound", "money_saved")),
        ("service", "it_help", "minutes", ("hours_given", "help_value")),
        ("food_gift", "", "grams", ("co2_gross", "waste_avoided", "money_saved")),
    ],
)
def test_measuring_twice_as_much_brings_twice_as_much(pricing, practice, category, quantity, indicators):
    once = price(pricing, [(practice, category, counted(1, **{quantity: (4000, 1)}))])
    twice = price(pricing, [(practice, category, counted(1, **{quantity: (8000, 1)}))])
    for indicator in indicators:
        np.testing.assert_allclose(twice[indicator], 2 * once[indicator], rtol=1e-5, err_msg=indicator)
    assert once["exchanges"].max() == twice["exchanges"].max() == 1


def test_hours_given_come_from_measurement_less_deadweight(pricing):
    """Élodie's association writes 90 minutes: no doubt is left about the duration."""
    found = price(pricing, [("service", "it_help", counted(1, minutes=(90, 1)))])
    np.testing.assert_allclose(found["hours_given"], 1.5 * (1 - pricing.draws["deadweight_exchange"]), rtol=1e-6)


def test_what_changed_hands_is_what_was_paid(pricing):
    found = price(
        pricing, [("resell", "bicycle", counted(2, cents=(9_000, 2))), ("ride", "", counted(1, cents=(250, 1)))]
    )
    np.testing.assert_allclose(found["money_earned"], 92.5, rtol=1e-6)
    np.testing.assert_allclose(found["money_paid"], -92.5, rtol=1e-6)


def test_a_bargain_saves_the_buyer_more_than_the_usual_price(pricing):
    """New price less the price paid, as often as the sale replaces a new purchase; computed here from the draws."""
    attributes = france().categories["bicycle"].attributes
    displaced, new = (pricing.draws[attributes[name]] for name in ("object_resale_displacement", "object_price"))
    found = price(pricing, [("resell", "bicycle", counted(1, cents=(1_000, 1)))])
    np.testing.assert_allclose(found["money_saved"], displaced * (new - 10), rtol=1e-5)


def test_units_that_measured_nothing_keep_the_factor(pricing):
    """Three gifts, one of them weighed: two at the factor's mass, one at 2 kg."""
    found = price(pricing, [("food_gift", "surplus_food", counted(3, grams=(2000, 1)))])
    np.testing.assert_allclose(found["waste_avoided"], 2 * pricing.draws["food_gift_mass"] + 2, rtol=1e-5)


def test_nothing_measured_is_the_unit_impact_times_the_count(pricing):
    found = price(pricing, [("give", "", counted(7)), ("lend", "drill_cordless", counted(2))])
    for indicator in ("co2_gross", "money_saved", "new_ties"):
        parts = (
            7 * pricing.unit_impacts("give")[indicator],
            2 * pricing.unit_impacts("lend", "drill_cordless")[indicator],
        )
        np.testing.assert_allclose(found[indicator], sum(parts), rtol=2e-5, err_msg=indicator)


def test_a_practice_that_measures_what_is_not_a_straight_line_is_refused(pricing):
    """The rebound of a grouped order stops growing with its bill: measured bills could not be added up."""
    order = france().practices["group_order"]
    bent = type(order)(**{**vars(order), "measured": {"cents": "order_bill"}})
    with pytest.raises(NotProportional, match="order_rebound does not follow order_bill in a straight line"):
        list(Rows(house(), pricing.draws).terms(bent, None))


def test_a_result_given_from_outside_is_not_computed():
    def price_paid(never):
        """What was paid [euro]."""
        raise AssertionError(never)

    def paid_twice(price_paid):
        """The same, for two [euro]."""
        return price_paid + price_paid

    assert Graph([price_paid, paid_twice]).evaluate(["paid_twice"], {"never": 0, "price_paid": 4}) == {"paid_twice": 8}


def test_quantities_declared_are_those_of_a_tally():
    for practice in france().practices.values():
        assert set(practice.measured) <= set(Tally._fields), practice.id
        assert TALLY not in practice.measured.values()
