"""The thread of a process that folds as soon as something was recorded, and looks around four times a second."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, close_old_connections, connection

from mitoyen.web.measure import fold

EVERY = 0.25
"""Seconds between two looks at what other processes recorded, or at what a crash left."""

_log = logging.getLogger(__name__)


class Folder(threading.Thread):
    """Folds until told to stop; a database that is away for a moment is asked again at the next look."""

    def __init__(self) -> None:
        super().__init__(name="fold", daemon=True)
        self._woken, self._stopped = threading.Event(), threading.Event()

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
                fold.catch_up()
            except DatabaseError:
                _log.exception("The fold will try again.")
                close_old_connections()
            self._woken.wait(EVERY)
            self._woken.clear()
        connection.close()


_folder: Folder | None = None


def start() -> Folder:
    """The folder of this process, started once; call it after a fork, never before."""
    global _folder  # noqa: PLW0603 - one thread a process is the point
    if _folder is None or not _folder.is_alive():
        _folder = Folder()
        _folder.start()
    return _folder


def wake() -> None:
    """Fold now, if this process folds; another one looks around by itself."""
    if _folder is not None:
        _folder.wake()
