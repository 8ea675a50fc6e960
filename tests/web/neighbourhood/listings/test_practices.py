"""What neighbours list is held against the evidence."""

import pytest

from mitoyen.evidence.pack import france
from mitoyen.evidence.reader import EvidenceError
from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.enums import Course, Direction


def test_every_practice_of_exchange_is_listed_or_set_aside():
    exchanged = {practice.id for practice in france().practices.values() if practice.kind == "exchange"}
    outcomes_and_others = {"repair_done", "repair_not_done", "post", "compost"}
    assert exchanged - outcomes_and_others == set(practices.listables())


def test_a_drill_comes_back_and_a_sofa_does_not():
    assert practices.course_of("lend") == Course.LENDING
    assert practices.course_of("give") == Course.HANDING
    assert practices.course_of("ride") == Course.GATHERING


def test_a_practice_that_nobody_lists_is_refused():
    with pytest.raises(LookupError, match="nobody lists the practice 'repair_done'"):
        practices.listable("repair_done")


def test_labels_are_in_both_languages():
    assert practices.listable("lend").said[Direction.OFFER].in_("fr") == "Je prête"
    assert practices.listable("lend").said[Direction.REQUEST].in_("en") == "I would like to borrow"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("course: lending", "course: loaning", "'course' must be one of lending"),
        ("days: 365", "days: 0", "'days' must be a number of days"),
        ("asks: {offer: [availability, longest", "asks: {offer: [weight, longest", "not 'weight'"),
        ("measures: [metres, cents]", "measures: [grams]", "not 'grams'"),
        ("widens: 2", "widen: 2", "unknown key 'widen'"),
    ],
)
def test_a_record_that_does_not_fit_is_refused_with_its_line(tmp_path, before, after, said):
    text = practices.FILE.read_text(encoding="utf-8")
    line = text[: text.index(before)].count("\n") + 1
    file = tmp_path / "practices.yaml"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(EvidenceError, match=said) as refused:
        practices.load(file, france())
    assert str(refused.value).startswith(f"practices.yaml:{line}: ")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("\nlend:", "\nborrow:", "no practice of exchange called 'borrow'"),
        ('  post: "news', '  poste: "news', "say how one lists post"),
    ],
)
def test_the_file_lists_the_practices_of_the_pack_and_no_other(tmp_path, before, after, said):
    file = tmp_path / "practices.yaml"
    file.write_text(practices.FILE.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(EvidenceError, match=said):
        practices.load(file, france())
