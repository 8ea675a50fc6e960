"""Work shared between threads; what they run must release the interpreter's lock."""

from __future__ import annotations

import os
import threading
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, pairwise
from typing import Generic, TypeVar

T = TypeVar("T")


def threads(asked: int | None) -> int:
    """What is asked, or the processors this process may use."""
    if asked:
        return asked
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(
    work: Callable[[T], object], items: Iterable[T], workers: int, leave: Callable[[], object] = lambda: None
) -> None:
    """Call work on every item; the first error, or Ctrl-C, is raised here, and what has not begun is left.

    `leave` tells work that takes long that it is not wanted any more.
    """
    with ThreadPoolExecutor(workers) as pool:
        waiting = [pool.submit(work, item) for item in items]
        try:
            for done in waiting:
                done.result()
        except BaseException:
            leave()
            pool.shutdown(cancel_futures=True)
            raise


class Shares(Generic[T]):
    """Items in order, a run of neighbours for each worker; who is done early helps at the end of the longest run."""

    def __init__(self, items: Sequence[T], workers: int, weight: Callable[[T], int]):
        before = [0, *accumulate(map(weight, items))]  # runs of about the same weight
        edges = [bisect_left(before, before[-1] * worker / workers) for worker in range(workers)]
        self._runs = [deque(items[low:high]) for low, high in pairwise([*edges, len(items)])]
        self._weight = weight
        self._lock = threading.Lock()

    def of(self, worker: int) -> Iterator[T]:
        """The items that fall to a worker."""
        while (item := self._next(worker)) is not None:
            yield item

    def leave(self) -> None:
        """What has not been taken falls to nobody."""
        with self._lock:
            for run in self._runs:
                run.clear()

    def _next(self, worker: int) -> T | None:
        with self._lock:
            own, longest = self._runs[worker], max(self._runs, key=lambda run: sum(map(self._weight, run)))
            if own:
                return own.popleft()
            return longest.pop() if longest else None
