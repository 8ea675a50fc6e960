"""Former versions: rebuilt from what changed since, with the same draws for all the rest."""

import numpy as np
import pytest

from mitoyen.evidence.draws import compile_to, compiled, make
from mitoyen.evidence.pack import france, load, versions
from mitoyen.evidence.reader import EvidenceError

RECORD = """
    record:
      label: {{fr: "Masse", en: "Mass"}}
      unit: {unit}
      values:
        2020-01-01: {{shape: constant, value: {value}}}
      period: "2018"
      place: France
      sources: []
      status: assumed
      pedigree: 1
      why: {{fr: "Pour l'essai.", en: "For the trial."}}
      review_by: 2027-12-31
"""


def write_former(pack_folder, version, *records, added="[]"):
    """A former version with one record a (name, value)."""
    text = f'name: france-{version}-12345678\npublished: 2026-10-01\nsummary: {{fr: "Essai.", en: "Trial."}}\n'
    text += f"added: {added}\ncorrections:\n"
    for name, value in records:
        text += f'  {name}:\n    corrected: {{fr: "Corrigé.", en: "Corrected."}}'
        text += RECORD.format(value=value, unit="kg/food_gift")
    path = pack_folder / "former" / f"{version}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_versions_are_known_by_name_the_newest_first():
    assert versions()[0] == france().version
    assert versions()[-1] == "2026.11"
    assert france("2026.11").name == "france-2026.11-7c195840"
    assert france(france().version) is france()
    assert france("2026.11") is france("2026.11")


def test_a_version_that_was_never_published_is_refused_with_those_that_were():
    with pytest.raises(LookupError, match=r"no version of the evidence is called '1789.07'; choose 2026.12, 2026.11"):
        france("1789.07")


def test_only_corrected_factors_differ_and_every_other_keeps_its_draws_bit_for_bit():
    now, then = make(france(), size=128), make(france("2026.11"), size=128)
    corrected = set(france().formers[0].corrections)
    assert set(now) == set(then)
    moved = {name for name in now if now[name].tobytes() != then[name].tobytes()}
    assert moved == corrected == {"food_gift_mass", "food_price_kg"}


def test_a_corrected_factor_keeps_its_rank_in_each_draw():
    """One name, one dimension: the heavy gifts of one version are the heavy gifts of the other."""
    now, then = (make(france(version), size=256)["food_gift_mass"] for version in (None, "2026.11"))
    np.testing.assert_array_equal(np.argsort(now), np.argsort(then))


def test_each_version_has_its_file_of_draws(tmp_path):
    paths = {compile_to(tmp_path, france(version), size=64) for version in versions()}
    assert len(paths) == len(versions())
    mapped = compiled(france("2026.11"), tmp_path, size=64)
    assert mapped["food_gift_mass"].tobytes() == make(france("2026.11"), size=64)["food_gift_mass"].tobytes()


def test_older_versions_are_laid_over_newer_ones(copy_of_france):
    write_former(copy_of_france, "2026.9", ("food_gift_mass", 3), ("order_bill", 9))
    pack = load(copy_of_france)
    assert pack.versions == (pack.version, "2026.11", "2026.9")
    oldest = pack.as_of("2026.9")
    assert oldest.factors["food_gift_mass"].current.value == 3
    assert oldest.factors["food_price_kg"].current.shape == "lognormal"  # corrected by 2026.12, not before
    assert pack.as_of("2026.11").factors["order_bill"] is pack.factors["order_bill"]
    assert pack.as_of("2026.11").versions == ("2026.11", "2026.9")


def test_a_factor_added_since_is_kept_for_the_equations_that_need_it(copy_of_france):
    write_former(copy_of_france, "2026.10", ("food_gift_mass", 3), added="[plt_session]")
    pack = load(copy_of_france)
    assert pack.as_of("2026.10").factors["plt_session"] is pack.factors["plt_session"]
    assert pack.formers[-1].added == ("plt_session",)


def test_a_factor_that_changed_its_name_is_filed_under_today_s(copy_of_france):
    with (copy_of_france / "renames.yaml").open("a", encoding="utf-8") as renames:
        renames.write("gift_mass: food_gift_mass\n")
    write_former(copy_of_france, "2026.10", ("gift_mass", 3))
    then = load(copy_of_france).as_of("2026.10")
    assert then.factors["food_gift_mass"].current.value == 3
    assert "gift_mass" not in then.factors
    assert make(then, size=16)["food_gift_mass"].max() == 3


def test_a_factor_that_was_dropped_is_still_held_by_the_version_that_had_it(copy_of_france):
    with (copy_of_france / "draws.txt").open("a", encoding="utf-8") as register:
        register.write("phlogiston\n")
    write_former(copy_of_france, "2026.10", ("phlogiston", 3))
    pack = load(copy_of_france)
    assert "phlogiston" in pack.as_of("2026.10").factors
    assert "phlogiston" not in pack.factors


def test_what_former_versions_say_is_no_part_of_today_s(copy_of_france):
    before = load(copy_of_france)
    write_former(copy_of_france, "2026.10", ("food_gift_mass", 3))
    after = load(copy_of_france)
    assert after.name == before.name
    assert after.as_of("2026.11").digest == before.as_of("2026.11").digest
    assert after.as_of("2026.10").digest != after.as_of("2026.11").digest


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ("added: []", "added: [phlogiston]", r"former/2026.10.yaml: 'added' names 'phlogiston', which the "),
        ("added: []", "added: 3", r"former/2026.10.yaml:4: 'added' must be a list"),
        ("corrected: {", "mended: {", r"former/2026.10.yaml:7: unknown key 'mended'"),
        ("published: 2026-10-01", "published: soon", r"former/2026.10.yaml:2: 'published' must be a date"),
        ("      unit: kg/food_gift\n", "", r"former/2026.10.yaml:9: 'unit' is missing"),
        ("shape: constant, value: 3", "shape: lognormal, value: 0.88, low: 0.3, high: 3, level: 95",
         r"former/2026.10.yaml:9: 'food_gift_mass' has the value of the version after it; take it out"),
        ("  food_gift_mass:", "  phlogiston:", r"draws.txt: add at the end, one a line: phlogiston"),
    ],
)  # fmt: skip
def test_a_former_version_is_read_as_strictly_as_today_s(copy_of_france, good, bad, complaint):
    path = write_former(copy_of_france, "2026.10", ("food_gift_mass", 3))
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(EvidenceError, match=complaint):
        load(copy_of_france)


def test_a_file_that_is_not_called_like_a_version_is_refused(copy_of_france):
    write_former(copy_of_france, "october", ("food_gift_mass", 3))
    with pytest.raises(EvidenceError, match=r"former/october.yaml: a version is called 2026.11; rename the file"):
        load(copy_of_france)
