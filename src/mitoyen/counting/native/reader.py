"""The lake read batch by batch, each in one thread: whole numbers as arrays, words as codes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mitoyen.counting.lake import COLUMNS, Lake, LakeError

if TYPE_CHECKING:
    import pyarrow as pa

Array = NDArray[Any]

_ROWS = 1 << 20  # what a batch aims at
_MOST = 2**31 - 1
_SHORT = 4


@dataclass(frozen=True)
class Batch:
    """Neighbouring row groups of a file."""

    number: int
    file: Path
    groups: tuple[int, ...]
    first: int
    """Number, in the lake, of its first record."""
    rows: int
    alike: dict[str, int | str] = field(repr=False)
    """Columns that hold one value only, as the file itself says."""
    months: tuple[int, int] | None
    """The first and the last month, if the file says so."""


@dataclass(frozen=True)
class Coded:
    """Words as codes: `words[codes]`."""

    codes: Array
    words: tuple[str, ...]


class Words:
    """Numbers given to words, or to tuples of words, as they come; several threads may ask."""

    def __init__(self, most: int, what: str):
        self._most = most
        self._what = what
        self._lock = threading.Lock()
        self._numbers: dict[Any, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, words: Sequence[Any]) -> Array:
        """The number of each word."""
        with self._lock:
            known = self._numbers
            for word in sorted(
                {word for word in words if word not in known}
            ):  # neighbours in the alphabet have neighbouring numbers
                known[word] = len(known)
            made = np.array([known[word] for word in words], np.int64)
            if len(known) > self._most:
                raise LakeError(f"the lake has more than {self._most:,} {self._what}; count it with another engine.")
        return made

    def known(self) -> list[Any]:
        """Words in the order of their numbers."""
        with self._lock:
            return list(self._numbers)


def batches(lake: Lake) -> list[Batch]:
    """Every record of the lake, once, in the order of files and rows."""
    made: list[Batch] = []
    first = 0
    for file in lake.files:
        about = _opened(file, ()).metadata
        groups: list[int] = []
        for group in range(about.num_row_groups):
            groups.append(group)
            rows = sum(about.row_group(g).num_rows for g in groups)
            if rows >= _ROWS or group == about.num_row_groups - 1:
                alike, months = _alike(about, groups)
                made.append(Batch(len(made), file, tuple(groups), first, rows, alike, months))
                first, groups = first + rows, []
    if first > _MOST:
        raise LakeError(f"the lake has {first:,} records, too many for one machine's memory; count it with Spark.")
    return made


def read(batch: Batch, numbers: Sequence[str], words: Sequence[str] = ()) -> tuple[dict[str, Array], dict[str, Coded]]:
    """Columns of whole numbers in their own types, and columns of words as codes."""
    import pyarrow as pa

    wanted = [name for name in (*numbers, *words) if name not in batch.alike]
    try:
        table = _opened(batch.file, words).read_row_groups(list(batch.groups), columns=wanted, use_threads=False)
        given = {name: _numbers(table[name], name, batch) for name in wanted if name not in words}
        coded = {name: _coded(table[name], name, batch) for name in wanted if name in words}
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0]
        raise LakeError(f"{batch.file} cannot be read ({reason}); write it again, or take it away.") from error
    for name, value in ((name, batch.alike[name]) for name in (*numbers, *words) if name in batch.alike):
        if isinstance(value, str):
            coded[name] = Coded(_fixed(np.zeros(batch.rows, np.int32)), (value,))
        else:
            given[name] = _fixed(np.full(batch.rows, value, _dtype(name)))
    return given, coded


def _opened(file: Path, words: Sequence[str]) -> Any:
    import pyarrow.parquet as pq

    return pq.ParquetFile(file, read_dictionary=list(words), memory_map=True)


def _alike(about: Any, groups: Sequence[int]) -> tuple[dict[str, int | str], tuple[int, int] | None]:
    """Values that are the same in every row of the groups, and the months they span."""
    bounds: dict[str, tuple[Any, Any]] = {}
    places = {about.row_group(0).column(place).path_in_schema: place for place in range(about.num_columns)}
    for name in COLUMNS:
        told = [about.row_group(group).column(places[name]).statistics for group in groups]
        if all(each is not None and each.has_min_max and each.null_count == 0 for each in told):
            bounds[name] = min(each.min for each in told), max(each.max for each in told)
    alike = {name: low for name, (low, high) in bounds.items() if low == high and not _cut(low)}
    return alike, bounds.get("month")


def _cut(value: int | str | bytes) -> bool:
    """Some writers keep only the beginning of long texts among what they say of a column."""
    return isinstance(value, bytes) or (isinstance(value, str) and len(value) > _SHORT)


def _numbers(column: pa.ChunkedArray, name: str, batch: Batch) -> Array:
    """An array that nobody may write to, whether it is the file's own memory or not: kernels are compiled once."""
    import pyarrow as pa

    if column.null_count:
        raise LakeError(f"{batch.file} has records without {name}; every column is filled in.")
    wanted = pa.int64() if _dtype(name) is np.int64 else pa.int32()
    pieces = [piece.cast(wanted).to_numpy() for piece in column.chunks]
    return _fixed(pieces[0] if len(pieces) == 1 else np.concatenate([np.empty(0, _dtype(name)), *pieces]))


def _coded(column: pa.ChunkedArray, name: str, batch: Batch) -> Coded:
    """One list of words for all the pieces of a batch."""
    import pyarrow as pa

    if column.null_count:
        raise LakeError(f"{batch.file} has records without {name}; every column is filled in.")
    if column.num_chunks != 1:
        column = pa.chunked_array(column.chunks, type=column.type).unify_dictionaries()
    if column.num_chunks == 0:
        return Coded(_fixed(np.empty(0, np.int32)), ())
    pieces = [piece.indices.to_numpy().astype(np.int32, copy=False) for piece in column.chunks]
    words = tuple(column.chunk(0).dictionary.to_pylist())
    return Coded(_fixed(pieces[0] if len(pieces) == 1 else np.concatenate(pieces)), words)


def _dtype(name: str) -> type:
    return np.int64 if COLUMNS[name] == "BIGINT" else np.int32


def _fixed(array: Array) -> Array:
    array.setflags(write=False)
    return array
