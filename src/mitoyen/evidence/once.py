"""What takes long to read is read once, however many threads ask for it first."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from threading import RLock
from typing import TypeVar

Read = TypeVar("Read")


def once(read: Callable[[], Read]) -> Callable[[], Read]:
    """`read`, done by whoever calls first while the others wait; after an error, the next who calls tries again.

    `functools.cache` alone lets all who come before the first answer read for themselves.
    """
    lock, kept = RLock(), list[Read]()

    @cache
    @wraps(read)
    def given() -> Read:
        with lock:
            if not kept:
                kept.append(read())
            return kept[0]

    return given
