"""`mitoyen project`, `persona`, `place` and `atlas`: the figures of the library, written whole."""

import csv
import io
import json

import duckdb
import pytest

from mitoyen.evidence.draws import compile_to
from mitoyen.evidence.pack import france
from mitoyen.projection.calculator import Calculator, opened
from mitoyen.projection.keys import decode
from mitoyen.projection.scenario import Scenario

SAINT_MALO = "project --commune 35288"


@pytest.fixture(scope="session")
def calculator(data_folder) -> Calculator:
    compile_to(data_folder, france())
    return opened(data_folder)


def test_the_table_fits_a_terminal_and_says_everything(mitoyen):
    said = mitoyen(f"{SAINT_MALO} --language en")
    assert said.code == 0
    assert max(len(line) for line in said.out.splitlines()) <= 80
    for words in ("P10        P50        P90", "Social", "Economy", "Environment", "Registered", "Animation"):
        assert words in said.out
    for words in ("Grade of proof D", "Chance of a positive balance", "share of variance", "seed 2026", "/calculer/r/"):
        assert words in said.out


def test_json_agrees_with_the_forecast(mitoyen, calculator):
    told = json.loads(mitoyen(f"{SAINT_MALO} --format json --months 24").out)
    forecast = calculator.forecast(Scenario("35288", months=24))
    for pillar in told["pillars"]:
        figure = pillar["headline"]
        assert figure["p50"] == forecast.total(figure["indicator"]).median
    assert told["balance"]["final"]["p10"] == forecast.balance.final.low
    assert decode(told["key"]) == forecast.scenario


def test_csv_ends_on_the_totals_of_the_forecast(mitoyen, calculator):
    rows = list(csv.DictReader(io.StringIO(mitoyen(f"{SAINT_MALO} --format csv").out)))
    forecast = calculator.forecast(Scenario("35288"))
    (last,) = (
        row for row in rows if (row["indicator"], row["month"], row["scope"]) == ("waste_avoided", "36", "since launch")
    )
    assert float(last["p90"]) == pytest.approx(forecast.total("waste_avoided").high, rel=1e-5)
    assert {row["month"] for row in rows} == {str(month) for month in range(1, 37)}


def test_two_runs_are_the_same_to_the_last_bit(mitoyen):
    line = f"{SAINT_MALO} --format json --launch invitations --compare animation=animator"
    assert mitoyen(line).out == mitoyen(line).out


def test_a_key_gives_the_figures_it_was_made_for(mitoyen):
    first = mitoyen(f"{SAINT_MALO} --dwellings 400 --launch invitations --format json")
    again = mitoyen(f"project --key {json.loads(first.out)['key']} --format json")
    assert again.out == first.out


def test_a_name_a_quartier_and_an_intercommunality_are_places(mitoyen):
    for place, households in (("Saint-Malo", 25_413), ("352880101", None), ("243500782", None)):
        told = json.loads(mitoyen(["project", "--place", place, "--format", "json"]).out)
        assert told["place"]["households"] == (households or told["place"]["households"]) > 0


def test_a_scenario_never_beats_itself_and_letters_beat_word_of_mouth(mitoyen):
    itself, letters = (
        json.loads(mitoyen(f"{SAINT_MALO} --launch organic --format json --compare {change}").out)["compared"][0]
        for change in ("launch=organic", "launch=letters")
    )
    assert [figure["probability_better"] for figure in itself["figures"]] == [0, 0, 0, 0]
    assert all(figure["difference"]["p90"] == 0 for figure in itself["figures"])
    better = {figure["indicator"]: figure["probability_better"] for figure in letters["figures"]}
    assert better["new_ties"] > 0.8
    assert better["resident_gain"] > 0.8


def test_another_seed_moves_the_draws_a_little_and_says_so(mitoyen):
    usual, other = (json.loads(mitoyen(f"{SAINT_MALO} --format json --seed {seed}").out) for seed in (2026, 7))
    assert (usual["seed"], other["seed"]) == (2026, 7)
    medians = [told["pillars"][0]["headline"]["p50"] for told in (usual, other)]
    assert medians[0] != medians[1]
    assert medians[0] == pytest.approx(medians[1], rel=0.1)  # 4,096 draws hold a median to a few per cent


def test_a_person_shows_the_chain_and_a_flat_rebound_changes_it(mitoyen, calculator):
    usual, flat = (mitoyen(f"persona regular --language en --rebound {rebound}").out for rebound in ("respent", "flat"))
    assert "CO₂ avoided, gross" in usual
    assert "CO₂ avoided, net" in usual
    assert usual != flat
    assert mitoyen("persona light").out.startswith("Membre occasionnel")


def test_a_place_is_found_without_accents_and_with_an_error(mitoyen):
    for query in ("saint malo", "35400", "sait-malo"):
        assert "Saint-Malo (35)" in mitoyen(["place", query]).out


@pytest.mark.parametrize("name", ["france.parquet", "it's.csv"])
def test_the_atlas_holds_every_commune(mitoyen, calculator, tmp_path, name):
    path = tmp_path / name
    said = mitoyen(["atlas", "--output", str(path), "--months", "24"])
    assert said.code == 0
    read = duckdb.read_parquet if path.suffix == ".parquet" else duckdb.read_csv
    whole = read(str(path))
    assert whole.aggregate("count(*), count(involved_p50)").fetchall() == [(34_875, 34_875)]
    ((median,),) = whole.filter("code = '35288'").project("waste_avoided_p50").fetchall()
    expected = calculator.forecast(Scenario("35288", months=24)).total("waste_avoided").median
    assert median == pytest.approx(expected, rel=1e-5)  # written as float32
