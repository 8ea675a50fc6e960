"""Which record of each key comes first: how duplicates are dropped, and how first meetings of two persons are found.

Keys are put in buckets small enough for a processor's cache; in each bucket, keys that are not alone are found with a
small hash table, and only for these are the columns read that say which comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from mitoyen.counting.native import kernels
from mitoyen.counting.native.reader import Array, Batch, read
from mitoyen.counting.native.work import each

_BUCKET = 1 << 15  # entries
_NONE = np.empty(0, np.int64)
_EVERY = np.empty(0, np.uint32)


class Entries:
    """Keys of one or two words, each with the row of the batch where it stands, by batch and bucket."""

    def __init__(self, batches: Sequence[Batch], *, words: int, workers: int):
        self.batches = batches
        self.workers = workers
        size = sum(batch.rows for batch in batches)
        self.bits = max(1, min(9, (size // _BUCKET).bit_length()))
        self.buckets = 1 << self.bits
        self.first_rows = np.array([batch.first for batch in batches], np.int64)
        self.starts = np.zeros((len(batches), self.buckets + 1), np.int64)
        self.keys = np.empty(size, np.int64)
        self.others = np.empty(size if words == 2 else 0, np.int64)
        self.rows = np.empty(size, np.uint32)

    def put(self, batch: Batch, keys: Array, others: Array = _NONE, rows: Array = _EVERY) -> None:
        """Take the keys of a batch, one a row unless rows are told."""
        kernels.scatter(
            keys, others, rows, len(keys), self.bits, batch.first,
            self.starts[batch.number], self.keys, self.others, self.rows,
        )  # fmt: skip

    def drop_later(self, lost: Array, *orders: str) -> None:
        """Mark, among records of the same key, all but the first in the order of some columns, then of the lake."""
        flags = np.zeros(len(self.keys), np.uint8)
        active = np.diff(self.starts, axis=1)
        size = active.sum(axis=0)
        each(partial(self._flag_repeated, flags, size), range(self.buckets), self.workers)
        for order in orders:
            each(lambda batch: self._bring_forward(batch, active, flags), self.batches, self.workers)
            size = active.sum(axis=0)
            if not size.any():
                return
            places = np.cumsum(active).reshape(active.shape) - active
            values = np.empty(int(size.sum()), np.int64)
            each(partial(self._gather, order, active, places, values), self.batches, self.workers)
            settle = partial(self._settle, order == orders[-1], active, places, values, flags, lost, size)
            each(settle, np.nonzero(size)[0].tolist(), self.workers)

    def mark_reversed(self, targets: Array, lost: Array) -> None:
        """Mark the records whose key is a target."""
        starts = np.zeros(self.buckets + 1, np.int64)
        keys, rows = np.empty(len(targets), np.int64), np.empty(len(targets), np.uint32)
        kernels.scatter(targets, _NONE, _EVERY, len(targets), self.bits, 0, starts, keys, _NONE, rows)
        aimed = np.nonzero(np.diff(starts))[0].tolist()

        def mark(bucket: int) -> None:
            table = _table(int(starts[bucket + 1] - starts[bucket]))
            kernels.flag_reversed(bucket, self.first_rows, self.starts, self.keys, self.rows, starts, keys, table, lost)

        each(mark, aimed, self.workers)

    def _flag_repeated(self, flags: Array, size: Array, bucket: int) -> None:
        if size[bucket] > 1:
            kernels.flag_repeated(bucket, self.starts, self.keys, self.others, _table(int(size[bucket])), flags)

    def _bring_forward(self, batch: Batch, active: Array, flags: Array) -> None:
        starts = self.starts[batch.number]
        kernels.bring_forward(starts, active[batch.number], self.keys, self.others, self.rows, flags)

    def _gather(self, order: str, active: Array, places: Array, values: Array, batch: Batch) -> None:
        mine = active[batch.number]
        if mine.any():
            column = read(batch, [order])[0][order]
            at = int(places[batch.number, 0])
            kernels.gather(self.starts[batch.number], mine, self.rows, column, values, at)

    def _settle(
        self,
        last: bool,
        active: Array,
        places: Array,
        values: Array,
        flags: Array,
        lost: Array,
        size: Array,
        bucket: int,
    ) -> None:
        table = _table(int(size[bucket]))
        kernels.settle(
            bucket, last, self.first_rows, self.starts, active, places, self.keys, self.others, self.rows,
            values, table, np.empty(len(table), np.int64), flags, lost,
        )  # fmt: skip


def lost_records(batches: Sequence[Batch], workers: int) -> Array:
    """Why each record of the lake is no fact: 0 where it is one."""
    entries = Entries(batches, words=1, workers=workers)
    lost = np.zeros(len(entries.keys), np.uint8)
    aims: dict[int, tuple[Array, Array]] = {}

    def look(batch: Batch) -> None:
        given, _ = read(batch, ["event_key", "reverses_key"])
        entries.put(batch, given["event_key"])
        undoing = np.nonzero(given["reverses_key"])[0]
        if len(undoing):
            aims[batch.number] = undoing + batch.first, given["reverses_key"][undoing]

    each(look, batches, workers)
    entries.drop_later(lost, "received")
    if aims:
        rows, targets = (np.concatenate([pair[part] for pair in aims.values()]) for part in (0, 1))
        entries.mark_reversed(targets[lost[rows] == 0], lost)  # a reversal that is a duplicate undoes nothing
        lost[rows] |= kernels.REVERSAL
    return lost


def not_first_meetings(batches: Sequence[Batch], lost: Array, workers: int) -> Array:
    """0 for each fact at which two persons meet for the first time."""
    entries = Entries(batches, words=2, workers=workers)
    other = np.ones(len(lost), np.uint8)

    def look(batch: Batch) -> None:
        given, _ = read(batch, ["giver", "receiver"])
        low, high = np.empty(batch.rows, np.int64), np.empty(batch.rows, np.int64)
        rows = np.empty(batch.rows, np.uint32)
        mine = slice(batch.first, batch.first + batch.rows)
        found = kernels.pairs(lost[mine], given["giver"], given["receiver"], low, high, rows)
        other[mine][rows[:found]] = 0
        entries.put(batch, low[:found], high[:found], rows[:found])

    each(look, batches, workers)
    entries.drop_later(other, "occurred", "event_key")
    return other


def _table(size: int) -> Array:
    """A table at most half full, whose place costs nothing until it is used."""
    return np.empty(1 << max(4, (2 * size - 1).bit_length()), np.int32)
