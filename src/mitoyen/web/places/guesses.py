"""How often somebody may type a code: a few mistakes an hour, whichever process answers."""

from __future__ import annotations

import datetime
import math

from django.utils.translation import ngettext

from mitoyen.web.people.models import Person
from mitoyen.web.places.models import Guess

MOST = 5
"""Wrong codes that somebody may type within an hour, of whatever kind."""
HOUR = datetime.timedelta(hours=1)
KEPT = datetime.timedelta(days=1)


class TooManyGuesses(ValueError):
    """Somebody typed too many wrong codes; the sentence says when to try again."""


def check(person: Person, now: datetime.datetime) -> None:
    """TooManyGuesses for somebody who has to wait; inside a transaction that holds the person."""
    wrong = list(Guess.objects.filter(person=person, at__gt=now - HOUR).order_by("-at").values_list("at", flat=True))
    if len(wrong) < MOST:
        return
    minutes = math.ceil((wrong[MOST - 1] + HOUR - now).total_seconds() / 60)
    said = ngettext(
        "Ce sont déjà cinq codes en une heure. Réessayez dans %(minutes)s minute, en recopiant lettre à lettre.",
        "Ce sont déjà cinq codes en une heure. Réessayez dans %(minutes)s minutes, en recopiant lettre à lettre.",
        minutes,
    )
    raise TooManyGuesses(said % {"minutes": minutes})


def note(person: Person, now: datetime.datetime) -> None:
    """Somebody typed a wrong code; those of days ago are forgotten."""
    Guess.objects.filter(person=person, at__lt=now - KEPT).delete()
    Guess.objects.create(person=person, at=now)
