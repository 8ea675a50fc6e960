"""Codes that people copy from paper or hear on the telephone."""

from __future__ import annotations

import datetime
import secrets

from django.utils import timezone
from django.utils.crypto import salted_hmac

LETTERS = "BCDFGHJKMNPQRSTVWXZ"
"""None that is mistaken for another or for a figure, and no vowel, so that no word comes out."""


def draw(length: int) -> str:
    """A code drawn by chance: ten letters are 42 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def read(typed: str) -> str:
    """The letters of a code as it was typed, with or without spaces, in small or capital letters."""
    return "".join(letter for letter in typed[:200].upper() if letter.isalnum())


def written(code: str) -> str:
    """A code as it is shown: « BCDFG HJKMN »."""
    half = (len(code) + 1) // 2
    return f"{code[:half]} {code[half:]}"


def digest(code: str, salt: str) -> str:
    """What is kept of a code in its place: a keyed hash, from which the code cannot be found without the site's key."""
    return salted_hmac(salt, code, algorithm="sha256").hexdigest()


def last_moment(now: datetime.datetime, life: datetime.timedelta) -> datetime.datetime:
    """The end of the day on which something made now expires: a date that is printed holds all day."""
    return timezone.localtime(now + life).replace(hour=23, minute=59, second=59, microsecond=0)
