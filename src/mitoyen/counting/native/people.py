"""Who took part where, and in which months: a person stands once for each place, and for 32 months."""

from __future__ import annotations

import threading
from itertools import pairwise

import numpy as np

from mitoyen.counting.native import kernels
from mitoyen.counting.native.cells import Rows
from mitoyen.counting.native.reader import Array
from mitoyen.counting.native.work import each

_MASK = 32


class People:
    """Persons of each place and month, in a table for a few hundred neighbouring places; several threads may add."""

    def __init__(self) -> None:
        self._parts: list[_Part] = []
        self._lock = threading.Lock()

    def add(self, rows: Rows, month: int) -> None:
        """Note the persons of facts; month: its number, from 0 on, whatever the order of months."""
        with self._lock:
            while len(self._parts) < len(rows.starts) - 1:
                self._parts.append(_Part())
        for part, (start, stop) in zip(self._parts, pairwise(rows.starts.tolist()), strict=False):
            if stop > start:
                part.add(rows.keys[start:stop], [column[start:stop] for column in rows.columns], month)

    def counts(self, months: int, workers: int) -> tuple[Array, Array, Array]:
        """Number of the month, place and how many persons took part, wherever there are any."""
        found: list[tuple[Array, Array, Array]] = [(_NONE, _NONE, _NONE)] * len(self._parts)

        def count(part: int) -> None:
            month, place, persons = self._parts[part].counts(months)
            found[part] = month, place + (part << kernels.PLACE_SHIFT), persons

        each(count, range(len(self._parts)), workers)
        month, place, persons = (np.concatenate(column) for column in zip(*found, (_NONE,) * 3, strict=True))
        return month, place, persons


class _Part:
    """A hash table of persons."""

    def __init__(self) -> None:
        self._used = np.zeros(1, np.int64)
        self._table = np.zeros((1 << 9, 2), np.int64)
        self._lock = threading.Lock()

    def add(self, keys: Array, persons: list[Array], month: int) -> None:
        """Note these persons at these places, with more room whenever it is wanted."""
        with self._lock:
            for person in persons:
                done = 0
                while (done := self._call(done, keys, person, month)) < len(person):
                    larger = np.zeros((2 * len(self._table), 2), np.int64)
                    kernels.move_people(self._table, larger)
                    self._table = larger

    def counts(self, months: int) -> tuple[Array, Array, Array]:
        """Number of the month, place in the part and how many persons, wherever there are any."""
        counts = np.zeros((months + _MASK, 1 << kernels.PLACE_SHIFT), np.int64)
        kernels.count_people(self._table, counts)
        month, place = np.nonzero(counts)
        return month, place, counts[month, place]

    def _call(self, done: int, keys: Array, person: Array, month: int) -> int:
        bit, table = 1 << month % _MASK, self._table
        return int(kernels.add_people(done, keys, person, month // _MASK, bit, table, self._used))


_NONE = np.empty(0, np.int64)
