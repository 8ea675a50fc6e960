"""A practice that nobody lists any more: what was listed and done with it is still told, and nothing stops."""

from datetime import UTC, datetime

import pytest

from mitoyen.evidence.pack import france
from mitoyen.evidence.records import Text
from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.enums import Reach, Terms
from mitoyen.web.neighbourhood.exchanges import actions, fiscal
from mitoyen.web.neighbourhood.exchanges.entry import CannotAsk
from mitoyen.web.neighbourhood.listings import actions as listings
from mitoyen.web.neighbourhood.listings import categories, sweeps
from mitoyen.web.neighbourhood.mine import export
from mitoyen.web.neighbourhood.models import Exchange, Listing
from mitoyen.web.people.actor import Actor
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina():
    return cast.amina()


@pytest.fixture
def bertrand():
    return cast.bertrand()


@pytest.fixture
def set_aside(monkeypatch):
    """`set_aside("lend")` takes it out of the file."""

    def without(practice):
        categories.wordbook()  # whoever takes it out takes its words out of the other file, which says so
        left = {id: known for id, known in practices.listables().items() if id != practice}
        monkeypatch.setattr(practices, "listables", lambda: left)

    return without


def test_the_recap_names_what_is_no_longer_sold(amina, bertrand, set_aside):
    lesson = cast.listing(amina, "paid_service", terms=Terms.PRICE, cents=1500)
    exchange = cast.moved(cast.asked(lesson, bertrand), "accept", amina)
    Exchange.objects.filter(pk=exchange.pk).update(state="confirmed", confirmed_at=datetime(2026, 3, 1, tzinfo=UTC))
    set_aside("paid_service")
    (line,) = fiscal.recap(amina, 2026).lines
    assert (line.label, line.cents) == (france().practices["paid_service"].label.fr, 1500)


def test_what_the_evidence_has_forgotten_too_is_named_plainly():
    assert practices.of("shared_bath").label == Text("shared bath", "shared bath")


def test_an_exchange_under_way_comes_to_its_end(amina, bertrand, set_aside, client):
    drill = cast.listing(bertrand)
    lent = cast.moved(cast.asked(drill, amina), "accept", bertrand)
    waiting = cast.asked(drill, cast.resident("Gaëlle"))
    set_aside("lend")
    client.force_login(amina)
    for page in (lent.get_absolute_url(), drill.get_absolute_url(), "/moi/", "/v/les-corderies/"):
        assert client.get(page).status_code == 200, page
    assert cast.moved(lent, "cancel", amina).state == "cancelled"
    assert Exchange.objects.get(pk=waiting.pk).state == "asked"
    assert {row["exchange"] for row in export.document(amina, NOW)["steps"]} == {lent.reference}


def test_the_clock_goes_on(amina, bertrand, set_aside):
    cast.asked(cast.listing(bertrand), amina)
    cast.listing(bertrand, reach=Reach.RESIDENCE, shown_in=cast.residence("b"), widen_at=NOW)
    set_aside("lend")
    assert sweeps.widen(now=NOW) == 1
    assert actions.by_the_clock(now=NOW + 60 * DAY) == 1


def test_nobody_answers_it_any_more_and_its_owner_may_take_it_away(amina, bertrand, set_aside, client):
    drill = cast.listing(bertrand)
    set_aside("lend")
    with pytest.raises(CannotAsk, match="ne reçoit plus de réponses"):
        cast.asked(drill, amina)
    client.force_login(bertrand)
    assert client.get(f"/annonce/{drill.reference}/modifier/").status_code == 200
    assert client.get(f"/annonce/{drill.reference}/participants/").status_code == 404
    client.force_login(amina)
    assert client.post(f"/annonce/{drill.reference}/repondre/", {}).status_code == 422
    listings.close(listing=drill, by=Actor(bertrand), now=NOW)
    assert Listing.objects.get().state == "closed"
