"""Fresh exchanges, for a board that is being watched."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import msgspec

from mitoyen.counting.events import UsageEvent
from mitoyen.simulation.simulation import MOST_MONTHS, Setting, Simulation


def ongoing(setting: Setting, session: str) -> Iterator[UsageEvent]:
    """What the residents of a setting go on to do after its months, decades of it, with ids of its own.

    Only the order is kept: whoever records an event says when, with `at`. `session` tells one run from another.
    """
    simulation = Simulation(replace(setting, months=MOST_MONTHS, until=None))
    later = (facts for facts in simulation.batches() if len(facts) and facts["month"].max() >= setting.months)
    known: set[str] = set()
    for told in chain.from_iterable(map(simulation.worded, later)):
        event = told.event
        if event.reverses is not None and event.reverses not in known:
            continue
        known.add(event.id)
        undone = f"{session}.{event.reverses}" if event.reverses else None
        yield msgspec.structs.replace(event, id=f"{session}.{event.id}", reverses=undone)


def at(event: UsageEvent, moment: datetime.datetime) -> UsageEvent:
    """The same event, having happened at `moment`."""
    return msgspec.structs.replace(event, occurred_at=moment)
