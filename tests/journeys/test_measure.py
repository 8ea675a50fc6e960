"""People at the measure, in a real browser: Claire, Gaëlle, a keyboard, no script, another site's frame."""

import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from mitoyen.projection.keys import encode
from mitoyen.projection.scenario import Scenario
from mitoyen.web.measure.boards import forecasts, published
from mitoyen.web.measure.models import UsageSource
from mitoyen.web.places import actions as places
from mitoyen.web.places.enums import Kind
from tests.journeys.conftest import DESKTOP, PHONE
from tests.web.measure.board_cast import JUNE, NOVEMBER, NOW, loans, published_facts

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

BOARD = "/mesure/les-corderies/"
PAGES = {
    BOARD: 200,
    "/mesure/": 200,
    "/mesure/35049/": 200,
    "/mesure/nulle-part/": 404,
    f"{BOARD}?first=2026-06-31": 422,
    f"{BOARD}versions/": 200,
    f"{BOARD}embed/": 200,
}


@pytest.fixture(autouse=True)
def corderies(transactional_db, monkeypatch):
    """Les Corderies in November 2026: loans, gatherings, food; followed since May; simulated, and said to be."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    published.forget()
    quartier = places.add(code="les-corderies", name="Les Corderies", kind=Kind.QUARTIER, parent=places.plant("35288"))
    home = places.add(code="les-corderies-a", name="Résidence A", kind=Kind.RESIDENCE, parent=quartier, households=250)
    source = UsageSource.objects.create(code="demo", name="Essai", simulated=True, credit="Les Corderies, inventées")
    published_facts(
        source,
        loans(source, 24, day=NOVEMBER),
        loans(source, 12, day=datetime.date(2026, 10, 2), place=home.code, practice="food_gift", category=None),
        loans(source, 12, day=JUNE, practice="event", category=None, proof="C"),
    )
    key = encode(Scenario("35288", dwellings=400, months=12))
    forecasts.keep(place=quartier, key=key, start=datetime.date(2026, 5, 1), now=NOW)
    yield quartier
    published.forget()


def title(page):
    return page.get_by_role("heading", level=1)


def test_claire_goes_from_the_home_page_to_her_quartier_and_to_a_month(page):
    expect(page.get_by_text("36 échanges entre voisins et 12 participations")).to_be_visible()
    page.get_by_role("link", name="Voir la mesure, lieu par lieu").click()
    expect(title(page)).to_have_text("France, 2026")
    page.get_by_label("La mesure d’un autre lieu").press_sequentially("corder")
    page.get_by_role("link", name="Les Corderies quartier, Saint-Malo").click()
    expect(title(page)).to_have_text("Les Corderies, 2026")
    expect(page.get_by_role("article")).to_have_count(3)
    page.get_by_role("link", name="Ce mois-ci").click()
    expect(title(page)).to_have_text("Les Corderies, novembre 2026")
    expect(page.get_by_text("24 échanges entre voisins.")).to_be_visible()
    expect(page).to_have_url(f"{page.url.split('/mesure')[0]}{BOARD}?period=month")
    page.go_back()
    expect(title(page)).to_have_text("Les Corderies, 2026")


def test_gaelle_defends_a_figure_down_to_its_method_and_takes_the_data(open_page):
    page = open_page(BOARD)
    expect(page.get_by_role("row", name="Résidence A")).to_contain_text("12")
    expect(page.get_by_role("row", name="Tout le lieu")).to_contain_text("48")
    expect(page.get_by_role("heading", name="Face à la prévision")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Données ouvertes (ZIP)").click()
    assert taken.value.suggested_filename == "mitoyen-les-corderies.zip"
    page.get_by_role("link", name="Comment ce chiffre se calcule").click()
    expect(title(page)).to_have_text("CO₂ évité, net")


def test_a_keyboard_chooses_two_dates(open_page):
    page = open_page(BOARD)
    page.get_by_text("Choisir deux dates").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Du", exact=True).fill("2026-06-01")
    page.get_by_label("au", exact=True).fill("2026-06-30")
    page.get_by_label("au", exact=True).press("Enter")
    expect(title(page)).to_have_text("Les Corderies, juin 2026")
    expect(page.get_by_text("12 participations à des rencontres.")).to_be_visible()


def test_no_script_is_needed(open_page):
    page = open_page("/mesure/", java_script_enabled=False)
    page.get_by_label("La mesure d’un autre lieu").fill("corderies")
    page.get_by_role("button", name="Voir", exact=True).last.click()
    page.get_by_role("link", name="Les Corderies").click()
    page.get_by_role("link", name="Depuis le début").click()
    expect(title(page)).to_have_text("Les Corderies, depuis le début de la mesure")
    expect(page.get_by_text("12 personnes y ont pris part.")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_text("12 people took part.")).to_be_visible()


@pytest.fixture
def journal(live_server):
    """Another site, at an address of its own, that frames the board."""
    told = f'<h1>Le journal de Saint-Malo</h1><iframe src="{live_server.url}{BOARD}embed/" height="900"></iframe>'

    class Journal(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(told.encode())

        def log_message(self, *_):
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Journal) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_another_site_frames_the_figures(chromium, journal):
    page = chromium.new_page()
    page.goto(journal)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("36 échanges entre voisins")).to_be_visible()
    expect(frame.get_by_text("Chiffres simulés")).to_be_visible()
    expect(frame.get_by_role("article")).to_have_count(3)
    page.close()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_and_nothing_overflows(read_page, axe, address, size):
    page = read_page(address, size=size, status=PAGES[address])
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert axe(page) == []


def test_every_count_of_the_places_below_is_in_sight_on_a_phone(read_page):
    page = read_page(BOARD, size=PHONE)
    table = "document.querySelector('.sums .table')"
    assert page.evaluate(f"{table}.scrollWidth - {table}.clientWidth") <= 0


def test_a_board_reads_as_well_in_english_in_the_dark_with_everything_open(read_page, axe):
    page = read_page(f"/en{BOARD}", size=PHONE, color_scheme="dark")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert axe(page) == []
