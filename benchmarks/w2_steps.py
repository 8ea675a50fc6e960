"""W2: where the time of an event goes, step by step, from the bytes of a request to a released figure.

python -m benchmarks.w2_steps EVENTS     the seconds of each step, in the site of this environment
"""

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from benchmarks import w2_sites
from benchmarks.measure import Figure, Timing

EVENTS, BATCH, PORTION = 20_000, 1_000, 500
ABOUT = (
    "{events:,} events on SQLite, {batch:,} a request, 2 % of them sent again, each step by itself in one process: "
    "seconds for a million events. After the comparison, four steps that a request waits for; the others follow in a "
    "process of their own, tallies at once, the rest in the first pause, {portion:,} events at a time."
)


def measure(*, small: bool = False) -> Figure:
    events = 2 * BATCH if small else EVENTS
    with w2_sites.sqlite() as environment:
        command = [sys.executable, "-m", "benchmarks.w2_steps", str(events)]
        told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    timings = [Timing(**timing) for timing in json.loads(told)]
    about = ABOUT.format(events=events, batch=BATCH, portion=PORTION)
    return Figure("Where the time of an event goes", about, timings).closed()


class _Steps:
    """One site, its events, and a clock for each step."""

    def __init__(self, events: int) -> None:
        w2_sites.prepare()
        told = w2_sites.lines(events, "steps")
        self._bodies = [told[start : start + BATCH] for start in range(0, events, BATCH)]
        self._events = events

    def timings(self) -> list[Timing]:
        """Each step in its turn: what one makes is what the next takes."""
        import msgspec
        from django.db import transaction
        from django.utils import timezone

        from mitoyen.counting.events import UsageEvent, decode_together
        from mitoyen.web.measure import fold, releasing, storing
        from mitoyen.web.measure.actions import ACCEPTED, _Door
        from mitoyen.web.measure.books import PERSONS, TALLIES
        from mitoyen.web.measure.ingest.reading import Told
        from mitoyen.web.measure.ingest.report import _told
        from mitoyen.web.measure.models import UsageSource

        source, now = UsageSource.objects.get(code="bench"), timezone.now()
        typed, batches, rows = msgspec.json.Decoder(UsageEvent), [], []
        doors = [_Door(source, now, decode_together(body) or []) for body in self._bodies[:1]]
        doors[0].takes_all()  # what is loaded at the first request is not counted
        gc.collect()
        gc.freeze()  # as the server does

        def door(batch: list[UsageEvent]) -> None:
            made = _Door(source, now, batch)
            if not made.takes_all():
                raise AssertionError("an event was refused")
            rows.append(made.rows())

        def write(batch: list[Any]) -> None:
            with transaction.atomic():
                storing.insert(list({row[0]: row for row in batch}.values()))

        def answer(batch: list[UsageEvent]) -> None:
            msgspec.json.encode(_told(Told(batch, list(range(len(batch)))), [ACCEPTED] * len(batch)))

        return [
            self._each(
                "JSON into typed structs, for comparison", self._bodies, lambda body: [*map(typed.decode, body)]
            ),
            self._each("decode and check", self._bodies, lambda body: batches.append(decode_together(body))),
            self._each("rows: keys, pseudonyms, days", batches, door),
            self._each("insert and commit", rows, write),
            self._each("answer", batches, answer),
            self._until("tallies", lambda: fold.step(BATCH, TALLIES)),
            self._until("who took part", lambda: fold.step(PORTION, PERSONS)),
            self._until("releases", lambda: releasing.step(PORTION)),
        ]

    def _each(self, name: str, items: list[Any], work: Callable[[Any], Any]) -> Timing:
        cpu, wall = time.process_time(), time.perf_counter()
        for item in items:
            work(item)
        return self._timing(name, cpu, wall)

    def _until(self, name: str, work: Callable[[], bool]) -> Timing:
        cpu, wall = time.process_time(), time.perf_counter()
        while work():
            pass
        return self._timing(name, cpu, wall)

    def _timing(self, name: str, cpu: float, wall: float) -> Timing:
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        millions = self._events / 1e6
        return Timing(name, wall / millions, cpu / millions, f"{cpu / millions:.1f} µs of processor an event")


if __name__ == "__main__":
    print(json.dumps([asdict(timing) for timing in _Steps(int(sys.argv[1])).timings()]))
