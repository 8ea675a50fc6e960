"""The laws are read strictly, and stand where they say beside the evidence."""

import re
from pathlib import Path

import pytest

from mitoyen.evidence.pack import france
from mitoyen.evidence.reader import EvidenceError
from mitoyen.simulation import laws
from mitoyen.simulation.sample import CAST, places_of

CHANGES = [
    ("  survival: 0.985", "  survival: 0.985\n  hope: 1", "unknown key 'hope'"),
    ("  survival: 0.985\n", "", "'survival' is missing"),
    ("sizes: [0.38,", "sizes: [0.48,", "the shares of 'sizes' add up to 1.1; they must add up to 1"),
    ("bought_used: 3,", "borrowed: 3,", "'borrowed' is not an answer"),
    ("weekdays: [0.8, ", "weekdays: [", "'weekdays' must be a list of 7 numbers"),
    ("object: receiver", "object: town", "'object' must be one of giver, receiver"),
]


@pytest.mark.parametrize(("old", "new", "said"), CHANGES)
def test_a_mistake_in_the_laws_is_refused_with_its_line(tmp_path, old, new, said):
    text = laws.FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "laws.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(EvidenceError, match=rf"laws.yaml:\d+: {said}"):
        laws.load(path)


def test_every_group_of_laws_gives_its_reason(tmp_path):
    text = laws.FILE.read_text(encoding="utf-8")
    path = tmp_path / "laws.yaml"
    for number in range(text.count("  why: ")):
        parts = text.split("  why: ")
        path.write_text("  why: ".join(parts[: number + 1]) + "  because: " + "  why: ".join(parts[number + 1 :]))
        with pytest.raises(EvidenceError, match="'why' is missing|unknown key 'because'"):
            laws.load(path)


def test_take_up_and_odds_stand_inside_the_intervals_of_the_pack():
    law, factors = laws.house(), france().factors
    stated = {f"takeup_{part}_letters": law.take_up[part] for part in ("ceiling", "innovation", "imitation")}
    stated |= {"takeup_launch_letters": law.take_up["wave"], "member_survival": law.take_up["survival"]}
    stated |= {f"met_scale_{family}": scale for family, scale in law.scales.items()}
    for name, value in stated.items():
        prior = factors[name].current
        assert prior.low is not None
        assert prior.high is not None
        assert prior.low <= value <= prior.high, name


def test_every_practice_that_members_ask_for_has_its_law():
    practices = france().practices.values()
    assert set(laws.house().practices) == {practice.id for practice in practices if practice.rate is not None}


def test_the_rates_are_lively_beside_the_pack_and_the_laws_say_so():
    """Every rate but that of posts is above the pack's own, at most fifteen times."""
    pack = france()
    ratios = {}
    for id, law in laws.house().practices.items():
        ratios[id] = law.rate / (pack.factor(pack.practices[id].rate or "").current.value or 0.0)
    assert ratios["post"] == 1
    assert {id for id, ratio in ratios.items() if not 1 <= ratio <= 15} == set()


def test_the_page_of_the_method_gives_the_rates_of_the_laws_and_of_the_pack():
    page = (Path(__file__).parents[2] / "docs" / "method" / "simulation.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \| (\S+) \| (\S+) \| (\S+) \|$", page, re.MULTILINE)
    pack, law = france(), laws.house()
    expected = []
    for id, practice in law.practices.items():
        prior = pack.factor(pack.practices[id].rate or "").current
        expected.append((id, f"{practice.rate:g}", f"{prior.value:g}", f"{prior.high:g}"))
    assert told == expected


def test_the_cast_lives_in_les_corderies(corderies):
    residents = corderies.simulation.quartiers[0].residents
    rows = {name: residents.references.index(reference) for name, reference in CAST.items()}
    assert residents.phone[rows["amina"]]
    assert not residents.phone[rows["bertrand"]]
    assert [node.code for node in places_of(1, 400)][:2] == ["les-corderies", "les-corderies-a"]
    assert residents.residence[:2].tolist() == [0, 0]
