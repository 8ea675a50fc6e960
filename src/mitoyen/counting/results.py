"""What a count gives: one table a question, the same rows in the same order whatever the engine."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from mitoyen.counting.folders import FolderError, filled, reason
from mitoyen.counting.sql import listed, quoted
from mitoyen.counting.stoppable import stoppable

if TYPE_CHECKING:
    import duckdb

By = Literal["day", "month"]
Form = Literal["parquet", "csv"]

_ADDED = "facts units grams metres minutes cents known_grams known_metres known_minutes known_cents".split()
KEYS = {
    "tally": ("place", "day", "practice", "category", "proof"),
    "tally_by_month": ("place", "month", "practice", "category", "proof"),
    "answers": ("place", "day", "practice", "category", "counterfactual"),
    "contributors": ("place", "month"),
    "ties": ("place", "day"),
}
"""Question → the columns it groups by."""
NUMBERS = {
    "tally": tuple(_ADDED),
    "tally_by_month": tuple(_ADDED),
    "answers": ("answers",),
    "contributors": ("contributors",),
    "ties": ("ties",),
}
"""Question → the columns it counts."""


def questions(by: By) -> tuple[str, ...]:
    """The four questions, with the tally by day or by month."""
    return ("tally" if by == "day" else "tally_by_month", "answers", "contributors", "ties")


def columns(question: str) -> dict[str, str]:
    """Name of a column → its type, in order."""
    times = ("day", "month")
    keys = {name: "INTEGER" if name in times else "VARCHAR" for name in KEYS[question]}
    return keys | dict.fromkeys(NUMBERS[question], "BIGINT")


class Counted:
    """The tables of a count, held by a DuckDB connection; closed at the end, they are gone."""

    def __init__(self, engine: duckdb.DuckDBPyConnection, asked: Sequence[str], owned: ExitStack):
        self._engine = engine
        self._asked = tuple(asked)
        self._owned = owned

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._owned.close()

    @property
    def questions(self) -> tuple[str, ...]:
        """What was asked."""
        return self._asked

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """The rows of one question, sorted by time, then by the other keys."""
        return self._engine.execute(self._sorted(question)).fetchall()

    def relation(self, question: str) -> duckdb.DuckDBPyRelation:
        """The rows of one question, in no order, for whoever asks more of them while the count is open."""
        return self._engine.sql(f"FROM {question}").set_alias(question)

    def size(self, question: str) -> int:
        """How many rows a question has."""
        (size,) = self._engine.execute(f"SELECT count(*) FROM {question}").fetchall()[0]
        return int(size)

    def total(self, question: str, column: str) -> int:
        """The sum of a column."""
        (total,) = self._engine.execute(f"SELECT coalesce(sum({column}), 0) FROM {question}").fetchall()[0]
        return int(total)

    def write(self, folder: Path, form: Form = "parquet") -> None:
        """One file a question in a new folder; FolderError when it cannot be written, and nothing is left behind."""
        import duckdb

        with filled(folder) as made:
            try:
                stoppable(self._engine, lambda: self._copy(made, form))
            except duckdb.Error as error:
                raise FolderError(f"cannot write {folder} ({reason(error)}); choose another place.") from error

    def _copy(self, folder: Path, form: Form) -> None:
        told = "format csv, header" if form == "csv" else "format parquet, compression zstd"
        for question in self._asked:
            path = quoted(str(folder / f"{question}.{form}"))
            self._engine.execute(f"COPY ({self._sorted(question)}) TO {path} ({told})")

    def _sorted(self, question: str) -> str:
        time = next(name for name in KEYS[question] if name in ("day", "month"))
        order = [time, *(name for name in KEYS[question] if name != time)]
        return f"SELECT {listed(columns(question))} FROM {question} ORDER BY {listed(order)}"
