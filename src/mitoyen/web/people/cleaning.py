"""What has had its time: sessions that are over, codes that nobody may type any more."""

from __future__ import annotations

import datetime

from django.contrib.sessions.models import Session

from mitoyen.web.people.models import HouseholdCode

KEPT = datetime.timedelta(days=1)
"""How long a code that is over is kept."""


def sessions(*, now: datetime.datetime) -> int:
    """Drop the sessions that are over; how many."""
    return Session.objects.filter(expire_date__lte=now).delete()[0]


def codes(*, now: datetime.datetime) -> int:
    """Drop the codes of households that have been over for a day; how many."""
    return HouseholdCode.objects.filter(expires_at__lte=now - KEPT).delete()[0]
