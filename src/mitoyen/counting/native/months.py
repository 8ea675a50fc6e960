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
from mitoyen.counting.results import KEYS

Tables = dict[str, Cells | People]

_MEASURES = ("grams", "metres", "minutes", "cents")
_TALLIES = {"tally", "tally_by_month"}
_TRIPLES = 1 << 22  # more of them in a batch are numbered by sorting
_PIECE = 1000
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
        self._free: list[Tables] = []
        self._lock = threading.Lock()
        keys = {name for question in asked for name in KEYS[question]}
        self._words = ["place", *sorted(keys & {"practice", "category", "proof", "counterfactual"})]
        self._numbers = ["month", *sorted(keys & {"day"})]
        self._measures = [n for n in _MEASURES if any(b.alike.get(n) != 0 for b in batches)] or ["grams"]
        self._numbers += ["count", *self._measures] if _TALLIES & set(asked) else ()
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
        single = "month" in batch.alike
        for month in given["month"][:1].tolist() if single else np.unique(given["month"]).tolist():
            other = None if single else given["month"] != month
            tables = self._tables(month, worker)
            for question in self.asked:
                if question == "contributors":
                    self._add_people(tables[question], lost if other is None else lost | other, place, given)
                else:
                    those = keys[question] if other is None else np.where(other, kernels.EMPTY, keys[question])
                    self._add(tables[question], those, given)
        self._close(batch)

    def _keys(
        self, question: str, rows: slice, given: dict[str, Array], place: Array, coded: dict[str, Coded]
    ) -> Array:
        """Packed key of each row's cell, EMPTY for a row that is not counted in any."""
        lost = self._not_meeting[rows] if question == "ties" and self._not_meeting is not None else self._lost[rows]
        names = [name for name in KEYS[question] if name not in ("place", "day", "month")]
        codes, sizes, kind = self._kind(question, [coded[name] for name in names], len(place))
        period = given["day" if "day" in KEYS[question] else "month"]
        keys = np.empty(len(place), np.int64)
        one, two, three = codes
        kernels.pack(lost, period, place, one, two, three, sizes, kind, keys)
        return keys

    def _kind(self, question: str, coded: Sequence[Coded], rows: int) -> tuple[list[Array], Array, Array]:
        """Three arrays of codes, how many codes each has, and the number of each triple of them."""
        if not coded:
            none = np.zeros(rows, np.int32)
            return [none, none, none], np.ones(3, np.int64), self.kinds[question].numbers([()])
        codes, sizes = [each.codes for each in coded], np.array([len(each.words) for each in coded], np.int64)
        if sizes.prod() <= _TRIPLES:
            seen = np.zeros(max(1, int(sizes.prod())), np.uint8)
            one, two, three = codes
            kernels.mark(one, two, three, sizes, seen)
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
                mine[worker] = self._free.pop() if self._free else {q: self._new(q) for q in self.asked}
            return mine[worker]

    def _add(self, table: Cells | People, keys: Array, given: dict[str, Array]) -> None:
        assert isinstance(table, Cells)  # noqa: S101  # tells the type; only contributors are people
        if table.columns == 1:
            table.add(kernels.add_one, keys, (given["month"],), len(self.places))  # compiled code wants a column
        else:
            columns = tuple(given[name] for name in ("count", *self._measures))
            table.add(kernels.add_tally, keys, columns, len(self.places))

    def _add_people(self, table: Cells | People, lost: Array, place: Array, given: dict[str, Array]) -> None:
        assert isinstance(table, People)  # noqa: S101  # tells the type; only contributors are people
        table.add(lost, place, (given["giver"], given["receiver"]), len(self.places))

    def _new(self, question: str) -> Cells | People:
        if question == "contributors":
            return People()
        return Cells(2 + 2 * len(self._measures) if question in _TALLIES else 1)

    def _close(self, batch: Batch) -> None:
        with self._lock:
            del self._awaited[batch.number]
            awaited = self._awaited.values()
            done = [month for month in self._open if not any(low <= month <= high for low, high in awaited)]
            closed = {month: list(self._open.pop(month).values()) for month in done}
        for month, workers in closed.items():
            for question in self.asked:
                joined, *others = (tables[question] for tables in workers)
                for other in others:
                    joined.join(other)  # type: ignore[arg-type]  # the tables of one question are of one kind
                self.blocks[question][month] = self._block(question, month, joined)
            for tables in workers:
                for table in tables.values():
                    table.emptied()
            self._free.extend(workers)

    def _block(self, question: str, month: int, table: Cells | People) -> Block:
        place_rank = _ranks(self.places)
        if isinstance(table, People):
            places, counts = table.by_place()
            order = np.argsort(place_rank[places])
            months, none = np.full(len(places), month, np.int32), np.zeros(len(places), np.int8)
            return Block(months, _narrow(places[order]), none, [_narrow(counts[order])])
        keys, values = table.cells()
        order = _order(keys, place_rank, _ranks(self.kinds[question]))
        time, place, kind = (np.empty(len(order), np.int32) for _ in range(3))
        kernels.unpack(keys, order, time, place, kind)
        turned = _turned(values, order)
        if question in _TALLIES:
            turned = self._all_numbers(turned)
        return Block(_narrow(time), _narrow(place), _narrow(kind), turned)

    def _all_numbers(self, turned: list[Array]) -> list[Array]:
        """Facts, units, sums and known units of every measure; 0 where the lake says that nothing was measured."""
        nothing = np.zeros(len(turned[0]), np.int8)
        sums = dict(zip(self._measures, turned[2::2], strict=True))
        known = dict(zip(self._measures, turned[3::2], strict=True))
        return [*turned[:2], *(made.get(name, nothing) for made in (sums, known) for name in _MEASURES)]


