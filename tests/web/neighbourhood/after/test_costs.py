"""How many questions a page asks the database: as many for a hundred who come as for two."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW
from tests.web.neighbourhood.exchanges_pages import scenes

pytestmark = pytest.mark.django_db


def asked_by(browser, address):
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_the_page_of_a_gathering_asks_as_much_for_twenty_as_for_two(amina, bertrand, signed_in, clock):
    order = scenes.order(cast.farid())
    order.seats = 40
    order.save()
    for person in (amina, bertrand):
        cast.asked(order, person)
    clock(NOW + 3 * DAY)
    browser, address = signed_in(order.owner), f"/annonce/{order.reference}/participants/"
    browser.get(address)
    few = asked_by(browser, address)
    for number in range(18):
        cast.asked(order, cast.resident(f"Voisin{number}"), NOW + HOUR)
    assert asked_by(browser, address) == few


def test_the_page_of_an_exchange_asks_little(drill, amina, bertrand, signed_in, clock):
    loan = cast.lent(drill, amina)
    browser = signed_in(amina)
    assert asked_by(browser, scenes.address(loan)) <= 20
