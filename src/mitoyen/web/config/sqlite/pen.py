"""The one pen of a file: a lock on its folder, which the system hands on in the order in which it was asked for."""

from __future__ import annotations

import fcntl
import os
import weakref
from pathlib import Path


class Pen:
    """One connection's hold of the pen; another connection, of the same process or not, has its own.

    The folder is locked, never the file: to close the file once more would drop the locks that SQLite has on it.
    """

    def __init__(self, file: str | Path) -> None:
        self.held = False
        self._folder = Path(file).parent
        self._descriptor: int | None = None

    def take(self) -> None:
        """Wait until nobody else has it."""
        if self._descriptor is None:
            self._descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
            weakref.finalize(self, os.close, self._descriptor)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        self.held = True

    def give_back(self) -> None:
        """Let the next one have it; nothing when it is not held."""
        if self._descriptor is not None and self.held:
            self.held = False
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)  # said, not left to a close: a forked process may share it
