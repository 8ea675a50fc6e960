"""Facts added up month by month: they are held, in order of place, until no batch to come can have one of the month."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mitoyen.counting.native import kernels
from mitoyen.counting.native.cells import Adder, Rows, Sums
from mitoyen.counting.native.memory import Memory
from mitoyen.counting.native.packing import Facts, Packing, by_month
from mitoyen.counting.native.people import People
from mitoyen.counting.native.reader import Array, Batch, Words, read
from mitoyen.counting.results import KEYS

_MEASURES = ("grams", "metres", "minutes", "cents")
_TALLIES = {"tally", "tally_by_month"}
_PERSONS = ("giver", "receiver")
_HELD = 1 << 24  # facts held as they are, of all questions, before some are added up early
_ALWAYS = (-(2**31), 2**31)


@dataclass(frozen=True)
class Block:
    """The rows of one question and month; place and kind are numbers of words."""

    time: Array
    place: Array
    kind: Array
    numbers: list[Array]


@dataclass
class Held:
    """The facts of one question and month, and those of them that are added up already."""

    rows: list[Rows] = field(default_factory=list)
    sums: list[Sums] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(map(len, self.rows))


class Months:
    """The fold: batches come in from several workers, blocks of rows come out."""

    def __init__(self, asked: Sequence[str], batches: Sequence[Batch], workers: int):
        self.asked = asked
        self._memory = Memory()
        self.packing = Packing(asked, self._memory)
        self.blocks: dict[str, list[Block]] = {question: [] for question in asked}
        self._people, self._months = People(self._memory), Words(2**31, "months")
        self._awaited = {batch.number: batch.months or _ALWAYS for batch in batches}
        self._open: dict[int, dict[str, Held]] = defaultdict(lambda: defaultdict(Held))
        self._lock = threading.Lock()
        self._measures = [n for n in _MEASURES if any(b.alike.get(n) != 0 for b in batches)] or ["grams"]
        self._added = {question: self._columns(question) for question in asked}
        tallies = [question for question in asked if question in _TALLIES]  # they and contributors count all facts
        self._alike = {q: (tallies or [q])[0] if q == "contributors" else q for q in asked}
        keys = {name for question in asked for name in KEYS[question]}
        self._words = ["place", *sorted(keys & {"practice", "category", "proof", "counterfactual"})]
        added = {name for names in self._added.values() for name in names}
        self._numbers = ["month", *sorted((keys & {"day"}) | added)]
        self._adders = [{question: self._adder(question) for question in asked} for _ in range(workers)]

    def take(self, worker: int, batch: Batch, lost: dict[str, Array]) -> None:
        """Hold the facts of a batch; close the months that no batch to come can hold."""
        given, coded = read(batch, self._numbers, self._words)
        for facts in by_month(Facts(given, coded, lost)):
            packed = {alike: self.packing.packed(alike, facts) for alike in set(self._alike.values())}
            for question in self.asked:
                columns = [facts.given[name] for name in self._added[question]]
                rows = self.packing.split(packed[self._alike[question]], columns)
                if question == "contributors":
                    self._people.add(rows, int(self._months.numbers([facts.month])[0]))
                elif len(rows):
                    self._hold(worker, question, facts.month, rows)
            self._memory.take_back(each.keys for each in packed.values())
        for held in self._done(batch).values():
            for question, those in held.items():
                self.blocks[question].append(self._block(question, self._sums(worker, question, those)))

    def finish(self, workers: int) -> None:
        """Add the blocks that only the whole lake can tell."""
        self._memory.clear()
        if "contributors" in self.asked:
            known = np.array(self._months.known(), np.int64)
            month, place, persons = self._people.counts(len(known), workers)
            none = np.zeros(len(month), np.int8)
            self.blocks["contributors"].append(Block(_narrow(known[month]), _narrow(place), none, [_narrow(persons)]))

    def _columns(self, question: str) -> tuple[str, ...]:
        if question == "contributors":
            return _PERSONS
        return ("count", *self._measures) if question in _TALLIES else ("month",)  # compiled code wants a column

    def _adder(self, question: str) -> Adder:
        return Adder(2 + 2 * len(self._measures) if question in _TALLIES else 1)

    def _hold(self, worker: int, question: str, month: int, rows: Rows) -> None:
        with self._lock:
            self._open[month][question].rows.append(rows)
            full = sum(len(held) for each in self._open.values() for held in each.values()) > _HELD
            held = self._open[month].pop(question) if full else None
        if held is not None:
            sums = self._sums(worker, question, held).copied()
            with self._lock:
                self._open[month][question].sums.append(sums)

    def _done(self, batch: Batch) -> dict[int, dict[str, Held]]:
        with self._lock:
            del self._awaited[batch.number]
            awaited = self._awaited.values()
            done = [month for month in self._open if not any(low <= month <= high for low, high in awaited)]
            return {month: self._open.pop(month) for month in done}

    def _sums(self, worker: int, question: str, held: Held) -> Sums:
        kinds = None if "day" in KEYS[question] else len(self.packing.kinds[question])
        sums = self._adders[worker][question].sums(held.rows, held.sums, kinds)
        self._memory.take_back(array for rows in held.rows for array in rows.arrays())
        return sums

    def _block(self, question: str, sums: Sums) -> Block:
        time, place, kind = (np.empty(len(sums), np.int32) for _ in range(3))
        kernels.unpack(sums.keys, time, place, kind)
        numbers = [_narrow(column) for column in sums.values]
        if question in _TALLIES:
            numbers = self._all_numbers(numbers)
        return Block(_narrow(time), _narrow(place), _narrow(kind), numbers)

    def _all_numbers(self, told: list[Array]) -> list[Array]:
        """Facts, units, sums and known units of every measure; 0 where the lake says that nothing was measured."""
        nothing = np.zeros(len(told[0]), np.int8)
        sums = dict(zip(self._measures, told[2::2], strict=True))
        known = dict(zip(self._measures, told[3::2], strict=True))
        return [*told[:2], *(made.get(name, nothing) for made in (sums, known) for name in _MEASURES)]


def _narrow(values: Array) -> Array:
    """The same numbers in as few bytes as hold them: a long history has millions of cells."""
    return values.astype(_fitting(int(values.min()), int(values.max())) if len(values) else np.int8)


def _fitting(low: int, high: int) -> type:
    kinds = (np.int8, np.int16, np.int32, np.int64)
    return next(kind for kind in kinds if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
