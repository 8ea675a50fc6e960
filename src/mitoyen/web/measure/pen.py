"""SQLite lets one process write at a time; those of the measure wait in line for it, and are woken at once.

SQLite itself would have them sleep and look again, up to a tenth of a second.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import connection, transaction

TOGETHER = 50
"""Rows in one statement; more gain nothing."""


@contextmanager
def writing() -> Iterator[None]:
    """A transaction, begun once nobody else of the measure writes; a part of the one that is open already, if any."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    pen = os.open(f"{settings.DATA_DIR}/measure.pen", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(pen, fcntl.LOCK_EX)  # never waited for by somebody who writes already: who holds it can go on
        with transaction.atomic():
            yield
    finally:
        os.close(pen)


def insert(table: str, row: str, rows: Sequence[Sequence[Any]], otherwise: str) -> int:
    """Add rows to a table of SQLite, its columns named with it, and say how many it took; `row` is `(?, ?, …)`.

    Many in one statement, for what SQLite does for each statement takes as long as a row; and without Django, which
    looks for the holes of a statement anew each time.
    """
    whole = len(rows) - len(rows) % TOGETHER
    together = [[*chain.from_iterable(rows[start : start + TOGETHER])] for start in range(0, whole, TOGETHER)]
    taken = 0
    with connection.wrap_database_errors:
        for size, values in ((TOGETHER, together), (1, rows[whole:])):
            if values:
                statement = f"INSERT INTO {table} VALUES {', '.join([row] * size)} {otherwise}"  # noqa: S608 - our own names
                taken += connection.connection.executemany(statement, values).rowcount
    return taken


def tidy() -> None:
    """Bring what SQLite wrote aside into its file, as far as nobody is hindered: a request then need not do it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
