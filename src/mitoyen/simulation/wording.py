"""From rows of numbers to usage events, or to the columns of a lake."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mitoyen.counting import events as contract
from mitoyen.counting.events import UsageEvent
from mitoyen.simulation import sample
from mitoyen.simulation.details import Tables
from mitoyen.simulation.facts import NONE, Facts
from mitoyen.simulation.laws import AMOUNTS, ANSWERS, PROOFS
from mitoyen.simulation.quartier import Quartier

_HOUR, _MICROSECONDS = 3600, 1_000_000
_UNDOING: Literal["C"] = "C"
"""A reversal is told by one side."""


class Told(NamedTuple):
    """An event, and the moment when it is received."""

    at: datetime.datetime
    event: UsageEvent


class Wording:
    """Names for the numbers of the facts; the last name of a list, reached by NONE, says nothing."""

    def __init__(self, quartiers: Sequence[Quartier], laid: Tables, prefixes: Sequence[str]) -> None:
        self._practices, self._categories, self._answers = laid.practices, (*laid.categories, None), (*ANSWERS, None)
        self._prefixes, self._nodes = prefixes, len(sample.RESIDENCES) + 1
        self._persons: list[str | None] = []
        self._first = np.zeros(len(quartiers) + 1, np.int64)
        self._places: list[str] = []
        for quartier in quartiers:
            self._first[quartier.number] = len(self._persons)
            self._persons.extend(quartier.residents.references)
            self._places += [node.code for node in sample.places_of(quartier.number, quartier.residents.households)]
        self._persons.append(None)
        self._secret: bytes | None = None
        self._hashed = np.zeros(0, np.int64)

    def events(self, facts: Facts) -> Iterator[Told]:
        """The events that the facts tell, in the same order."""
        names = ("received", "occurred", "practice", "category", "proof", "answer", *AMOUNTS, "undoes")
        columns = [facts[name].tolist() for name in names]
        giver, receiver = (self._person(facts, side).tolist() for side in ("giver", "receiver"))
        return map(self._told, self._ids(facts), self._place(facts).tolist(), giver, receiver, *columns)

    def columns(self, facts: Facts, secret: bytes, received: int) -> dict[str, NDArray[Any]]:
        """The same facts as columns of a lake (`mitoyen.counting.lake.COLUMNS`), counted on from `received`."""
        ids, undoes = self._ids(facts), facts["undoes"]
        keys = np.array([contract.key(sample.SOURCE, id) for id in ids], dtype=np.int64)
        undoing = [f"{id}.undo" if undo else id for id, undo in zip(ids, undoes.tolist(), strict=True)]
        own = [contract.key(sample.SOURCE, id) for id in undoing]
        day, month = _days(facts["occurred"])
        made = {
            "received": np.arange(received + 1, received + 1 + len(facts)),
            "event_key": np.array(own, dtype=np.int64),
            "reverses_key": np.where(undoes, keys, 0),
            "source": np.full(len(facts), sample.SOURCE, object),
            "id": np.array(undoing, dtype=object),
            "occurred": facts["occurred"] * _MICROSECONDS,
            "day": day,
            "month": month,
            "place": _named(self._places, self._place(facts)),
            "practice": _named(self._practices, facts["practice"]),
            "category": _named(self._categories, np.where(undoes, NONE, facts["category"])),
            "proof": np.where(undoes, _UNDOING, _named(PROOFS, facts["proof"])),
            "count": np.ones(len(facts), np.int64),
        }
        made |= {name: np.where(undoes, 0, facts[name]) for name in AMOUNTS}
        for side in ("giver", "receiver"):
            made[side] = np.where(undoes, 0, self._pseudonyms(secret)[self._person(facts, side)])
        made["counterfactual"] = _named(self._answers, np.where(undoes, NONE, facts["answer"]))
        return made

    def _told(
        self, id: str, place: int, giver: int, receiver: int, received: int, occurred: int, practice: int,
        category: int, proof: int, answer: int, grams: int, metres: int, minutes: int, cents: int, undoes: bool,
    ) -> Told:  # fmt: skip
        at, moment = (datetime.datetime.fromtimestamp(seconds, datetime.UTC) for seconds in (received, occurred))
        if undoes:
            return Told(at, self._undoing(id, moment, self._places[place], self._practices[practice]))
        event = UsageEvent(
            id=id,
            source=sample.SOURCE,
            occurred_at=moment,
            place=self._places[place],
            practice=self._practices[practice],
            category=self._categories[category],
            grams=grams,
            metres=metres,
            minutes=minutes,
            cents=cents,
            giver=self._persons[giver],
            receiver=self._persons[receiver],
            proof=PROOFS[proof],  # type: ignore[arg-type]  # one of the four letters
            counterfactual=self._answers[answer],  # type: ignore[arg-type]  # one of the six answers, or None
        )
        return Told(at, event)

    def _undoing(self, id: str, moment: datetime.datetime, place: str, practice: str) -> UsageEvent:
        return UsageEvent(
            id=f"{id}.undo",
            source=sample.SOURCE,
            occurred_at=moment,
            place=place,
            practice=practice,
            proof=_UNDOING,
            reverses=id,
        )

    def _ids(self, facts: Facts) -> list[str]:
        """What names each fact; a reversal has the name of the fact that it undoes."""
        prefixes, columns = self._prefixes, (facts[name].tolist() for name in ("quartier", "month", "number"))
        return [
            f"{prefixes[quartier - 1]}.{month:03d}.{number:05d}"
            for quartier, month, number in zip(*columns, strict=True)
        ]

    def _place(self, facts: Facts) -> NDArray[np.int64]:
        return np.asarray((facts["quartier"] - 1) * self._nodes + facts["place"], dtype=np.int64)

    def _person(self, facts: Facts, side: str) -> NDArray[np.int64]:
        """Rank of a person among those of all quartiers, or NONE."""
        return np.where(facts[side] == NONE, NONE, facts[side] + self._first[facts["quartier"]])

    def _pseudonyms(self, secret: bytes) -> NDArray[np.int64]:
        if secret != self._secret:
            hashed = [contract.person(secret, sample.SOURCE, person) for person in self._persons]
            self._secret, self._hashed = secret, np.array(hashed, dtype=np.int64)
        return self._hashed


def _named(names: Sequence[str | None], ranks: NDArray[np.integer]) -> NDArray[np.object_]:
    """The name of each rank, "" for what is not said."""
    told: NDArray[np.object_] = np.array([name or "" for name in names], dtype=object)[ranks]
    return told


def _days(occurred: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Day and month in France of each moment: no change of clocks falls inside an hour."""
    hours, inverse = np.unique(occurred // _HOUR, return_inverse=True)
    moments = [datetime.datetime.fromtimestamp(hour * _HOUR, datetime.UTC) for hour in hours.tolist()]
    days = np.array([contract.day_number(moment) for moment in moments], dtype=np.int64)
    months = np.array([contract.month_number(moment) for moment in moments], dtype=np.int64)
    return days[inverse], months[inverse]
