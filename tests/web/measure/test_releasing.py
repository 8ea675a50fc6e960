"""Facts are released once enough neighbours took part, each once, and nothing tells of those that wait."""

import datetime
import time

import pytest

from mitoyen.web.measure import actions, fold, queries, releasing
from mitoyen.web.measure.follower import Follower
from mitoyen.web.measure.models import Acquaintance, Release, ReleasedFact, UsageSource, WaitingFact
from mitoyen.web.places.models import Place
from tests.web.measure.releases import NOVEMBER_IS_OVER, YEAR, YEAR_IS_OVER, on, pairs


def facts_of(place):
    return queries.shown(place, *YEAR).facts


def test_five_loans_between_ten_neighbours_wait_and_a_sixth_releases_them(corderies, told):
    told(*pairs(0, 5))
    assert facts_of(corderies) == 0
    told(*pairs(5, 6))
    assert facts_of(corderies) == 6
    assert not WaitingFact.objects.exists()


def test_a_lone_fact_moves_no_figure_and_no_version(corderies, told):
    told(*pairs(0, 6))
    before = [queries.shown(corderies, *YEAR), queries.by_category(corderies, *YEAR), queries.version(corderies)]
    told(*pairs(6, 7))
    assert [
        queries.shown(corderies, *YEAR),
        queries.by_category(corderies, *YEAR),
        queries.version(corderies),
    ] == before


def test_the_same_two_neighbours_never_make_a_release(corderies, told):
    told(*[{"giver": "amina", "receiver": "bertrand"}] * 50)
    assert facts_of(corderies) == 0


def test_facts_that_tell_nobody_go_with_those_that_do(corderies, told):
    told(*[{"giver": None, "receiver": None}] * 20)
    assert facts_of(corderies) == 0
    told(*pairs(0, 6))
    assert facts_of(corderies) == 26


def test_two_sources_never_wait_together(corderies, told):
    other = UsageSource.objects.create(code="other", name="Autre")
    told(*pairs(0, 5))
    told(*pairs(10, 15), source=other)
    assert facts_of(corderies) == 0


def test_two_practices_of_an_open_month_never_wait_together(corderies, told):
    told(*pairs(0, 5), *pairs(10, 15, practice="give", category=None))
    assert facts_of(corderies) == 0


def test_the_reversal_of_a_waiting_fact_takes_it_out_without_a_word(corderies, told):
    undone, *_ = told(*pairs(0, 5))
    told({"reverses": undone})
    assert not Release.objects.exists()
    assert WaitingFact.objects.count() == 4
    told(*pairs(5, 6))
    assert facts_of(corderies) == 0


def test_a_reversal_that_comes_before_its_fact_leaves_nothing(corderies, told):
    told({"reverses": "late"})
    told({"id": "late"}, *pairs(0, 5))
    assert facts_of(corderies) == 0
    assert WaitingFact.objects.count() == 5


def test_the_reversal_of_a_released_fact_waits_for_eleven_others(corderies, told):
    undone, *_ = told(*pairs(0, 6))
    told({"reverses": undone}, *pairs(6, 11))
    assert facts_of(corderies) == 6
    told(*pairs(11, 12))
    assert facts_of(corderies) == 6 - 1 + 6
    assert list(Release.objects.values_list("corrects", flat=True)) == [False, True]


def test_a_fact_reversed_twice_is_taken_off_once(corderies, told):
    undone, *_ = told(*pairs(0, 6))
    told({"reverses": undone}, {"reverses": undone}, *pairs(6, 12))
    told({"reverses": undone}, *pairs(12, 18))
    assert facts_of(corderies) == 17


def test_ties_and_newcomers_are_counted_where_they_first_appear(corderies, told):
    told(*pairs(0, 6))
    told(*pairs(0, 6), {"giver": "p0", "receiver": "p3"}, {"giver": "p1", "receiver": "p0"})
    shown = queries.shown(corderies, *YEAR)
    assert (shown.facts, shown.ties, shown.newcomers) == (14, 7, 12)


def test_a_pair_whose_only_exchange_is_undone_has_not_met(corderies, told):
    undone, *_ = told(*pairs(0, 6))
    told({"reverses": undone}, *pairs(6, 12))
    shown = queries.shown(corderies, *YEAR)
    assert (shown.ties, shown.newcomers) == (11, 22)
    assert Acquaintance.objects.exclude(facts=0).count() == 33


def test_what_november_leaves_is_told_with_other_practices_once_it_is_over(corderies, told):
    told(*pairs(0, 5), *pairs(5, 10, practice="give", category=None))
    releasing.close_months(NOVEMBER_IS_OVER - datetime.timedelta(days=1))
    assert facts_of(corderies) == 0
    releasing.close_months(NOVEMBER_IS_OVER)
    assert facts_of(corderies) == 10
    assert [part.label for part in queries.shown(corderies, *YEAR).practices] == [""]
    assert {cell.practice for cell in queries.shown(corderies, *YEAR).cells} == {"lend", "give"}


def test_what_two_quartiers_leave_is_told_by_their_town(corderies, told):
    told(*pairs(0, 5), *pairs(5, 10, place="93066"))
    told(*pairs(10, 15, place="352880101"))
    releasing.close_months(NOVEMBER_IS_OVER)
    assert facts_of(corderies) == 0
    assert facts_of(corderies.parent) == 10
    found = queries.children(corderies.parent, *YEAR)
    assert sum(cell.tally.facts for cell in found.itself) == 10
    assert not any(cells for _, cells in found.parts)


