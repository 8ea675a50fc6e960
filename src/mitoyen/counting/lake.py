"""A lake: the records of events as Parquet files by month of occurrence, for engines that count big histories.

A folder `month=202611/part-00000.parquet` a month, with the columns of `queries/README.md`: whole numbers and text,
so that every engine reads them alike. A raw lake may hold a record twice, and a reversal anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from mitoyen.counting.folders import FolderError, filled, reason
from mitoyen.counting.sql import cast, paths, quoted

if TYPE_CHECKING:
    import duckdb

COLUMNS = {
    "received": "BIGINT",
    "event_key": "BIGINT",
    "reverses_key": "BIGINT",
    "source": "VARCHAR",
    "id": "VARCHAR",
    "occurred": "BIGINT",
    "day": "INTEGER",
    "month": "INTEGER",
    "place": "VARCHAR",
    "practice": "VARCHAR",
    "category": "VARCHAR",
    "proof": "VARCHAR",
    "count": "INTEGER",
    "grams": "INTEGER",
    "metres": "INTEGER",
    "minutes": "INTEGER",
    "cents": "INTEGER",
    "giver": "BIGINT",
    "receiver": "BIGINT",
    "counterfactual": "VARCHAR",
}
"""Name of a column → its type, in the order of a row that is written."""

_WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT"}
_PENDING = 4_000_000  # records held back until a month has a file's worth
_BATCH = 100_000
_FORM = (
    "format parquet, compression zstd, compression_level 1, row_group_size 1048576, "
    "dictionary_size_limit 200000, string_dictionary_page_size_limit 8000000"
)


class LakeError(FolderError):
    """A lake that cannot be read or written; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Lake:
    """A lake that has been looked at: every file is whole and has the columns."""

    folder: Path
    files: tuple[Path, ...]
    records: int

    def relation(self) -> str:
        """What a DuckDB query reads the records from, in the types of COLUMNS."""
        read = f"read_parquet({paths(self.files)}, hive_partitioning = false, union_by_name = true)"
        return f"(SELECT {cast(COLUMNS)} FROM {read})"


def opened(folder: Path) -> Lake:
    """The lake of a folder; LakeError names the file that is damaged, or lacks a column."""
    import duckdb

    if not folder.is_dir():
        raise LakeError(f"there is no folder {folder}; name the folder of a lake, as `mitoyen export-lake` writes it.")
    files = tuple(sorted(path for path in folder.rglob("*.parquet") if _is_data(path.relative_to(folder))))
    if not files:
        raise LakeError(f"{folder} holds no Parquet file; name the folder of a lake.")
    with duckdb.connect() as engine:
        try:
            return Lake(folder, files, sum(_checked(engine, files)))
        except duckdb.Error:
            for path in files:  # one of them is at fault: which?
                _readable(engine, path)
            raise


def write(rows: Iterable[Sequence[object]], folder: Path) -> int:
    """Write rows, each with the values of COLUMNS in order, as a new lake; how many there were.

    The folder appears at the end, whole. Only a few million rows are in memory at a time.
    """
    written = 0
    with Writer(folder) as writer:
        for batch in _batches(iter(rows)):
            writer.add(batch)
            written += len(batch["received"])
    return written


