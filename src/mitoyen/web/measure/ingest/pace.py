"""How many requests a key may send: a bucket of tokens for each, in the memory of one process.

Each process of the site keeps its own buckets: with three processes, a key gets at most three times its pace.
"""

from __future__ import annotations

import math
import threading

MINUTE = 60.0


class Pace:
    """Buckets that hold one minute of requests each and fill evenly; safe between threads."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}
        """Key → tokens left, and when they were counted."""
        self._lock = threading.Lock()

    def wait(self, key: str, per_minute: int, at: float) -> int:
        """Take a token at the moment `at` [s]: 0, or the whole seconds to wait for one."""
        with self._lock:
            left, since = self._buckets.get(key, (float(per_minute), at))
            left = min(float(per_minute), left + max(0.0, at - since) * per_minute / MINUTE)
            if left < 1:
                return math.ceil((1 - left) * MINUTE / per_minute)
            self._buckets[key] = (left - 1, at)
            return 0


pace = Pace()
