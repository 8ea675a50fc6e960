"""A newcomer shows where she lives, a landlord writes to his residence: without script, with the keyboard."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Route, expect

from mitoyen.simulation import sample
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.models import Person
from mitoyen.web.places import invitations, letters
from mitoyen.web.places.models import Belonging, Place
from tests.journeys.conftest import DESKTOP, PHONE
from tests.web.neighbourhood import cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Enter = Callable[[Person], dict[str, Any]]


@pytest.fixture
def enter(live_server: Any) -> Enter:
    """What a browser holds once somebody has signed in: options of `open_page`."""

    def entered(person: Person) -> dict[str, Any]:
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        return {"storage_state": {"cookies": [cookie], "origins": []}}

    return entered


@pytest.fixture
def driss() -> Person:
    """Landlord of the quartier, which has its outline."""
    quartier = cast.les_corderies()
    Place.objects.filter(pk=quartier.pk).update(boundary=sample.places_of(1, 400)[0].boundary)
    return cast.belongs(cast.person("Driss"), quartier, Role.LANDLORD)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize(
    "address",
    [
        "/rejoindre/",
        "/rejoindre/domicile/",
        "/rejoindre/domicile/35288/",
        "/rejoindre/domicile/les-corderies/",
        "/rejoindre/lettre/",
        "/rejoindre/voisins/",
        "/rejoindre/garant/",
        "/rejoindre/invitation/{signed}/",
        "/partenaires/",
        "/partenaires/les-corderies/",
        "/partenaires/les-corderies/lettres/",
        "/partenaires/les-corderies/residences/",
        "/partenaires/les-corderies/contour/",
    ],
)
def test_every_page_reads_well_at_both_sizes(read_page, axe, enter, driss, address, size):
    cast.belongs(driss, cast.residence("a"), Role.RESIDENT, ResidenceProof.NONE)
    now = timezone.now()
    letters.order(place=cast.residence("a"), count=12, by=Actor(driss), now=now)
    signed = invitations.signed(invitations.invite(place=cast.residence("a"), by=Actor(driss), now=now))
    cookies = enter(driss)["storage_state"]["cookies"]
    page = read_page(address.format(signed=signed), size=size, cookies=cookies)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_without_script_nour_goes_from_her_commune_to_a_verified_home(open_page, enter, driss):
    nour = cast.person("Nour")
    code = letters.order(place=cast.residence("a"), count=1, by=Actor(driss), now=timezone.now()).codes[0]
    page = open_page("/rejoindre/", size=PHONE, java_script_enabled=False, **enter(nour))
    page.get_by_label("Votre commune").fill("Saint-Malo")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("link", name="Les Corderies").click()
    page.get_by_role("button", name="Le Chanvre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le Chanvre")
    expect(page.get_by_text("adresse non vérifiée")).to_be_visible()
    page.get_by_role("link", name="J’ai un code").click()
    page.get_by_label("Le code de la lettre").fill(code.lower())
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("adresse vérifiée par lettre")).to_be_visible()
    assert Belonging.objects.get(person=nour).proof == ResidenceProof.LETTER


def test_with_the_keyboard_alone_a_proposed_residence_is_chosen(open_page, enter, driss):
    page = open_page("/rejoindre/", **enter(cast.person("Nour")))
    page.get_by_label("Votre commune").focus()
    page.keyboard.type("chanvre")
    expect(page.locator("#place-suggestions a").first).to_contain_text("Le Chanvre")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Le Chanvre")
    page.get_by_role("button", name="J’habite ici").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bienvenue chez vous")).to_be_visible()


def test_a_late_answer_does_not_take_the_focus_from_a_proposed_residence(open_page, enter, driss):
    page = open_page("/rejoindre/", **enter(cast.person("Nour")))
    held: list[Route] = []
    page.get_by_label("Votre commune").press_sequentially("chanvr")
    expect(page.locator("#place-suggestions a").first).to_contain_text("Le Chanvre")
    page.route(re.compile("place=chanvre"), lambda route: held.append(route))  # noqa: PLW0108 - Playwright writes on the function
    with page.expect_request(re.compile("place=chanvre")):
        page.keyboard.type("e")
    page.keyboard.press("Tab")
    page.evaluate("document.querySelector('#place-suggestions a').dataset.old = 'yes'")
    held[0].continue_()
    expect(page.locator("#place-suggestions a[data-old]")).to_have_count(0)
    expect(page.locator("#place-suggestions a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Le Chanvre")


def test_without_script_driss_prints_letters_and_draws_the_quartier(open_page, enter, driss, axe):
    page = open_page("/partenaires/", java_script_enabled=False, **enter(driss))
    page.get_by_role("link", name="Les Corderies").click()
    page.get_by_role("link", name="Changer le contour").click()
    page.get_by_label("Ou son texte, collé ici").fill(json.dumps(sample.places_of(1, 400)[0].boundary))
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est enregistré")).to_be_visible()
    page.get_by_role("link", name="Écrire aux habitants").click()
    page.get_by_label("Combien de lettres").fill("2")
    page.get_by_role("button", name="imprimer").click()
    expect(page.locator(".letter")).to_have_count(2)
    assert re.fullmatch(r"[A-Z]{5} [A-Z]{5}", page.locator(".letter__code").first.inner_text())


def test_two_letters_are_two_sheets_of_paper(open_page, enter, driss):
    page = open_page("/partenaires/les-corderies-a/lettres/", **enter(driss))
    page.get_by_label("Combien de lettres").fill("2")
    page.get_by_role("button", name="imprimer").click()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 2
