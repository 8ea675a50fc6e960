"""Sweeps: each is done once in its period, by one worker, and again by another when that one dies in the middle."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence
from typing import Protocol

from django.db.models import Q, QuerySet

from mitoyen.web.config.models import Sweep
from mitoyen.web.config.work_living import living

FIRST_WAIT = datetime.timedelta(seconds=30)
LONGEST_WAIT = datetime.timedelta(hours=1)
"""A sweep that fails is tried again after the first wait, doubled at each failure, never more than the longest."""

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_log = logging.getLogger(__name__)


class Sweeping(Protocol):
    """A function that does whatever is due at `now`, once however often it is called; how much it did."""

    __module__: str
    __name__: str

    def __call__(self, *, now: datetime.datetime) -> int: ...


Schedule = Sequence[tuple[datetime.timedelta, Sweeping]]
"""Each sweep with its period."""


def enter(schedule: Schedule, *, now: datetime.datetime) -> None:
    """Give each new sweep its row; due at once."""
    known = set(Sweep.objects.values_list("name", flat=True))
    rows = [Sweep(name=named(sweep), due_at=now) for _, sweep in schedule if named(sweep) not in known]
    Sweep.objects.bulk_create(rows, ignore_conflicts=True)


def run_due(schedule: Schedule, *, worker: str, now: datetime.datetime) -> int:
    """Run every sweep whose time has come and that no living worker holds; how many ran."""
    due = set(Sweep.objects.filter(due_at__lte=now).values_list("name", flat=True))
    return sum(_run(sweep, every, worker, now) for every, sweep in schedule if named(sweep) in due)


def named(sweep: Sweeping) -> str:
    """Name of a sweep's row."""
    return f"{sweep.__module__}.{sweep.__name__}"


def after(now: datetime.datetime, every: datetime.timedelta) -> datetime.datetime:
    """First moment after `now` that a whole number of periods separates from 1970, in universal time."""
    return _EPOCH + ((now - _EPOCH) // every + 1) * every


def _run(sweep: Sweeping, every: datetime.timedelta, worker: str, now: datetime.datetime) -> bool:
    name = named(sweep)
    if not _take(name, worker, now):
        return False
    try:
        done = sweep(now=now)
    except Exception:  # noqa: BLE001 - whatever goes wrong in one sweep, the others and the tasks go on
        _log.exception("The sweep %s failed; it will be tried again.", name)
        _give_back_failed(name, worker, now)
        return True
    _log.info("%s: %d", name, done)
    _held(name, worker).update(worker="", due_at=after(now, every), failures=0, ran_at=now)
    return True


def _take(name: str, worker: str, now: datetime.datetime) -> bool:
    """Whether this worker holds the sweep now; two that ask at the same moment are told apart by the database."""
    free = Q(worker="") | Q(worker=worker) | ~Q(worker__in=living(now))
    return Sweep.objects.filter(free, name=name, due_at__lte=now).update(worker=worker) == 1


def _give_back_failed(name: str, worker: str, now: datetime.datetime) -> None:
    for held in _held(name, worker):
        wait = min(FIRST_WAIT * 2 ** min(held.failures, 20), LONGEST_WAIT)
        _held(name, worker).update(worker="", due_at=now + wait, failures=held.failures + 1)


def _held(name: str, worker: str) -> QuerySet[Sweep]:
    return Sweep.objects.filter(name=name, worker=worker)