def test_what_is_left_of_a_country_waits_for_the_end_of_its_year(corderies, told):
    told(*pairs(0, 3, occurred_at=on(5, month=10)), *pairs(3, 6))
    releasing.close_months(NOVEMBER_IS_OVER)
    assert not Release.objects.exists()
    releasing.close_months(YEAR_IS_OVER)
    (release,) = Release.objects.all()
    assert (release.place.code, release.month, release.facts) == ("fr", 202600, 6)


def test_a_late_fact_of_a_month_that_is_over_climbs_to_those_who_wait(corderies, told):
    told(*pairs(0, 5, occurred_at=on(5, month=10)))
    releasing.close_months(NOVEMBER_IS_OVER)
    told(*pairs(5, 6, occurred_at=on(6, month=10), place="93066"))
    releasing.close_months(NOVEMBER_IS_OVER)
    assert [release.place.code for release in Release.objects.all()] == ["fr"]


def test_a_reversal_that_finds_nobody_climbs_to_those_who_are_left_of_the_country(corderies, told):
    undone, *_ = told(*pairs(0, 6))
    told({"reverses": undone})
    releasing.close_months(NOVEMBER_IS_OVER)
    waiting = WaitingFact.objects.get()
    assert (waiting.sign, waiting.place.code, waiting.practice) == (-1, "fr", "")
    told(*pairs(6, 9, place="93066"), *pairs(9, 12))
    releasing.close_months(NOVEMBER_IS_OVER)
    assert facts_of(corderies) == 6
    assert facts_of(Place.objects.get(code="fr")) == 6 - 1 + 6


def test_closing_twice_changes_nothing(corderies, told):
    told(*pairs(0, 5), *pairs(5, 14, practice="give", category=None), *pairs(20, 23, occurred_at=on(1, month=10)))
    releasing.close_months(YEAR_IS_OVER)
    once = list(Release.objects.values()), list(WaitingFact.objects.values())
    releasing.close_months(YEAR_IS_OVER)
    assert (list(Release.objects.values()), list(WaitingFact.objects.values())) == once


def test_open_data_is_shown_at_once_as_it_is(corderies, told):
    wales = UsageSource.objects.create(code="wales", name="Repair Café Wales", open_data=True)
    told({"practice": "repair", "category": None, "proof": "D"}, source=wales)
    told(*pairs(0, 5))
    shown = queries.shown(corderies, *YEAR)
    assert (shown.facts, shown.sources) == (1, [wales])
    assert [part.label for part in queries.by_proof(corderies, *YEAR)] == ["D"]


def test_a_reversal_in_open_data_is_shown_at_once(corderies, told):
    wales = UsageSource.objects.create(code="wales", name="Repair Café Wales", open_data=True)
    undone, _ = told({}, {"giver": "claire"}, source=wales)
    told({"reverses": undone}, source=wales)
    assert facts_of(corderies) == 1


def test_open_data_protects_nobody(corderies, told):
    wales = UsageSource.objects.create(code="wales", name="Repair Café Wales", open_data=True)
    told(*pairs(0, 50), source=wales)
    told(*pairs(0, 1))
    assert facts_of(corderies) == 50


@pytest.mark.parametrize("most", [1, 7, 1000])
def test_the_cursor_and_the_releases_move_together_or_not_at_all(corderies, source, loan, now, monkeypatch, most):
    events = [loan(str(index), **fields) for index, fields in enumerate(pairs(0, 12))]
    actions.record(events=events, source=source, now=now)
    written, steps = releasing._write, []

    def fails_once(*words):
        written(*words)
        steps.append(words)
        if len(steps) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(releasing, "_write", fails_once)
    with pytest.raises(KeyboardInterrupt):
        releasing.catch_up(most)
    assert not ReleasedFact.objects.exists()
    assert not WaitingFact.objects.exists()
    releasing.catch_up(most)
    kept = [*ReleasedFact.objects.values_list("event_key"), *WaitingFact.objects.values_list("event_key")]
    assert len(kept) == len(set(kept)) == 12
    assert facts_of(corderies) == ReleasedFact.objects.count() >= 6


def test_counting_again_from_the_first_event_leaves_releases_as_they_are(corderies, told):
    told(*pairs(0, 8))
    before = list(Release.objects.values())
    fold.rebuild()
    releasing.catch_up()
    assert list(Release.objects.values()) == before


def test_more_persons_may_be_asked_for(corderies, told, settings):
    settings.THRESHOLD = 15
    told(*pairs(0, 7))
    assert facts_of(corderies) == 0
    told(*pairs(7, 8))
    assert facts_of(corderies) == 8


def test_a_small_residence_waits_with_its_quartier_and_a_large_one_by_itself(corderies, told):
    Place.objects.filter(code="les-corderies-b").update(households=40)
    told(*pairs(0, 3, place="les-corderies-b"), *pairs(3, 6))
    told(*pairs(10, 16, place="les-corderies-a"))
    assert facts_of(corderies) == 12
    assert facts_of(Place.objects.get(code="les-corderies-a")) == 6
    assert facts_of(Place.objects.get(code="les-corderies-b")) == 0


def test_the_follower_releases_what_it_folds_and_closes_the_months(corderies, source, loan, now, settings, tmp_path):
    settings.DATA_DIR = tmp_path  # where nobody else rings: a turn that hears a word puts off the rest
    september = datetime.datetime(2026, 9, 5, 12, tzinfo=datetime.UTC)
    leftovers = [
        *pairs(0, 5, occurred_at=september),
        *pairs(5, 10, occurred_at=september, practice="give", category=None),
    ]
    events = [loan(str(index), **fields) for index, fields in enumerate([*leftovers, *pairs(10, 16)])]
    actions.record(events=events, source=source, now=now)
    follower = Follower()
    deadline = time.monotonic() + 60
    while facts_of(corderies) < 16 and time.monotonic() < deadline:
        follower.turn()
    follower.close()
    assert facts_of(corderies) == 16
