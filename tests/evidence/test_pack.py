"""The France pack: complete, cross-checked, and honest about what it assumes."""

import csv
import datetime

import pytest

from mitoyen.evidence.pack import france, load
from mitoyen.evidence.reader import EvidenceError
from mitoyen.impact import accounts, checks, graph


def test_the_pack_holds_the_95_object_types_and_all_practices():
    pack = france()
    objects = [id for id, category in pack.categories.items() if category.kind == "object"]
    assert len([id for id in objects if not id.endswith("_mix")]) == 95
    exchanges = "lend give resell repair ride food_gift shared_meal group_order compost service paid_service event post"
    known_after = {"repair_done", "repair_not_done"}
    assert {p.id for p in pack.practices.values() if p.kind == "exchange"} == set(exchanges.split()) | known_after
    assert {p.id for p in pack.practices.values() if p.kind == "exchange" and p.rate is None} == known_after


def test_every_factor_resolves_to_a_source_or_says_that_it_has_none():
    for factor in france().factors.values():
        assert factor.citations or factor.status in ("assumed", "recalled"), factor.id


def test_equations_and_forecasts_rest_on_150_factors_or_more():
    pack, equations = france(), graph.house()
    leaves = {leaf for name in equations.equations for leaf in equations.leaves(name)}
    attributes = {id for category in pack.categories.values() for id in category.attributes.values()}
    assert len((leaves & set(pack.factors)) | attributes) >= 150


def test_units_fit_and_no_sum_counts_twice():
    assert checks.complaints(france(), graph.house()) == []
    assert list(accounts.complaints(france())) == []


def test_every_word_is_there_in_both_languages_and_differs():
    """Two identical long texts would be a translation forgotten."""
    for factor in france().factors.values():
        assert factor.why.fr != factor.why.en, factor.id


def test_food_footprints_are_those_of_the_published_file(shared_data):
    with (shared_data / "impact-co2" / "equivalents.csv").open(encoding="utf-8") as file:
        published = {row["ID"]: float(row["kg CO2e"]) for row in csv.DictReader(file)}
    ours = france().factors
    pairs = {"beef": "boeuf", "apple": "pomme", "carrots": "carotte", "bread": "baguette"}
    for food, id in pairs.items():
        # The pack keeps two significant digits, or three.
        assert ours[f"{food}.production"].current.value == pytest.approx(published[id], rel=0.02), food


def test_expired_factors_are_those_whose_review_date_has_passed():
    pack = france()
    assert pack.expired(datetime.date(2020, 1, 1)) == []
    late = pack.expired(datetime.date(2027, 6, 2))
    assert late
    assert all(factor.review_by <= datetime.date(2027, 6, 1) for factor in late)


def test_the_value_in_force_is_the_latest_wherever_it_is_written(copy_of_france):
    path = copy_of_france / "factors" / "rules.yaml"
    earlier = "    2026-01-01: {shape: constant, value: 1}\n    2001-01-01: {shape: constant, value: 9}\n"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    2026-01-01: {shape: constant, value: 1}\n", earlier), encoding="utf-8")
    factor = load(copy_of_france).factors["items_per_exchange"]
    assert [value.value for value in factor.values] == [9, 1]
    assert factor.current.value == 1


def test_an_old_name_leads_to_the_factor_of_today():
    pack = france()
    for old, new in pack.renames.items():
        assert pack.factor(old) is pack.factors[new]
    with pytest.raises(LookupError, match="no factor is called 'phlogiston'; `mitoyen evidence list` shows them all"):
        pack.factor("phlogiston")


SPOILED = {
    "a key that stands twice": ("factors/rules.yaml", "items_per_exchange:", "ctx_local_cap:", "stands twice"),
    "a unit left out": ("factors/rules.yaml", "  unit: item/exchange\n", "", "'unit' is missing"),
    "a source that is not there": (
        "factors/rules.yaml",
        "id: ademe-nos-gestes-climat-2026",
        "id: hearsay",
        "'hearsay' is not in sources/",
    ),
    "a seen value without source": ("factors/rules.yaml", "status: assumed", "status: seen", "must name its source"),
    "an unknown key": ("factors/rules.yaml", "  pedigree: 2\n", "  pedigree: 2\n  mood: good\n", "unknown key 'mood'"),
    "a pedigree off the scale": ("factors/rules.yaml", "pedigree: 2", "pedigree: 9", "from 1 .* to 5"),
    "a shape that is none": (
        "factors/rules.yaml",
        "shape: constant, value: 1}",
        "shape: blob, value: 1}",
        "'blob' is not a shape",
    ),
    "a value outside its interval": (
        "factors/rules.yaml",
        "{shape: constant, value: 1}",
        "{shape: lognormal, value: 9, low: 1, high: 2, level: 95}",
        "outside its own interval",
    ),
    "one language only": ("practices/presence.yaml", ', en: "Being an active member"}', "}", "'en' is missing"),
    "shares that do not add up": (
        "practices/objects.yaml",
        "small_item_mix: 0.92",
        "small_item_mix: 0.9",
        "must add up to 1",
    ),
    "an indicator that is not there": (
        "practices/objects.yaml",
        "money_saved: loan",
        "money_saves: loan",
        "indicator 'money_saves'",
    ),
    "a family that is not there": (
        "objects/mixes.yaml",
        "family: mix_bulky",
        "family: giants",
        "'giants' is not in families/",
    ),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_a_spoiled_pack_is_refused_in_one_sentence_that_names_the_place(copy_of_france, fault):
    file, good, bad, complaint = SPOILED[fault]
    path = copy_of_france / file
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(EvidenceError, match=complaint) as refused:
        load(copy_of_france)
    assert "\n" not in str(refused.value)


def test_a_factor_without_draws_is_refused_with_the_line_to_add(copy_of_france):
    register = copy_of_france / "draws.txt"
    names = register.read_text(encoding="utf-8").split()
    register.write_text("\n".join(name for name in names if name != "tr_car_km"), encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"draws\.txt: add at the end, one a line: tr_car_km"):
        load(copy_of_france)


def test_a_unit_that_does_not_fit_is_found(copy_of_france):
    path = next(p for p in copy_of_france.glob("factors/*.yaml") if "\ntr_car_km:" in p.read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8")
    start = text.index("\ntr_car_km:")
    path.write_text(text[:start] + text[start:].replace("unit: kgCO2e/km", "unit: kgCO2e/kg", 1), encoding="utf-8")
    found = checks.complaints(load(copy_of_france), graph.house())
    assert any("equation loan_trip: its units make" in complaint for complaint in found)


def test_the_version_that_figures_carry_changes_with_any_value(copy_of_france):
    before = load(copy_of_france).name
    path = copy_of_france / "factors" / "rules.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 53", "value: 54"), encoding="utf-8")
    assert load(copy_of_france).name != before
