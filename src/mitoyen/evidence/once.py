"""What takes long to read is read once, however many threads ask for it first."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Generic, TypeVar

Read = TypeVar("Read")


class Once(Generic[Read]):
    """What a function reads, kept; see `once`."""

    def __init__(self, read: Callable[[], Read]) -> None:
        self._read, self._lock = read, RLock()
        self._kept: tuple[()] | tuple[Read] = ()

    def __call__(self) -> Read:
        """What was read."""
        if not self._kept:
            with self._lock:
                if not self._kept:
                    self._kept = (self._read(),)
        return self._kept[0]

    def cache_clear(self) -> None:
        """Let it be read again, when nobody else is about to ask."""
        self._kept = ()


def once(read: Callable[[], Read]) -> Once[Read]:
    """`read`, done by whoever calls first while the others wait; after an error, the next who calls tries again.

    `functools.cache` lets all who come before the first answer read for themselves.
    """
    return Once(read)
