"""Units: what counts as the same, what does not, and what is not known."""

import pytest

from mitoyen.uncertainty import units


@pytest.mark.parametrize(
    ("expression", "base"),
    [("kgCO2e/item", 1), ("euro/tonne", 0.001), ("euro/member/month", 12), ("dimensionless", 1), ("kg/kg", 1)],
)
def test_a_unit_knows_how_many_base_units_it_is(expression, base):
    assert units.scale(expression) == pytest.approx(base, rel=1e-12)


def test_kinds_of_exchange_are_one_dimension_and_an_object_is_another():
    assert units.same_dimension("kgCO2e/loan", "kgCO2e/sale")
    assert not units.same_dimension("kgCO2e/loan", "kgCO2e/item")


def test_an_hour_of_work_is_no_part_of_a_year():
    assert not units.same_dimension("hour", "year")


@pytest.mark.parametrize("expression", ["kgCO2", "€/loan", "furlong/item", "", "1/"])
def test_a_unit_that_is_not_known_is_refused_with_the_place_to_look(expression):
    with pytest.raises(units.UnitError, match="not known"):
        units.parse(expression)
