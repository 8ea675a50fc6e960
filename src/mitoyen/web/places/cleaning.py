"""What has had its time: wrong codes that no longer count, and codes of newcomers that are over."""

from __future__ import annotations

import datetime

from mitoyen.web.places import guesses
from mitoyen.web.places.models import Guess, Introduction


def codes(*, now: datetime.datetime) -> int:
    """Drop the wrong codes of days ago, and the codes of newcomers that are over; how many."""
    wrong = Guess.objects.filter(at__lt=now - guesses.KEPT).delete()[0]
    return wrong + Introduction.objects.filter(expires_at__lte=now).delete()[0]
