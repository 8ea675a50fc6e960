"""Which workers are alive, as the database knows."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet

from mitoyen.web.config.models import Worker

BEATS_EVERY = 5.0
"""Seconds between two signs of life."""
DEAD_AFTER = datetime.timedelta(minutes=1)
"""Without a sign of life for that long, what a worker held is done again by another; the clocks of two machines differ
by less."""
FORGOTTEN_AFTER = datetime.timedelta(days=1)


def beat(*, name: str, now: datetime.datetime) -> None:
    """Give a sign of life."""
    Worker.objects.update_or_create(name=name, defaults={"beat_at": now})


def leave(name: str) -> None:
    """Go, so that nobody waits for this worker."""
    Worker.objects.filter(name=name).delete()


def living(now: datetime.datetime) -> QuerySet[Worker, Any]:
    """Names of the workers that are alive, as a query to compare with."""
    return Worker.objects.filter(beat_at__gt=now - DEAD_AFTER).values("name")


def forget(*, now: datetime.datetime) -> int:
    """Drop the workers that have long been dead; how many."""
    return Worker.objects.filter(beat_at__lte=now - FORGOTTEN_AFTER).delete()[0]
