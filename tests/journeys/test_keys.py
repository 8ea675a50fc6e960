"""Keys at the page that adds them: by keyboard alone, a device twice, no script, an address that is a number."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.web.people.accounts import account, confirm, enter

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ADD = "/compte/securite/cles/ajouter/"
SLOW = 20_000  # [ms]: passwords are hashed as slowly as on a real instance, on whatever machine


@pytest.fixture
def cookies(live_server: Any) -> list[dict[str, str]]:
    """Of Amina, who has just shown that it is her."""
    account("Amina")
    browser = Client()
    enter(browser, "Amina")
    confirm(browser)
    return [{"name": "session", "value": browser.cookies["session"].value, "url": live_server.url}]


@pytest.fixture
def adding(open_page: Any, cookies: list[dict[str, str]]) -> Page:
    """The page that adds a key, on a telephone that is one."""
    page: Page = open_page("/compte/entrer/", size=PHONE)
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # the driver has a type of its own for them
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    about = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device = {**about, "isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.goto(ADD)
    return page


def test_the_enter_key_asks_for_the_key_and_the_same_device_is_said_to_be_one_already(adding: Page, axe: Any) -> None:
    adding.get_by_label("Nom de cette clé").press("Enter")
    expect(adding.get_by_role("heading", name="Vos codes de secours")).to_be_visible(timeout=SLOW)
    adding.goto(ADD)
    adding.get_by_label("Nom de cette clé").press("Enter")
    expect(adding.get_by_text("Cet appareil est déjà l’une de vos clés.")).to_be_visible(timeout=SLOW)
    expect(adding.get_by_text("La clé n’a pas répondu.")).to_be_hidden()
    assert axe(adding) == []


def test_without_script_no_button_promises_a_key(open_page: Any, cookies: list[dict[str, str]]) -> None:
    page = open_page("/compte/entrer/", size=PHONE, java_script_enabled=False)
    page.context.add_cookies(cookies)
    page.goto(ADD)
    assert "Une clé a besoin de JavaScript" in page.content()
    expect(page.locator("#mfa_webauthn_add")).to_be_hidden()


def test_an_address_that_is_a_number_is_said_to_have_no_keys(
    chromium: Any, live_server: Any, cookies: list[dict[str, str]]
) -> None:
    numbered = live_server.url.replace("localhost", "127.0.0.1")
    context = chromium.new_context(base_url=numbered, viewport=PHONE)
    context.add_cookies([one | {"url": numbered} for one in cookies])
    page = context.new_page()
    page.goto(ADD)
    expect(page.get_by_text("Une clé ne peut pas servir ici")).to_be_visible(timeout=SLOW)
    expect(page.locator("#mfa_webauthn_add")).to_be_hidden()
    context.close()
