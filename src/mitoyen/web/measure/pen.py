"""SQLite lets one process write at a time; those of the measure wait in line for it, and are woken at once.

SQLite itself would have them sleep and look again, up to a tenth of a second.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, transaction


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


def write(statement: str, rows: Sequence[Sequence[Any]]) -> int:
    """Do a statement of SQLite (its holes are `?`) with each of the rows; returns how many rows it wrote.

    Asked without Django, which looks for the holes anew each time: that takes longer than to write a row.
    """
    with connection.wrap_database_errors:
        return int(connection.connection.executemany(statement, rows).rowcount)


def tidy() -> None:
    """Bring what SQLite wrote aside into its file, as far as nobody is hindered: a request then need not do it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
