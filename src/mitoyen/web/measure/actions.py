"""Facts recorded: the one door by which an exchange, an ingest request or an imported file enters the measure."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.conf import settings
from django.db import transaction

from mitoyen.counting import events as contract
from mitoyen.counting.events import EventRefused, UsageEvent
from mitoyen.evidence.pack import france
from mitoyen.web.measure import folding, storing
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
    outcomes: list[Outcome] = [ACCEPTED] * len(events)
    rows: dict[int, storing.Row] = {}
    asked: dict[int, int] = {}
    write = _Writer(source, now, storing.places({event.place for event in events}))
    for position, event in enumerate(events):
        try:
            row = write(event)
        except EventRefused as refusal:
            outcomes[position] = Outcome("refused", str(refusal))
            continue
        asked[position] = row[0]
        if row[0] in rows:
            outcomes[position] = _known(row, rows[row[0]][1:3])
        else:
            rows[row[0]] = row
    _store(rows, asked, outcomes)
    return outcomes


def _store(rows: dict[int, storing.Row], asked: dict[int, int], outcomes: list[Outcome]) -> None:
    if not rows:
        return
    with transaction.atomic():
        known = storing.insert(list(rows.values()))
        transaction.on_commit(folding.wake)
    if known:
        for position, key in asked.items():
            if key in known and outcomes[position] is ACCEPTED:
                outcomes[position] = _known(rows[key], known[key])


def _known(row: storing.Row, identity: tuple[int, str]) -> Outcome:
    if row[1:3] == identity:
        return DUPLICATE
    return Outcome("refused", f"the id '{row[2]}' is taken for another by accident; send the event under another id")


class _Writer:
    """Turns the events of one batch into rows; what comes back from event to event is looked up once."""

    def __init__(self, source: UsageSource, now: datetime.datetime, places: dict[str, tuple[int, str, str]]) -> None:
        self._code, self._source, self._now = source.code, source.pk, now
        self._received = contract.microseconds(now)
        self._secret: bytes = settings.PSEUDONYM_KEY
        self._places = {code: _recordable(*place) for code, place in places.items()}
        self._persons: dict[str | None, int] = {None: 0}

    def __call__(self, event: UsageEvent) -> storing.Row:
        """The row of an event; EventRefused says why there is none."""
        if event.source != self._code:
            raise EventRefused(f"source is '{event.source}'; this door is that of '{self._code}'")
        contract.check_time(event, self._now)
        refusal = unknown_words(event.practice, event.category)
        if refusal:
            raise EventRefused(refusal)
        occurred = contract.microseconds(event.occurred_at)
        day, month = contract.calendar(occurred)
        return (
            contract.key(self._code, event.id),
            self._source,
            event.id,
            occurred,
            self._received,
            day,
            month,
            self._place(event.place),
            event.practice,
            event.category or "",
            event.proof,
            event.count,
            event.grams,
            event.metres,
            event.minutes,
            event.cents,
            self._person(event.giver),
            self._person(event.receiver),
            event.counterfactual or "",
            contract.key(self._code, event.reverses) if event.reverses else 0,
        )

    def _place(self, code: str) -> int:
        """Row of the place; a French commune or quartier enters the tree at its first fact."""
        if code not in self._places:
            self._places[code] = _planted(code)
        row = self._places[code]
        if isinstance(row, str):
            raise EventRefused(row)
        return row

    def _person(self, reference: str | None) -> int:
        known = self._persons.get(reference)
        if known is None:
            known = self._persons[reference] = contract.person(self._secret, self._code, reference)
        return known


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
