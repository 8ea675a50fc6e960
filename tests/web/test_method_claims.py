"""The two historical claims: the page says what an independent computation says, and refuses bad numbers kindly."""

import re

import numpy as np
import pytest

from mitoyen.evidence.pack import france
from mitoyen.projection.takeup import take_up
from mitoyen.reporting.words import CLAIM_KG
from mitoyen.web.method import rules
from mitoyen.web.ui.calculator import calculator

PAGE = "/en/methode/646/"
LOANS_ONLY = "?loans=2"


def read(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def figures(text):
    """Gross median, low, high, then net, as written in the sentence of the page."""
    said = re.search(r"exchanges in the year: (.*?) gross, (.*?) net\.", text, re.DOTALL)
    assert said is not None
    return [float(n.replace("−", "-").replace(",", "")) for n in re.findall(r"−?[\d,]+\.?\d*", " ".join(said.groups()))]


def test_a_year_of_loans_is_computed_by_hand_from_the_draws(client):
    draws = calculator().draws
    gross = 2 * draws["dsp_lend_p_avoid"] * draws["loan_item_mix.production"]
    expected = np.quantile(gross, (0.5, 0.1, 0.9))
    assert figures(read(client, PAGE + LOANS_ONLY))[:3] == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(
    ("person", "low", "median", "high"), [("light", 13, 23, 37), ("regular", 96, 131, 182)], ids=["light", "regular"]
)
def test_persons_of_reference_agree_with_the_independent_simulation(person, low, median, high):
    found = rules.year(calculator(), rules.habits_of(france().personas[person]))
    assert found.steps["co2_gross"].median == pytest.approx(median, rel=0.15)
    assert low < found.steps["co2_gross"].low < found.steps["co2_gross"].high < high
    assert found.gross_over == 0


def test_a_persona_becomes_fields_of_the_form_and_back_without_loss():
    persona = france().personas["regular"]
    assert {(u.practice, u.category, u.per_year) for u in rules.usage(rules.habits_of(persona))} == {
        (u.practice, u.category, u.per_year) for u in persona.usage
    }


def test_an_intensive_year_comes_near_the_claim_before_the_rebound_and_stays_below_after():
    found = rules.year(calculator(), rules.INTENSIVE)
    assert found.steps["co2_gross"].high > CLAIM_KG > found.steps["co2_net"].high
    assert found.net_over < 0.05 < found.gross_over


def test_net_is_what_is_left_of_gross_on_the_mean():
    steps = rules.year(calculator(), rules.INTENSIVE).steps
    parts = (steps[id].mean for id in ("co2_gross", "co2_trips_and_wear", "co2_rebound"))
    assert sum(parts) == pytest.approx(steps["co2_net"].mean)


def test_an_empty_year_is_nothing(client):
    assert "646 kg" in read(client, f"{PAGE}?loans=0")


@pytest.mark.parametrize("bad", ["-3", "NaN", "1e9", "inf", "deux", "1001"])
def test_a_bad_number_gets_a_sentence_and_no_figure(client, bad):
    text = read(client, f"{PAGE}?loans={bad}", status=400)
    assert "Write a number between 0 and 1,000, for example 2." in text
    assert "exchanges in the year" not in text


def test_a_decimal_comma_is_understood(client):
    assert figures(read(client, f"{PAGE}?compost=0,5")) == figures(read(client, f"{PAGE}?compost=0.5"))


@pytest.mark.parametrize("bad", ["-1", "101", "NaN", "beaucoup", ""])
def test_a_share_that_is_none_gets_a_sentence(client, bad):
    text = read(client, f"/methode/25-pourcent/?caused={bad}", status=400)
    assert "Écrivez un nombre entre 0 et 100, par exemple 30." in text


def test_the_uplift_is_the_share_of_the_gap_among_active_members(client):
    assert "+7.5%" in read(client, "/en/methode/25-pourcent/")
    assert "+25%" in read(client, "/en/methode/25-pourcent/?caused=100")
    draws = calculator().draws
    active = take_up(draws, launch="letters", animation="none", months=24).active[-1] * 1000
    more = active * draws["fr_informal_help_4w"] * 0.25 * 0.3
    found = rules.uplift(calculator(), 0.3).more
    assert (found.low, found.median, found.high) == pytest.approx(tuple(np.quantile(more, (0.1, 0.5, 0.9))))


@pytest.mark.parametrize(
    ("before", "once", "panel", "sections"),
    [
        (0.20, 1094, 1050, 2096),
        (0.30, 623, 604, 1207),
        (0.36, 466, 455, 910),
        (0.50, 247, 248, 495),
        (0.63, 130, 138, 275),
    ],
)
def test_samples_are_those_of_the_design(before, once, panel, sections):
    found = rules.sample(before, 0.25)
    assert (found.randomised, found.panel, found.sections) == (once, panel, sections)


def test_a_panel_of_the_size_found_sees_the_effect_four_times_in_five():
    chance = np.random.default_rng(3)
    people, trials = 455, 2000
    control, treated = (_changes(chance, trials, people, after) for after in (0.36, 0.45))
    gap = treated.mean(1) - control.mean(1)
    error = np.sqrt(treated.var(1) / people + control.var(1) / people)
    assert np.mean(np.abs(gap / error) > 1.96) == pytest.approx(0.8, abs=0.03)


def _changes(chance, trials, people, after):
    """Answers yes or no before and after, correlated at one half: the change of each person."""
    before, spread = 0.36, np.sqrt(0.36 * 0.64 * after * (1 - after))
    both = before * after + 0.5 * spread
    edges = np.cumsum([both, before - both, after - both])
    cell = np.searchsorted(edges, chance.random((trials, people)))
    return np.choose(cell, [0, -1, 1, 0])


@pytest.mark.parametrize(("answers", "points"), [(50, 19), (100, 13), (200, 9.5), (300, 7.8), (600, 5.5)])
def test_the_precision_of_a_panel_is_that_of_the_design(answers, points):
    assert 100 * rules.half_width(0.36, 0.25, answers) == pytest.approx(points, abs=0.5)
