"""People at the calculator, in a real browser: Claire, Driss, Gaëlle, a keyboard, no script."""

import pytest
from playwright.sync_api import expect

from mitoyen.projection.keys import encode
from mitoyen.projection.scenario import Scenario
from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MALO, QUIET = encode(Scenario("35288")), encode(Scenario("35288", launch="organic"))
RESULT = f"/calculer/r/{MALO}/"
COMPARISON = f"{RESULT}comparer/{QUIET}/"
MISTAKE = "/calculer/?place=saint+denis&months=1000&licence=abc"
LOST = "/calculer/r/abc/"
PAGES = {RESULT: 200, COMPARISON: 200, MISTAKE: 422, LOST: 404}


def title(page):
    return page.get_by_role("heading", level=1)


def test_claire_types_her_town_changes_the_launch_and_compares(page):
    page.get_by_label("Votre commune").press_sequentially("saint malo")
    page.get_by_role("link", name="Saint-Malo Ille-et-Vilaine").click()
    expect(title(page)).to_contain_text("Saint-Malo, 25 413 foyers".replace(" 413", "\u202f413"))
    expect(page.get_by_role("article")).to_have_count(3)
    page.get_by_role("link", name="Bouche-à-oreille", exact=True).click()
    expect(title(page)).to_contain_text("le bouche-à-oreille")
    page.get_by_role("link", name="comparer avec : Une lettre").click()
    expect(title(page)).to_have_text("Le bouche-à-oreille, ou une lettre dans chaque boîte ?")
    expect(page.get_by_text("que le premier fasse mieux")).to_have_count(4)


def test_driss_sets_up_his_400_dwellings(open_page):
    page = open_page("/calculer/")
    page.get_by_label("Où ?").press_sequentially("saint mal")
    page.get_by_role("button", name="Saint-Malo Ille-et-Vilaine").click()
    expect(page.get_by_label("Où ?")).to_have_value("Saint-Malo (35)")
    expect(page.get_by_label("Où ?")).to_be_focused()
    page.get_by_label("Un ensemble de logements").check()
    page.get_by_label("Combien de logements occupés ?").fill("400")
    page.get_by_label("Le bailleur", exact=True).check()
    page.get_by_role("button", name="Voir le résultat").click()
    expect(title(page)).to_contain_text("Saint-Malo, 400")
    expect(page.get_by_role("heading", name="Le bailleur")).to_be_visible()


def test_gaelle_changes_an_amount_in_place_and_takes_the_draws(open_page):
    page = open_page(RESULT)
    page.get_by_text("Changer les autres réponses").click()
    page.get_by_label("Licence et hébergement, par an").fill("12 000")
    page.get_by_role("button", name="Voir le nouveau résultat").click()
    expect(page.get_by_role("row", name="Licence et hébergement").first).to_contain_text("36\u202f000")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tableur (CSV)").click()
    assert "co2_net" in taken.value.path().read_text()


def test_a_keyboard_is_enough(open_page):
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Votre commune")).to_be_focused()
    page.keyboard.type("cancale", delay=10)
    expect(page.get_by_role("link", name="Cancale Ille-et-Vilaine")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Cancale Ille-et-Vilaine")).to_be_focused()
    page.keyboard.press("Enter")
    expect(title(page)).to_contain_text("Cancale, ")


def test_no_script_is_needed(open_page):
    page = open_page("/", java_script_enabled=False)
    page.get_by_label("Votre commune").fill("saint denis")
    page.get_by_role("button", name="Voir le résultat").click()
    page.get_by_role("link", name="Saint-Denis, Seine-Saint-Denis").click()
    expect(title(page)).to_contain_text("Saint-Denis, ")
    page.get_by_role("link", name="English").click()
    expect(title(page)).to_contain_text("a letter in every letterbox")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["fr", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_and_nothing_overflows(read_page, axe, address, prefix, size):
    page = read_page(prefix + address, size=size, status=PAGES[address])
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert axe(page) == []


def test_a_result_reads_as_well_in_the_dark_with_everything_open(read_page, axe):
    page = read_page(RESULT, size=PHONE, color_scheme="dark")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert axe(page) == []


def test_a_result_is_light_and_keeps_still(open_page):
    page = open_page("about:blank")
    page.add_init_script(
        "window.shifted = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "entry => { window.shifted += entry.value })).observe({type: 'layout-shift', buffered: true})"
    )
    received = []
    page.on("response", lambda response: received.append(len(response.body())))
    page.goto(RESULT, wait_until="networkidle")
    assert sum(received) < 150_000  # bytes before compression
    assert page.evaluate("window.shifted") < 0.05
