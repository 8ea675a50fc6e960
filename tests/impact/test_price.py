"""Pricing tallies: exact addition, and what cannot be priced."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mitoyen.counting.tallies import Tally
from mitoyen.evidence.pack import france
from mitoyen.evidence.records import Usage
from mitoyen.impact import assessment
from mitoyen.impact.assessment import Pricing, Unpriced, assess, price

PAIRS = [("lend", "drill_cordless"), ("give", ""), ("resell", "sofa_textile"), ("ride", ""), ("food_gift", "bread"),
         ("service", "it_help"), ("event", ""), ("compost", ""), ("repair", "toaster")]  # fmt: skip


def units(number):
    return Tally(number, number, 0, 0, 0, 0, 0, 0, 0, 0)


tallies = some.builds(Tally, *(some.integers(0, 10_000) for _ in Tally._fields))
cells = some.lists(some.tuples(some.sampled_from(PAIRS), tallies), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None)
@given(first=cells, second=cells)
def test_the_figures_of_a_place_are_the_sum_of_those_of_its_parts(pricing, first, second):
    first, second = ([(*pair, tally) for pair, tally in part] for part in (first, second))
    whole, parts = price(pricing, first + second), (price(pricing, first), price(pricing, second))
    for id, figure in whole.figures.items():
        size = max(np.abs(part[id]).max() for part in parts) + 1  # float32 rows: six digits of the larger part
        np.testing.assert_allclose(figure, parts[0][id] + parts[1][id], atol=3e-6 * size, err_msg=id)


def test_a_tally_and_the_same_usage_have_the_same_figures(pricing):
    """Two ways to the same arithmetic: rows in float32 here, equations in float64 there."""
    usage = [Usage("lend", "drill_cordless", 3), Usage("give", None, 5), Usage("service", "it_help", 2)]
    counted = price(pricing, [(item.practice, item.category or "", units(int(item.per_year))) for item in usage])
    for id, figure in assess(pricing, usage).figures.items():
        np.testing.assert_allclose(counted[id], figure, rtol=1e-4, atol=1e-4, err_msg=id)
        assert counted.intervals[id].median == pytest.approx(np.median(figure), rel=1e-5, abs=1e-4)


def test_what_an_old_tally_names_and_the_evidence_does_not_know_is_told_apart(pricing):
    old = [("steal", "", units(2)), ("lend", "unicorn", units(1)), ("give", "child_car_seat", units(4)),
           ("lend", "unicorn", units(2)), ("lend", "wardrobe", units(1)), ("give", "wardrobe", units(1))]  # fmt: skip
    found = price(pricing, old)
    assert found["exchanges"].max() == 1
    assert set(found.unpriced) == {
        Unpriced("steal", "", 2, "practice"),
        Unpriced("lend", "unicorn", 3, "category"),
        Unpriced("give", "child_car_seat", 4, "excluded"),
        Unpriced("lend", "wardrobe", 1, "category"),  # nobody says how many times a wardrobe is used
    }


def test_a_practice_without_a_usual_mix_needs_to_be_told_what_was_exchanged(pricing):
    practices = france().practices
    bare = {**practices, "lend": dataclasses.replace(practices["lend"], usual={})}
    told = Pricing(dataclasses.replace(france(), practices=bare), pricing.draws)
    assert price(told, [("lend", "", units(1))]).unpriced == (Unpriced("lend", "", 1, "category"),)
    assert price(told, [("lend", "drill_cordless", units(1))]).unpriced == ()


def test_nothing_counted_is_nothing(pricing):
    found = price(pricing, [])
    assert all(figure.max() == figure.min() == 0 for figure in found.figures.values())


def test_a_row_is_computed_once_and_shared_by_the_practices_that_rest_on_the_same_inputs(pricing):
    ties = [
        term.row
        for practice, category in (("give", "sofa_textile"), ("lend", "drill_cordless"), ("ride", "commute_ride"))
        for term in pricing.terms(practice, category)
        if (term.indicator, term.of) == ("new_ties", "units")
    ]
    assert len(set(ties)) == 1


def test_every_practice_of_the_pack_can_be_counted(pricing):
    names = france().practices
    found = price(pricing, [(name, "", units(1)) for name in names])
    assert found.unpriced == ()
    assert assessment.GROSS in found.figures
