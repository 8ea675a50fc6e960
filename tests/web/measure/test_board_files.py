"""What programs get of a board: JSON, CSV and a data package that holds to its own description."""

import csv
import datetime
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Callable

import pytest

from mitoyen.impact.assessment import price
from mitoyen.uncertainty.summaries import interval
from mitoyen.web.measure import queries
from mitoyen.web.measure.boards import package, published
from mitoyen.web.measure.models import UsageSource
from mitoyen.web.places.models import Place
from mitoyen.web.ui.calculator import calculator
from tests.web.measure.board_cast import JUNE, NOVEMBER, NOW, loans, published_facts

NAME = r"^([-a-z0-9._/])+$"
TYPES: dict[str, Callable[[str], object]] = {
    "integer": int,
    "number": float,
    "string": str,
    "date": datetime.date.fromisoformat,
    "boolean": {"true": True, "false": False}.__getitem__,
}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    published.forget()


@pytest.fixture
def lively(source):
    """Twelve loans and six more in November, twelve gatherings in June; what an open file told of Saint-Malo."""
    published_facts(
        source,
        loans(source, 12, day=NOVEMBER),
        loans(source, 6, day=NOVEMBER, place="les-corderies-a"),
        loans(source, 12, day=JUNE, practice="event", category=None),
    )
    opened = UsageSource.objects.create(
        code="repairs", name="Open Repair", open_data=True, credit="Open Repair Alliance", licence="CC BY-SA 4.0"
    )
    published_facts(opened, loans(opened, 3, day=JUNE, place="35288", practice="repair_done", category=None, proof="D"))


def answer(client, place, query=""):
    got = client.get(f"/api/v1/measure/{place}{query}")
    assert got.status_code == 200
    return got.json()


def test_json_says_what_the_page_says_with_everything_needed_to_check_it(client, lively):
    told = answer(client, "les-corderies")
    assert (told["facts"], told["newcomers"], told["ties"]) == (30, 12, 6)
    assert told["place"] == {"code": "les-corderies", "name": "Les Corderies", "kind": "quartier"}
    assert told["evidence"] == calculator().pack.name
    figures = {figure["indicator"]: figure for figure in told["figures"]}
    gross = interval(18 * calculator().pricing.unit_impacts("lend", "drill_cordless")["co2_gross"])
    assert figures["co2_gross"]["p50"] == pytest.approx(gross.median, rel=0.006)  # three digits are published
    assert figures["co2_gross"]["grade"] == "C"
    assert figures["new_ties"]["grade"] == "D"
    assert figures["co2_gross"]["method"] == "/en/methode/indicateurs/co2_gross/"
    assert [source["name"] for source in told["sources"]] == ["Essai"]


def test_an_import_is_credited_where_its_figures_are(client, lively):
    assert {source["credit"] for source in answer(client, "35288")["sources"]} == {"", "Open Repair Alliance"}
    assert "Open Repair Alliance" in client.get("/mesure/35288/").content.decode()
    assert "Open Repair Alliance" not in client.get("/mesure/les-corderies/").content.decode()


@pytest.mark.parametrize(
    ("address", "status", "field"),
    [("nowhere-at-all", 404, "place"), ("35400", 404, "place"), ("35288?last=0", 422, "last"), ("35288?x=1", 422, "x")],
)
def test_what_cannot_be_answered_is_said(client, db, address, status, field):
    got = client.get(f"/api/v1/measure/{address}")
    assert (got.status_code, got.json()["field"]) == (status, field)


def test_csv_holds_the_same_figures_as_json(client, lively):
    rows = list(csv.DictReader(io.StringIO(client.get("/mesure/les-corderies/figures.csv").content.decode())))
    told = {row["label"]: float(row["p50"]) for row in rows if row["part"] == "figure"}
    assert told == {figure["indicator"]: figure["p50"] for figure in answer(client, "les-corderies")["figures"]}
    assert [row["facts"] for row in rows if row["part"] == "whole"] == ["30"]


