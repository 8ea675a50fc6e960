"""Facts recorded: each once, in any order, with a reason when refused."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from mitoyen.counting import events as contract
from mitoyen.web.measure import actions
from mitoyen.web.measure.models import Event
from mitoyen.web.places.models import Place


def recorded(source, now, *events):
    return [outcome.status for outcome in actions.record(events=events, source=source, now=now)]


def test_a_loan_is_kept_with_pseudonyms_instead_of_names(source, loan, now):
    assert recorded(source, now, loan()) == ["accepted"]
    kept = Event.objects.get()
    assert (kept.event_id, kept.place.code, kept.practice, kept.category) == (
        "1",
        "les-corderies",
        "lend",
        "drill_cordless",
    )
    assert kept.giver != kept.receiver
    assert kept.giver not in (0, contract.person(b"another key", "test", "bertrand"))


def test_the_same_loan_twice_counts_once_in_one_request_or_in_two(source, loan, now):
    assert recorded(source, now, loan(), loan()) == ["accepted", "duplicate"]
    assert recorded(source, now, loan(), loan("2")) == ["duplicate", "accepted"]
    assert Event.objects.count() == 2


def test_the_first_received_wins_when_the_same_id_says_two_things(source, loan, now):
    recorded(source, now, loan(proof="A"))
    assert recorded(source, now, loan(proof="D")) == ["duplicate"]
    assert Event.objects.get().proof == "A"


@pytest.mark.parametrize("id", ['"', "\\", '","', '\\"', "{}", "NULL", "a,b", "%s", "'"])
def test_an_id_may_hold_any_printed_sign(source, loan, now, id):
    assert recorded(source, now, loan("before"), loan(id), loan("after")) == ["accepted"] * 3
    assert sorted(Event.objects.values_list("event_id", flat=True)) == sorted(["before", id, "after"])


def test_a_refused_event_does_not_hinder_its_neighbours(source, loan, now):
    tomorrow = now + datetime.timedelta(days=1)
    told = actions.record(
        events=[loan("1"), loan("2", occurred_at=tomorrow), loan("3", place="nowhere"), loan("4")],
        source=source,
        now=now,
    )
    assert [outcome.status for outcome in told] == ["accepted", "refused", "refused", "accepted"]
    assert "future" in told[1].reason
    assert "nowhere" in told[2].reason


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"practice": "stroll"}, "use one of ride"),
        ({"category": "unicorn"}, "does not go with"),
        ({"category": "childcare"}, "does not go with"),
        ({"practice": "first_loan"}, "use one of ride"),
        ({"place": "fr"}, "too wide"),
        ({"place": "d35"}, "too wide"),
        ({"place": "Saint-Malo"}, "here 35288"),
        ({"source": "another"}, "this door is that of 'test'"),
        ({"occurred_at": datetime.datetime(1789, 7, 14, tzinfo=datetime.UTC)}, "before 1990"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_what_to_do(source, loan, now, fields, told):
    (outcome,) = actions.record(events=[loan(**fields)], source=source, now=now)
    assert outcome.status == "refused"
    assert told in outcome.reason


def test_a_fact_of_last_year_is_welcome(source, loan, now):
    late = datetime.datetime(2025, 1, 2, 8, tzinfo=datetime.UTC)
    assert recorded(source, now, loan(occurred_at=late)) == ["accepted"]


def test_a_french_commune_enters_the_tree_at_its_first_fact(source, loan, now):
    assert recorded(source, now, loan(place="93066")) == ["accepted"]
    assert Place.objects.get(code="93066").codes == ["fr", "r11", "d93", "93066"]


def test_midnight_is_that_of_france(source, loan, now):
    new_year = datetime.datetime(2025, 12, 31, 23, 30, tzinfo=datetime.UTC)  # half past midnight in Saint-Malo
    recorded(source, now, loan(occurred_at=new_year))
    kept = Event.objects.get()
    assert contract.day_of(kept.day) == datetime.date(2026, 1, 1)
    assert kept.month == 202601


def test_two_ids_with_the_same_key_are_never_merged(source, loan, now, monkeypatch):
    monkeypatch.setattr(contract, "keys", lambda source, ids: [7] * len(ids))
    told = actions.record(events=[loan("1"), loan("2")], source=source, now=now)
    again = actions.record(events=[loan("3")], source=source, now=now)
    assert [outcome.status for outcome in (*told, *again)] == ["accepted", "refused", "refused"]
    assert "another id" in again[0].reason


def test_the_database_itself_refuses_to_change_an_event(source, loan, now):
    recorded(source, now, loan())
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE measure_event SET count = 1000")


def test_what_a_transaction_undoes_was_never_recorded(source, loan, now):
    class ChangeOfMind(Exception):
        pass

    def recorded_then_undone():
        with transaction.atomic():
            recorded(source, now, loan())
            raise ChangeOfMind

    with pytest.raises(ChangeOfMind):
        recorded_then_undone()
    assert not Event.objects.exists()


def test_new_events_among_known_ones_are_told_apart(source, loan, now):
    recorded(source, now, loan("2"), loan("4"))
    told = ["accepted", "duplicate", "accepted", "duplicate", "accepted"]
    assert told == recorded(source, now, *(loan(id) for id in "12345"))
