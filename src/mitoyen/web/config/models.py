"""What workers tell each other through the database: who is alive, and when each sweep is due."""

from __future__ import annotations

from django.db import models


class Worker(models.Model):
    """A worker at work. One that has not beaten for a minute is dead, and what it held is taken by the others."""

    name = models.CharField(max_length=32, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Sweep(models.Model):
    """When a periodic piece of work is due, and who does it now."""

    name = models.CharField(max_length=120, unique=True)
    """Module and function, as the schedule has it."""
    due_at = models.DateTimeField()
    worker = models.CharField(max_length=32, blank=True, default="")
    """Name of the worker that does it now; empty while it waits."""
    failures = models.PositiveIntegerField(default=0)
    """How many times in a row it failed."""
    ran_at = models.DateTimeField(null=True)
    """When it last came to its end."""

    def __str__(self) -> str:
        return self.name
