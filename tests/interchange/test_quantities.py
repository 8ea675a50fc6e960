"""Numbers as people write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitoyen.interchange.quantities import BadQuantity, read


@pytest.mark.parametrize(
    ("text", "quantity", "unit", "whole"),
    [
        ("90", "minutes", "min", 90),
        ("1,5", "minutes", "h", 90),
        ("1.5 h", "minutes", "min", 90),
        ("1h30", "minutes", "h", 90),
        ("1 h 05 min", "minutes", "h", 65),
        ("0:45", "minutes", "h", 45),
        ("45 min", "minutes", "h", 45),
        ("2 heures", "minutes", "min", 120),
        ("0,33", "minutes", "h", 20),
        ("2,5", "grams", "kg", 2_500),
        ("300 g", "grams", "kg", 300),
        ("1 234,5 kg", "grams", "g", 1_234_500),
        ("1\u202f234,5", "grams", "kg", 1_234_500),
        ("1'234.5", "grams", "kg", 1_234_500),
        ("12 km", "metres", "m", 12_000),
        ("12,50 €", "cents", "eur", 1_250),
        ("€12.50", "cents", "eur", 1_250),
        ("1,234.56", "cents", "eur", 123_456),
        ("1.234,56", "cents", "eur", 123_456),
        ("1.234.567", "grams", "g", 1_234_567),
        ("0.125", "grams", "kg", 125),
        ("3", "count", "", 3),
        ("", "minutes", "h", 0),
        ("  ", "grams", "kg", 0),
    ],
)
def test_a_quantity_is_a_whole_number_of_the_events_own_unit(text, quantity, unit, whole):
    assert read(text, quantity, unit) == whole


@pytest.mark.parametrize(
    ("text", "quantity", "complaint"),
    [
        ("-2", "minutes", "is negative"),
        ("−1,5", "minutes", "is negative"),
        ("0", "minutes", "is zero; leave it empty when it was not measured"),
        ("0,001", "minutes", "is too small to be counted"),
        ("1h75", "minutes", "has more than 59 minutes"),
        ("2 jours", "minutes", "has the unit 'jours', which is none of min, mn"),
        ("3 kg", "minutes", "has the unit 'kg'"),
        ("deux", "minutes", "cannot be read"),
        ("1,2,3", "minutes", "cannot be read"),
        ("12 34", "minutes", "cannot be read"),
        ("1,234", "minutes", "could mean thousands or decimals"),
        ("1.234", "minutes", "could mean thousands or decimals"),
        ("2,5", "count", "is no whole number"),
        ("3 h", "count", "has a unit"),
        ("99999999999", "minutes", "is too large to be true"),
    ],
)
def test_what_is_no_quantity_for_certain_is_refused_with_the_reason(text, quantity, complaint):
    with pytest.raises(BadQuantity, match=complaint):
        read(text, quantity, "" if quantity == "count" else "min")


def test_a_mapping_that_says_its_decimals_leaves_no_doubt():
    assert read("1,234", "grams", "kg", "comma") == 1_234
    assert read("1,234", "grams", "kg", "point") == 1_234_000
    assert read("1.234", "grams", "kg", "comma") == 1_234_000
    with pytest.raises(BadQuantity, match="cannot be read"):
        read("1.5", "grams", "kg", "comma")


@given(st.integers(1, 999_999_999))
def test_whole_numbers_are_read_back_however_their_thousands_are_set(number):
    for mark in (" ", "\u00a0", "\u202f", "'"):
        assert read(f"{number:,}".replace(",", mark), "grams", "g") == number


@given(st.text(st.sampled_from("0123456789,. 'h:-€kgmin+"), max_size=9))
def test_whatever_is_typed_is_a_quantity_or_a_reason(text):
    for quantity, unit in (("minutes", "h"), ("grams", "kg"), ("cents", "eur"), ("count", "")):
        with suppress(BadQuantity):
            assert 0 <= read(text, quantity, unit) <= 1_000_000_000
