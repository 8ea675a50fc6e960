"""Which record of each key comes first: how duplicates are dropped, and how first meetings of two persons are found.

Keys are put in buckets; in each bucket, a sieve that fits in a processor's cache keeps the few that may not be alone,
and only for these are the columns read that say which comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from mitoyen.counting.native import kernels
from mitoyen.counting.native.reader import Array, Batch, largest_first, read, whole
from mitoyen.counting.native.work import each

_BUCKET = 1 << 17  # entries
_SIEVE = 16  # bits an entry
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
        self.active = np.zeros((len(batches), self.buckets), np.int64)
        self.keys = np.empty(size, np.int64)
        self.others = np.empty(size if words == 2 else 0, np.int64)
        self.rows = np.empty(size, np.uint32)

    def put(self, batch: Batch, keys: Array, others: Array = _NONE, rows: Array = _EVERY) -> None:
        """Take the keys of a batch, one a row unless rows are told."""
        kernels.scatter(
            keys, others, rows, len(keys), self.bits, batch.first,
            self.starts[batch.number], self.keys, self.others, self.rows,
        )  # fmt: skip

    def keep_repeated(self, targets: Array = _NONE) -> None:
        """Keep in play the entries whose key may not be alone, and those that may be a target; the others are gone."""
        self.targets = np.empty(len(targets), np.int64)
        self.target_starts = np.zeros(self.buckets + 1, np.int64)
        none, rows = self.targets[:0], np.empty(len(targets), np.uint32)
        kernels.scatter(targets, none, _EVERY, len(targets), self.bits, 0, self.target_starts, self.targets, none, rows)
        each(self._sieve, range(self.buckets), self.workers)

    def drop_later(self, lost: Array, *orders: str) -> None:
        """Mark, among records of the same key, all but the first in the order of some columns, then of the lake."""
        for order in orders:
            if not self.active.any():
                return
            places = np.cumsum(self.active).reshape(self.active.shape) - self.active
            values, gone = (np.empty(int(self.active.sum()), kind) for kind in (np.int64, np.uint8))
            each(partial(self._gather, order, places, values), largest_first(self.batches), self.workers)
            settle = partial(self._settle, order == orders[-1], places, values, gone, lost)
            each(settle, np.nonzero(self.active.any(axis=0))[0].tolist(), self.workers)

    def mark_reversed(self, lost: Array, targets: Array) -> None:
        """Mark the records in play whose key is a target."""
        starts, keys = np.zeros(self.buckets + 1, np.int64), np.empty(len(targets), np.int64)
        rows = np.empty(len(targets), np.uint32)
        kernels.scatter(targets, _NONE, _EVERY, len(targets), self.bits, 0, starts, keys, _NONE, rows)

        def mark(bucket: int) -> None:
            table = _table(int(starts[bucket + 1] - starts[bucket]))
            kernels.flag_reversed(
                bucket, self.first_rows, self.starts, self.active, self.keys, self.rows, starts, keys, table, lost
            )

        each(mark, np.nonzero(np.diff(starts))[0].tolist(), self.workers)

    def _sieve(self, bucket: int) -> None:
        size = int(np.sum(self.starts[:, bucket + 1] - self.starts[:, bucket]))
        once, twice = np.empty((2, max(1, 1 << (_SIEVE * size // 64).bit_length())), np.uint64)
        kernels.sieve(
            bucket, self.starts, self.keys, self.others, self.rows, self.target_starts, self.targets,
            once, twice, self.active,
        )  # fmt: skip

    def _gather(self, order: str, places: Array, values: Array, batch: Batch) -> None:
        mine = self.active[batch.number]
        if mine.any():
            column = read(batch, [order])[0][order]
            at = int(places[batch.number, 0])
            kernels.gather(self.starts[batch.number], mine, self.rows, column, values, at)

    def _settle(self, last: bool, places: Array, values: Array, gone: Array, lost: Array, bucket: int) -> None:
        table = _table(int(self.active[:, bucket].sum()))
        kernels.settle(
            bucket, last, self.first_rows, self.starts, self.active, places, self.keys, self.others, self.rows,
            values, gone, table, np.empty(len(table), np.int64), lost,
        )  # fmt: skip


def lost_records(batches: Sequence[Batch], workers: int) -> Array:
    """Why each record of the lake is no fact: 0 where it is one."""
    entries = Entries(batches, words=1, workers=workers)
    lost = np.zeros(len(entries.keys), np.uint8)
    aims: dict[int, tuple[Array, Array]] = {}

    def look(batch: Batch) -> None:
        given, _ = read(batch, ["event_key", "reverses_key"])
        entries.put(batch, whole(given["event_key"], batch.rows))
        undoing = np.nonzero(given["reverses_key"])[0]
        if len(undoing):
            rows = undoing if len(given["reverses_key"]) == batch.rows else np.arange(batch.rows)
            aims[batch.number] = rows + batch.first, whole(given["reverses_key"], batch.rows)[rows]

    each(look, largest_first(batches), workers)
    rows, targets = (np.concatenate([_NONE, *(pair[part] for pair in aims.values())]) for part in (0, 1))
    entries.keep_repeated(targets)
    entries.drop_later(lost, "received")
    entries.mark_reversed(lost, targets[lost[rows] == 0])  # a reversal that is a duplicate undoes nothing
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
        giver, receiver = (whole(given[name], batch.rows) for name in ("giver", "receiver"))
        found = kernels.pairs(lost[mine], giver, receiver, low, high, rows)
        other[mine][rows[:found]] = 0
        entries.put(batch, low[:found], high[:found], rows[:found])

    each(look, largest_first(batches), workers)
    entries.keep_repeated()
    entries.drop_later(other, "occurred", "event_key")
    return other


def _table(size: int) -> Array:
    """A table at most half full, whose place costs nothing until it is used."""
    return np.empty(1 << max(4, (2 * size - 1).bit_length()), np.int32)
