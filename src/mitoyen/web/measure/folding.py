"""Somebody follows the events: one process for each data folder, kept alive by the processes that serve it.

Of these, whoever holds the lock starts the follower and follows by itself, in a thread, until that is ready, or should
it not start. The follower ends with its parent; then another that serves takes the lock.
"""

from __future__ import annotations

import fcntl
import logging
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from mitoyen.web.measure import bell
from mitoyen.web.measure.follower import EVERY, Follower

LOOKS_EVERY = 1.0
"""Seconds between two looks whether whoever held the lock has gone."""
AGAIN_AFTER = 10.0
"""Seconds before a follower that has ended is started again."""
GRACE = 10.0
"""Seconds that it has to finish the span at hand."""
_COMMAND = (sys.executable, "-m", "mitoyen.web.measure")

_log = logging.getLogger(__name__)


class Keeper(threading.Thread):
    """Sees to it that somebody follows, until told to stop."""

    def __init__(self) -> None:
        super().__init__(name="fold", daemon=True)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Let the span at hand be finished, and end."""
        self._stopped.set()
        bell.ring()
        self.join(timeout=GRACE + 1)

    def run(self) -> None:
        """Take the lock as soon as it is free, and keep a follower."""
        while not self._stopped.is_set():
            with _lock() as held:
                if held:
                    self._keep()
            self._stopped.wait(LOOKS_EVERY)

    def _keep(self) -> None:
        while not self._stopped.is_set():
            process = _start()
            self._follow_until_ready(process)
            while process and process.poll() is None and not self._stopped.wait(EVERY):
                pass
            if process:
                _end(process)

    def _follow_until_ready(self, process: subprocess.Popen[bytes] | None) -> None:
        """Follow in this thread; if the process ends instead of being ready, until it is time to start another."""
        follower, again = Follower(), time.monotonic() + AGAIN_AFTER
        pipe = process.stdout if process else None
        while not self._stopped.is_set() and (pipe or time.monotonic() < again):
            follower.turn(*([pipe.fileno()] if pipe else []))
            if pipe and select.select([pipe], [], [], 0)[0]:
                if pipe.read(1):
                    break
                pipe = None
        follower.close()


def _start() -> subprocess.Popen[bytes] | None:
    try:
        return subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)  # noqa: S603 - our own
    except OSError:
        _log.exception("The follower does not start; this process follows by itself.")
        return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end by closing its input, and see that it does."""
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


@contextmanager
def _lock() -> Iterator[bool]:
    """Whether this process is the one of its data folder that keeps a follower; for as long as it stays inside."""
    with (Path(settings.DATA_DIR) / "folding.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


_keeper: Keeper | None = None


def start() -> Keeper:
    """The keeper of this process, started once; call it after a fork, never before."""
    global _keeper  # noqa: PLW0603 - one thread a process is the point
    if _keeper is None or not _keeper.is_alive():
        _keeper = Keeper()
        _keeper.start()
    return _keeper


def stop() -> None:
    """End the keeper of this process, if it has one."""
    if _keeper is not None:
        _keeper.stop()


def wake() -> None:
    """Fold now, whoever does it."""
    bell.ring()
