"""Who took part where, and in which months: a person stands once for each place, and for 32 months."""

from __future__ import annotations

import threading

import numpy as np

from mitoyen.counting.native import kernels
from mitoyen.counting.native.cells import Rows
from mitoyen.counting.native.memory import Memory
from mitoyen.counting.native.reader import Array
from mitoyen.counting.native.work import each

_MASK = 32
_WAITING = 1 << 22  # facts


class People:
    """Persons of each place and month, in a table for a few hundred neighbouring places; several threads may add.

    Facts wait until there are many, so that each table comes near the processor for many facts at once.
    """

    def __init__(self, memory: Memory):
        self._memory = memory
        self._parts: list[_Part] = []
        self._waiting: list[tuple[Rows, int]] = []
        self._lock = threading.Lock()

    def add(self, rows: Rows, month: int) -> None:
        """Take facts of a month, told by its number: from 0 on, whatever the order of months.

        They are given back to the memory that lent them.
        """
        with self._lock:
            self._parts += [_Part() for _ in range(len(self._parts), len(rows.starts) - 1)]
            self._waiting.append((rows, month))
            full = sum(len(each) for each, _ in self._waiting) >= _WAITING
            taken, parts = (self._waiting, self._parts[:]) if full else ([], [])
            self._waiting = [] if full else self._waiting
        for number, part in enumerate(parts):
            part.add(number, taken)
        self._memory.take_back(array for rows, _ in taken for array in rows.arrays())

    def counts(self, months: int, workers: int) -> tuple[Array, Array, Array]:
        """Number of the month, place and how many persons took part, wherever there are any."""
        found: list[tuple[Array, Array, Array]] = [(_NONE, _NONE, _NONE)] * len(self._parts)

        def count(number: int) -> None:
            self._parts[number].add(number, self._waiting)
            month, place, persons = self._parts[number].counts(months)
            found[number] = month, place + (number << kernels.PLACE_SHIFT), persons

        each(count, range(len(self._parts)), workers)
        month, place, persons = (np.concatenate(column) for column in zip(*found, (_NONE,) * 3, strict=True))
        return month, place, persons


class _Part:
    """A hash table of persons."""

    def __init__(self) -> None:
        self._used = np.zeros(1, np.int64)
        self._table = np.zeros((1 << 9, 2), np.int64)
        self._lock = threading.Lock()

    def add(self, number: int, given: list[tuple[Rows, int]]) -> None:
        """Note the persons of this part; number: which part it is."""
        with self._lock:
            for rows, month in given:
                where = rows.part(number)
                for person in rows.columns:
                    self._note(rows.keys[where], person[where], month)

    def counts(self, months: int) -> tuple[Array, Array, Array]:
        """Number of the month, place in the part and how many persons, wherever there are any."""
        counts = np.zeros((months + _MASK, 1 << kernels.PLACE_SHIFT), np.int64)
        kernels.count_people(self._table, counts)
        month, place = np.nonzero(counts)
        return month, place, counts[month, place]

    def _note(self, keys: Array, person: Array, month: int) -> None:
        done = 0
        while (done := self._call(done, keys, person, month)) < len(person):
            larger = np.zeros((2 * len(self._table), 2), np.int64)
            kernels.move_people(self._table, larger)
            self._table = larger

    def _call(self, done: int, keys: Array, person: Array, month: int) -> int:
        bit, table = 1 << month % _MASK, self._table
        return int(kernels.add_people(done, keys, person, month // _MASK, bit, table, self._used))


_NONE = np.empty(0, np.int64)
