"""The pages of an exchange in a real browser: axe finds nothing, nothing overflows; no script, no mouse is needed."""

import pytest
from playwright.sync_api import expect

from mitoyen.web.neighbourhood.exchanges.actions import ask
from mitoyen.web.neighbourhood.models import Exchange, Part
from mitoyen.web.people.actor import Actor
from tests.journeys.conftest import DESKTOP, PHONE
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW
from tests.web.neighbourhood.exchanges_pages import scenes
from tests.web.neighbourhood.exchanges_pages.conftest import amina, bertrand, clock, drill, signed_in

__all__ = ["amina", "bertrand", "clock", "drill", "signed_in"]

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS = (("", PHONE, "light"), ("/en", DESKTOP, "dark"))


@pytest.fixture
def seen_by(open_page, signed_in, live_server):
    """The page of somebody who is signed in, at an address."""

    def seen(person, address, **options):
        page = open_page("/style/", **options)
        cookie = signed_in(person).cookies["session"].value
        page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
        return page

    return seen


@pytest.fixture
def reads_well(read_page, axe, signed_in, live_server):
    """Whoever is signed in has a page read at every look."""

    def read(person, address):
        cookie = {"name": "session", "value": signed_in(person).cookies["session"].value, "url": live_server.url}
        for prefix, size, light in LOOKS:
            page = read_page(prefix + address, size=size, color_scheme=light, cookies=[cookie])
            assert (address, axe(page)) == (address, [])
            assert page.evaluate(OVERFLOW) <= 0

    return read


def test_every_state_of_a_loan_reads_well(reads_well, drill, amina, bertrand, clock):
    loan = cast.asked(drill, amina)
    reads_well(bertrand, scenes.address(loan))
    loan = cast.moved(loan, "accept", bertrand, note="À 18 h.")
    for person in (amina, bertrand):
        reads_well(person, scenes.address(loan))
    loan = cast.moved(loan, "hand_over", bertrand)
    clock(NOW + 2 * DAY)
    reads_well(amina, scenes.address(loan))
    Exchange.objects.filter(pk=loan.pk).update(asks_counterfactual=True)
    cast.moved(loan, "give_back", amina, now=NOW + 2 * DAY)
    reads_well(amina, scenes.address(loan))
    cast.moved(loan, "dispute", bertrand, now=NOW + 2 * DAY, note="Le mandrin est fendu.")
    reads_well(cast.moderator(), scenes.address(loan))


def test_the_calendar_the_sheet_and_the_agenda_read_well(reads_well, drill, amina, bertrand, clock):
    cast.moved(cast.asked(drill, amina), "accept", bertrand)
    for path in ("calendrier/", "fiche/"):
        reads_well(bertrand, f"/annonce/{drill.reference}/{path}")
    reads_well(amina, "/moi/agenda/")


def test_a_gathering_and_its_money_read_well(reads_well, amina, bertrand, clock):
    elodie = cast.elodie()
    cafe = scenes.repair_cafe(elodie)
    for person in (amina, bertrand, cast.resident("Hugo")):
        part = Part.objects.get(listing=cafe, name="Venir avec un objet")
        ask(listing=cafe, by=Actor(person), now=NOW, part=part, note="Un grille-pain.")
    clock(NOW + DAY + HOUR)
    reads_well(elodie, f"/annonce/{cafe.reference}/participants/")
    clock(NOW)
    ride = cast.moved(cast.asked(scenes.ride(bertrand), amina), "accept", bertrand)
    reads_well(bertrand, scenes.address(ride))
    cast.moved(ride, "say_done", bertrand, now=NOW + DAY)
    cast.moved(ride, "confirm_done", amina, now=NOW + DAY)
    clock(NOW + 2 * DAY)
    reads_well(bertrand, "/moi/recapitulatif/2026/")


def test_a_loan_is_handed_over_without_a_script(seen_by, drill, amina, bertrand, clock):
    loan = cast.moved(cast.asked(drill, amina), "accept", bertrand)
    page = seen_by(bertrand, scenes.address(loan), size=PHONE, java_script_enabled=False)
    page.get_by_label("Le code à six chiffres").fill(loan.code)
    page.get_by_role("button", name="Remettre avec le code").click()
    expect(page.get_by_text("L’objet est chez Amina")).to_be_visible()
    page.locator("summary", has_text="Écrire").click()
    page.get_by_label("Votre message").fill("Bonne soirée.")
    page.get_by_role("button", name="Écrire").click()
    expect(page.get_by_text("Bonne soirée.")).to_be_visible()


def test_a_request_is_accepted_with_the_keyboard_alone(seen_by, drill, amina, bertrand, clock):
    loan = cast.asked(drill, amina)
    page = seen_by(bertrand, scenes.address(loan))
    page.get_by_label("Un mot, si vous voulez").first.focus()
    page.keyboard.type("À 18 h.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Accepter")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("C’est d’accord.")).to_be_visible()
    assert Exchange.objects.get().state == "accepted"


def test_the_months_turn_without_leaving_the_page(seen_by, drill, amina, clock):
    page = seen_by(amina, f"/annonce/{drill.reference}/calendrier/")
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="Mois suivant").click()
    expect(page.get_by_text("décembre 2026")).to_be_visible()
    assert page.evaluate("window.stayed")


def test_the_list_of_those_who_come_prints_without_its_buttons(seen_by, amina, bertrand, clock):
    ride = scenes.ride(bertrand)
    cast.moved(cast.asked(ride, amina), "accept", bertrand)
    page = seen_by(bertrand, f"/annonce/{ride.reference}/participants/")
    page.emulate_media(media="print")
    expect(page.get_by_text("Amina Benali")).to_be_visible()
    for hidden in ("Envoyer à tous", "Voisinage"):
        expect(page.get_by_text(hidden, exact=True)).not_to_be_visible()
