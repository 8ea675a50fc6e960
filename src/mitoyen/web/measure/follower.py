"""What follows the events: tallies at once, then, as soon as there is a pause, who took part and what is released."""

from __future__ import annotations

import logging
import time

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from mitoyen.web.measure import fold, pen, releasing
from mitoyen.web.measure.bell import Bell
from mitoyen.web.measure.books import PERSONS, TALLIES

EVERY = 0.25
"""Seconds between two looks at what others recorded without ringing, or at what a crash left."""
PAUSE = 0.05
"""Seconds without a word, after which what may wait is done."""
PATIENCE = 0.25
"""Seconds after which it is done in any case: a board moves within a second, even in a flood."""
PORTION = 500
"""Events it takes at once, so that nobody waits long for the pen."""
CLOSES_EVERY = 3600.0
"""Seconds between two looks at months that are over."""

_log = logging.getLogger(__name__)


class Follower:
    """Follows, turn by turn; a database that is away for a moment is asked again at the next look."""

    def __init__(self) -> None:
        self._bell = Bell()
        self._wait = 0.0
        self._due = self._closes_at = time.monotonic()

    def turn(self, *others: int) -> None:
        """Wait for a word, or for something to read from one of the others, and do what is to be done."""
        rung = self._bell.wait(self._wait, *others)
        try:
            self._look(rung)
        except DatabaseError:
            _log.exception("The fold will try again.")
            close_old_connections()
            self._wait = EVERY

    def close(self) -> None:
        """Leave the bell and the database to others."""
        self._bell.close()
        connection.close()

    def _look(self, rung: bool = False) -> None:
        """Tallies never wait for the rest, which waits until nobody rings any more, or is overdue."""
        fold.catch_up(books=[TALLIES])
        if rung and time.monotonic() < self._due:
            self._wait = PAUSE
            return
        begun = time.monotonic()
        more = fold.step(PORTION, PERSONS)
        fold.catch_up(books=[TALLIES])
        more |= bool(releasing.catch_up(PORTION, steps=1))
        if more:
            pen.tidy()
        now = time.monotonic()
        self._due = now + PATIENCE
        self._wait = (now - begun) / 2 if more else EVERY  # a pause in which others get the pen, and the processor
        if not more and time.monotonic() >= self._closes_at:
            self._closes_at = time.monotonic() + CLOSES_EVERY
            releasing.close_months(timezone.now())
