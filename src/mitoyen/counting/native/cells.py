"""What is added up meanwhile: sums by cell, and who took part where."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from mitoyen.counting.native import kernels
from mitoyen.counting.native.reader import Array


class Cells:
    """Sums by cell, in a table for each few hundred neighbouring places, so that it stays near the processor."""

    def __init__(self, columns: int):
        self.columns = columns
        self._parts: list[_Part] = []

    def add(self, kernel: Callable[..., int], keys: Array, columns: tuple[Array, ...], places: int) -> None:
        """Call an adding kernel on all the rows whose key is not EMPTY; places: how many there are, at least."""
        starts, keys, columns = _split(keys, columns, places)
        while len(self._parts) < len(starts) - 2:
            self._parts.append(_Part(self.columns))
        for part, (start, stop) in zip(self._parts, pairwise(starts[:-1].tolist()), strict=False):
            if stop > start:
                part.add(kernel, keys[start:stop], tuple(column[start:stop] for column in columns))

    def join(self, other: Cells) -> None:
        """Add the cells of another worker."""
        while len(self._parts) < len(other._parts):
            self._parts.append(_Part(self.columns))
        for mine, theirs in zip(self._parts, other._parts, strict=False):
            mine.add(kernels.add_cells, *theirs.cells())

    def cells(self) -> tuple[Array, Array]:
        """Packed keys, as they came, and their sums, (cells, columns)."""
        told = [part.cells() for part in self._parts] or [
            (np.empty(0, np.int64), np.empty((0, self.columns), np.int64))
        ]
        return np.concatenate([keys for keys, _ in told]), np.concatenate([values for _, values in told])

    def emptied(self) -> Cells:
        """Itself, ready for another month: memory that is used again is not asked of the system again."""
        for part in self._parts:
            part.empty()
        return self


class _Part:
    """A hash table from packed keys to rows of numbers."""

    def __init__(self, columns: int):
        self._columns = columns
        self._used = np.zeros(1, np.int64)
        self._make_room(1 << 9, np.empty(0, np.int64), np.empty((0, columns), np.int64))

    def cells(self) -> tuple[Array, Array]:
        return self._keys[: self._used[0]], self._values[: self._used[0]]

    def add(self, kernel: Callable[..., int], keys: Array, columns: Array | tuple[Array, ...]) -> None:
        """Call an adding kernel on all the rows, with more room whenever it asks."""
        done = 0
        while (done := self._call(kernel, done, keys, columns)) < len(keys):
            self._make_room(2 * len(self._table), *self.cells())

    def empty(self) -> None:
        self._used[0] = 0
        self._table[:, 0] = kernels.EMPTY

    def _call(self, kernel: Callable[..., int], done: int, keys: Array, columns: Array | tuple[Array, ...]) -> int:
        return int(kernel(done, keys, columns, self._table, self._keys, self._values, self._used))

    def _make_room(self, size: int, keys: Array, values: Array) -> None:
        self._table = np.full((size, 2), kernels.EMPTY, np.int64)  # key, number of its row
        cells = 2 * size // 3
        self._keys, self._values = np.empty(cells, np.int64), np.empty((cells, self._columns), np.int64)
        self._used[0] = 0
        self._call(kernels.add_cells, 0, keys, values)


class People:
    """Who took part where, in a set for each few hundred neighbouring places."""

    def __init__(self) -> None:
        self._parts: list[_Seen] = []

    def add(self, lost: Array, place: Array, persons: tuple[Array, ...], places: int) -> None:
        """Note the persons of the rows that count; places: how many there are, at least."""
        keys = place.astype(np.int64) << kernels.KIND_BITS
        keys[lost != 0] = kernels.EMPTY
        starts, keys, persons = _split(keys, persons, places)
        while len(self._parts) < len(starts) - 2:
            self._parts.append(_Seen())
        for part, (start, stop) in zip(self._parts, pairwise(starts[:-1].tolist()), strict=False):
            for person in persons:
                part.add(keys[start:stop], person[start:stop])

    def join(self, other: People) -> None:
        """Add those that another worker saw."""
        while len(self._parts) < len(other._parts):
            self._parts.append(_Seen())
        for mine, theirs in zip(self._parts, other._parts, strict=False):
            mine.add(*theirs.seen())

    def by_place(self) -> tuple[Array, Array]:
        """Places, and how many persons took part in each."""
        keys = [part.keys() for part in self._parts]
        counts = np.bincount(np.concatenate(keys) >> kernels.KIND_BITS if keys else np.empty(0, np.int64))
        places = np.nonzero(counts)[0]
        return places, counts[places]

    def emptied(self) -> People:
        """Itself, ready for another month."""
        for part in self._parts:
            part.empty()
        return self


class _Seen:
    """A hash set of (place, person)."""

    def __init__(self) -> None:
        self._used = np.zeros(1, np.int64)
        self._make_room(1 << 9)

    def add(self, keys: Array, person: Array) -> None:
        """Note these persons at these places, with more room whenever it is wanted."""
        done = 0
        while (done := int(kernels.add_people(done, keys, person, self._table, self._used))) < len(person):
            seen = self.seen()
            self._make_room(4 * len(self._table))
            kernels.add_people(0, *seen, self._table, self._used)

    def keys(self) -> Array:
        keys: Array = self._table[:, 0]
        there: Array = keys[keys != kernels.EMPTY]
        return there

    def seen(self) -> tuple[Array, Array]:
        taken = self._table[self._table[:, 0] != kernels.EMPTY]
        return np.ascontiguousarray(taken[:, 0]), np.ascontiguousarray(taken[:, 1])

    def empty(self) -> None:
        self._used[0] = 0
        self._table[:, 0] = kernels.EMPTY

    def _make_room(self, size: int) -> None:
        self._table = np.full((size, 2), kernels.EMPTY, np.int64)  # packed place, person
        self._used[0] = 0


def _split(keys: Array, columns: tuple[Array, ...], places: int) -> tuple[Array, Array, tuple[Array, ...]]:
    """Rows part by part: where each part begins, keys, columns."""
    starts = np.zeros((places >> kernels.PLACE_SHIFT) + 3, np.int64)  # the last part: what is not counted
    put, put_columns = np.empty(len(keys), np.int64), tuple(np.empty(len(keys), column.dtype) for column in columns)
    kernels.split(keys, columns, starts, put, put_columns)
    return starts, put, put_columns
