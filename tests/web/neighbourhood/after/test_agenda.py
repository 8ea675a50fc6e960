"""The feed of one's own calendar, and the appointment of a gathering."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from icalendar import Calendar

from mitoyen.web.neighbourhood.exchanges import agenda
from mitoyen.web.neighbourhood.models import AgendaKey, Block
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW
from tests.web.neighbourhood.exchanges_pages import scenes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def read(data):
    """Title, beginning and end of each appointment."""
    found = Calendar.from_ical(data).walk("VEVENT")
    return [
        (str(one["summary"]).replace("\N{NO-BREAK SPACE}", " "), one.decoded("dtstart"), one.decoded("dtend"))
        for one in found
    ]


def feed(person):
    return Client().get(f"/moi/agenda/{agenda.renew(person=person, now=NOW)}.ics")


def test_the_feed_reads_one_s_own_exchanges_in_words(drill, amina, bertrand):
    cast.moved(cast.asked(drill, amina), "accept", bertrand)
    starts = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    assert read(feed(amina).content) == [("Perceuse, avec Bertrand", starts, starts + 2 * HOUR)]
    assert read(feed(bertrand).content) == [("Perceuse, avec Amina", starts, starts + 2 * HOUR)]


def test_what_others_hold_of_an_object_one_waits_for_is_busy_without_a_name(drill, amina, bertrand):
    cast.moved(cast.asked(drill, amina), "accept", bertrand)
    hugo = cast.resident("Hugo")
    cast.asked(drill, hugo)
    answer = feed(hugo)
    assert [title for title, _, _ in read(answer.content)] == ["Occupé : Perceuse"]
    assert "Amina" not in answer.content.decode()


def test_the_owner_reads_the_time_they_keep(drill, bertrand):
    Block.objects.create(listing=drill, starts_at=NOW + DAY, ends_at=NOW + 2 * DAY, made_at=NOW)
    assert read(feed(bertrand).content) == [("Gardé pour moi : Perceuse", NOW + DAY, NOW + 2 * DAY)]


def test_a_new_address_silences_the_former_and_a_stopped_one_answers_no_more(amina):
    first, second = (agenda.renew(person=amina, now=NOW) for _ in range(2))
    assert [Client().get(f"/moi/agenda/{token}.ics").status_code for token in (first, second)] == [404, 200]
    agenda.revoke(person=amina)
    assert Client().get(f"/moi/agenda/{second}.ics").status_code == 404


def test_the_reference_alone_opens_nothing(amina, bertrand):
    token = agenda.renew(person=amina, now=NOW)
    other = agenda.renew(person=bertrand, now=NOW)
    reference = AgendaKey.objects.get(person=amina).reference
    for guess in (reference, reference + "0" * 40, reference + other[12:], token + "a", token[:-1]):
        assert Client().get(f"/moi/agenda/{guess}.ics").status_code == 404


def test_whoever_left_has_no_feed(amina):
    token = agenda.renew(person=amina, now=NOW)
    amina.is_active = False
    amina.save()
    assert Client().get(f"/moi/agenda/{token}.ics").status_code == 404


def test_the_feed_sets_no_cookie_and_is_kept_by_nobody(amina):
    answer = feed(amina)
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]


def test_one_gives_oneself_an_address_changes_it_and_stops_it(amina, signed_in):
    hers = signed_in(amina)
    assert "Créer mon adresse" in hers.get("/moi/agenda/").content.decode()
    hers.post("/moi/agenda/", {"action": "renew"})
    first = agenda.address(amina)
    assert f"http://testserver/moi/agenda/{first}.ics" in hers.get("/moi/agenda/").content.decode()
    hers.post("/moi/agenda/", {"action": "stop"})
    assert agenda.address(amina) == ""


def test_a_helper_never_gets_the_address_of_the_one_they_help(amina, bertrand, signed_in):
    elodie = cast.elodie()
    browser = signed_in(elodie)
    session = browser.session
    session["mandate"] = cast.mandate(elodie, bertrand).pk
    session.save()
    browser.post("/moi/agenda/", {"action": "renew"})
    assert [key.person for key in AgendaKey.objects.all()] == [elodie]


def test_a_gathering_is_an_appointment_with_its_place_for_those_who_come(amina, bertrand, signed_in):
    ride = scenes.ride(bertrand)
    address = f"/annonce/{ride.reference}/rendez-vous.ics"
    assert "boulangerie" not in signed_in(amina).get(address).content.decode()
    cast.moved(cast.asked(ride, amina), "accept", bertrand)
    mine = signed_in(amina).get(address)
    assert read(mine.content) == [("Trajet vers Rennes", NOW + DAY, NOW + DAY + HOUR)]
    assert "boulangerie" in mine.content.decode()
