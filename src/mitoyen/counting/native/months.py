"""Facts added up month by month: each worker has its tables of a month, joined and sorted when the month is done."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mitoyen.counting.native import kernels
from mitoyen.counting.native.cells import Cells, People
from mitoyen.counting.native.reader import Array, Batch, Coded, Words, read
from mitoyen.counting.results import KEYS, NUMBERS

Tables = dict[str, Cells | People]

_MEASURES = ("count", "grams", "metres", "minutes", "cents")
_TRIPLES = 1 << 22  # more of them in a batch are numbered by sorting
_ALWAYS = (-(2**31), 2**31)


@dataclass(frozen=True)
class Block:
    """The rows of one question and month, sorted; place and kind are numbers of words."""

    time: Array
    place: Array
    kind: Array
    numbers: list[Array]


class Months:
    """The fold: batches come in from several workers, blocks of sorted rows come out."""

    def __init__(self, asked: Sequence[str], batches: Sequence[Batch], lost: Array, not_meeting: Array | None):
        self.asked = asked
        self.places = Words(1 << kernels.PLACE_BITS, "places")
        self.kinds = {question: Words(1 << kernels.KIND_BITS, "kinds of exchange") for question in asked}
        self.blocks: dict[str, dict[int, Block]] = {question: {} for question in asked}
        self._lost = lost
        self._not_meeting = not_meeting
        self._awaited = {batch.number: batch.months or _ALWAYS for batch in batches}
        self._open: dict[int, dict[int, Tables]] = defaultdict(dict)
        self._lock = threading.Lock()
        keys = {name for question in asked for name in KEYS[question]}
        self._words = ["place", *sorted(keys & {"practice", "category", "proof", "counterfactual"})]
        self._numbers = ["month", *sorted(keys & {"day"})]
        self._numbers += _MEASURES if {"tally", "tally_by_month"} & set(asked) else ()
        self._numbers += ["giver", "receiver"] if "contributors" in asked else ()

    def take(self, worker: int, batch: Batch) -> None:
        """Add the facts of a batch; close the months that no batch to come can hold."""
        given, coded = read(batch, self._numbers, self._words)
        mine = slice(batch.first, batch.first + batch.rows)
        lost = self._lost[mine]
        place = self.places.numbers(coded["place"].words).astype(np.int32)[coded["place"].codes]
        keys = {
            question: self._keys(question, mine, given, place, coded)
            for question in self.asked
            if question != "contributors"
        }
        for month in np.unique(given["month"]).tolist() if "month" not in batch.alike else [batch.alike["month"]]:
            other = None if "month" in batch.alike else given["month"] != month
            tables = self._tables(month, worker)
            for question in self.asked:
                if question == "contributors":
                    _add_people(tables[question], lost if other is None else lost | other, place, given)
                else:
                    those = keys[question] if other is None else np.where(other, kernels.EMPTY, keys[question])
                    _add(question, tables[question], those, given)
        self._close(batch)

    def _keys(self, question: str, rows: slice, given: dict[str, Array], place: Array, coded: dict[str, Coded]) -> Array:
        """Packed key of each row's cell, EMPTY for a row that is not counted in any."""
        lost = self._not_meeting[rows] if question == "ties" and self._not_meeting is not None else self._lost[rows]
        names = [name for name in KEYS[question] if name not in ("place", "day", "month")]
        codes, sizes, kind = self._kind(question, [coded[name] for name in names], len(place))
        period = given["day" if "day" in KEYS[question] else "month"]
        keys = np.empty(len(place), np.int64)
        kernels.pack(lost, period, place, *codes, sizes, kind, keys)
        return keys

    def _kind(self, question: str, coded: Sequence[Coded], rows: int) -> tuple[list[Array], Array, Array]:
        """Three arrays of codes, how many codes each has, and the number of each triple of them."""
        if not coded:
            none = np.zeros(rows, np.int32)
            return [none, none, none], np.ones(3, np.int64), self.kinds[question].numbers([()])
        codes, sizes = [each.codes for each in coded], np.array([len(each.words) for each in coded], np.int64)
        if sizes.prod() <= _TRIPLES:
            seen = np.zeros(max(1, int(sizes.prod())), np.uint8)
            kernels.mark(*codes, sizes, seen)
            triples = np.nonzero(seen)[0]
            kind = np.full(len(seen), kernels.EMPTY, np.int64)
            kind[triples] = self._numbered(question, triples, sizes, coded)
            return codes, sizes, kind
        joined = (codes[0].astype(np.int64) * sizes[1] + codes[1]) * sizes[2] + codes[2]
        triples, place = np.unique(joined, return_inverse=True)
        none = np.zeros(rows, np.int32)
        kind = self._numbered(question, triples, sizes, coded)
        return [place.astype(np.int32), none, none], np.array([len(triples), 1, 1]), kind

    def _numbered(self, question: str, triples: Array, sizes: Array, coded: Sequence[Coded]) -> Array:
        parts = np.unravel_index(triples, sizes)
        told = list(zip(*([each.words[i] for i in part] for each, part in zip(coded, parts, strict=True)), strict=True))
        numbers = self.kinds[question].numbers(told)
        if question == "answers":  # an empty last word: nothing was answered
            numbers[[not words[-1] for words in told]] = kernels.EMPTY
        return numbers

    def _tables(self, month: int, worker: int) -> Tables:
        with self._lock:
            mine = self._open[month]
            if worker not in mine:
                mine[worker] = {
                    question: People() if question == "contributors" else Cells(len(NUMBERS[question]))
                    for question in self.asked
                }
            return mine[worker]

    def _close(self, batch: Batch) -> None:
        with self._lock:
            del self._awaited[batch.number]
            awaited = self._awaited.values()
            done = [month for month in self._open if not any(low <= month <= high for low, high in awaited)]
            closed = {month: list(self._open.pop(month).values()) for month in done}
        for month, workers in closed.items():
            for question in self.asked:
                joined, *others = (tables.pop(question) for tables in workers)
                for other in others:
                    joined.join(other)  # type: ignore[arg-type]  # the tables of one question are of one kind
                self.blocks[question][month] = self._block(question, month, joined)

    def _block(self, question: str, month: int, table: Cells | People) -> Block:
        place_rank = _ranks(self.places)
        if isinstance(table, People):
            places, counts = table.by_place()
            order = np.argsort(place_rank[places])
            time, kind = np.full(len(places), month, np.int32), np.zeros(len(places), np.int8)
            return Block(time, _narrow(places[order]), kind, [_narrow(counts[order])])
        keys, kind_rank = table.keys, _ranks(self.kinds[question])
        kind = keys & ((1 << kernels.KIND_BITS) - 1)
        place = (keys >> kernels.KIND_BITS) & ((1 << kernels.PLACE_BITS) - 1)
        time = keys >> (kernels.KIND_BITS + kernels.PLACE_BITS)
        ranked = (((time << kernels.PLACE_BITS) | place_rank[place]) << kernels.KIND_BITS) | kind_rank[kind]
        order = np.argsort(ranked)
        values = table.values[order]
        return Block(
            _narrow(time[order]), _narrow(place[order]), _narrow(kind[order]),
            [_narrow(values[:, column]) for column in range(values.shape[1])],
        )  # fmt: skip


def _add(question: str, table: Cells | People, keys: Array, given: dict[str, Array]) -> None:
    assert isinstance(table, Cells)  # noqa: S101  # tells the type; only contributors are people
    if question in ("answers", "ties"):
        table.add(kernels.add_one, keys)
    else:
        table.add(kernels.add_tally, keys, *(given[name] for name in _MEASURES))


def _add_people(table: Cells | People, lost: Array, place: Array, given: dict[str, Array]) -> None:
    assert isinstance(table, People)  # noqa: S101  # tells the type; only contributors are people
    for name in ("giver", "receiver"):
        table.add(lost, place, given[name])


def _ranks(words: Words) -> Array:
    """The place of each word in alphabetical order of code points, as SQL sorts text."""
    known = words.known()
    ranks = np.empty(len(known), np.int64)
    ranks[sorted(range(len(known)), key=known.__getitem__)] = np.arange(len(known))
    return ranks


def _narrow(values: Array) -> Array:
    """The same numbers in as few bytes as hold them: a long history has millions of cells."""
    if not len(values):
        return values.astype(np.int8)
    low, high = int(values.min()), int(values.max())
    kinds = (np.int8, np.int16, np.int32, np.int64)
    fits = next(kind for kind in kinds if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
    return values.astype(fits)
