"""The printed formula is the function that computes: same numbers, well-formed, every letter explained."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from mitoyen.impact.formulas import LETTERS, expression, formula
from mitoyen.impact.graph import house
from mitoyen.reporting.reference import equation_words

EQUATIONS = list(house().equations.values())
NAMES = [equation.name for equation in EQUATIONS]
MATHML = "{http://www.w3.org/1998/Math/MathML}"


@pytest.mark.parametrize("equation", EQUATIONS, ids=NAMES)
def test_the_printed_expression_gives_the_numbers_of_the_function(equation):
    import sympy

    result, symbols = expression(equation)
    points = np.random.default_rng(1).uniform(0.1, 3, (len(symbols), 50))
    printed = sympy.lambdify(list(symbols.values()), result, "numpy")
    computed = equation.function(**dict(zip(equation.arguments, points, strict=True)))
    for index in range(points.shape[1]):
        assert printed(*points[:, index]) == pytest.approx(computed[index], rel=1e-12)


@pytest.mark.parametrize("equation", EQUATIONS, ids=NAMES)
def test_the_formula_is_well_formed_and_names_each_argument_by_its_letter(equation):
    printed = formula(equation)
    tree = ElementTree.fromstring(printed.mathml)  # noqa: S314 - our own words
    assert tree.tag == f"{MATHML}math"
    assert {leaf.text for leaf in tree.iter(f"{MATHML}mi")} == set(printed.letters.values())
    assert tuple(printed.letters) == equation.arguments


@pytest.mark.parametrize("equation", EQUATIONS, ids=NAMES)
def test_an_equation_is_told_in_both_languages(equation):
    words = equation_words(equation)
    assert words.fr != words.en


def test_no_equation_needs_more_letters_than_there_are():
    assert max(len(equation.arguments) for equation in EQUATIONS) <= len(LETTERS)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("loan_wear", "a × b × c ÷ d"),
        ("order_gross", "a × b × c × d × (1 − 1 ÷ f)"),
        ("loan_rental_saving", "a × d × f × (1 − b ÷ c)"),
        ("lesson_income_surplus", "d × max(0; a × b − c)"),
        ("sale_price_paid", "−a"),
    ],
)
def test_the_line_of_text_reads_as_people_write(name, plain):
    assert formula(house().equations[name]).plain == plain


def test_words_stand_in_place_of_letters():
    words = formula(house().equations["ties"]).in_words({"ties_per_exchange": "liens", "deadweight_exchange": "acquis"})
    assert words == "[liens] × (1 − [acquis])"
