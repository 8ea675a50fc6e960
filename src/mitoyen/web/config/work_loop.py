"""A worker: tasks from the queue, then sweeps whose time has come, until it is told to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from mitoyen.web.config import work_living as life
from mitoyen.web.config import work_sweeps as sweeps
from mitoyen.web.config.work import SCHEDULE
from mitoyen.web.config.work_tasks import Tasks

LOOKS_EVERY = 1.0
"""Seconds between two looks at an empty queue."""

_log = logging.getLogger(__name__)


class Work(threading.Thread):
    """A worker: `start` puts it in a thread beside what a process serves, `run` makes it the whole process."""

    def __init__(self, schedule: sweeps.Schedule = SCHEDULE) -> None:
        super().__init__(name="work", daemon=True)
        self.worker = get_random_string(16)
        self._schedule = schedule
        self._tasks = Tasks(self.worker)
        self._known = False
        self._stopped, self._ended = threading.Event(), threading.Event()

    def stop(self) -> None:
        """Ask it to end after the task at hand."""
        self._stopped.set()
        self._tasks.running = False

    def run(self) -> None:
        """Work until told to stop; a database that is away for a moment is asked again at the next look."""
        beating = threading.Thread(target=self._beat, name="work-beat", daemon=True)
        beating.start()
        while not self._stopped.is_set():
            if not self._safely(self.turn):
                self._stopped.wait(LOOKS_EVERY)
            close_old_connections()
        self._ended.set()
        beating.join()
        self._safely(self._leave)
        connection.close()

    def turn(self) -> int:
        """Do some tasks, and every sweep that is due; how much was done."""
        if not self._known:
            self._begin()
        done = self._tasks.turn()
        return done + sweeps.run_due(self._schedule, worker=self.worker, now=timezone.now())

    def once(self) -> int:
        """Do all that waits now; how much it was."""
        try:
            return sum(iter(self.turn, 0))
        finally:
            self._leave()

    def _begin(self) -> None:
        """Be known to the others before anything is taken."""
        now = timezone.now()
        life.beat(name=self.worker, now=now)
        sweeps.enter(self._schedule, now=now)
        self._known = True

    def _leave(self) -> int:
        life.leave(self.worker)
        self._known = False
        return 0

    def _beat(self) -> None:
        while not self._ended.wait(life.BEATS_EVERY):
            self._safely(lambda: life.beat(name=self.worker, now=timezone.now()))
            close_old_connections()
        connection.close()

    def _safely(self, step: Callable[[], int | None]) -> int:
        try:
            return step() or 0
        except Exception:  # noqa: BLE001 - a worker outlives whatever breaks, a database that restarts included
            _log.exception("The worker will try again.")
            return 0


_work: Work | None = None


def start() -> Work:
    """The worker of this process, started once; call it after a fork, never before."""
    global _work  # noqa: PLW0603 - one thread a process is the point
    if _work is None or not _work.is_alive():
        _work = Work()
        _work.start()
    return _work


def stop() -> None:
    """End the worker of this process, if it has one."""
    if _work is not None:
        _work.stop()
        _work.join(timeout=5)
