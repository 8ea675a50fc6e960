"""`mitoyen evidence`: read, checked, shown."""

import shutil
from pathlib import Path

import pytest

import mitoyen.packs
from mitoyen.evidence.pack import france

FRANCE = Path(next(iter(mitoyen.packs.__path__))) / "france"


@pytest.fixture
def pack(tmp_path):
    shutil.copytree(FRANCE, tmp_path / "pack")
    return tmp_path / "pack"


def test_the_pack_of_france_passes_every_check(mitoyen):
    said = mitoyen("evidence check")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"{france().name}: {len(france().factors)} factors")


def test_a_duplicate_key_is_refused_with_its_file_and_line(mitoyen, pack):
    path = pack / "renames.yaml"
    path.write_text(path.read_text() + "\nsame: active_share\nsame: active_share\n")
    said = mitoyen(["evidence", "check", "--pack", str(pack)])
    assert said.code == 1
    assert "renames.yaml:" in said.err
    assert "1 to mend." in said.out


def test_a_unit_that_does_not_fit_is_a_complaint(mitoyen, pack):
    path = pack / "factors" / "displacement.yaml"
    path.write_text(path.read_text().replace("unit: item/loan", "unit: kg/loan", 1))
    said = mitoyen(["evidence", "check", "--pack", str(pack)])
    assert said.code == 1
    assert "equation first_loan_gross" in said.err


def test_a_factor_is_shown_with_source_value_and_use(mitoyen):
    said = mitoyen("evidence show dsp_lend_p_avoid --language en").out
    for words in ("0.25 [0.05 – 0.52] item/loan", "library-of-things-2023", "read in the source", "3/5", "review by"):
        assert words in said
    assert "first_loan_gross" in said


def test_a_corrected_factor_says_by_which_version_and_why(mitoyen):
    said = mitoyen("evidence show food_gift_mass --language en").out
    assert "corrected   2026.12: 0.88 kg is a mean: 90 tonnes divided by 102,000 gifts." in said


def test_the_list_holds_every_factor_or_those_of_a_status(mitoyen):
    factors = france().factors.values()
    assert mitoyen("evidence list").out.count("\n") == len(factors) + 1
    assumed = sum(factor.status == "assumed" for factor in factors)
    assert mitoyen("evidence list --status assumed --language en").out.endswith(f"{assumed} factors\n")


def test_reviews_fall_due_with_time(mitoyen):
    assert mitoyen("evidence expired --on 2020-01-01").code == 0
    late = mitoyen("evidence expired --on 2100-01-01")
    assert late.code == 1
    assert late.out.count("\n") == len(france().factors)


def test_the_register_is_a_page_that_names_every_factor(mitoyen):
    page = mitoyen("evidence docs").out
    assert [id for id in france().factors if f"### `{id}`" not in page] == []


def test_draws_are_compiled_once(mitoyen):
    first = Path(mitoyen("evidence compile").out.strip())
    made = first.stat().st_mtime_ns
    assert Path(mitoyen("evidence compile").out.strip()).stat().st_mtime_ns == made
