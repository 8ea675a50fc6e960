"""Amina's own pages in a browser: they read well at every size; she leaves with the keyboard alone, without script."""

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from mitoyen.web.neighbourhood.enums import Terms
from mitoyen.web.neighbourhood.models import SavedSearch
from mitoyen.web.people.models import Person
from tests.journeys.conftest import DESKTOP, PHONE
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/moi/", "/moi/impact/", "/moi/impact/?period=all", "/moi/avis/", "/moi/reglages/", "/moi/donnees/",
    "/moi/donnees/partir/",
)  # fmt: skip


@pytest.fixture
def amina() -> Person:
    """Amina with a year behind her: loans, gifts, a lesson, requests that wait on both sides."""
    amina, bertrand = cast.amina(password=cast.PASSWORD), cast.bertrand()
    now = timezone.now().replace(second=0, microsecond=0)
    drill = cast.listing(bertrand, published_at=now - 90 * DAY, expires_at=now + 60 * DAY)
    online: dict[str, Any] = {"published_at": now - 90 * DAY, "expires_at": now + 60 * DAY}
    for week in range(1, 4):
        cast.lent(drill, amina, now - 4 * week * DAY)
    once = (("give", {"title": "Canapé deux places", "category": "sofa_textile"}),
            ("paid_service", {"category": "tutoring", "terms": Terms.PRICE, "cents": 1550, "minutes": 60}),
            ("service", {"category": "it_help", "minutes": 90}))  # fmt: skip
    for practice, fields in once:
        owner = bertrand if practice == "give" else amina
        other = amina if practice == "give" else bertrand
        exchange = cast.asked(cast.listing(owner, practice, **{**online, **fields}), other, now - DAY)
        exchange = cast.moved(exchange, "accept", owner, now - DAY)
        cast.moved(exchange, "meet_by_code", exchange.giver, now - DAY, code=exchange.code)
    ladder = cast.listing(amina, title="Échelle en aluminium, trois plans", **online)
    cast.asked(ladder, bertrand, now)
    cast.asked(drill, amina, now, starts_at=now + 3 * DAY, ends_at=now + 3 * DAY + 2 * HOUR)
    SavedSearch.objects.create(person=amina, words="échelle", practice="lend", made_at=now)
    cast.mandate(cast.caretaker(), amina)
    return amina


@pytest.fixture
def signed_in(live_server: Any, amina: Person) -> dict[str, Any]:
    """What a browser holds once Amina has signed in: options of `open_page`."""
    client = Client()
    client.force_login(amina)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    return {"storage_state": {"cookies": [{**cookie, "url": live_server.url}], "origins": []}}


def last_exchange(amina: Person) -> str:
    return f"/moi/impact/{amina.exchanges_taken.exclude(fact='').order_by('pk')[0].reference}/"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("light", ["light", "dark"])
def test_every_page_of_mine_reads_well(read_page, axe, signed_in, amina, size, light):
    cookies = signed_in["storage_state"]["cookies"]
    for address in (*PAGES, last_exchange(amina), *(f"/en{page}" for page in PAGES[:2])):
        page = read_page(address, size=size, color_scheme=light, cookies=cookies)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_what_waits_is_the_first_thing_read_on_a_phone(open_page, signed_in):
    page = open_page("/moi/", size=PHONE, **signed_in)
    first = page.locator(".entries li").first
    assert "Bertrand attend votre réponse." in first.inner_text()
    assert first.bounding_box()["y"] < PHONE["height"]


def test_amina_leaves_with_the_keyboard_alone_and_without_script(open_page, signed_in, amina):
    page = open_page("/moi/donnees/", size=PHONE, java_script_enabled=False, **signed_in)
    page.get_by_role("link", name="Fermer mon compte…").press("Enter")
    page.get_by_label("Votre mot de passe").focus()
    page.keyboard.type(cast.PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Au revoir").wait_for()
    left = Person.objects.get(pk=amina.pk).left_at
    assert left is not None
    assert left <= timezone.now() + datetime.timedelta(seconds=1)
