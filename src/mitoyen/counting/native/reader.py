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
    import pyarrow.parquet as pq

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
    about: pq.FileMetaData = field(repr=False)
    """What the file says of itself, read once."""


@dataclass(frozen=True)
class Coded:
    """Words as codes: `words[codes]`; an array of one code when it is that of every row."""

    codes: Array
    words: pa.StringArray

    def taken(self, rows: Array) -> Coded:
        """Some of the rows."""
        return Coded(fixed(self.codes[rows]), self.words)


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
            for word in words:
                self._numbers.setdefault(word, len(self._numbers))
            _check(len(self._numbers), self._most, self._what)
            return np.array([self._numbers[word] for word in words], np.int64)

    def known(self) -> list[Any]:
        """Words in the order of their numbers."""
        with self._lock:
            return list(self._numbers)


class Texts:
    """Numbers given to many texts as they come, as Words; whole lists of them are looked up by Arrow."""

    def __init__(self, most: int, what: str):
        import pyarrow as pa

        self._most = most
        self._what = what
        self._lock = threading.Lock()
        self.known: pa.StringArray = pa.array([], pa.string())
        """Texts in the order of their numbers."""

    def numbers(self, texts: pa.StringArray) -> Array:
        """The number of each text."""
        found = self._found(texts)
        if found.null_count:
            with self._lock:
                self._learn(texts)
            found = self._found(texts)
        numbers: Array = found.to_numpy()
        return numbers

    def _found(self, texts: pa.StringArray) -> Any:
        import pyarrow.compute as pc

        return pc.index_in(texts, self.known)

    def _learn(self, texts: pa.StringArray) -> None:
        """Neighbours in the alphabet have neighbouring numbers."""
        import pyarrow as pa

        new = texts.filter(self._found(texts).is_null()).to_pylist()
        self.known = pa.concat_arrays([self.known, pa.array(sorted(set(new)), pa.string())])
        _check(len(self.known), self._most, self._what)


def _check(known: int, most: int, what: str) -> None:
    if known > most:
        raise LakeError(f"the lake has more than {most:,} {what}; count it with another engine.")


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
                made.append(Batch(len(made), file, tuple(groups), first, rows, alike, months, about))
                first, groups = first + rows, []
    if first > _MOST:
        raise LakeError(f"the lake has {first:,} records, too many for one machine's memory; count it with Spark.")
    return made


def largest_first(batches: Sequence[Batch]) -> list[Batch]:
    """In the order in which workers who take one after the other are done at about the same time."""
    return sorted(batches, key=lambda batch: -batch.rows)


def read(batch: Batch, numbers: Sequence[str], words: Sequence[str] = ()) -> tuple[dict[str, Array], dict[str, Coded]]:
    """Columns of whole numbers in their own types, and columns of words as codes.

    A column that holds one value only is an array of one.
    """
    import pyarrow as pa

    wanted = [name for name in (*numbers, *words) if name not in batch.alike]
    try:
        table = _opened(batch.file, words, batch.about).read_row_groups(
            list(batch.groups), columns=wanted, use_threads=False
        )
        given = {name: _numbers(table[name], name, batch) for name in wanted if name not in words}
        coded = {name: _coded(table[name], name, batch) for name in wanted if name in words}
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0]
        raise LakeError(f"{batch.file} cannot be read ({reason}); write it again, or take it away.") from error
    for name, value in ((name, batch.alike[name]) for name in (*numbers, *words) if name in batch.alike):
        if isinstance(value, str):
            coded[name] = Coded(fixed(np.zeros(1, np.int32)), pa.array([value], pa.string()))
        else:
            given[name] = fixed(np.full(1, value, _dtype(name)))
    return given, coded


def whole(column: Array, rows: int) -> Array:
    """A column with a value a row, even if it is the same for all."""
    return column if len(column) == rows else fixed(np.full(rows, column[0]))


def _opened(file: Path, words: Sequence[str], about: pq.FileMetaData | None = None) -> pq.ParquetFile:
    import pyarrow.parquet as pq

    return pq.ParquetFile(file, read_dictionary=list(words), memory_map=True, metadata=about)


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
    return fixed(pieces[0] if len(pieces) == 1 else np.concatenate([np.empty(0, _dtype(name)), *pieces]))


def _coded(column: pa.ChunkedArray, name: str, batch: Batch) -> Coded:
    """One list of words for all the pieces of a batch."""
    import pyarrow as pa

    if column.null_count:
        raise LakeError(f"{batch.file} has records without {name}; every column is filled in.")
    if column.num_chunks != 1:
        column = pa.chunked_array(column.chunks, type=column.type).unify_dictionaries()
    if column.num_chunks == 0:
        return Coded(fixed(np.empty(0, np.int32)), pa.array([], pa.string()))
    pieces = [piece.indices.to_numpy().astype(np.int32, copy=False) for piece in column.chunks]
    words = column.chunk(0).dictionary.cast(pa.string())
    return Coded(fixed(pieces[0] if len(pieces) == 1 else np.concatenate(pieces)), words)


def _dtype(name: str) -> type:
    return np.int64 if COLUMNS[name] == "BIGINT" else np.int32


def fixed(array: Array) -> Array:
    """The array, that nobody may write to any more: kernels are compiled once for all columns."""
    array.setflags(write=False)
    return array
