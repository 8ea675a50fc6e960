"""SQLite, whose writers stand in line; Django finds the name `DatabaseWrapper` here.

SQLite lets one transaction write at a time. By itself it has those who wait sleep and look again, by chance, and
refuses whoever was unlucky for too long. Here each takes the pen first, and is woken as soon as it is theirs: nobody
who stands in line is refused, however long it is.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from mitoyen.web.config.sqlite.pen import Pen

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds the pen as long as its transaction lasts, or the one statement that it writes.

    Nobody waits in a ring: whoever of this program holds SQLite's own lock took the pen before, and other programs
    never ask for it. A database in memory, which has no folder, has no line.

    Django's types leave out the methods that a connection has for those of its kind: they are marked as untyped.
    """

    _kept_out_at = 0.0
    """When this process was last refused because a stranger, another program, would not let go of the file."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._pen: Pen | None = None
        self.execute_wrappers.append(self._in_turn)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._pen = None if self.is_in_memory_db() else Pen(conn_params["database"])
        return super().get_new_connection(conn_params)

    def _in_turn(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """A statement that writes outside a transaction is one by itself."""
        if self.in_atomic_block or self._pen is None or self._pen.held or not sql.lstrip().upper().startswith(WRITES):
            return execute(sql, params, many, context)
        with self._taking():
            answer = execute(sql, params, many, context)
        self._pen.give_back()
        return answer

    def _start_transaction_under_autocommit(self) -> None:
        with self._taking():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # untyped

    @contextmanager
    def _taking(self) -> Iterator[None]:
        """Take the pen, and give it back if what is begun with it fails."""
        if self._pen is None:
            yield
            return
        asked = time.monotonic()
        self._pen.take()
        try:
            if asked < DatabaseWrapper._kept_out_at:  # or else each would wait for the stranger in turn
                raise OperationalError("database is locked")
            yield
        except BaseException as error:
            self._pen.give_back()
            if getattr(error.__cause__, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY:
                DatabaseWrapper._kept_out_at = time.monotonic()
            raise

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """A transaction that Django knows nothing of, begun and ended in a quarter of its time.

        For statements given to `connection` itself; not inside one of Django's, nor one of Django's inside it.
        """
        self.ensure_connection()
        with self._taking(), self.wrap_database_errors:
            self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self.wrap_database_errors:
                self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        finally:
            self._give_back()

    def _give_back(self) -> None:
        if self._pen is not None:
            self._pen.give_back()

    def _commit(self) -> None:
        """A commit that fails is rolled back next, or the connection closed: it keeps the pen until then."""
        super()._commit()  # type: ignore[misc]  # untyped
        self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # untyped
        finally:
            self._give_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # untyped
        finally:
            self._give_back()
