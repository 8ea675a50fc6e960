"""Rows shared between the processors."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

_WORTH_SHARING = 64


def spread(work: Callable[[int, int], None], size: int) -> None:
    """Call work(start, stop) on consecutive pieces that cover 0 to size, in one thread for each processor.

    `work` must release the interpreter's lock, as compiled kernels do, and write to its own rows only. An error in
    a thread is raised here. The threads live as long as the call: nothing is left behind for a fork to break.
    """
    threads = min(_processors(), size)
    if size < _WORTH_SHARING or threads == 1:
        work(0, size)
        return
    edges = [size * piece // (8 * threads) for piece in range(8 * threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        for piece in [pool.submit(work, start, stop) for start, stop in pairwise(edges)]:
            piece.result()


def _processors() -> int:
    """Those this process may use: a container or `taskset` may grant fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
