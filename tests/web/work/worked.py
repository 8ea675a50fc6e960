"""Tasks and sweeps that these tests ask for; a worker finds them by their path."""

import datetime
import secrets

from mitoyen.web.people.models import Household
from mitoyen.web.people.tasks import task

NOW = datetime.datetime(2026, 11, 21, 17, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@task
def note(word):
    """Leave a row for each time that it is done."""
    Household.objects.create(reference=f"{word}-{secrets.token_hex(6)}"[:12])


@task
def fail(word):
    note.call(word)
    raise ConnectionRefusedError("the post office is closed")


def sweep(*, now):
    note.call("sweep")
    return 1


def other_sweep(*, now):
    note.call("other")
    return 1


def broken_sweep(*, now):
    note.call("broken")
    raise ValueError("a sweep with a fault")


def done(word):
    """How many times a task or a sweep was done."""
    return Household.objects.filter(reference__startswith=f"{word}-").count()
