"""What is added up meanwhile: sums by cell, and who took part where."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mitoyen.counting.native import kernels
from mitoyen.counting.native.reader import Array


class Cells:
    """Sums by cell: a hash table from packed keys to rows of numbers."""

    def __init__(self, columns: int):
        self._columns = columns
        self._used = np.zeros(1, np.int64)
        self._make_room(1 << 14, np.empty(0, np.int64), np.empty((0, columns), np.int64))

    @property
    def keys(self) -> Array:
        """Packed keys of the cells, as they came."""
        return self._keys[: self._used[0]]

    @property
    def values(self) -> Array:
        """Their sums, (cells, columns)."""
        return self._values[: self._used[0]]

    def add(self, kernel: Callable[..., int], keys: Array, *columns: Array | tuple[Array, ...]) -> None:
        """Call an adding kernel on all the rows, with more room whenever it asks."""
        done = 0
        while (done := self._call(kernel, done, keys, *columns)) < len(keys):
            self._make_room(2 * len(self._table), self.keys, self.values)

    def join(self, other: Cells) -> None:
        """Add the cells of another worker."""
        self.add(kernels.add_cells, other.keys, other.values)

    def emptied(self) -> Cells:
        """Itself, ready for another month: memory that is used again is not asked of the system again."""
        self._used[0] = 0
        self._table[:, 0] = kernels.EMPTY
        return self

    def _call(self, kernel: Callable[..., int], done: int, *columns: Array | tuple[Array, ...]) -> int:
        return int(kernel(done, *columns, self._table, self._keys, self._values, self._used))

    def _make_room(self, size: int, keys: Array, values: Array) -> None:
        self._table = np.full((size, 2), kernels.EMPTY, np.int64)  # key, number of its row
        cells = 2 * size // 3
        self._keys, self._values = np.empty(cells, np.int64), np.empty((cells, self._columns), np.int64)
        self._used[0] = 0
        self._call(kernels.add_cells, 0, keys, values)


class People:
    """Who took part where: a hash set of (place, person)."""

    def __init__(self) -> None:
        self._used = np.zeros(1, np.int64)
        self._make_room(1 << 12)

    def add(self, lost: Array, place: Array, person: Array) -> None:
        """Note the persons of the rows that count."""
        done = 0
        while (done := self._call(done, lost, place, person)) < len(person):
            seen = self._seen()
            self._make_room(4 * len(self._table))
            self._call(0, *seen)

    def join(self, other: People) -> None:
        """Add those that another worker saw."""
        self.add(*other._seen())

    def by_place(self) -> tuple[Array, Array]:
        """Places, and how many persons took part in each."""
        counts = np.bincount(self._table[self._table >= 0])
        places = np.nonzero(counts)[0]
        return places, counts[places]

    def emptied(self) -> People:
        """Itself, ready for another month."""
        self._used[0] = 0
        self._table[:] = kernels.EMPTY
        return self

    def _seen(self) -> tuple[Array, Array, Array]:
        taken = self._table >= 0
        return np.zeros(int(taken.sum()), np.uint8), self._table[taken], self._people[taken]

    def _call(self, done: int, *columns: Array) -> int:
        lost, place, person = columns
        return int(kernels.add_people(done, lost, place, person, self._table, self._people, self._used))

    def _make_room(self, size: int) -> None:
        self._table, self._people = np.full(size, kernels.EMPTY, np.int32), np.empty(size, np.int64)
        self._used[0] = 0