class Writer:
    """Writes a lake in batches; used as a context, the lake appears when it ends well."""

    def __init__(self, folder: Path):
        import duckdb

        self._making = filled(folder)
        self._part = self._making.__enter__()
        self._engine = duckdb.connect()
        self._held: dict[int, int] = {}  # month → records not in a file yet
        self._parts = 0

    def __enter__(self) -> Self:
        return self

    def add(self, batch: object) -> None:
        """Take a batch: a dict of arrays, or an Arrow table, with the columns of COLUMNS."""
        self._engine.register("given", batch)
        self._engine.execute(f"CREATE OR REPLACE TEMP TABLE batch AS SELECT {cast(COLUMNS)} FROM given")
        self._engine.unregister("given")
        for month, size in self._engine.execute("SELECT month, count(*) FROM batch GROUP BY month").fetchall():
            if month not in self._held:
                self._engine.execute(f"CREATE TEMP TABLE month_{month} AS FROM batch LIMIT 0")
            self._engine.execute(f"INSERT INTO month_{month} FROM batch WHERE month = {month}")
            self._held[month] = self._held.get(month, 0) + size
        while sum(self._held.values()) > _PENDING:
            self._flush(max(self._held, key=lambda month: self._held[month]))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._finish()
        except BaseException as failure:
            self._making.__exit__(type(failure), failure, failure.__traceback__)
            raise
        else:
            self._making.__exit__(kind, error, trace)
        finally:
            self._engine.close()

    def _finish(self) -> None:
        for month in sorted(self._held):
            self._flush(month)
        if not self._parts:  # a lake of nothing still says which columns it has
            self.add({name: np.array([], dtype=_dtype(kind)) for name, kind in COLUMNS.items()})
            self._copy("batch", self._part)

    def _flush(self, month: int) -> None:
        folder = self._part / f"month={month}"
        folder.mkdir(exist_ok=True)
        self._copy(f"month_{month}", folder)
        self._engine.execute(f"DROP TABLE month_{month}")
        del self._held[month]

    def _copy(self, table: str, folder: Path) -> None:
        import duckdb

        path = folder / f"part-{self._parts:05d}.parquet"
        try:
            self._engine.execute(f"COPY {table} TO {quoted(str(path))} ({_FORM})")
        except duckdb.IOException as error:
            raise LakeError(f"cannot write the lake ({reason(error)}); choose another place.") from error
        self._parts += 1


def _batches(rows: Iterator[Sequence[object]]) -> Iterator[dict[str, np.ndarray[Any, Any]]]:
    while batch := list(islice(rows, _BATCH)):
        columns = zip(*batch, strict=True)
        yield {
            name: np.array(values, dtype=_dtype(kind))
            for (name, kind), values in zip(COLUMNS.items(), columns, strict=True)
        }


def _dtype(kind: str) -> type:
    return object if kind == "VARCHAR" else np.int64


def _is_data(path: Path) -> bool:
    """Other tools keep what is not finished, or not data, under names that start so."""
    return not any(part.startswith((".", "_")) for part in path.parts)


def _readable(engine: duckdb.DuckDBPyConnection, path: Path) -> None:
    import duckdb

    try:
        engine.execute(f"SELECT count(*) FROM parquet_schema({paths([path])})")
    except duckdb.Error as error:
        raise LakeError(f"{path} is no whole Parquet file; write it again, or take it away.") from error


def _checked(engine: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> Iterator[int]:
    """Records of each file, once sure of its columns."""
    named = paths(files)
    kinds: dict[str, dict[str, str]] = {}
    told = f"SELECT file_name, name, duckdb_type FROM parquet_schema({named})"
    for file, name, kind in engine.execute(told).fetchall():
        kinds.setdefault(file, {})[name] = kind
    for file, columns in kinds.items():
        _check_columns(file, columns)
    holes = (
        f"SELECT file_name, path_in_schema FROM parquet_metadata({named}) WHERE stats_null_count > 0 "
        f"AND path_in_schema IN ({', '.join(quoted(name) for name in COLUMNS)}) ORDER BY ALL LIMIT 1"
    )
    for file, column in engine.execute(holes).fetchall():
        raise LakeError(f"{file} has records without {column}; every column is filled in, with 0 or '' for nothing.")
    for (records,) in engine.execute(f"SELECT num_rows FROM parquet_file_metadata({named})").fetchall():
        yield records


def _check_columns(file: str, columns: dict[str, str]) -> None:
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise LakeError(f"{file} lacks {', '.join(missing)}; a lake has the columns {', '.join(COLUMNS)}.")
    for name, kind in COLUMNS.items():
        found = columns[name]
        if found != kind and not (kind in _WHOLE and found in _WHOLE):
            wanted = "whole numbers are" if kind in _WHOLE else "text is"
            raise LakeError(f"{file} has {found or 'nothing known'} in {name}; {wanted} wanted there.")
