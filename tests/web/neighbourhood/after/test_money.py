"""Money between neighbours: what each says, the door of a provider, the recap of the year."""

import csv
import hashlib
import hmac
import io
import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from mitoyen.web.neighbourhood.enums import Terms
from mitoyen.web.neighbourhood.exchanges import fiscal, payment, receipts
from mitoyen.web.neighbourhood.models import Exchange, Receipt
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.models import Notice
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, NOW
from tests.web.neighbourhood.exchanges_pages.scenes import words

pytestmark = pytest.mark.django_db

KEY = b"between the provider and this instance"


class Purse:
    """A provider that does everything but move money."""

    name, label = "bourse", "La Bourse"

    def start(self, due):
        return f"https://bourse.example/{due.reference}/{due.cents}"

    def confirmed(self, body, headers):
        signed = hmac.new(KEY, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(headers.get("X-Signature", ""), signed):
            raise payment.NotFromProvider("not signed by us")
        told = json.loads(body)
        return payment.Paid(told["exchange"], told["reference"], told["cents"])


@pytest.fixture
def lesson(amina, bertrand):
    """An hour of piano, twenty euros, that Amina teaches to Bertrand."""
    offered = cast.listing(amina, "paid_service", terms=Terms.PRICE, cents=2000, minutes=60)
    return cast.moved(cast.asked(offered, bertrand), "accept", amina)


@pytest.fixture
def provider(settings):
    settings.PAYMENT_PROVIDER = f"{__name__}.Purse"


def say(exchange, person, way="cash"):
    return receipts.say(exchange=exchange, by=Actor(person), way=way, now=NOW)


def test_each_side_says_its_half(lesson, amina, bertrand):
    receipt = say(lesson, bertrand, "transfer")
    assert (receipt.cents, receipt.way, receipt.paid_said_at, receipt.received_said_at) == (2000, "transfer", NOW, None)
    assert say(lesson, amina).received_said_at == NOW
    assert Receipt.objects.count() == 1


def test_saying_it_again_changes_and_tells_nothing(lesson, amina, bertrand):
    for _ in range(2):
        say(lesson, bertrand)
    assert Notice.objects.filter(person=amina, text__contains="payé").count() == 1


def test_once_both_said_it_the_page_asks_for_no_payment_any_more(lesson, amina, bertrand, signed_in, clock):
    say(lesson, bertrand)
    assert "Bertrand règle 20" in words(signed_in(amina).get(f"/echange/{lesson.reference}/"))
    say(lesson, amina)
    for person in (amina, bertrand):
        page = words(signed_in(person).get(f"/echange/{lesson.reference}/"))
        assert ("C’est réglé" in page, "Bertrand règle" in page) == (True, False)


def test_nothing_is_paid_for_what_is_free_or_not_accepted(drill, amina, bertrand, lesson):
    free = cast.moved(cast.asked(drill, amina), "accept", bertrand)
    cancelled = cast.moved(lesson, "cancel", bertrand)
    for exchange in (free, cancelled):
        with pytest.raises(receipts.CannotSay):
            say(exchange, bertrand)


def test_the_page_records_it(lesson, bertrand, signed_in, clock):
    his = signed_in(bertrand)
    assert his.post(f"/echange/{lesson.reference}/regler/", {"way": "cash"}).status_code == 302
    assert Receipt.objects.get().paid_said_at == NOW
    assert "Choisissez comment" in his.post(f"/echange/{lesson.reference}/regler/", {"way": "gold"}).content.decode()


def test_the_one_who_earns_is_told_what_the_law_asks(lesson, amina, bertrand, signed_in, clock):
    hers = signed_in(amina).get(f"/echange/{lesson.reference}/").content.decode()
    assert fiscal.TAXES in hers
    assert fiscal.CONTRIBUTIONS in hers
    assert fiscal.TAXES not in signed_in(bertrand).get(f"/echange/{lesson.reference}/").content.decode()


# --- a provider ------------------------------------------------------------------------------------------------------


def test_without_a_provider_there_is_no_door(lesson, bertrand, signed_in, clock):
    assert signed_in(bertrand).post(f"/echange/{lesson.reference}/payer/").status_code == 404
    assert Client().post("/paiement/bourse/confirmer/", b"{}", content_type="application/json").status_code == 404


def told(exchange, cents=2000, key=KEY, **more):
    body = json.dumps({"exchange": exchange.reference, "reference": "b-1", "cents": cents, **more}).encode()
    signed = hmac.new(key, body, hashlib.sha256).hexdigest()
    return Client().post(
        "/paiement/bourse/confirmer/", body, content_type="application/json", headers={"X-Signature": signed}
    )


@pytest.mark.usefixtures("provider")
def test_a_provider_opens_its_page_and_confirms_by_a_signed_call(lesson, bertrand, signed_in, clock):
    page = signed_in(bertrand).post(f"/echange/{lesson.reference}/payer/").content.decode()
    assert f'href="https://bourse.example/{lesson.reference}/2000"' in page
    assert told(lesson).status_code == 204
    assert told(lesson).status_code == 204
    receipt = Receipt.objects.get()
    assert (receipt.way, receipt.provider_reference, receipt.cents) == ("bourse", "b-1", 2000)
    assert receipt.paid_said_at == receipt.received_said_at == NOW


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize("forged", [{"key": b"another"}, {"cents": 1}], ids=["signature", "sum"])
def test_a_call_that_is_forged_or_wrong_changes_nothing(lesson, forged, clock):
    assert told(lesson, **forged).status_code == 400
    assert Receipt.objects.count() == 0


@pytest.mark.usefixtures("provider")
def test_the_one_who_is_paid_does_not_pay(lesson, amina, signed_in, clock):
    assert signed_in(amina).post(f"/echange/{lesson.reference}/payer/").status_code == 404


# --- the year --------------------------------------------------------------------------------------------------------


def earned(person, other, practice, cents, at):
    """A paid exchange, confirmed at a moment."""
    listing = cast.listing(person, practice, terms=Terms.PRICE, cents=cents)
    exchange = cast.moved(cast.asked(listing, other), "accept", person)
    Exchange.objects.filter(pk=exchange.pk).update(state="confirmed", confirmed_at=at)


def test_a_year_is_added_up_by_kind_and_by_quarter_of_paris_time(amina, bertrand):
    earned(amina, bertrand, "paid_service", 2000, datetime(2025, 12, 31, 22, 59, tzinfo=UTC))  # 23:59 in Paris
    earned(amina, bertrand, "paid_service", 1500, datetime(2025, 12, 31, 23, 0, tzinfo=UTC))  # midnight: 2026
    earned(amina, bertrand, "paid_service", 700, datetime(2026, 3, 31, 21, 59, tzinfo=UTC))  # 23:59, summer time
    earned(amina, bertrand, "paid_service", 800, datetime(2026, 3, 31, 22, 0, tzinfo=UTC))  # second quarter
    earned(amina, bertrand, "resell", 4000, datetime(2026, 11, 1, tzinfo=UTC))
    earned(bertrand, amina, "resell", 9900, datetime(2026, 11, 1, tzinfo=UTC))
    recap = fiscal.recap(amina, 2026)
    assert [(line.practice, line.exchanges, line.by_quarter) for line in recap.lines] == [
        ("resell", 1, (0, 0, 0, 4000)),
        ("paid_service", 3, (2200, 800, 0, 0)),
    ]
    assert (recap.exchanges, recap.cents, recap.by_quarter) == (4, 7000, (2200, 800, 0, 4000))
    assert fiscal.recap(amina, 2025).cents == 2000
    assert fiscal.years(amina) == [2026, 2025]


def test_the_file_says_the_same_in_euros(amina, bertrand, signed_in, clock):
    earned(amina, bertrand, "resell", 4050, datetime(2026, 11, 1, tzinfo=UTC))
    answer = signed_in(amina).get("/moi/recapitulatif/2026.csv")
    header, line = csv.reader(io.StringIO(answer.content.decode()))
    assert line[0] == "2026"
    assert line[2:] == ["1", "40.50", "0.00", "0.00", "0.00", "40.50"]
    assert len(header) == len(line)


@pytest.mark.parametrize("year", [2019, 2027])
def test_there_is_no_recap_of_a_year_that_is_none(amina, signed_in, clock, year):
    assert signed_in(amina).get(f"/moi/recapitulatif/{year}/").status_code == 404


def test_each_january_those_who_earned_something_are_told_once(amina, bertrand):
    earned(amina, bertrand, "resell", 4000, datetime(2026, 11, 1, tzinfo=UTC))
    before = Notice.objects.count()
    assert fiscal.january(now=NOW + 30 * DAY) == 0
    january = datetime(2027, 1, 2, 9, 0, tzinfo=UTC)
    assert [fiscal.january(now=january), fiscal.january(now=january + DAY)] == [1, 0]
    notice = Notice.objects.latest("pk")
    assert (Notice.objects.count() - before, notice.person, notice.link) == (1, amina, "/moi/recapitulatif/2026/")
