"""The same tallies under two versions: the lines add up to the whole difference."""

import shutil
from pathlib import Path

import pytest

from mitoyen.counting.tallies import Tally
from mitoyen.evidence import draws
from mitoyen.evidence.pack import france, load
from mitoyen.impact.assessment import Pricing
from mitoyen.impact.restatement import changes, restate

FRANCE = Path(france.__code__.co_filename).parent.parent / "packs" / "france"


def cell(practice, category, number, grams=0, known=0):
    return practice, category, Tally(number, number, grams, 0, 0, 0, known, 0, 0, 0)


@pytest.fixture(scope="module")
def former():
    pack = france("2026.11")
    return Pricing(pack, draws.make(pack))


@pytest.fixture
def constants(tmp_path):
    """`constants(food_gift_mass=1, …)`: the pack with these factors of the food file known without doubt."""

    def priced(**values):
        folder = tmp_path / f"pack-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(FRANCE, folder)
        path = folder / "factors" / "food.yaml"
        text = path.read_text(encoding="utf-8")
        for name, value in values.items():
            start = text.index(f"\n{name}:\n")
            shape = text.index("{shape:", start)
            text = text[:shape] + f"{{shape: constant, value: {value}}}" + text[text.index("}", shape) + 1 :]
        path.write_text(text, encoding="utf-8")
        shutil.rmtree(folder / "former")
        pack = load(folder)
        return Pricing(pack, draws.make(pack, size=64))

    return priced


def test_every_figure_s_lines_and_remainder_are_its_whole_difference(former, pricing):
    cells = [cell("food_gift", "", 40), cell("food_gift", "bread", 12, 6000, 5), cell("lend", "drill_cordless", 9)]
    found = restate(cells, former, pricing)
    assert (found.before, found.after) == ("france-2026.11-7c195840", france().name)
    for id, figure in found.figures.items():
        whole = sum(line.size for line in figure.effects) + figure.remainder
        assert whole == pytest.approx(figure.after.mean - figure.before.mean, rel=1e-9, abs=1e-12), id
        assert [abs(line.size) for line in figure.effects] == sorted(
            (abs(line.size) for line in figure.effects), reverse=True
        )


def test_a_gift_that_weighs_less_saves_less_and_the_reason_is_told(former, pricing):
    """Mass 1.0457 → 0.88 kg is the mean of a lognormal law, exp(ln²(1.7993)/2) × 0.88, against a gamma's."""
    found = restate([cell("food_gift", "surplus_food", 1)], former, pricing).figures["waste_avoided"]
    assert [line.change.id for line in found.effects] == ["food_gift_mass"]
    assert found.effects[0].size == pytest.approx(0.88 - 1.0457, rel=0.01)  # the error of 4,096 points
    assert found.remainder == 0
    change = found.effects[0].change
    assert (change.before.current.shape, change.after.current.shape) == ("lognormal", "gamma")
    assert change.why is not None
    assert "107 tonnes" in change.why.en
    assert change.after.citations[0].source.id == "makov-food-sharing-2020"


def test_a_gift_that_was_weighed_does_not_move_with_the_usual_mass(former, pricing):
    """The scales of Élodie's association do not change with our evidence."""
    found = restate([cell("food_gift", "surplus_food", 1, 2000, 1)], former, pricing)
    assert found.figures["waste_avoided"].difference == 0
    assert [line.change.id for line in found.figures["money_saved"].effects] == ["food_price_kg"]


def test_what_no_changed_factor_reaches_is_not_restated(former, pricing):
    found = restate([cell("resell", "bicycle", 30), cell("event", "", 60)], former, pricing)
    assert {change.id for change in found.changes} == {"food_gift_mass", "food_price_kg"}
    assert all(figure.difference == 0 and not figure.effects for figure in found.figures.values())


def test_two_factors_share_what_they_do_together_and_three_leave_a_remainder(constants):
    """Three factors doubled: 1 becomes 8. Alone each adds 1, last each adds 4, hence 2.5 each and −0.5 left."""
    one = {"food_gift_mass": 1, "food_price_kg": 1, "gbp_to_eur": 1}
    before, gift = constants(**one), [cell("food_gift", "surplus_food", 1)]
    two = restate(gift, before, constants(**one | {"food_gift_mass": 2, "food_price_kg": 2})).figures["money_saved"]
    share = two.before.mean  # euros saved per unit of each factor
    assert [line.size / share for line in two.effects] == pytest.approx([1.5, 1.5])
    assert two.remainder == 0
    three = restate(gift, before, constants(**dict.fromkeys(one, 2))).figures["money_saved"]
    assert three.difference / share == pytest.approx(7)
    assert [line.size / share for line in three.effects] == pytest.approx([2.5, 2.5, 2.5])
    assert three.remainder / share == pytest.approx(-0.5)


def test_going_back_is_the_opposite(former, pricing):
    cells = [cell("food_gift", "", 3)]
    there, back = restate(cells, former, pricing), restate(cells, pricing, former)
    for id, figure in there.figures.items():
        assert back.figures[id].difference == pytest.approx(-figure.difference)
        assert [line.size for line in back.figures[id].effects] == pytest.approx(
            [-line.size for line in figure.effects]
        )


def test_what_a_version_cannot_price_is_said(former, pricing):
    found = restate([cell("steal", "", 2)], former, pricing)
    assert [(left.practice, left.units) for left in found.unpriced] == [("steal", 2)]


def test_a_version_beside_itself_changes_nothing(pricing):
    assert changes(pricing.pack, pricing.pack) == ()
    assert restate([cell("food_gift", "", 3)], pricing, pricing).figures["co2_net"].difference == 0
