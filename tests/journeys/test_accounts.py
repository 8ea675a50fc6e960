"""Amina makes an account on a phone, adds a key that stands for her password, and a caretaker acts for Bertrand."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.web.neighbourhood import cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PASSWORD = "le chanvre tient la corde"  # noqa: S105 - that of nobody
SLOW = 20_000  # [ms]: passwords are hashed as slowly as on a real instance, on whatever machine
SIGNED_IN = (
    "/compte/",
    "/compte/profil/",
    "/compte/mandats/",
    "/compte/aide/",
    "/compte/adresse/",
    "/compte/mot-de-passe/",
    "/compte/securite/",
    "/compte/securite/cles/",
    "/compte/sortir/",
)


def complaints(page: Page) -> list[str]:
    """What the browser will say against the security policy, or of a script that broke."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def sign_up(page: Page) -> None:
    page.get_by_label("Votre prénom").fill("Amina")
    page.get_by_label("Adresse e-mail").fill("amina@corderies.example")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page.get_by_label("Code à six chiffres")).to_be_visible(timeout=SLOW)
    (code,) = re.findall(r"(?m)^    (\d{6})$", str(mail.outbox[-1].body))
    page.get_by_label("Code à six chiffres").fill(code)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text("Votre adresse est vérifiée.")).to_be_visible(timeout=SLOW)


@pytest.mark.parametrize("address", ["/compte/creer/", "/compte/entrer/", "/compte/mot-de-passe/oublie/"])
@pytest.mark.parametrize(("prefix", "size"), [("", PHONE), ("/en", DESKTOP)], ids=("phone", "desktop"))
def test_the_doors_read_well(read_page, axe, address, prefix, size):
    page = read_page(prefix + address, size=size)
    assert axe(page) == []
    assert page.evaluate(OVERFLOW) <= 0


def test_amina_signs_up_with_scripts_off_and_every_page_of_hers_reads_well(open_page, axe):
    page = open_page("/compte/creer/", size=PHONE, java_script_enabled=False)
    sign_up(page)
    cookies = page.context.cookies()
    reader = open_page("/compte/entrer/", size=PHONE)
    reader.context.add_cookies(cookies)
    for address in SIGNED_IN:
        reader.goto(address)
        assert axe(reader) == [], address
        assert reader.evaluate(OVERFLOW) <= 0, address


def test_amina_comes_in_with_a_key_under_the_strict_policy(open_page):
    page = open_page("/compte/creer/", size=PHONE)
    heard = complaints(page)
    sign_up(page)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    about = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device = {**about, "isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.goto("/compte/securite/cles/ajouter/")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Nom de cette clé").fill("Téléphone")
    page.get_by_label("Entrer avec cette clé seule").check()
    page.get_by_role("button", name="Ajouter cette clé").click()
    expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_visible(timeout=SLOW)
    page.goto("/compte/sortir/")
    page.get_by_role("button", name="Sortir").click()
    page.goto("/compte/entrer/")
    page.get_by_role("button", name="Entrer avec ma clé").click()
    page.wait_for_url(lambda address: "entrer" not in address)
    page.goto("/compte/securite/cles/")
    expect(page.get_by_text("Téléphone")).to_be_visible(timeout=SLOW)
    assert heard == []


def test_a_key_that_does_not_answer_is_said(open_page):
    page = open_page("/compte/entrer/", size=PHONE)
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Entrer avec ma clé").click()
    expect(page.get_by_text("La clé n’a pas répondu.")).to_be_visible(timeout=SLOW)


def test_without_script_no_key_is_offered(open_page):
    page = open_page("/compte/entrer/", size=PHONE, java_script_enabled=False)
    expect(page.get_by_role("button", name="Entrer avec ma clé")).to_be_hidden()


def test_a_caretaker_enters_bertrand_and_acts_for_him_by_keyboard(open_page, axe):
    cast.caretaker(password=PASSWORD)
    page = open_page("/compte/aide/accueillir/", size=DESKTOP)
    page.get_by_label("Adresse e-mail").fill("gilles@exemple.fr")
    page.get_by_label("Mot de passe").press_sequentially(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code à six chiffres")).to_be_visible(timeout=SLOW)
    (code,) = re.findall(r"(?m)^    (\d{6})$", str(mail.outbox[-1].body))
    page.get_by_label("Code à six chiffres").fill(code)
    page.keyboard.press("Enter")
    page.get_by_label("Son prénom").fill("Bertrand")
    page.get_by_label("Accord donné de vive voix").check()
    page.get_by_label("Nom du témoin").fill("Élodie")
    page.get_by_label("Comment vous joindre").fill("Loge du gardien")
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Pour Bertrand")).to_be_visible(timeout=SLOW)
    assert axe(page) == []
    page.get_by_role("link", name="Agir pour quelqu’un").click()
    page.get_by_role("button", name="Agir pour Bertrand").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vous agissez pour Bertrand.")).to_be_visible(timeout=SLOW)
    assert axe(page) == []
    page.get_by_role("button", name="Redevenir moi").click()
    expect(page.get_by_text("Vous agissez pour Bertrand.")).to_have_count(0)
