"""E-mails: together what comes together, each notice once, in the person's language, and easy to stop."""

import datetime
import logging
import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mitoyen.web.config.work_loop import Work
from mitoyen.web.people import mailing, notices, stopping
from mitoyen.web.people.enums import NoticeKind, Pace
from mitoyen.web.people.models import Notice, Person
from tests.web.people import cast
from tests.web.people.cast import NOW

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
EVENING = datetime.datetime(2026, 11, 21, 17, 0, tzinfo=datetime.UTC)
K = NoticeKind


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://mitoyen.ville.example"


@pytest.fixture
def amina():
    return cast.amina()


def tell(person, text="Bertrand a accepté de vous prêter « Perceuse ».", kind=K.EXCHANGE, **about):
    told: dict[str, Any] = {"text": text, "link": "/echange/abc/", "now": NOW} | about
    notices.tell(person=person, kind=kind, **told)


def posted(now):
    """How many e-mails were put in the queue at a moment, and those that left."""
    mail.outbox.clear()
    queued = mailing.post(now=now)
    Work(()).once()
    assert len(mail.outbox) == queued
    return mail.outbox[:]


def test_an_email_tells_what_happened_where_to_answer_and_how_to_have_no_more(amina):
    tell(amina)
    assert posted(NOW + MINUTE - datetime.timedelta(seconds=1)) == []
    (sent,) = posted(NOW + MINUTE)
    assert (sent.to, sent.subject) == (["amina@corderies.example"], "Bertrand a accepté de vous prêter « Perceuse ».")
    lines = sent.body.split("\n")
    assert lines[0] == "Bonjour Amina,"
    assert "https://mitoyen.ville.example/echange/abc/" in lines
    assert "Ne plus recevoir d’e-mails pour « mes échanges » :" in sent.body.replace("\xa0", " ")
    assert posted(NOW + 10 * MINUTE) == []


def test_an_email_is_plain_text_and_nothing_in_it_is_escaped(amina):
    tell(amina, "« L’échelle & l’escabeau » <neufs>")
    (sent,) = posted(NOW + MINUTE)
    assert "« L’échelle & l’escabeau » <neufs>" in sent.body
    assert sent.message().get_content_type() == "text/plain"


def test_a_title_with_line_ends_adds_no_header(amina):
    tell(amina, "Perceuse\r\nBcc: tout-le-monde@example.org")
    (sent,) = posted(NOW + MINUTE)
    assert sent.message()["Bcc"] is None
    assert sent.recipients() == ["amina@corderies.example"]


def test_what_comes_within_a_minute_leaves_together_oldest_first(amina):
    for seconds, text in ((0, "un"), (20, "deux"), (50, "trois")):
        tell(amina, text, now=NOW + datetime.timedelta(seconds=seconds))
    tell(cast.bertrand(), "autre")
    sent = sorted(posted(NOW + MINUTE), key=lambda message: message.to)
    assert [message.subject for message in sent] == ["3\xa0nouvelles de vos voisins", "autre"]
    body = sent[0].body
    assert body.index("un\n") < body.index("deux\n") < body.index("trois\n")


def test_the_daily_email_leaves_once_at_six_with_everything_of_the_day(amina):
    for hour in (0, 2, 5):
        tell(amina, f"Annonce {hour}", K.ALERT, now=NOW + datetime.timedelta(hours=hour))
    assert posted(EVENING - MINUTE) == []
    (sent,) = posted(EVENING)
    assert [f"Annonce {hour}" in sent.body for hour in (0, 2, 5)] == [True] * 3
    assert posted(EVENING + MINUTE) == []


def test_what_was_read_on_the_site_is_not_written_about(amina):
    tell(amina)
    notices.read(amina, NOW)
    assert posted(NOW + MINUTE) == []
    assert Notice.objects.get().post_at is None


def test_who_stopped_them_or_left_meanwhile_gets_none(amina):
    bertrand = cast.bertrand()
    for person in (amina, bertrand):
        tell(person)
    stopping.stop(person=amina, kinds=[K.EXCHANGE])
    Person.objects.filter(pk=bertrand.pk).update(is_active=False)
    assert posted(NOW + MINUTE) == []


def test_an_email_in_english_links_to_english_pages():
    tell(cast.amina(languages=["ar", "en"]), "Bertrand accepted.")
    tell(cast.bertrand(languages=["en"]), "One", K.ALERT)
    (sent,) = posted(NOW + MINUTE)
    assert sent.body.startswith("Hello Amina,")
    assert "https://mitoyen.ville.example/en/echange/abc/" in sent.body.split("\n")
    assert len(re.findall("https://mitoyen.ville.example/en/", sent.body)) == 2
    assert sent.message()["Content-Language"] == "en"


