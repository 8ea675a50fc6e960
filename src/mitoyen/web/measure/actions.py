"""Facts recorded: the one door by which an exchange, an ingest request or an imported file enters the measure."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.conf import settings
from django.db import transaction
from msgspec.structs import astuple

from mitoyen.counting import events as contract
from mitoyen.counting.events import EventRefused, UsageEvent
from mitoyen.evidence.pack import france
from mitoyen.web.measure import folding, pen, storing
from mitoyen.web.measure.models import UsageSource
from mitoyen.web.places.actions import CannotPlant, PlaceError, plant
from mitoyen.web.places.enums import RECORDABLE


@dataclass(frozen=True)
class Outcome:
    """What became of one event."""

    status: Literal["accepted", "duplicate", "refused"]
    reason: str = ""


ACCEPTED, DUPLICATE = Outcome("accepted"), Outcome("duplicate")


def record(*, events: Sequence[UsageEvent], source: UsageSource, now: datetime.datetime) -> list[Outcome]:
    """Keep the events of one source, and say for each whether it was accepted, known already, or refused and why.

    When this returns outside any other transaction, what was accepted is on the disk; inside one, it is kept or undone
    with it. The first event received with an identifier wins; a refused one never hinders its neighbours.
    """
    door = _Door(source, now, events)
    refused = {} if door.takes_all() else door.refusals()
    outcomes = _stored(door.rows(refused))
    if refused:
        kept = iter(outcomes)
        outcomes = [refused[position] if position in refused else next(kept) for position in range(len(events))]
    return outcomes


def _stored(rows: Sequence[storing.Row]) -> list[Outcome]:
    """What became of each row, once it is written; the first with a key stands for the others with it."""
    first = {row[0]: row for row in reversed(rows)}
    if not first:
        return []
    with pen.writing():
        known = storing.insert(rows if len(first) == len(rows) else list(first.values()))
    transaction.on_commit(folding.wake)
    if not known and len(first) == len(rows):
        return [ACCEPTED] * len(rows)
    return [
        ACCEPTED if new and row is first[row[0]] else _known(row, known.get(row[0], first[row[0]][1:3]))
        for row, new in ((row, row[0] not in known) for row in rows)
    ]


def _known(row: storing.Row, identity: tuple[int, str]) -> Outcome:
    if row[1:3] == identity:
        return DUPLICATE
    return Outcome("refused", f"the id '{row[2]}' is taken for another by accident; send the event under another id")


class _Door:
    """Where the events of one batch become rows; what comes back from event to event is looked up once."""

    def __init__(self, source: UsageSource, now: datetime.datetime, events: Sequence[UsageEvent]) -> None:
        self._code, self._source, self._now, self._events = source.code, source.pk, now, events
        self._moments = [contract.microseconds(event.occurred_at) for event in events]
        codes = {event.place for event in events}
        self._places = {code: _recordable(*place) for code, place in storing.places(codes).items()}
        for code in codes - self._places.keys():
            self._places[code] = _planted(code)

    def takes_all(self) -> bool:
        """Whether `refusals` would find none, told from what the events have in common."""
        events, moments = self._events, self._moments or [0]
        return (
            {event.source for event in events} == {self._code}
            and not any(isinstance(place, str) for place in self._places.values())
            and not any(unknown_words(*words) for words in {(event.practice, event.category) for event in events})
            and contract.in_time(min(moments), max(moments), self._now)
        )

    def refusals(self) -> dict[int, Outcome]:
        """Position → why the event is not taken, for those that are not."""
        found = ((position, self._refusal(event)) for position, event in enumerate(self._events))
        return {position: Outcome("refused", reason) for position, reason in found if reason}

    def _refusal(self, event: UsageEvent) -> str:
        if event.source != self._code:
            return f"source is '{event.source}'; this door is that of '{self._code}'"
        try:
            contract.check_time(event, self._now)
        except EventRefused as refusal:
            return str(refusal)
        place = self._places[event.place]
        return unknown_words(event.practice, event.category) or (place if isinstance(place, str) else "")

    def rows(self, without: Collection[int] = ()) -> list[storing.Row]:
        """The rows of the events, but those at some positions."""
        events, moments = self._events, self._moments
        if without:
            kept = [position for position in range(len(events)) if position not in without]
            events, moments = [events[position] for position in kept], [moments[position] for position in kept]
        code, number, received = self._code, self._source, contract.microseconds(self._now)
        places = {place: row for place, row in self._places.items() if isinstance(row, int)}
        person, calendar, secret = contract.person, contract.calendar, settings.PSEUDONYM_KEY
        keys = contract.keys(code, [event.id for event in events])
        return [
            (key, number, id, occurred, received, *calendar(occurred), places[place], practice, category or "", proof,
             count, grams, metres, minutes, cents, person(secret, code, giver), person(secret, code, receiver),
             counterfactual or "", contract.key(code, reverses) if reverses else 0)
            for key, occurred, (id, _, _, place, practice, category, count, grams, metres, minutes, cents, giver,
                receiver, proof, counterfactual, reverses) in zip(keys, moments, map(astuple, events), strict=True)
        ]  # fmt: skip


@cache
def unknown_words(practice: str, category: str | None) -> str:
    """Why the pack cannot price this practice and category; "" when it can."""
    pack = france()
    known = pack.practices.get(practice)
    if known is None or known.kind in ("reference", "presence"):
        told = ", ".join(id for id, found in pack.practices.items() if found.kind == "exchange")
        return f"practice is '{practice}'; use one of {told}"
    if category is None:
        return ""
    found = pack.categories.get(category)
    if found is None or found.kind != known.category_kind:
        return f"category '{category}' does not go with the practice '{practice}'; leave it out when unsure"
    return f"category '{category}' earns no credit: {found.excluded.en}" if found.excluded else ""


def _planted(code: str) -> int | str:
    try:
        place = plant(code)
    except (CannotPlant, PlaceError):
        return f"no place has the code '{code}'; use the code of a residence, quartier or commune known here"
    if place.code != code:
        return f"place is '{code}'; a fact gives the code of its place, here {place.code}"
    return _recordable(place.pk, place.kind, place.name)


def _recordable(row: int, kind: str, name: str) -> int | str:
    """The row of a place, or why no fact may be recorded there."""
    return (
        row if kind in RECORDABLE else f"{name} is too wide a place for a fact; give its residence, quartier or commune"
    )
