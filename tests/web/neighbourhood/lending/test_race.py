"""An owner keeps an object at the very moment when they accept to lend it: one of the two holds, never both."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from mitoyen.web.neighbourhood.exchanges.actions import CannotMove
from mitoyen.web.neighbourhood.lending import calendar
from mitoyen.web.neighbourhood.lending.calendar import CannotKeep
from mitoyen.web.neighbourhood.models import Block, Exchange
from mitoyen.web.people.actor import Actor
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW

ROUNDS = 12

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer: nothing happens at once"),
]


def test_lent_or_kept_and_never_both():
    bertrand, amina = cast.bertrand(), cast.amina()
    for _ in range(ROUNDS):
        drill = cast.listing(bertrand)
        asked = cast.asked(drill, amina)
        assert sorted(_race(asked)) == [False, True]
        held = (
            Exchange.objects.filter(listing=drill, occupies=True).count() + Block.objects.filter(listing=drill).count()
        )
        assert held == 1


def _race(asked):
    """Whether it was lent, and whether it was kept, when both are tried at the same moment."""
    together = Barrier(2)
    starts = NOW + DAY + HOUR
    kept: dict[str, Any] = {"by": Actor(asked.owner), "starts_at": starts, "ends_at": starts + HOUR, "now": NOW}
    tries = (
        lambda: _alone(together, CannotMove, lambda: cast.moved(asked, "accept", asked.owner)),
        lambda: _alone(together, CannotKeep, lambda: calendar.keep(listing=asked.listing, **kept)),
    )
    with ThreadPoolExecutor(2) as pool:
        return [made.result() for made in [pool.submit(each) for each in tries]]


def _alone(together, refusal, act):
    """Whether it was done, on a connection of its own."""
    try:
        together.wait()
        act()
    except refusal:
        return False
    else:
        return True
    finally:
        connection.close()
