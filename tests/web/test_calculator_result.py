"""The answer: its figures are the document's, written as a person would; any key gives it or a sentence."""

import re
from html import unescape

import numpy as np
import pytest
from django.test import Client
from django.utils import translation

from mitoyen.projection.keys import encode
from mitoyen.projection.scenario import Scenario
from mitoyen.web.calculator import queries, sentences
from mitoyen.web.ui.words import in_percent

MALO = Scenario("35288")
FRENCH, ENGLISH = ("{:,}", "\u202f", "entre", "et"), ("{:,}", ",", "between", "and")


@pytest.fixture(scope="module")
def visitor():
    return Client(raise_request_exception=False)


def page_of(visitor, scenario, prefix=""):
    answer = visitor.get(f"{prefix}/calculer/r/{encode(scenario)}/")
    assert answer.status_code == 200
    return unescape(answer.text)


def written(value, thousands):
    """Two significant figures, whole, computed here with decimal strings."""
    rounded = int(float(f"{value:.1e}"))
    return f"{abs(rounded):,}".replace(",", thousands) if rounded >= 0 else f"−{-rounded:,}".replace(",", thousands)


def ends(indicator):
    draws = queries.result(MALO).document.forecast.totals[indicator]
    return np.quantile(draws, [0.1, 0.9])


@pytest.mark.parametrize("indicator", ["new_ties", "waste_avoided", "local_turnover"])
@pytest.mark.parametrize(("prefix", "words"), [("", FRENCH), ("/en", ENGLISH)], ids=["fr", "en"])
def test_the_figures_on_the_page_are_those_of_the_draws(visitor, indicator, prefix, words):
    low, high = (written(value, words[1]) for value in ends(indicator))
    euro = "€" if prefix and indicator == "local_turnover" else ""
    said = f"{words[2]} {euro}{low} {words[3]} {euro}{high}"
    assert said in page_of(visitor, MALO, prefix).replace("Entre", "entre").replace("Between", "between")


def test_a_mayor_reads_the_project_and_its_chances_first(visitor):
    page = page_of(visitor, MALO)
    assert "<h1>Saint-Malo, 25\u202f413 foyers, 36\u00a0mois, une lettre dans chaque boîte</h1>" in page
    chance = float((queries.result(MALO).document.forecast.balance.cumulated[-1] > 0).mean())
    with translation.override("fr"):
        odds = sentences.odds(chance)
    said = f"{odds} que ce que la société dans son ensemble y gagne en 36\u00a0mois dépasse ce que la plateforme coûte."
    assert said in page


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.004, "presque aucune"), (0.23, "chance sur quatre"), (0.5, "sur deux"), (0.85, "trois chances sur quatre")],
)
def test_a_probability_is_said_as_people_say_it(probability, words):
    with translation.override("fr"):
        assert words in sentences.odds(probability)


@pytest.mark.parametrize(
    ("probability", "said"),
    [(0.0066, "moins de 1"), (0.233, "23"), (0.996, "plus de 99"), (0, "moins de 1"), (1, "plus de 99")],
)
def test_no_chance_is_written_as_none_or_as_certain(probability, said):
    with translation.override("fr"):
        assert in_percent(probability).startswith(said)


def test_the_same_key_gives_the_same_bytes(visitor):
    first = page_of(visitor, MALO)
    queries.result.cache_clear()
    assert page_of(visitor, MALO) == first


def test_every_figure_leads_to_its_method(visitor):
    page = page_of(visitor, MALO)
    for indicator in ("new_ties", "resident_gain", "co2_net", "society_surplus", "town_cash", "hours_given"):
        assert f'href="/methode/indicateurs/{indicator}/"' in page
    causes = set(re.findall(r'href="(/methode/facteurs/[^"]+)"', page))
    assert all(visitor.get(address).status_code == 200 for address in causes)


def test_the_limits_are_on_the_page(visitor):
    page = page_of(visitor, MALO)
    assert "Moins de logements vides, moins de délits, des biens plus chers" in page
    assert 'href="/methode/25-pourcent/"' in page
    assert 'href="/methode/646/"' in page
    assert page.count("Solidité D") == 3


def test_fragile_lines_stand_apart_from_every_total(visitor):
    page = page_of(visitor, MALO)
    apart = page[page.index("jamais additionnées") : page.index("Ce que nous n’affirmons pas")]
    rest = page.replace(apart, "")
    for indicator in ("wellbeing_value", "loneliness_exits"):
        assert f"indicateurs/{indicator}/" in apart
        assert f"indicateurs/{indicator}/" not in rest


def test_gaelle_takes_the_figures_away(visitor):
    page, key = page_of(visitor, MALO), encode(MALO)
    for address in (f"/api/v1/projections/{key}", f"/api/v1/projections/{key}.csv"):
        assert f'href="{address}"' in page
        assert visitor.get(address).status_code == 200
    assert f'value="http://testserver/calculer/r/{key}/"' in page
    assert queries.result(MALO).document.evidence in page


def test_the_landlord_is_left_out_until_asked_for_and_then_with_a_warning(visitor):
    assert 'indicateurs/landlord_cash/">Coûts' not in page_of(visitor, MALO)
    page = page_of(visitor, Scenario("35288", dwellings=400, payer="landlord", landlord_effects=True))
    assert "<h1>Saint-Malo, 400\u00a0logements, " in page
    assert "Le scénario du bailleur est activé" in page


@pytest.mark.parametrize(
    "key",
    [
        "abc",
        "ZS-s6XsicCI6IjM1Mjg5In0",
        "é",
        "x" * 700,
        *map(encode, map(Scenario, ("99999", "55039", "Rennes", "35400"))),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_broken_key_or_an_unknown_place_gets_a_sentence_and_a_way_on(visitor, key, prefix):
    answer = visitor.get(f"{prefix}/calculer/r/{key}/")
    assert answer.status_code == 404
    assert f'href="{prefix}/calculer/"' in answer.text
    assert visitor.get(f"{prefix}/calculer/r/{encode(MALO)}/comparer/{key}/").status_code == 404


def test_two_projects_are_compared_draw_by_draw(visitor):
    other = Scenario("35288", launch="organic")
    first, second = (queries.result(each).document.forecast for each in (MALO, other))
    share = np.mean(first.totals["new_ties"] > second.totals["new_ties"])
    page = unescape(visitor.get(f"/calculer/r/{encode(MALO)}/comparer/{encode(other)}/").text)
    assert "<h1>Une lettre dans chaque boîte, ou le bouche-à-oreille\u00a0?</h1>" in page.replace(" ?<", "\u00a0?<")
    assert f"que le premier fasse mieux ({share:.0%})".replace("%", "\u202f%") in page


def test_a_project_beside_itself_is_said_to_be_the_same(visitor):
    page = visitor.get(f"/calculer/r/{encode(MALO)}/comparer/{encode(MALO)}/").text
    assert "Ces deux projets sont le même" in unescape(page)


def test_a_page_is_light_without_its_pictures(visitor):
    assert len(visitor.get(f"/calculer/r/{encode(Scenario('35288', months=60))}/").content) < 90_000
