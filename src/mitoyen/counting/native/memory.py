"""Memory that serves again: to be given a page by the system costs as much as to fill it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

import numpy as np

from mitoyen.counting.native.reader import Array

_LEAST = 1 << 17  # bytes; smaller arrays cost little


class Memory:
    """Arrays lent and given back; several threads may ask."""

    def __init__(self) -> None:
        self._free: list[Array] = []
        self._lock = threading.Lock()

    def lend(self, size: int, kind: Any) -> Array:
        """An array of that many numbers, whatever they are."""
        wanted = size * np.dtype(kind).itemsize
        if wanted < _LEAST:
            return np.empty(size, kind)
        with self._lock:
            fitting = [place for place, each in enumerate(self._free) if wanted <= each.nbytes <= 4 * wanted]
            least = min(fitting, key=lambda place: self._free[place].nbytes, default=None)
            base = None if least is None else self._free.pop(least)
        if base is None:
            base = np.empty(-(-wanted // _LEAST) * _LEAST, np.uint8)
        lent: Array = base[:wanted].view(kind)
        return lent

    def take_back(self, arrays: Iterable[Array]) -> None:
        """Arrays that were lent, and that nobody reads any more."""
        bases = [array.base for array in arrays if array.base is not None]
        with self._lock:
            self._free += bases

    def clear(self) -> None:
        """Give back to the system what is not lent."""
        with self._lock:
            self._free.clear()
