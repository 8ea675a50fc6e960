"""Two requests at the very same moment: of a finger that taps twice on a slow telephone, or of two neighbours."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection

from mitoyen.web.neighbourhood.enums import State
from mitoyen.web.neighbourhood.exchanges import actions, after, telling
from mitoyen.web.neighbourhood.exchanges.actions import CannotAsk
from mitoyen.web.neighbourhood.mine import leaving
from mitoyen.web.neighbourhood.models import Exchange, Thanks
from mitoyen.web.people.actor import Actor
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, NOW

ROUNDS = 8

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer: nothing happens at once"),
]


def test_a_place_is_taken_once():
    bertrand, amina = cast.bertrand(), cast.amina()
    for _ in range(ROUNDS):
        meal = cast.listing(bertrand, "shared_meal", starts_at=NOW + DAY, seats=4)
        assert sorted(_both(lambda meal=meal: _asked(meal, amina))) == [False, True]
        meal.refresh_from_db()
        assert (Exchange.objects.filter(listing=meal).count(), meal.taken) == (1, 1)


def test_neighbours_who_ask_each_other_at_once_both_do():
    bertrand, amina = cast.bertrand(), cast.amina()
    for _ in range(ROUNDS):
        his, hers = cast.listing(bertrand, "service"), cast.listing(amina, "service")
        turns = iter(((his, amina), (hers, bertrand)))
        assert _both(lambda turns=turns: _asked(*next(turns))) == [True, True]


def test_thanks_are_said_once():
    bertrand, amina = cast.bertrand(), cast.amina()
    for _ in range(ROUNDS):
        loan = cast.lent(cast.listing(bertrand), amina)
        _both(lambda loan=loan: after.thank(exchange=loan, by=Actor(amina), now=NOW + DAY))
        assert Thanks.objects.filter(exchange=loan).count() == 1


def test_whoever_leaves_and_whoever_writes_to_them_do_not_wait_for_each_other(monkeypatch):
    bertrand, amina = cast.bertrand(), cast.amina()
    loan = cast.moved(cast.asked(cast.listing(bertrand), amina), "accept", bertrand)

    held = Event()

    def slowly(*told):
        held.set()
        time.sleep(0.5)  # the exchange is held, and its reader not told yet
        telling.announce(*told)

    monkeypatch.setattr(actions, "announce", slowly)
    turns = iter((True, False))

    def write_or_leave():
        if next(turns):
            return cast.moved(loan, "write", bertrand, note="À demain.")
        held.wait(timeout=30)
        return leaving.leave(person=amina, now=NOW)

    _both(write_or_leave)
    loan.refresh_from_db()
    assert loan.state == State.CANCELLED


def _asked(listing, asker):
    """Whether an answer to a listing was taken."""
    try:
        cast.asked(listing, asker)
    except CannotAsk:
        return False
    return True


def _both(act):
    """What two who act at the same moment find, each on a connection of their own."""
    together = Barrier(2)

    def alone(_):
        try:
            together.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(alone, range(2)))
