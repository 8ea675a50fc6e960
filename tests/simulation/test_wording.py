"""The columns of a lake tell the same events, and the fresh ones of a live board follow on."""

import datetime
from itertools import islice

from mitoyen.counting import events as contract
from mitoyen.counting.lake import COLUMNS
from mitoyen.simulation.ongoing import at, ongoing
from mitoyen.simulation.simulation import Setting, Simulation
from tests.simulation.conftest import LAUNCH

SECRET = b"a key of the tests"
NOW = datetime.datetime(2026, 11, 23, 8, tzinfo=datetime.UTC)


def row(received, event):
    """The record that a lake keeps of an event, written here field by field."""
    local = event.occurred_at.astimezone(contract.FRANCE)
    return {
        "received": received,
        "event_key": contract.key(event.source, event.id),
        "reverses_key": contract.key(event.source, event.reverses) if event.reverses else 0,
        "source": event.source,
        "id": event.id,
        "occurred": round(event.occurred_at.timestamp() * 1_000_000),
        "day": (local.date() - datetime.date(1970, 1, 1)).days,
        "month": local.year * 100 + local.month,
        "place": event.place,
        "practice": event.practice,
        "category": event.category or "",
        "proof": event.proof,
        "count": event.count,
        "grams": event.grams,
        "metres": event.metres,
        "minutes": event.minutes,
        "cents": event.cents,
        "giver": contract.person(SECRET, event.source, event.giver),
        "receiver": contract.person(SECRET, event.source, event.receiver),
        "counterfactual": event.counterfactual or "",
    }


def test_the_columns_of_a_lake_tell_the_same_events():
    setting = Setting(LAUNCH, months=4, households=800, resent=0.1)
    expected = [row(received, told.event) for received, told in enumerate(Simulation(setting), start=1)]
    found = []
    for batch in Simulation(setting).columns(SECRET):
        assert list(batch) == list(COLUMNS)
        found += [dict(zip(batch, values, strict=True)) for values in zip(*map(list, batch.values()), strict=True)]
    assert found == expected


def test_fresh_exchanges_come_after_the_history_with_ids_of_their_own(corderies):
    fresh = list(islice(ongoing(corderies.setting, "live-1"), 2_000))
    known = set()
    for event in fresh:
        assert event.reverses is None or event.reverses in known
        known.add(event.id)
    assert len(known) == len(fresh)
    assert known & {event.id for event in corderies.events} == set()
    assert known & {event.id for event in islice(ongoing(corderies.setting, "live-2"), 2_000)} == set()


def test_fresh_exchanges_are_between_the_people_of_the_history(corderies):
    references = set(corderies.simulation.quartiers[0].residents.references)
    fresh = islice(ongoing(corderies.setting, "live-1"), 500)
    assert {person for event in fresh for person in (event.giver, event.receiver)} - {None} <= references


def test_a_fresh_exchange_happens_when_it_is_recorded(corderies):
    event = at(next(ongoing(corderies.setting, "live-1")), NOW)
    assert event.occurred_at == NOW
    assert contract.decode(contract.encode(event)) == event
