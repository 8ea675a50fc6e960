"""The rules of the equations: names, circles, literals, units."""

import numpy as np
import pytest

from mitoyen.impact.graph import EquationError, Graph, house


def energy(power, duration):
    """Energy used [kWh]."""
    return power * duration


def bill(energy, price):
    """What it costs [euro]."""
    return energy * price


def chicken(egg):
    """One of the two [item]."""
    return egg


def egg(chicken):
    """The other [item]."""
    return chicken


def doubled(energy):
    """A hidden coefficient [kWh]."""
    return 2 * energy


def silent(energy):
    """No unit."""
    return energy


def test_an_argument_is_the_result_of_the_equation_of_that_name():
    graph = Graph([bill, energy])
    assert graph.order("bill") == ("energy", "bill")
    assert graph.leaves("bill") == ("power", "duration", "price")
    assert graph.evaluate(["bill"], {"power": 2.0, "duration": 3.0, "price": 0.5}) == {"bill": 3.0}
    assert [equation.name for equation in graph.users("energy")] == ["bill"]


@pytest.mark.parametrize(
    ("functions", "complaint"),
    [
        ([chicken, egg], "round in a circle: chicken → egg → chicken; break it"),
        ([energy, doubled], "doubled holds the literal 2; make it a factor with a source"),
        ([silent], "silent declares no unit"),
        ([energy, energy], "two equations are called energy; rename one"),
    ],
)
def test_an_equation_that_breaks_a_rule_is_refused_in_one_sentence(functions, complaint):
    with pytest.raises(EquationError, match=complaint):
        Graph(functions)


def test_the_equations_of_the_house_hold_no_literal_and_no_circle():
    """Reading them all is the check: the graph refuses both."""
    assert len(house().equations) > 80


def test_arrays_of_categories_and_draws_go_through_an_equation_as_they_are():
    values = {"dsp_lend_p_avoid": np.array([0.1, 0.2, 0.4]), "object_production": np.array([[10.0], [20.0]])}
    result = house().evaluate(["first_loan_gross"], values)["first_loan_gross"]
    np.testing.assert_allclose(result, [[1, 2, 4], [2, 4, 8]])
