"""The thread of a process that sees what was released and makes the new figures of the boards that somebody has open.

Everything about open boards belongs to this thread; others leave it a word in its box. It looks at the database once
for all boards, makes the figures of a touched board once for all its readers, and sleeps while nobody reads.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, Protocol

from django.db import Error, close_old_connections, connection

from mitoyen.web.measure import folding
from mitoyen.web.measure.boards.news import Board
from mitoyen.web.measure.publishing import CHANNEL

EVERY = 0.05
"""Seconds between two questions to SQLite whether anybody wrote: it tells by itself nobody, and answers at once."""
KEEN, KEEN_FOR = 0.005, 0.3
"""The same for a while after somebody wrote: events are followed by the release that they complete."""
AT_LATEST = 1.0
"""Seconds between two looks at what was released, should a word get lost or a day end."""
AGAIN = 0.3
"""Seconds between two frames of a board: nobody reads faster."""
SPURT = 0.5
"""Seconds of work without rest; after that the thread rests as long as it works, and leaves room for pages."""

_log = logging.getLogger(__name__)


class Frame(NamedTuple):
    """The figures of a board, and the version of the measure that they show at least."""

    version: str
    html: str


class Reader(Protocol):
    """An open page; its methods are called in the loop of the server."""

    def accept(self) -> None:
        """The board exists: news will follow."""

    def refuse(self, status: int) -> None:
        """There is no such board (404), or it cannot be told for now (503): nothing more will follow."""

    def take(self, frame: Frame) -> None:
        """These are the newest figures."""


class News(Protocol):
    """What is asked of the measure."""

    def version(self, board: Board) -> str:
        """Another text whenever the figures of the board may have changed; LookupError when there is no such board."""

    def moved(self, boards: Iterable[Board]) -> set[Board]:
        """The boards whose figures may have changed since the last call."""

    def figures(self, board: Board) -> str:
        """The figures as the page shows them."""


@dataclass
class _Open:
    """A board somebody reads."""

    readers: set[Reader] = field(default_factory=set)
    behind: set[Reader] = field(default_factory=set)
    """Readers to be told even if the figures turn out to be those of the last frame."""
    sent: str | None = None
    """The figures of the last frame."""
    due: float = 0.0
    """When the next frame may be made, on the monotonic clock."""


class Watcher(threading.Thread):
    """Tells readers until stopped; `post` runs a call in the loop of the server."""

    def __init__(self, news: News, post: Callable[..., Any]) -> None:
        super().__init__(name="watch", daemon=True)
        self._news, self._post = news, post
        self._box: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._boards: dict[Board, _Open] = {}
        self._stale: dict[Board, float] = {}
        """Boards whose figures are to be made, and since when."""
        self._mark: object = None
        self._looked = self._rested = self._keen_until = 0.0
        self._stopped = threading.Event()

    def join_board(self, board: Board, reader: Reader, since: str) -> None:
        """Tell the reader every change of the board from now on, and at once if it changed after `since`."""
        self._box.put(lambda: self._join(board, reader, since))

    def leave_board(self, board: Board, reader: Reader) -> None:
        """The reader is gone."""
        self._box.put(lambda: self._leave(board, reader))

    def stop(self) -> None:
        """Finish the figures at hand and end."""
        self._stopped.set()
        self._box.put(lambda: None)
        self.join(timeout=10)

    def run(self) -> None:
        """Read the box, look at the database, make one board's figures, and again."""
        listener = threading.Thread(target=self._listen, name="listen", daemon=True)
        if connection.vendor == "postgresql":
            listener.start()
        while not self._stopped.is_set():
            try:
                self._read_box(self._patience())
                self._look()
                self._make_one()
            except Error:
                _log.exception("The boards will be looked at again.")
                close_old_connections()
                self._stopped.wait(AT_LATEST)
            except RuntimeError:  # the loop of the server has closed
                self._stopped.set()
        connection.close()
        if listener.is_alive():
            listener.join(timeout=2 * AT_LATEST)

    def _patience(self) -> float | None:
        if not self._boards:
            return None
        now = time.monotonic()
        waits = [self._looked + AT_LATEST - now]
        if self._stale:
            waits.append(max(self._rested, min(self._boards[board].due for board in self._stale)) - now)
        if connection.vendor == "sqlite":
            waits.append(KEEN if now < self._keen_until else EVERY)
        return max(0.0, min(waits))

    def _read_box(self, patience: float | None) -> None:
        try:
            self._box.get(timeout=patience)()
            while True:
                self._box.get_nowait()()
        except Empty:
            return

    def _join(self, board: Board, reader: Reader, since: str) -> None:
        try:
            if not self._boards:
                self._news.moved(())
            moved = self._news.version(board) != since
        except LookupError:
            self._post(reader.refuse, 404)
            return
        except Error:
            self._post(reader.refuse, 503)
            raise
        held = self._boards.setdefault(board, _Open())
        held.readers.add(reader)
        self._post(reader.accept)
        if moved:
            held.behind.add(reader)
            held.due = 0.0
            self._stale.setdefault(board, time.monotonic())

    def _leave(self, board: Board, reader: Reader) -> None:
        held = self._boards.get(board)
        if held is not None:
            held.readers.discard(reader)
            held.behind.discard(reader)
            if not held.readers:
                self._close(board)

    def _close(self, board: Board) -> set[Reader]:
        self._stale.pop(board, None)
        return self._boards.pop(board).readers

    def _look(self) -> None:
        if not self._boards:
            return
        now, written = time.monotonic(), self._written()
        if written:
            self._keen_until = now + KEEN_FOR
        if not written and now < self._looked + AT_LATEST:
            return
        self._looked = now
        moved = self._news.moved(self._boards)
        for board in moved:
            self._stale.setdefault(board, self._looked)
        if not moved:
            folding.wake()  # something else was written: perhaps events, by a process that does not fold

    def _written(self) -> bool:
        """Whether anybody else has written to SQLite since the last time."""
        if connection.vendor == "postgresql":
            return False
        connection.ensure_connection()
        with connection.wrap_database_errors:  # straight to the driver: this is asked twenty times a second
            before, self._mark = self._mark, connection.connection.execute("PRAGMA data_version").fetchone()
        return self._mark != before

    def _make_one(self) -> None:
        """The figures of the board that has waited longest; of those that moved together, the most read one."""
        start = time.monotonic()
        ready = [board for board in self._stale if self._boards[board].due <= start]
        if not ready or start < self._rested:
            return
        board = min(ready, key=lambda board: (self._stale[board], -len(self._boards[board].readers)))
        held = self._boards[board]
        try:
            frame = Frame(self._news.version(board), self._news.figures(board))
        except Error:
            raise
        except Exception:  # noqa: BLE001 - figures that cannot be made must not silence the other boards
            _log.exception("No figures for %s.", board)
            self._post(_refuse, tuple(self._close(board)))
            return
        told = held.readers if frame.html != held.sent else held.behind
        self._post(_tell, tuple(told), frame)
        done = time.monotonic()
        held.sent, held.due = frame.html, done + AGAIN
        held.behind.clear()
        del self._stale[board]
        self._rested = max(self._rested, start - SPURT) + 2 * min(done - start, SPURT)

    def _listen(self) -> None:
        """Leave a word in the box each time PostgreSQL notifies."""
        while not self._stopped.is_set():
            try:
                with connection.cursor() as cursor:
                    cursor.execute(f"LISTEN {CHANNEL}")
                while not self._stopped.is_set():
                    with connection.wrap_database_errors:
                        for _ in connection.connection.notifies(timeout=AT_LATEST, stop_after=1):
                            self._box.put(self._hear)
            except Error:
                close_old_connections()
                self._stopped.wait(AT_LATEST)
        connection.close()

    def _hear(self) -> None:
        self._looked = 0.0


def _tell(readers: Iterable[Reader], frame: Frame) -> None:
    for reader in readers:
        reader.take(frame)


def _refuse(readers: Iterable[Reader]) -> None:
    for reader in readers:
        reader.refuse(503)
