"""The made-up history holds every accident that it promises, and says the same as a lake and as events."""

from collections import Counter

import msgspec
import numpy as np

from mitoyen.counting import events, lake
from tests.counting import samples


def test_it_is_the_same_for_one_seed_and_another_for_another():
    one, again, other = (list(samples.sample(500, seed).rows()) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_it_holds_every_accident():
    made = samples.sample(20_000).columns()
    keys, reverses = made["event_key"], made["reverses_key"]
    contents = Counter(zip(keys.tolist(), made["cents"].tolist(), made["grams"].tolist(), strict=True))
    first = dict(zip(keys[::-1].tolist(), made["received"][::-1].tolist(), strict=True))
    undoing = reverses != 0
    found = np.array([first.get(key, 0) for key in reverses[undoing].tolist()])
    assert max(contents.values()) > 1, "records received twice"
    assert len(contents) > len(set(keys.tolist())), "records received twice with different contents"
    assert (found > made["received"][undoing]).any(), "reversals before what they undo"
    assert ((found > 0) & (found < made["received"][undoing])).any(), "reversals after what they undo"
    assert (found == 0).any(), "reversals of nothing"
    assert set(keys[undoing].tolist()) & set(keys[~undoing].tolist()), "reversals with the identifier of an event"
    assert set(reverses[undoing].tolist()) & set(keys[undoing].tolist()), "reversals undone"


def test_a_record_says_the_same_as_an_event():
    made = samples.sample(3_000, seed=5)
    for row, event in zip(made.rows(), made.sent(), strict=True):
        told = dict(zip(lake.COLUMNS, row, strict=True))
        assert told["event_key"] == events.key(event.source, event.id)
        assert told["reverses_key"] == (events.key(event.source, event.reverses) if event.reverses else 0)
        assert told["day"] == events.day_number(event.occurred_at)
        assert told["month"] == int(events.day_of(told["day"]).strftime("%Y%m"))
        assert (told["place"], told["category"], told["cents"]) == (event.place, event.category or "", event.cents)
        assert events.convert(msgspec.to_builtins(event)) == event
