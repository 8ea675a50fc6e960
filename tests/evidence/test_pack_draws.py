"""The draws of a whole pack: stable when it grows, the same from the file and from memory, in base units."""

import numpy as np
import pytest

from mitoyen.evidence.draws import compile_to, compiled, make
from mitoyen.evidence.pack import france, load

NEW = """
tea_per_visit:
  label: {fr: "Thé par visite", en: "Tea per visit"}
  unit: litre/exchange
  values:
    2026-01-01: {shape: uniform, low: 0.1, high: 0.3}
  period: "2026"
  place: France
  sources: []
  status: assumed
  pedigree: 1
  why: {fr: "Pour l'essai.", en: "For the trial."}
  review_by: 2027-12-31
"""


def test_a_factor_more_moves_no_other_draw(copy_of_france):
    before = make(load(copy_of_france), size=256)
    with (copy_of_france / "factors" / "rules.yaml").open("a", encoding="utf-8") as rules:
        rules.write(NEW)
    with (copy_of_france / "draws.txt").open("a", encoding="utf-8") as register:
        register.write("tea_per_visit\n")
    after = make(load(copy_of_france), size=256)
    assert set(after) - set(before) == {"tea_per_visit"}
    for name in before:
        np.testing.assert_array_equal(before[name], after[name])


def test_the_file_holds_what_memory_holds_bit_for_bit(tmp_path):
    path = compile_to(tmp_path, france(), size=128)
    stamp = path.stat().st_mtime_ns
    assert compile_to(tmp_path, france(), size=128).stat().st_mtime_ns == stamp
    mapped, drawn = compiled(france(), tmp_path, size=128), make(france(), size=128)
    assert all(mapped[name].tobytes() == drawn[name].tobytes() for name in drawn)


def test_draws_that_were_not_made_for_this_version_are_not_found(tmp_path):
    compile_to(tmp_path, france(), size=64)
    with pytest.raises(FileNotFoundError):
        compiled(france(), tmp_path, seed=1, size=64)


def test_draws_are_in_base_units():
    """The landfill tax is written per tonne, a shop's turnover per month: equations multiply kilograms and years."""
    drawn = make(france(), size=64)
    tax, spending = france().factors["tgap_landfill"].current, france().factors["local_shop_spend"].current
    assert drawn["tgap_landfill"][0] == pytest.approx((tax.value or 0) / 1000)
    assert 12 * (spending.low or 0) < np.median(drawn["local_shop_spend"]) < 12 * (spending.high or 0)


def test_shares_of_answers_sum_to_one():
    drawn = make(france(), size=512)
    parts = france().factors["counterfactual_loan"].draw_names
    np.testing.assert_allclose(sum(drawn[name] for name in parts), 1, rtol=1e-12)
