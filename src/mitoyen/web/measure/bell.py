"""A word between the processes of one data folder: something was recorded, fold it now.

A named pipe, which costs nothing while nobody rings and wakes its one reader at once; where there is none to be had,
readers look around by themselves.
"""

from __future__ import annotations

import os
import select
from contextlib import suppress

from django.conf import settings

_NAME = "folding.bell"
_ROOM = 64 * 2**10


def ring() -> None:
    """Wake the reader, if there is one."""
    with suppress(OSError):  # no pipe, nobody at its end, or so many words in it that one more says nothing
        pipe = os.open(_path(), os.O_WRONLY | os.O_NONBLOCK)
        try:
            os.write(pipe, b".")
        finally:
            os.close(pipe)


class Bell:
    """The end that listens; one at a time, for a word is read once."""

    def __init__(self) -> None:
        self._pipe: int | None = None
        with suppress(OSError):
            with suppress(FileExistsError):
                os.mkfifo(_path(), 0o600)
            self._pipe = os.open(_path(), os.O_RDWR | os.O_NONBLOCK)  # held open from both ends, it never ends

    def wait(self, seconds: float, *others: int) -> bool:
        """Whether it rang within so many seconds; something to read from one of the others ends the wait too."""
        pipes = [*others] if self._pipe is None else [self._pipe, *others]
        ready = select.select(pipes, [], [], seconds)[0]
        if self._pipe not in ready or self._pipe is None:
            return False
        with suppress(BlockingIOError):
            os.read(self._pipe, _ROOM)
        return True

    def close(self) -> None:
        """Listen no more."""
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None


def _path() -> str:
    return f"{settings.DATA_DIR}/{_NAME}"