def test_mail_readers_find_the_button_that_stops_in_one_click(amina):
    tell(amina)
    tell(amina, "Rappel", K.REMINDER)
    (sent,) = posted(NOW + MINUTE)
    headers = sent.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (address,) = re.findall(r"^<https://mitoyen\.ville\.example(/compte/avis/\S+/)>$", headers["List-Unsubscribe"])
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.cookies) == (200, {})
    amina.refresh_from_db()
    assert {kind for kind in K if notices.pace(amina, kind) == Pace.NEVER} == {K.EXCHANGE, K.REMINDER}


def stop_links(sent):
    return re.findall(r"https://mitoyen\.ville\.example(\S*/avis/\S+/)", sent.body)


def test_a_link_stops_its_own_kind_and_only_when_it_is_confirmed(amina, client):
    tell(amina)
    tell(amina, "Rappel", K.REMINDER)
    (sent,) = posted(NOW + MINUTE)
    exchange = stop_links(sent)[0]
    assert "Ne plus recevoir ces e-mails" in client.get(exchange).content.decode()
    amina.refresh_from_db()
    assert notices.pace(amina, K.EXCHANGE) == Pace.NOW
    assert "C’est fait" in client.post(exchange).content.decode()
    amina.refresh_from_db()
    assert [notices.pace(amina, kind) for kind in (K.EXCHANGE, K.REMINDER)] == [Pace.NEVER, Pace.NOW]
    client.post(exchange, {"again": "1"})
    amina.refresh_from_db()
    assert notices.pace(amina, K.EXCHANGE) == Pace.NOW


@pytest.mark.parametrize("change", ["cut", "other", "gone"])
def test_a_link_that_was_altered_or_whose_account_is_closed_changes_nothing_and_says_what_to_do(amina, client, change):
    address = stopping.link(amina, [K.EXCHANGE])
    if change == "cut":
        address = f"{address[:-9]}/"
    elif change == "other":
        address = address.replace(amina.reference, cast.bertrand().reference)
    else:
        Person.objects.filter(pk=amina.pk).update(is_active=False)
    answer = client.post(address)
    assert answer.status_code == 404
    assert "Ce lien ne marche plus" in answer.content.decode()
    assert {person.notices for person in Person.objects.all() if person.notices} == set()


def test_a_post_office_that_is_closed_is_tried_three_times_then_left_with_a_line(amina, monkeypatch, caplog):
    def closed(message):
        raise ConnectionRefusedError("the post office is closed")

    monkeypatch.setattr(mail.EmailMessage, "send", closed)
    tell(amina)
    mailing.post(now=NOW + MINUTE)
    tries = 0
    with caplog.at_level(logging.ERROR):
        while Work(()).once():
            tries += 1
            DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    assert (tries, DBTaskResult.objects.get().status) == (3, "FAILED")
    assert "mailing.deliver is left undone" in caplog.text
    assert "amina@" not in caplog.text  # an address does not belong in a log


def test_two_workers_at_once_send_a_notice_once(amina):
    """The second looked before the first marked what it took: when its turn comes, nothing is left."""
    for minutes in range(3):
        tell(amina, f"{minutes}", now=NOW + minutes * MINUTE)
    now = NOW + 10 * MINUTE
    assert [mailing._post_to(amina.pk, now) for _ in range(2)] == [True, False]
    Work(()).once()
    assert len(mail.outbox) == 1


def test_however_many_are_due_each_person_is_written_to_once(monkeypatch):
    monkeypatch.setattr(mailing, "IN_ONE_GO", 4)
    for number in range(7):
        person = cast.person(f"Voisin{number}")
        for told in range(3):
            tell(person, f"{told}", now=NOW + told * MINUTE)
    assert len({message.to[0] for message in posted(NOW + 10 * MINUTE)}) == 7
    assert len(mail.outbox) == 7


def test_what_is_due_is_found_through_its_index():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # on a table of no row, reading it all costs less
    assert "notice_to_post" in mailing._due(NOW).order_by("post_at").explain()


def test_rows_that_another_worker_holds_do_not_keep_this_one_for_ever(amina, monkeypatch):
    tell(amina)
    monkeypatch.setattr(mailing, "_post_to", lambda person, now: False)
    assert mailing.post(now=NOW + MINUTE) == 0
