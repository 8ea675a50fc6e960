"""Sharing an exchange between its two sides: nothing is lost, nothing is counted twice."""

import numpy as np
import pytest

from mitoyen.counting.tallies import Tally
from mitoyen.evidence.pack import france
from mitoyen.evidence.records import Usage
from mitoyen.impact import sharing
from mitoyen.impact.assessment import assess, price


def units(number, cents=0):
    return Tally(number, number, 0, 0, 0, cents, 0, 0, 0, number if cents else 0)


PRACTICES = [id for id, practice in france().practices.items() if practice.kind == "exchange"]


def test_every_indicator_that_has_an_owner_is_one_of_the_pack_and_no_sum():
    assert sharing.OWN.keys() <= france().indicators.keys()
    assert [id for id in sharing.OWN if france().indicators[id].sum_of] == []


def test_money_has_an_owner_and_what_the_planet_gains_has_none():
    kinds = {id: (indicator.account, indicator.beneficiary) for id, indicator in france().indicators.items()}
    owned = {id for id, kind in kinds.items() if kind == ("FIN", "resident") and not france().indicators[id].sum_of}
    assert owned <= sharing.OWN.keys()
    assert [id for id, (_, beneficiary) in kinds.items() if beneficiary == "planet" and id in sharing.OWN] == []


@pytest.mark.parametrize("practice", PRACTICES)
def test_the_two_sides_of_an_exchange_add_up_to_it(pricing, practice):
    cells = [(practice, "", units(3, cents=1500))]
    giver, receiver = sharing.of_person(pricing, cells, []), sharing.of_person(pricing, [], cells)
    for id, figure in price(pricing, cells).figures.items():
        np.testing.assert_allclose(giver[id] + receiver[id], figure, rtol=1e-5, atol=1e-5, err_msg=id)


def test_a_loan_halves_its_carbon_and_leaves_the_money_to_who_did_not_buy(pricing):
    """Against the equations themselves, in float64, without the rows of tallies."""
    loan = assess(pricing, [Usage("lend", "drill_cordless", 1)])
    lender = sharing.of_person(pricing, [("lend", "drill_cordless", units(1))], [])
    borrower = sharing.of_person(pricing, [], [("lend", "drill_cordless", units(1))])
    for mine in (lender, borrower):
        np.testing.assert_allclose(mine["co2_net"], loan["co2_net"] / 2, rtol=1e-4, atol=1e-4)
    assert not lender["money_saved"].any()
    np.testing.assert_allclose(borrower["money_saved"], loan["money_saved"], rtol=1e-4, atol=1e-4)


def test_what_the_evidence_cannot_price_is_said_once(pricing):
    mine = sharing.of_person(pricing, [("lend", "unicorn", units(2))], [("lend", "unicorn", units(1))])
    assert [(left.category, left.units) for left in mine.unpriced] == [("unicorn", 3)]
