"""Every page, in both languages, at phone and desktop width: axe finds nothing, nothing overflows, nothing shifts."""

import pytest

from mitoyen.projection.keys import encode
from mitoyen.projection.scenario import Scenario
from tests.journeys.conftest import DESKTOP, PHONE

CLAIRE = encode(Scenario("35288"))
DRISS = encode(Scenario("35288", dwellings=400, payer="landlord", landlord_effects=True))
PAGES = ("/", "/calculer/", "/methode/", "/methode/646/", "/methode/25-pourcent/", "/style/")
ONE_OF_EACH_KIND = (
    f"/calculer/r/{DRISS}/",
    f"/calculer/r/{CLAIRE}/comparer/{DRISS}/",
    "/methode/indicateurs/co2_net/",
    "/methode/pratiques/ride/",
    "/methode/equations/",
    "/methode/facteurs/?q=perceuse",
    "/methode/objets/",
    "/methode/objets/drill_cordless/",
    "/methode/sources/",
    "/methode/sources/library-of-things-2023/",
)
"""The kinds that the journeys of the calculator and of the method do not read already."""
ADDRESSES = [f"{prefix}{page}" for prefix in ("", "/en") for page in PAGES]
SIZES = {"phone": PHONE, "desktop": DESKTOP}
PASSES = (("", PHONE, "light"), ("/en", DESKTOP, "dark"))
"""A page is read twice, so that each language, size and light comes once."""

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_axe_finds_nothing_and_nothing_overflows(read_page, axe, address, size):
    page = read_page(address, size=size)
    assert axe(page) == []
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("address", PAGES)
def test_a_dark_page_reads_as_well(read_page, axe, address):
    assert axe(read_page(address, color_scheme="dark")) == []


@pytest.mark.parametrize("address", ONE_OF_EACH_KIND)
@pytest.mark.parametrize(("prefix", "size", "light"), PASSES, ids=("phone", "desktop"))
def test_every_kind_of_page_reads_well(read_page, axe, address, prefix, size, light):
    page = read_page(prefix + address, size=size, color_scheme=light)
    assert axe(page) == []
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_page_of_the_api_reads_as_well(read_page, axe, size):
    page = read_page("/api/", size=size)
    assert axe(page) == []
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("link", name="Français").count() == 0


def test_an_error_page_reads_as_well(read_page, axe):
    assert axe(read_page("/nulle-part/", size=PHONE, status=404)) == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_no_other_server_and_breaks_no_policy(open_page, live_server, address):
    asked, complaints = [], []
    page = open_page("about:blank")
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url + address, wait_until="networkidle")
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert complaints == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_light_and_keeps_still(open_page, address):
    page = open_page("about:blank")
    page.add_init_script(SHIFTS)
    received = []
    page.on("response", lambda response: received.append(len(response.body())))
    page.goto(address, wait_until="networkidle")
    assert sum(received) < 150_000  # bytes before compression
    assert page.evaluate("window.shifted") < 0.05


OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shifted += entry.value }))
  .observe({type: 'layout-shift', buffered: true});
"""
