"""Every page of the method opens, in both languages, and says what the evidence says."""

import csv
import datetime
import io
import json
import re

import numpy as np
import pytest

from mitoyen.evidence.pack import france
from mitoyen.impact.graph import house
from mitoyen.web.method import corners, queries
from mitoyen.web.ui.calculator import calculator

PACK = france()
PLAIN = (
    "", "equations/", "facteurs/", "objets/", "sources/", "comptes/", "646/", "25-pourcent/", "lancements/",
    "versions/",
)  # fmt: skip
RECORDS = {
    "indicateurs": PACK.indicators,
    "pratiques": PACK.practices,
    "equations": house().equations,
    "objets": PACK.categories,
    "facteurs": PACK.factors,
    "sources": PACK.sources,
}


def read(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("page", PLAIN)
def test_a_page_opens_with_a_title_and_stays_light(client, prefix, page):
    text = read(client, f"{prefix}/methode/{page}")
    assert "<h1" in text
    assert len(text.encode()) < 110_000  # the sheets of style take the rest of the 150 kB


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("kind", RECORDS)
def test_every_record_has_its_page(client, prefix, kind):
    for id in RECORDS[kind]:
        text = read(client, f"{prefix}/methode/{kind}/{id}/")
        assert "<h1" in text, id
        assert len(text.encode()) < 110_000, id


def test_a_factor_shows_its_value_its_sources_and_why(client):
    text = read(client, "/methode/facteurs/dsp_lend_p_avoid/")
    factor = PACK.factors["dsp_lend_p_avoid"]
    assert "0,25" in text
    assert factor.why.fr in text
    for cited in factor.citations:
        assert f"/methode/sources/{cited.source.id}/" in text
        assert cited.where in text
    assert "/methode/equations/first_loan_gross/" in text


def test_the_drawn_doubt_is_that_of_the_draws(client):
    published = read(client, "/en/methode/facteurs/dsp_lend_p_avoid/")
    low, high = np.quantile(np.random.default_rng(2).beta(2, 6, 400_000), (0.1, 0.9))
    assert f"({low:.2g} to {high:.2g})" in published


def test_a_former_name_leads_to_todays(client):
    old, new = next(iter(PACK.renames.items()))
    answer = client.get(f"/en/methode/facteurs/{old}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/en/methode/facteurs/{new}/")


def test_a_review_date_that_has_passed_is_said(client, monkeypatch):
    address = "/methode/facteurs/dsp_lend_p_avoid/"
    assert "date dépassée" not in read(client, address)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(2099, 1, 1))
    assert "date dépassée" in read(client, address)


@pytest.mark.parametrize(
    ("address", "close"),
    [
        ("/methode/facteurs/dsp_lend_p_avoyd/", "dsp_lend_p_avoid"),
        ("/en/methode/equations/loan_gros/", "loan_gross"),
        ("/methode/objets/drill_cordles/", "drill_cordless"),
        ("/methode/indicateurs/zzzzzz/", "Chercher dans le registre"),
    ],
)
def test_an_unknown_name_gets_the_close_ones_and_what_to_do(client, address, close):
    assert close in read(client, address, status=404)


def test_the_register_is_filtered_without_a_script(client):
    text = read(client, "/methode/facteurs/?status=assumed&pedigree=1&q=caus")
    shown = set(re.findall(r'/methode/facteurs/([\w.]+)/"', text))
    wanted = {f.id for f in PACK.factors.values() if f.status == "assumed" and f.pedigree == 1}
    assert "causal_retention" in shown
    assert shown <= wanted


def test_a_filter_that_does_not_exist_changes_nothing(client):
    assert f"{len(PACK.factors)} factors" in read(client, "/en/methode/facteurs/?status=perfect&page=nine")


def test_the_register_can_be_taken_away(client):
    table = list(csv.DictReader(io.StringIO(read(client, "/methode/facteurs.csv"))))
    record = json.loads(read(client, "/methode/facteurs.json"))
    assert [row["id"] for row in table] == list(PACK.factors)
    assert [entry["id"] for entry in record["factors"]] == list(PACK.factors)
    assert record["evidence"] == PACK.name


def test_the_index_counts_honestly(client):
    text = read(client, "/methode/")
    soft = sum(factor.status in ("assumed", "recalled") for factor in PACK.factors.values())
    assert f"{100 * soft / len(PACK.factors):.0f}\u202f%" in text
    assert PACK.name in text


def test_the_objects_of_a_practice_are_those_of_the_pack_without_the_excluded(client):
    text = read(client, "/methode/pratiques/resell/")
    shown = set(re.findall(r'<tr><th scope="row"><a href="/methode/objets/(\w+)/"', text))
    priced = {c.id for c in PACK.categories.values() if c.kind == "object" and c.excluded is None}
    assert shown == priced
    assert all(c.excluded.fr in text for c in PACK.categories.values() if c.excluded)


def test_the_unit_impact_of_a_drill_is_its_equation_by_hand(client):
    draws = calculator().draws
    gross = np.median(draws["dsp_lend_p_avoid"] * draws["drill_cordless.production"])
    text = read(client, "/en/methode/objets/drill_cordless/")
    row = text[text.index("/en/methode/pratiques/first_loan/") :]
    assert float(re.findall(r"<td>([\d.]+) ", row)[0]) == pytest.approx(gross, rel=0.05)


def test_an_indicator_names_what_it_may_not_be_added_to(client):
    text = read(client, "/methode/indicateurs/waste_avoided/")
    assert "/methode/indicateurs/waste_postponed/" in text


def test_an_equation_tells_who_stands_above_and_below(client):
    text = read(client, "/methode/equations/loan_gross/")
    assert "<math" in text
    assert "/methode/equations/first_loan_gross/" in text
    assert "/methode/equations/loan_rebound/" in text
    assert "/methode/indicateurs/co2_gross/" in text


def test_the_published_launches_stand_in_the_band_of_the_prior(client):
    text = read(client, "/en/methode/lancements/")
    assert all(launch.place in text for launch in queries.launches())
    assert f"{len(queries.launches())} of {len(queries.launches())} published launches" in text


def test_gaelle_finds_a_factor_without_typing_its_accents():
    found = queries.register(PACK, {"q": "pret"})
    assert "dsp_lend_p_avoid" in {factor.id for factor in found}
    assert found == queries.register(PACK, {"q": "Prêt"})


def test_every_file_of_the_register_has_a_name_for_readers():
    assert set(queries.families(PACK)) == set(corners.CORNERS)


def test_places_are_said_in_the_language_of_the_reader():
    assert corners.place("UK, transferred to France", "fr") == "Royaume-Uni, transposé à la France"
    assert corners.place("Germany", "en") == "Germany"
    parts = {part for factor in PACK.factors.values() for part in factor.place.split(", ")}
    assert not {part for part in parts if "United" in corners.place(part, "fr")}
