"""The API answers what the library computes, and refuses in one shape, in the caller's language."""

import csv
import html
import io
import re

import pytest
from django.test import Client

from mitoyen.evidence.pack import france
from mitoyen.impact.graph import house
from mitoyen.projection.keys import encode
from mitoyen.projection.scenario import Scenario
from mitoyen.web.ui.calculator import calculator

KEY = encode(Scenario("35288"))
PROJECTIONS = "/api/v1/projections"


@pytest.fixture
def visitor():
    return Client(headers={"host": "localhost"}, raise_request_exception=False)


@pytest.fixture
def post(visitor):
    return lambda body, query="": visitor.post(f"{PROJECTIONS}{query}", data=body, content_type="application/json")


def test_three_ways_to_ask_give_the_same_figures(visitor, post):
    asked = post({"place": "35288", "launch": "organic"}).json()
    written = visitor.get(f"{PROJECTIONS}?place=Saint-Malo&launch=organic").json()
    kept = visitor.get(f"{PROJECTIONS}/{asked['key']}").json()
    assert asked == written == kept
    expected = calculator().forecast(Scenario("35288", launch="organic")).total("new_ties")
    headline = next(pillar["headline"] for pillar in asked["pillars"] if pillar["id"] == "social")
    assert (headline["p10"], headline["p50"], headline["p90"]) == (expected.low, expected.median, expected.high)


def test_defaults_stand_for_what_is_left_out_or_null(post):
    assert post({"place": "35288"}).json()["key"] == KEY
    assert post({"place": "35288", "launch": None, "months": 36.0}).json()["key"] == KEY


def test_scenarios_are_set_side_by_side(visitor, post):
    wanted = {"place": "35288", "launch": "organic", "compare": [{"launch": "organic"}, {"launch": "letters"}]}
    same, letters = post(wanted).json()["compared"]
    assert {figure["probability_better"] for figure in same["figures"]} == {0}
    assert all(figure["probability_better"] > 0.5 for figure in letters["figures"])
    base = encode(Scenario("35288", launch="organic"))
    assert visitor.get(f"{PROJECTIONS}/{base}?compare={letters['key']}").json()["compared"] == [letters]


def test_a_name_given_twice_is_refused(visitor):
    body = '{"place": "35288", "place": "35238"}'
    answer = visitor.post(PROJECTIONS, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert "each name stands once" in answer.json()["detail"]


def test_labels_follow_the_language(visitor):
    french, english = (visitor.get(f"{PROJECTIONS}/{KEY}?language={code}").json() for code in ("fr", "en"))
    assert french["pillars"][1]["label"] == "Économie"
    assert english["pillars"][1]["label"] == "Economy"
    assert french["balance"] == english["balance"]


def test_a_projection_is_a_table_too(visitor):
    answer = visitor.get(f"{PROJECTIONS}/{KEY}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert {row["scope"] for row in rows} == {"month", "since launch"}


UNREADABLE = [
    "",
    "{",
    "[" * 100_000,
    '{"place": "35288", "licence": NaN}',
    '{"months": ' + "9" * 5_000 + "}",
    b"\xff\xfe",
]
REFUSED = {
    '{"place": "35288", "licence": 1e400}': "licence",
    '{"place": "35288", "months": 1000}': "months",
    '{"place": "35288", "months": "36"}': "months",
    '{"place": "35288", "dwellings": 0}': "dwellings",
    '{"place": "35288", "colour": "blue"}': "colour",
    '{"place": 35288}': "place",
    '{"place": "\\ud800"}': "place",
    '{"place": "35288", "compare": [{"launch": "drones"}]}': "compare.0.launch",
    "[]": "body",
    "{}": "place",
}


@pytest.mark.parametrize("body", UNREADABLE, ids=lambda body: str(body[:20]))
def test_what_is_no_json_is_told(post, body):
    answer = post(body)
    assert answer.status_code in (400, 422)
    assert set(answer.json()) == {"detail", "field"}


@pytest.mark.parametrize("body", REFUSED)
def test_a_wrong_answer_is_named_in_both_languages(post, body):
    english, french = post(body), post(body, "?language=fr")
    assert english.status_code == french.status_code == 422
    assert english.json()["field"] == REFUSED[body]
    assert REFUSED[body] in english.json()["detail"] or "body" in english.json()["detail"]
    assert "«" in french.json()["detail"]
    assert "'" not in french.json()["detail"]


def test_a_body_of_ten_megabytes_is_refused(post):
    answer = post('{"place": "' + "x" * 10_000_000 + '"}')
    assert answer.status_code == 413
    assert "too long" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"{PROJECTIONS}/abc", "copy it again whole"),
        (f"{PROJECTIONS}/{KEY[:-2]}", "copy it again whole"),
        (f"{PROJECTIONS}?place=Saint-Denis", "is the name of 4 places"),
        (f"{PROJECTIONS}?place=55039", "Nobody lives in"),
        ("/api/v1/places/75101", "give the code of the commune, 75056"),
        ("/api/v1/evidence/factors/none", "No factor is called that"),
        ("/api/v1/evidence/sources/none", "No source is called that"),
        ("/api/v1/nowhere", "nothing at this address"),
    ],
)
def test_what_does_not_exist_is_not_found(visitor, address, words):
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("query", ["place=35288&lunch=letters", "place=35288&licence=nan", "place=35288&months=36.5"])
def test_an_address_with_a_wrong_parameter_is_refused(visitor, query):
    answer = visitor.get(f"{PROJECTIONS}?{query}")
    assert answer.status_code == 422
    assert answer.json()["field"] in query


