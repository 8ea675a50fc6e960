"""Tallies folded from events equal those counted from scratch, whatever the order, the repeats and the reversals."""

import datetime
from collections import Counter, defaultdict
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mitoyen.counting import events as contract
from mitoyen.web.measure import actions, fold
from mitoyen.web.measure.models import Answer, Contribution, Tally
from tests.web.measure.conftest import forget_events

DAY = datetime.datetime(2026, 11, 2, 12, tzinfo=datetime.UTC)


def tallies():
    """What the tables say, without the cells that were emptied."""
    cells = {
        tuple(row[:5]): tuple(row[5:])
        for row in Tally.objects.exclude(facts=0).values_list(
            "place__code", "day", "practice", "category", "proof",
            "facts", "units", "grams", "metres", "minutes", "cents",
            "known_grams", "known_metres", "known_minutes", "known_cents",
        )
    }  # fmt: skip
    answers = {tuple(row[:3]): row[3] for row in Answer.objects.exclude(answers=0).values_list(
        "place__code", "day", "counterfactual", "answers")}  # fmt: skip
    people = Counter(Contribution.objects.exclude(facts=0).values_list("place__code", "month"))
    ties = Counter(fold.ties().values_list("place__code", "day"))
    return cells, answers, people, ties


def counted(events):
    """The same by plain Python, from the list of what was sent."""
    first: dict[str, Any] = {}
    for event in events:
        first.setdefault(event.id, event)
    undone = {event.reverses for event in first.values()}
    facts = [event for event in first.values() if event.reverses is None and event.id not in undone]
    cells: dict[Any, list[int]] = defaultdict(lambda: [0] * 10)
    answers: Counter[Any] = Counter()
    people: dict[Any, set[str]] = defaultdict(set)
    meetings: dict[Any, Any] = {}
    for event in facts:
        day = contract.day_number(event.occurred_at)
        cell = cells[event.place, day, event.practice, event.category or "", event.proof]
        quantities = [event.grams, event.metres, event.minutes, event.cents]
        for column, more in enumerate([1, event.count, *quantities, *(event.count * (q > 0) for q in quantities)]):
            cell[column] += more
        if event.counterfactual:
            answers[event.place, day, event.counterfactual] += 1
        people[event.place, contract.month_number(event.occurred_at)] |= {event.giver, event.receiver} - {None}
        if event.giver and event.receiver and event.giver != event.receiver:
            pair = frozenset((event.giver, event.receiver))
            met = (event.occurred_at, contract.key("test", event.id), event.place, day)
            meetings[pair] = min(meetings.get(pair, met), met)
    return (
        {key: tuple(cell) for key, cell in cells.items()},
        dict(answers),
        Counter({key: len(found) for key, found in people.items() if found}),
        Counter((place, day) for _, _, place, day in meetings.values()),
    )


PEOPLE = st.sampled_from([None, "amina", "bertrand", "claire", "driss"])
FIELDS = st.fixed_dictionaries(
    {
        "id": st.sampled_from([f"e{number}" for number in range(12)]),
        "occurred_at": st.integers(0, 70).map(lambda hours: DAY + datetime.timedelta(hours=hours * 6)),
        "place": st.sampled_from(["les-corderies", "les-corderies-a", "les-corderies-b"]),
        "practice": st.just("lend"),
        "category": st.sampled_from([None, "drill_cordless", "ladder_alu"]),
        "proof": st.sampled_from("ABCD"),
        "count": st.integers(1, 5),
        "minutes": st.sampled_from([0, 0, 30, 90]),
        "cents": st.sampled_from([0, 500]),
        "giver": PEOPLE,
        "receiver": PEOPLE,
        "counterfactual": st.sampled_from([None, None, "rented", "bought_new"]),
        "reverses": st.one_of(st.none(), st.none(), st.sampled_from([f"e{number}" for number in range(12)])),
    }
)


@given(batches=st.lists(st.lists(FIELDS, max_size=6), max_size=6), most=st.sampled_from([1, 2, 1000]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tallies_equal_a_plain_count_after_any_order_repeat_and_reversal(source, loan, now, batches, most):
    forget_events()
    sent = []
    for batch in batches:
        events = [loan(**fields) for fields in batch if fields["reverses"] != fields["id"]]
        actions.record(events=events, source=source, now=now)
        sent += events
        fold.catch_up(most)
    live = tallies()
    assert live == counted(sent)
    fold.rebuild(most)
    assert tallies() == live


def test_a_reversal_that_arrives_before_its_fact_undoes_it_too(source, loan, now):
    actions.record(events=[loan("undo", reverses="1")], source=source, now=now)
    fold.catch_up()
    actions.record(events=[loan("1")], source=source, now=now)
    fold.catch_up()
    assert tallies()[0] == {}


def test_a_fact_reversed_twice_is_taken_off_once(source, loan, now):
    for event in (loan("1"), loan("2"), loan("undo", reverses="1"), loan("undo again", reverses="1")):
        actions.record(events=[event], source=source, now=now)
        fold.catch_up()
    ((facts, *_),) = tallies()[0].values()
    assert facts == 1


def test_a_pair_whose_first_meeting_is_undone_met_at_the_next_one(source, loan, now):
    earlier = loan("1", occurred_at=DAY, place="les-corderies-a")
    actions.record(events=[earlier, loan("2", place="les-corderies-b")], source=source, now=now)
    fold.catch_up()
    assert [tie.place.code for tie in fold.ties()] == ["les-corderies-a"]
    actions.record(events=[loan("undo", reverses="1")], source=source, now=now)
    fold.catch_up()
    assert [tie.place.code for tie in fold.ties()] == ["les-corderies-b"]


def test_another_source_cannot_undo_a_fact(source, loan, now):
    stranger = type(source).objects.create(code="stranger", name="Autre")
    actions.record(events=[loan("1")], source=source, now=now)
    actions.record(events=[loan("undo", source="stranger", reverses="1")], source=stranger, now=now)
    fold.catch_up()
    assert sum(cell[0] for cell in tallies()[0].values()) == 1


@pytest.mark.parametrize("most", [1, 7, 1000])
def test_the_cursor_and_the_tallies_move_together_or_not_at_all(source, loan, now, monkeypatch, most):
    actions.record(events=[loan(str(number)) for number in range(20)], source=source, now=now)
    moved, steps = fold.move, []

    def fails_once(book, span):
        steps.append(span)
        if moved(book, span) and len(steps) == 1:
            raise KeyboardInterrupt
        return True

    monkeypatch.setattr(fold, "move", fails_once)
    with pytest.raises(KeyboardInterrupt):
        fold.catch_up(most)
    assert not Tally.objects.exists()
    fold.catch_up(most)
    assert sum(cell[0] for cell in tallies()[0].values()) == 20


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one SQLite file moves whole, with its own numbers")
def test_after_a_restore_on_a_younger_server_nothing_is_missed_or_counted_twice(source, loan, now):
    actions.record(events=[loan("1"), loan("2")], source=source, now=now)
    fold.catch_up()
    actions.record(events=[loan("3")], source=source, now=now)
    with connection.cursor() as cursor:  # as if all of it came from a server that has seen a billion transactions more
        cursor.execute("UPDATE measure_event SET transaction = transaction + 1000000000")
        cursor.execute("UPDATE measure_cursor SET position = position + 1000000000")
    assert fold.after_restore()
    assert not fold.after_restore()
    actions.record(events=[loan("4"), loan("undo", reverses="1")], source=source, now=now)
    fold.catch_up()
    assert sum(cell[0] for cell in tallies()[0].values()) == 3
    live = tallies()
    fold.rebuild()
    assert tallies() == live
