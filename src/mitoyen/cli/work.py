"""`mitoyen work`: do what the site put off, in processes apart from those that serve."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import time
from types import FrameType

from mitoyen.cli import site
from mitoyen.cli.answers import Answer, Refused

PATIENCE = 60.0
"""Seconds that a process has to finish the task at hand once it was asked to stop."""
AGAIN_AFTER = 5.0
"""Seconds before a process that died is started again, so that one that cannot start does not fill the log."""
_ALONE = [sys.executable, "-m", "mitoyen.cli", "work"]


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb."""
    told = "do what the site put off: photos, e-mails, reminders, what has a date"
    about = f"{told.capitalize()}. `mitoyen serve` does it by itself, but for --only pages or streams."
    verb = verbs.add_parser("work", help=told, description=about)
    verb.add_argument("--workers", type=int, default=1, help="processes (%(default)s)")
    verb.add_argument("--once", action="store_true", help="do what waits now, then stop: for a clock of your own")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Answer:
    """Work until asked to stop."""
    if arguments.workers < 1:
        raise Refused(f"--workers is 1 or more, not {arguments.workers}.")
    site.prepare()
    if arguments.once:
        done = site.work_once()
        return Answer(f"Done: {done} {'piece' if done == 1 else 'pieces'} of work.")
    if arguments.workers > 1:
        site.let_go()
        _watch(arguments.workers)
    else:
        _work()
    return Answer("")


def _work() -> None:
    """Be one worker; asked to stop, it ends after the task at hand."""
    work = site.worker()

    def stop(number: int, frame: FrameType | None) -> None:
        work.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sys.stderr.write("Working (Ctrl+C stops after the task at hand).\n")
    work.run()


def _watch(many: int) -> None:
    """Keep that many processes at work, and stop with them."""
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: stopping.append(number))
    started: dict[int, float] = {}
    running: dict[int, subprocess.Popen[bytes]] = {}
    while not stopping:
        for place in range(many):
            if place in running and running[place].poll() is None:
                continue
            if time.monotonic() - started.get(place, -AGAIN_AFTER) >= AGAIN_AFTER:
                running[place] = subprocess.Popen(_ALONE, start_new_session=True)  # noqa: S603 - our own command
                started[place] = time.monotonic()
        time.sleep(0.5)
    _end(list(running.values()))


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    until = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
