"""What somebody is told, at the pace they chose, and what they have read."""

import datetime
from typing import Any

import pytest

from mitoyen.web.people import notices
from mitoyen.web.people.enums import NoticeKind, Pace
from mitoyen.web.people.models import Notice
from tests.web.people import cast
from tests.web.people.cast import NOW

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def amina():
    return cast.amina()


def tell(person, kind=NoticeKind.EXCHANGE, **about):
    told: dict[str, Any] = {"text": "Bertrand a accepté.", "link": "/echange/abc/", "now": NOW} | about
    notices.tell(person=person, kind=kind, **told)
    return Notice.objects.latest("pk")


def test_what_cannot_wait_leaves_after_a_minute(amina):
    assert tell(amina).post_at == NOW + MINUTE


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-21T09:30+00:00", "2026-11-21T17:00+00:00"),  # winter: 18:00 in Paris is 17:00
        ("2026-11-21T16:59:59+00:00", "2026-11-21T17:00+00:00"),
        ("2026-11-21T17:00+00:00", "2026-11-22T17:00+00:00"),
        ("2026-11-21T23:30+00:00", "2026-11-22T17:00+00:00"),  # already Sunday in Paris
        ("2026-07-14T09:30+00:00", "2026-07-14T16:00+00:00"),  # summer
        ("2026-10-24T20:00+00:00", "2026-10-25T17:00+00:00"),  # the night when clocks go back
        ("2027-03-27T20:00+00:00", "2027-03-28T16:00+00:00"),  # and forward
    ],
)
def test_the_rest_leaves_at_six_in_the_evening_in_paris(amina, now, expected):
    told = tell(amina, NoticeKind.ALERT, now=datetime.datetime.fromisoformat(now))
    assert told.post_at == datetime.datetime.fromisoformat(expected)


def test_what_somebody_chose_comes_before_what_is_usual(amina):
    notices.choose(person=amina, kind=NoticeKind.EXCHANGE, pace=Pace.NEVER)
    notices.choose(person=amina, kind=NoticeKind.ALERT, pace=Pace.NOW)
    assert (tell(amina).post_at, tell(amina, NoticeKind.ALERT).post_at) == (None, NOW + MINUTE)


def test_nothing_leaves_to_who_has_no_address_or_is_invented(amina):
    for person in (cast.bertrand(email=None), cast.person("Claire", simulated=True)):
        assert tell(person).post_at is None


def test_whoever_has_left_is_told_nothing():
    notices.tell(person=cast.bertrand(is_active=False), kind=NoticeKind.EXCHANGE, text="Bonjour", link="", now=NOW)
    assert Notice.objects.count() == 0


def test_told_twice_under_one_key_it_is_kept_once(amina):
    for _ in range(2):
        tell(amina, key="exchange-abc-accept")
    tell(cast.bertrand(), key="exchange-abc-accept")
    assert Notice.objects.count() == 2


def test_one_reads_ones_own_notices_and_what_comes_later_is_new(amina):
    bertrand = cast.bertrand()
    for minutes in (0, 1, 2):
        tell(amina, text=str(minutes), now=NOW + minutes * MINUTE)
    tell(bertrand)
    assert (notices.unread(amina), notices.unread(bertrand)) == (3, 1)
    assert [notice.text for notice in notices.latest(amina, 2)] == ["2", "1"]
    assert notices.read(amina, NOW + MINUTE) == 2
    assert (notices.unread(amina), notices.unread(bertrand)) == (1, 1)


@pytest.mark.parametrize(
    ("spoken", "expected"), [(["fr", "en"], "fr"), (["ar", "en"], "en"), (["ar"], "fr"), ([], "fr"), (["en"], "en")]
)
def test_somebody_is_told_in_the_first_of_their_languages_that_the_site_speaks(amina, spoken, expected):
    amina.languages = spoken
    assert notices.language(amina) == expected
