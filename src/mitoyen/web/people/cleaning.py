"""What has had its time: sessions that are over, codes nobody may type any more, accounts begun and left, counters."""

from __future__ import annotations

import datetime

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import Exists, OuterRef, ProtectedError

from mitoyen.web.people.models import HouseholdCode, Person, Session

KEPT = datetime.timedelta(days=1)
"""How long a code that is over is kept."""
PATIENCE = datetime.timedelta(days=30)
"""How long somebody has to type the code that verifies their address."""


def sessions(*, now: datetime.datetime) -> int:
    """Drop the sessions that are over; how many."""
    return Session.objects.filter(expire_date__lte=now).delete()[0]


def codes(*, now: datetime.datetime) -> int:
    """Drop the codes of households that have been over for a day; how many."""
    return HouseholdCode.objects.filter(expires_at__lte=now - KEPT).delete()[0]


def unfinished(*, now: datetime.datetime) -> int:
    """Drop the accounts begun, never entered, never verified: whose address it is may want it; how many.

    Somebody who was welcomed without an address, and waits for the code of one, began nothing: they stay.
    """
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    never = Person.objects.filter(last_login=None, household=None, joined_at__lte=now - PATIENCE).exclude(email=None)
    left = never.filter(Exists(addresses), ~Exists(addresses.filter(verified=True)))
    return sum(_forgotten(person) for person in left)


def counters(*, now: datetime.datetime) -> int:
    """Drop the counts of limits that are over, which name addresses of the network; how many."""
    with connection.cursor() as cursor:
        over = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))
        cursor.execute("DELETE FROM cache WHERE expires < %s", [over])
        return int(cursor.rowcount)


def _forgotten(person: Person) -> bool:
    """Whether they could go: a room above may hold on to somebody whom it knows."""
    try:
        person.delete()
    except ProtectedError:
        return False
    return True