def test_a_place_knows_its_neighbours_above_and_below(visitor):
    town = visitor.get("/api/v1/places/35288").json()
    below = visitor.get(f"/api/v1/places/{town['children'][0]}").json()
    assert (town["households"], town["postcodes"]) == (25_413, ["35400"])
    assert (below["kind"], below["parent"]) == ("quartier", "35288")
    assert [place["code"] for place in visitor.get("/api/v1/places?q=st malo&limit=1").json()] == ["35288"]


def test_the_evidence_is_whole(visitor):
    about = visitor.get("/api/v1/evidence/").json()
    assert about["name"] == france().name
    for name in ("factors", "sources", "indicators", "equations", "practices"):
        assert len(visitor.get(f"/api/v1/evidence/{name}").json()) == about[name]
    table = csv.DictReader(io.StringIO(visitor.get("/api/v1/evidence/factors.csv").content.decode()))
    assert [row["id"] for row in table] == list(france().factors)


def test_factors_are_found_by_words_status_and_quality(visitor):
    found = visitor.get("/api/v1/evidence/factors?q=achats prêt&status=seen&pedigree=3").json()
    assert "dsp_lend_p_avoid" in [factor["id"] for factor in found]
    assert {factor["status"] for factor in found} == {"seen"}
    factor = visitor.get("/api/v1/evidence/factors/dsp_lend_p_avoid").json()
    users = {equation.name for equation in house().users("dsp_lend_p_avoid")}
    assert set(factor["used_by"]) == users
    source = visitor.get(f"/api/v1/evidence/sources/{factor['sources'][0]['id']}").json()
    assert "dsp_lend_p_avoid" in source["factors"]


@pytest.mark.django_db  # one of the examples is a board
def test_the_page_of_the_api_shows_every_operation_and_its_examples_answer(visitor):
    page = visitor.get("/api/").content.decode()
    described = visitor.get("/api/openapi.json").json()["paths"]
    assert [path for path in described if f"<code>{path}</code>" not in page] == []
    examples = re.findall(r'<a href="(/api/v1[^"]*)"', page)
    assert len(examples) > 12
    assert {visitor.get(html.unescape(address)).status_code for address in examples} == {200}
    assert "<script" not in page
