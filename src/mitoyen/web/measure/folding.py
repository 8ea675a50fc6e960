"""The thread of a process that folds and releases what was recorded at once, and looks around four times a second."""

from __future__ import annotations

import logging
import threading
import time

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from mitoyen.web.measure import fold, releasing

EVERY = 0.25
"""Seconds between two looks at what other processes recorded, or at what a crash left."""
CLOSES_EVERY = 3600.0
"""Seconds between two looks at months that are over."""

_log = logging.getLogger(__name__)


class Folder(threading.Thread):
    """Folds and releases until told to stop; a database that is away for a moment is asked again at the next look."""

    def __init__(self) -> None:
        super().__init__(name="fold", daemon=True)
        self._woken, self._stopped = threading.Event(), threading.Event()
        self._closes_at = 0.0

    def wake(self) -> None:
        """Something was recorded: fold now."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the span at hand and end."""
        self._stopped.set()
        self._woken.set()
        self.join(timeout=10)

    def run(self) -> None:
        """Fold, wait, fold."""
        while not self._stopped.is_set():
            try:
                self._look()
            except DatabaseError:
                _log.exception("The fold will try again.")
                close_old_connections()
            self._woken.wait(EVERY)
            self._woken.clear()
        connection.close()

    def _look(self) -> None:
        """Tallies never wait for releases."""
        fold.catch_up()
        while releasing.catch_up(steps=1):
            fold.catch_up()
        if time.monotonic() >= self._closes_at:
            self._closes_at = time.monotonic() + CLOSES_EVERY
            releasing.close_months(timezone.now())


_folder: Folder | None = None


def start() -> Folder:
    """The folder of this process, started once; call it after a fork, never before."""
    global _folder  # noqa: PLW0603 - one thread a process is the point
    if _folder is None or not _folder.is_alive():
        _folder = Folder()
        _folder.start()
    return _folder


def stop() -> None:
    """End the folder of this process, if it has one."""
    if _folder is not None:
        _folder.stop()


def wake() -> None:
    """Fold now, if this process folds; another one looks around by itself."""
    if _folder is not None:
        _folder.wake()