def _order(keys: Array, place_rank: Array, kind_rank: Array) -> Array:
    """How the cells of a month are sorted."""
    shift = kernels.PLACE_BITS + kernels.KIND_BITS
    first, last = (int(keys.min()) >> shift, int(keys.max()) >> shift) if len(keys) else (0, 0)
    place_bits, kind_bits = len(place_rank).bit_length(), len(kind_rank).bit_length()
    bits = (last - first).bit_length() + place_bits + kind_bits
    order: Array = kernels.arrange(keys, place_rank, kind_rank, first, place_bits, kind_bits, bits)
    return order


def _turned(values: Array, order: Array) -> list[Array]:
    """Rows of numbers as sorted columns, each in as few bytes as hold it; a piece at a time, near the processor."""
    size, columns = values.shape
    low, high = np.zeros(columns, np.int64), np.zeros(columns, np.int64)
    kernels.bounds(values, low, high)
    made: list[Array] = [np.empty(size, _fitting(*bounds)) for bounds in zip(low.tolist(), high.tolist(), strict=True)]
    piece = np.empty((columns, _PIECE), np.int64)
    for start in range(0, size, _PIECE):
        stop = min(start + _PIECE, size)
        kernels.turn(values, order, start, stop, piece)
        for column, numbers in enumerate(made):
            numbers[start:stop] = piece[column, : stop - start]
    return made


def _ranks(words: Words) -> Array:
    """The place of each word in alphabetical order of code points, as SQL sorts text."""
    known = words.known()
    ranks = np.empty(len(known), np.int64)
    ranks[sorted(range(len(known)), key=known.__getitem__)] = np.arange(len(known))
    return ranks


def _narrow(values: Array) -> Array:
    """The same numbers in as few bytes as hold them: a long history has millions of cells."""
    return values.astype(_fitting(int(values.min()), int(values.max())) if len(values) else np.int8)


def _fitting(low: int, high: int) -> type:
    kinds = (np.int8, np.int16, np.int32, np.int64)
    return next(kind for kind in kinds if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
