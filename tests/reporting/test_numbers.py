"""Numbers as people read them; expected texts are written by hand from the typographic rules of each language."""

import pytest

from mitoyen.reporting import numbers

THIN, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "0", "0"),
        (1234, f"1{THIN}200", "1,200"),
        (0.0456, "0,046", "0.046"),
        (9.96, "10", "10"),
        (0.0996, "0,1", "0.1"),
        (-3.14, "−3,1", "−3.1"),
        (1_251_000, f"1{THIN}300{THIN}000", "1,300,000"),
        (0.1 + 0.2, "0,3", "0.3"),
    ],
)
def test_an_estimate_keeps_two_significant_figures(value, french, english):
    assert numbers.estimate(value, "fr") == french
    assert numbers.estimate(value, "en") == english


def test_a_count_keeps_every_digit():
    assert numbers.number(34875, "fr") == f"34{THIN}875"
    assert numbers.number(1234.5, "en") == "1,234.5"
    assert numbers.number(2, "fr", decimals=2) == "2,00"


def test_money_stands_after_the_figure_in_french_and_before_it_in_english():
    assert numbers.quantity(1234, "euro", "fr", figures=None) == f"1{THIN}234{WIDE}€"
    assert numbers.quantity(1234, "euro", "en", figures=None) == "€1,234"
    assert numbers.quantity(-5100, "euro", "en") == "−€5,100"


def test_french_counts_as_one_all_that_is_under_two():
    assert numbers.quantity(1.5, "loan", "fr") == f"1,5{WIDE}prêt"
    assert numbers.quantity(1.5, "loan", "en") == f"1.5{WIDE}loans"
    assert numbers.quantity(0, "loan", "en") == f"0{WIDE}loans"


def test_an_interval_says_its_unit_once():
    assert numbers.between(12, 37, "kg", "fr") == f"entre 12 et 37{WIDE}kg"
    assert numbers.between(12, 37, "kg", "en") == f"between 12 and 37{WIDE}kg"
    assert numbers.between(-900, 1700, "euro", "en") == "between −€900 and €1,700"


def test_very_small_masses_are_written_in_grams():
    assert numbers.quantity(0.0088, "kgCO2e", "fr") == f"8,8{WIDE}g CO₂e"
    assert numbers.quantity(-0.05, "kg", "en") == f"−50{WIDE}g"
    assert numbers.between(0.0088, 0.031, "kgCO2e", "fr") == f"entre 8,8 et 31{WIDE}g CO₂e"
    assert numbers.quantity(0.1, "kg", "fr") == f"0,1{WIDE}kg"
    assert numbers.quantity(0, "kg", "fr") == f"0{WIDE}kg"
    assert numbers.quantity(0.02, "kgCO2e/km", "fr") == f"0,02{WIDE}kg CO₂e par km", "beside others in kilograms"
    assert numbers.quantity(0.0088, "kg", "fr", figures=None) == f"0,0088{WIDE}kg", "every digit, as it was told"


def test_both_ends_of_an_interval_are_in_the_unit_of_the_larger():
    assert numbers.between(-5, 0.05, "kgCO2e", "fr") == f"entre −5 et 0,05{WIDE}kg CO₂e"
    assert numbers.between(-0.05, 0.002, "kgCO2e", "en") == f"between −50 and 2{WIDE}g CO₂e"


def test_ends_that_are_written_alike_are_said_once():
    assert numbers.between(268.0, 272.0, "hour", "fr") == f"270{WIDE}heures"
    assert numbers.between(0, 0, "euro", "fr") == f"0{WIDE}€"
    assert numbers.between(0, 0, "euro", "en") == "€0"
    assert numbers.between(268.0, 275.1, "hour", "en") == f"between 270 and 280{WIDE}hours"


def test_a_share_is_a_percentage_with_the_space_its_language_wants():
    assert numbers.percent(0.256, "fr") == f"26{THIN}%"
    assert numbers.percent(0.256, "en") == "26%"


def test_a_change_always_shows_its_sign():
    assert [numbers.signed(value, "kg", "fr") for value in (12, 0, -3)] == [f"+12{WIDE}kg", f"0{WIDE}kg", f"−3{WIDE}kg"]


@pytest.mark.parametrize("unknown", [None, float("nan"), float("inf")])
def test_an_unknown_figure_is_a_dash(unknown):
    assert numbers.quantity(unknown, "kg", "fr") == "–"
    assert numbers.between(unknown, 3, "kg", "fr") == "–"
    assert numbers.number(unknown, "en") == "–"


@pytest.mark.parametrize(("probability", "count"), [(0, 0), (0.004, 1), (0.78, 8), (0.997, 9), (1, 10)])
def test_what_is_neither_sure_nor_excluded_never_reads_so(probability, count):
    assert numbers.chances_in_ten(probability) == count


def test_a_probability_outside_zero_and_one_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        numbers.chances_in_ten(1.2)


def test_a_compound_unit_is_read_aloud():
    assert numbers.quantity(9.8, "kgCO2e/loan", "fr") == f"9,8{WIDE}kg CO₂e par prêt"
    assert numbers.quantity(2, "loan/member/year", "en") == f"2{WIDE}loans per member per year"
    assert numbers.quantity(15, "euro/hour", "en") == "€15 per hour"
    assert numbers.unit_name("person*year", 3, "fr") == "personnes"


def test_a_unit_nobody_named_is_shown_as_it_is_written():
    assert numbers.quantity(3, "furlong", "fr") == f"3{WIDE}furlong"