def unpacked(client, address="/mesure/35288/datapackage.zip"):
    got = client.get(address)
    assert got["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(got.content))


def test_a_package_holds_to_the_rules_of_its_standard(client, lively):
    """The rules of https://specs.frictionlessdata.io: names, paths, profiles, schemas, keys, each value of its type."""
    archive = unpacked(client)
    described = json.loads(archive.read("datapackage.json"))
    assert described["profile"] == "tabular-data-package"
    assert all({"name", "path", "title"} <= set(licence) for licence in described["licenses"])
    tables = {}
    for resource in described["resources"]:
        assert resource["path"] in archive.namelist()
        assert resource["profile"] == "tabular-data-resource"
        header, *rows = csv.reader(io.StringIO(archive.read(resource["path"]).decode(resource["encoding"])))
        fields = resource["schema"]["fields"]
        assert header == [field["name"] for field in fields]
        for row in rows:
            for field, value in zip(fields, row, strict=True):
                assert value in resource["schema"]["missingValues"] or TYPES[field["type"]](value) is not None
        tables[resource["name"]] = [dict(zip(header, row, strict=True)) for row in rows]
    for resource in described["resources"]:
        check_keys(resource, tables)


def check_keys(resource, tables):
    rows, schema = tables[resource["name"]], resource["schema"]
    for key in schema.get("primaryKey", []):
        assert len({row[key] for row in rows}) == len(rows)
    for link in schema.get("foreignKeys", []):
        known = {row[link["reference"]["fields"]] for row in tables[link["reference"]["resource"]]}
        assert {row[link["fields"]] for row in rows} <= known


def test_releases_add_up_to_the_board_and_each_is_large_enough(client, lively):
    archive = unpacked(client)
    rows = list(csv.DictReader(io.StringIO(archive.read("releases.csv").decode())))
    assert sum(int(row["facts"]) for row in rows) == answer(client, "35288")["facts"] == 33
    closed = [row for row in rows if row["open_data"] == "false"]
    assert sum(int(row["newcomers"]) for row in closed) == 12
    assert all(int(row["facts"]) >= 6 for row in closed)  # twelve persons are in six facts between two


def test_a_package_explains_every_column_in_both_languages(client, lively):
    for address, rule in (("/mesure/", "au moins 11 personnes"), ("/en/mesure/", "at least 11 persons")):
        readme = unpacked(client, f"{address}35288/datapackage.zip").read("README.md").decode()
        assert rule in readme
        for columns in package.TABLES.values():
            assert all(f"`{column.name}`" in readme for column in columns)


def test_the_same_figures_make_the_same_package(client, lively):
    first, second = (client.get("/mesure/35288/datapackage.zip").content for _ in range(2))
    assert first == second


def test_too_large_a_package_is_refused_with_what_to_do(client, lively, monkeypatch):
    monkeypatch.setattr(package, "MOST", 1)
    got = client.get("/mesure/35288/datapackage.zip")
    assert got.status_code == 422
    assert "une période plus courte" in got.content.decode()


def test_figures_of_a_region_are_the_sum_of_those_of_its_places(lively):
    days = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
    region = Place.objects.get(kind="region")
    whole = price(calculator().pricing, queries.shown(region, *days).cells)
    parts = queries.children(region, *days)
    cells = [found for _, found in parts.parts] + [parts.itself]
    summed = sum(price(calculator().pricing, found)["co2_net"] for found in cells)
    assert whole["co2_net"] == pytest.approx(summed, rel=1e-4)  # rows are kept in float32


def test_the_figures_of_a_package_add_up_to_those_of_the_board(client, source):
    """Four gifts and four services of October, too few apart, and twelve loans of November."""
    october = datetime.date(2026, 10, 5)
    few = [loans(source, 8, day=october, practice=practice, category=None) for practice in ("give", "service")]
    published_facts(source, [*few[0][:4], *few[1][4:], *loans(source, 12, day=NOVEMBER)])
    archive = unpacked(client)
    releases = list(csv.DictReader(io.StringIO(archive.read("releases.csv").decode())))
    assert {(row["practice"], row["facts"]) for row in releases} == {("", "8"), ("lend", "12")}
    summed: defaultdict[str, float] = defaultdict(float)
    for row in csv.DictReader(io.StringIO(archive.read("figures.csv").decode())):
        summed[row["indicator"]] += float(row["mean"])
    told = client.get("/api/v1/measure/les-corderies?period=year").json()["figures"]
    assert {figure["indicator"] for figure in told} == set(summed)
    for figure in told:
        assert summed[figure["indicator"]] == pytest.approx(
            figure["mean"], rel=0.01, abs=0.01
        )  # each rounded by itself
