"""The lake counted by DuckDB, in process: the default engine, and the one the others are compared with."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mitoyen.counting import queries
from mitoyen.counting.folders import reason
from mitoyen.counting.lake import Lake, LakeError
from mitoyen.counting.results import Counted, columns
from mitoyen.counting.sql import cast, quoted
from mitoyen.counting.stoppable import stoppable

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Limits:
    """What a count may take of the machine; None leaves it to the engine."""

    threads: int | None = None
    memory: str | None = None
    """As DuckDB writes it: 4GB."""
    spill: Path | None = None
    """Where what does not fit in memory is put meanwhile."""


def connected(limits: Limits, owned: ExitStack) -> duckdb.DuckDBPyConnection:
    """A database in memory within the limits, closed with what owns it; LakeError when a limit has no meaning."""
    import duckdb

    try:
        spill = owned.enter_context(tempfile.TemporaryDirectory(prefix="mitoyen-", dir=limits.spill))
        engine = owned.enter_context(duckdb.connect())
        engine.execute(f"SET temp_directory = {quoted(spill)}")
        engine.execute("SET preserve_insertion_order = false")
        if limits.memory:
            engine.execute(f"SET memory_limit = {quoted(limits.memory)}")
        if limits.threads:
            engine.execute(f"SET threads = {limits.threads}")
    except OSError as error:
        raise LakeError(f"cannot write in {limits.spill} ({error.strerror}); choose another folder.") from error
    except duckdb.Error as error:
        raise LakeError(f"the memory limit '{limits.memory}' is not understood; write it as 4GB.") from error
    return engine


def count(lake: Lake, asked: Sequence[str], limits: Limits) -> Counted:
    """The tables of the questions asked."""
    import duckdb

    with ExitStack() as owned:
        engine = connected(limits, owned)
        try:
            stoppable(engine, lambda: _answer(engine, lake, asked))
        except duckdb.OutOfMemoryException as error:
            raise LakeError(
                "the lake does not fit: allow more memory, name a folder of a larger disk to spill to, "
                "or use another engine."
            ) from error
        except duckdb.Error as error:
            raise LakeError(f"the lake cannot be counted ({reason(error)}).") from error
        return Counted(engine, asked, owned.pop_all())


def _answer(engine: duckdb.DuckDBPyConnection, lake: Lake, asked: Sequence[str]) -> None:
    """Facts are kept when several questions read them: finding them is most of the work."""
    engine.execute(f"CREATE VIEW events AS SELECT * FROM {lake.relation()}")
    engine.execute(f"CREATE {'TEMP TABLE' if len(asked) > 1 else 'VIEW'} facts AS {queries.text('facts')}")
    for question in asked:
        told = queries.text(question)
        engine.execute(f"CREATE TEMP TABLE {question} AS SELECT {cast(columns(question))} FROM ({told})")
    if len(asked) > 1:
        engine.execute("DROP TABLE facts")
