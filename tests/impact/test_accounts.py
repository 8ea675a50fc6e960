"""Double counting is refused."""

import pytest

from mitoyen.evidence.pack import france
from mitoyen.impact.accounts import DoubleCounting, check_total


@pytest.mark.parametrize(
    ("indicators", "for_society", "complaint"),
    [
        (("waste_avoided", "waste_postponed"), False, "same waste of one planet in give, .*; keep one"),
        (
            ("money_saved", "wellbeing_value"),
            False,
            "wellbeing already holds what money_saved did for a person; choose one",
        ),
        (("help_value", "wellbeing_value"), False, "wellbeing already holds what help_value did"),
        (("money_saved", "money_earned"), True, "money_earned only changes hands; .* leave it out"),
        (("money_saved", "group_saving"), True, "group_saving only changes hands"),
        (("money_saved", "local_turnover"), True, "turnover that moves, not welfare"),
        (("money_saved", "co2_net"), False, "is in euro and co2_net in kgCO2e; show them side by side"),
    ],
)
def test_a_total_that_counts_twice_is_refused_in_one_sentence(indicators, for_society, complaint):
    with pytest.raises(DoubleCounting, match=complaint):
        check_total(france(), indicators, for_society=for_society)


def test_different_benefits_may_be_added():
    check_total(france(), ("money_saved", "help_value", "town_cash"), for_society=True)


def test_the_society_line_holds_no_transfer_no_turnover_and_no_wellbeing():
    records = [france().indicators[id] for id in france().indicators["society_surplus"].sum_of]
    assert {record.account for record in records} <= {"FIN", "TIME", "PUB", "LAND"}
