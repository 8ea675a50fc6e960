"""Listings in a real browser: with a keyboard, without script, on a phone, read aloud."""

import re

import pytest
from playwright.sync_api import expect

from tests import prepared
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.neighbours import find, follow, neighbourhood, press

pytestmark = pytest.mark.journey
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
FEED = "/v/les-corderies/"
PAGES = (
    FEED,
    f"{FEED}?family=rides&direction=request",
    f"{FEED}chercher/?words=perceuse&sort=near",
    f"{FEED}chercher/?view=map",
    f"{FEED}publier/",
    f"{FEED}publier/?practice=lend&direction=offer",
    f"{FEED}publier/?practice=event&direction=offer",
    f"{FEED}publier/?practice=ride&direction=request",
)


@pytest.fixture(scope="module")
def corderies(chromium, copy_of):
    with neighbourhood(chromium, copy_of(prepared.sample)) as neighbours:
        yield neighbours


@pytest.mark.parametrize(("prefix", "size", "light"), [("", PHONE, "light"), ("/en", DESKTOP, "dark")])
def test_every_page_of_listings_reads_well(corderies, axe, prefix, size, light):
    page = corderies.page("Amina")
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=light)
    theirs, own = find(page, "Vidéoprojecteur"), _own(page)
    for address in (*PAGES, theirs, own, f"{own}modifier/"):
        page.goto(prefix + address)
        assert axe(page) == [], address
        assert page.evaluate(OVERFLOW) <= 0, address
    stranger = corderies.anybody(viewport=size, color_scheme=light)
    for address in ("/v/", FEED):
        stranger.goto(prefix + address)
        assert axe(stranger) == [], address
    stranger.context.close()


def test_a_title_that_is_one_long_word_stays_on_a_phone(corderies):
    page = corderies.page("Amina")
    page.set_viewport_size(PHONE)
    page.goto(FEED)
    page.fill("#need", "rallongeélectrique" * 6)
    with page.expect_navigation():
        page.press("#need", "Enter")
    assert page.evaluate(OVERFLOW) <= 0
    for address in (f"{page.url}modifier/", FEED, "/moi/"):
        page.goto(address)
        assert page.evaluate(OVERFLOW) <= 0, address


def test_a_need_is_told_with_the_keyboard_alone(corderies):
    page = corderies.page("Amina")
    page.goto(FEED)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "need":
            break
    page.keyboard.type("une ponceuse pour dimanche")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("une ponceuse pour dimanche")
    expect(page.locator(".facts")).to_contain_text("Ponceuse")


def test_the_title_proposes_a_category_that_one_may_change(corderies):
    page = corderies.page("Amina")
    page.goto(f"{FEED}publier/?practice=lend&direction=offer")
    page.get_by_label("Titre").press_sequentially("Ma perceuse", delay=20)
    chosen = page.locator("#id_category")
    expect(chosen).to_have_value("drill_cordless")
    chosen.select_option("jigsaw")
    page.get_by_label("Titre").press_sequentially(" Bosch", delay=20)
    page.wait_for_timeout(600)
    expect(page.locator("#id_category")).to_have_value("jigsaw")


def test_without_script_all_of_it_still_works(corderies):
    page = corderies.page("Gaëlle", java_script_enabled=False)
    page.goto(FEED)
    follow(page, "Proposer ou annoncer")
    follow(page, "Je prête")
    page.get_by_label("Titre").fill("Escabeau de cuisine")
    page.get_by_label("Catégorie").select_option("ladder_alu")
    press(page, "Publier")
    expect(page.locator("h1")).to_have_text("Escabeau de cuisine")
    follow(page, "Modifier")
    page.get_by_label("Titre").fill("Escabeau de cuisine, trois marches")
    press(page, "Enregistrer")
    press(page, "Mettre en pause")
    press(page, "Remettre en ligne")
    page.goto(f"{FEED}chercher/?words=cuisine+marches")
    expect(page.locator(".slip__title")).to_have_text("Escabeau de cuisine, trois marches")
    press(page, "Me prévenir des nouvelles annonces")
    expect(page.get_by_role("heading", name="Mes recherches")).to_be_visible()


def test_what_is_refused_stays_as_it_was_typed(corderies):
    page = corderies.page("Amina")
    page.goto(f"{FEED}publier/?practice=resell&direction=offer")
    page.get_by_label("Titre").fill("Vélo bleu")
    page.get_by_label("Prix").fill("cent euros")
    press(page, "Publier")
    expect(page.get_by_role("alert")).to_contain_text("Écrivez un nombre en chiffres")
    expect(page.get_by_label("Titre")).to_have_value("Vélo bleu")
    expect(page.get_by_label("Prix")).to_have_value("cent euros")


def _own(page):
    """Address of a listing of Amina's own, made by her."""
    page.goto(f"{FEED}publier/?practice=give&direction=offer")
    page.get_by_label("Titre").fill("Lampe de chevet")
    press(page, "Publier")
    return re.sub(r"https?://[^/]+", "", page.url)
