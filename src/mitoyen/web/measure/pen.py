"""How the measure asks SQLite and writes to it: fast, and without leaving much for others to do.

Without Django, which looks for the holes of a statement anew each time: here they are `?`, as SQLite has them.

Who writes when is told by `mitoyen.web.config.sqlite`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

TOGETHER = 50
"""Rows in one statement; more gain nothing."""


@cache
def on_sqlite() -> bool:
    """Whether this instance keeps its rows in SQLite: it has one database as long as it runs."""
    return connections[DEFAULT_DB_ALIAS].vendor == "sqlite"


@contextmanager
def writing() -> Iterator[None]:
    """A transaction for `insert` and `found`; inside another one, a part of it, as `transaction.atomic` makes it."""
    held: Any = connections[DEFAULT_DB_ALIAS]
    with transaction.atomic() if held.in_atomic_block or not on_sqlite() else held.unseen():
        yield


def insert(table: str, row: str, rows: Sequence[Sequence[Any]], otherwise: str) -> int:
    """Add rows to a table of SQLite, its columns named with it, and say how many it took; `row` is `(?, ?, …)`.

    Many in one statement, for what SQLite does for each statement takes as long as a row.
    """
    held = connections[DEFAULT_DB_ALIAS]
    whole = len(rows) - len(rows) % TOGETHER
    together = [[*chain.from_iterable(rows[start : start + TOGETHER])] for start in range(0, whole, TOGETHER)]
    taken = 0
    with held.wrap_database_errors:
        for size, values in ((TOGETHER, together), (1, rows[whole:])):
            if values:
                statement = f"INSERT INTO {table} VALUES {', '.join([row] * size)} {otherwise}"  # noqa: S608 - our own names
                taken += held.connection.executemany(statement, values).rowcount
    return taken


def found(statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Any]:
    """The rows that a statement of SQLite finds, whose holes are `?`, or `:name` for values that have names."""
    held = connections[DEFAULT_DB_ALIAS]
    if held.connection is None:
        held.ensure_connection()
    with held.wrap_database_errors:
        return list(held.connection.execute(statement, values))


def tidy() -> None:
    """Bring what SQLite wrote aside into its file, as far as nobody is hindered: a request then need not do it."""
    if on_sqlite():
        found("PRAGMA wal_checkpoint(PASSIVE)")
