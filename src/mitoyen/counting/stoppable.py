"""Work of the engine that a person can stop."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")
_AGAIN = 0.1  # seconds; an interruption between two queries stops neither


def stoppable(engine: duckdb.DuckDBPyConnection, work: Callable[[], T]) -> T:
    """What the work answers; Ctrl-C interrupts its queries on the engine, then is raised as ever.

    The engine by itself looks for Ctrl-C between its tasks only, and in the main thread: a big one takes many seconds.
    Here the main thread is free to hear it.
    """
    with ThreadPoolExecutor(1) as apart:
        working = apart.submit(work)
        try:
            return working.result()
        except KeyboardInterrupt:
            while wait([working], _AGAIN).not_done:
                engine.interrupt()
            raise
