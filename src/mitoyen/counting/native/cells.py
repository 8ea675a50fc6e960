"""Facts added up cell by cell, a few hundred neighbouring places at a time.

The cells of so few places stay near the processor while the facts of a whole month are added to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from mitoyen.counting.native import kernels
from mitoyen.counting.native.reader import Array

_PLACES = 1 << kernels.PLACE_SHIFT
_GRID = 1 << 19
"""The numbers of a grid, at most: 4 MB."""


@dataclass(frozen=True)
class Parted:
    """Packed keys of cells, part by part, and where each part begins: (parts + 1,)."""

    starts: Array
    keys: Array

    def __len__(self) -> int:
        return len(self.keys)

    def part(self, number: int) -> slice:
        """Where a part is."""
        return slice(*self.starts[number : number + 2]) if number < len(self.starts) - 1 else slice(0, 0)


@dataclass(frozen=True)
class Rows(Parted):
    """Facts, with the columns that are added up."""

    columns: tuple[Array, ...]

    def arrays(self) -> tuple[Array, ...]:
        """What was lent for them."""
        return self.keys, *self.columns


@dataclass(frozen=True)
class Sums(Parted):
    """Cells, with their sums: (columns, cells)."""

    values: Array

    def copied(self) -> Sums:
        """The same in memory of its own."""
        return Sums(self.starts, self.keys.copy(), self.values.copy())


P = TypeVar("P", bound=Parted)


class Adder:
    """Adds facts up, in memory that serves again and again: one for each worker."""

    def __init__(self, columns: int):
        self._columns = columns
        self._table = _Table(columns)
        self._grid = np.zeros((_PLACES, columns), np.int64)
        self._room = np.empty(0, np.int64)

    def sums(self, rows: Sequence[Rows], before: Sequence[Sums], kinds: int | None) -> Sums:
        """The cells of facts and of cells counted before, in memory that serves again at the next call.

        kinds: how many there are, if time is the same for all.
        """
        given: list[Parted] = [*rows, *before]
        parts = max(len(each.starts) - 1 for each in given)
        if self._columns > 1 and kinds is not None and self._is_dense(parts, kinds, rows):
            return self._by_grid(parts, kinds, rows, before)
        return self._by_table(parts, rows, before)

    def _is_dense(self, parts: int, kinds: int, rows: Sequence[Rows]) -> bool:
        """Whether it costs little to pass over the cells that there might be."""
        cells = _PLACES * kinds
        return cells * self._columns <= _GRID and parts * cells <= 4 * sum(map(len, rows))

    def _by_grid(self, parts: int, kinds: int, rows: Sequence[Rows], before: Sequence[Sums]) -> Sums:
        if len(self._grid) != _PLACES * kinds:
            self._grid = np.zeros((_PLACES * kinds, self._columns), np.int64)
        given: list[Parted] = [*rows, *before]
        most = min(parts * len(self._grid), sum(map(len, given)))
        starts, keys, values = np.zeros(parts + 1, np.int64), *self._rooms(most)
        found = np.empty(len(self._grid), np.int64)
        month = next(int(each.keys[0]) for each in given if len(each))
        month &= -1 << (kernels.PLACE_BITS + kernels.KIND_BITS)
        for part in range(parts):
            for facts, where in _at(rows, part):
                columns = tuple(column[where] for column in facts.columns)
                kernels.add_to_grid(facts.keys[where], columns, kinds, self._grid)
            for cells, where in _at(before, part):
                more = np.ascontiguousarray(cells.values[:, where])
                kernels.add_cells_to_grid(cells.keys[where], more, kinds, self._grid)
            first = month | part << (kernels.PLACE_SHIFT + kernels.KIND_BITS)
            starts[part + 1] = kernels.empty_grid(self._grid, kinds, first, starts[part], keys, values, found)
        return Sums(starts, keys[: starts[-1]], values[:, : starts[-1]])

    def _rooms(self, most: int) -> tuple[Array, Array]:
        """Room for so many cells and one more: keys, and values: (columns, cells)."""
        if len(self._room) < (most + 1) * (1 + self._columns):
            self._room = np.empty((most + 1) * (1 + self._columns), np.int64)
        values = self._room[most + 1 : (most + 1) * (1 + self._columns)]
        return self._room[: most + 1], values.reshape(self._columns, most + 1)

    def _by_table(self, parts: int, rows: Sequence[Rows], before: Sequence[Sums]) -> Sums:
        kernel = kernels.add_one if self._columns == 1 else kernels.add_tally
        keys, values = [], []
        for part in range(parts):
            self._table.empty()
            for facts, where in _at(rows, part):
                self._table.add(kernel, facts.keys[where], tuple(column[where] for column in facts.columns))
            for cells, where in _at(before, part):
                more = np.ascontiguousarray(cells.values[:, where])
                self._table.add(kernels.add_cells, cells.keys[where], more)
            made = self._table.cells()
            keys.append(made[0].copy())
            values.append(made[1].T.copy())
        starts = np.cumsum([0, *map(len, keys)])
        return Sums(starts, np.concatenate(keys), np.concatenate(values, axis=1))


class _Table:
    """A hash table from packed keys to rows of numbers."""

    def __init__(self, columns: int):
        self._used = np.zeros(1, np.int64)
        self._make_room(1 << 9, np.empty(0, np.int64), np.empty((0, columns), np.int64))

    def cells(self) -> tuple[Array, Array]:
        return self._keys[: self._used[0]], self._values[: self._used[0]]

    def add(self, kernel: Callable[..., int], keys: Array, columns: Array | tuple[Array, ...]) -> None:
        """Call an adding kernel on all the rows, with more room whenever it asks."""
        done, used = 0, self._used
        while (done := kernel(done, keys, columns, self._slots, self._keys, self._values, used)) < len(keys):
            self._make_room(2 * len(self._slots), *self.cells())

    def empty(self) -> None:
        self._used[0] = 0
        self._slots[:, 0] = kernels.EMPTY

    def _make_room(self, size: int, keys: Array, values: Array) -> None:
        self._slots = np.full((size, 2), kernels.EMPTY, np.int64)  # key, number of its row
        cells = 2 * size // 3
        self._keys, self._values = np.empty(cells, np.int64), np.empty((cells, values.shape[1]), np.int64)
        self._keys[: len(keys)], self._values[: len(keys)] = keys, values
        kernels.put_cells(len(keys), self._keys, self._slots)


def _at(given: Iterable[P], part: int) -> Iterable[tuple[P, slice]]:
    """Those that have something in a part, and where."""
    for each in given:
        where = each.part(part)
        if where.stop > where.start:
            yield each, where
