"""Every page, in both languages, at phone and desktop width: axe finds nothing, nothing overflows, nothing shifts."""

import pytest

from tests.journeys.conftest import DESKTOP, PHONE

PAGES = ("/", "/calculer/", "/methode/", "/methode/646/", "/methode/25-pourcent/", "/style/")
ADDRESSES = [f"{prefix}{page}" for prefix in ("", "/en") for page in PAGES]
SIZES = {"phone": PHONE, "desktop": DESKTOP}

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_axe_finds_nothing(open_page, axe, address, size):
    assert axe(open_page(address, size=size)) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_phone_never_scrolls_sideways(open_page, address):
    page = open_page(address, size=PHONE)
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0


@pytest.mark.parametrize("address", PAGES)
def test_a_dark_page_reads_as_well(open_page, axe, address):
    assert axe(open_page(address, color_scheme="dark")) == []


def test_an_error_page_reads_as_well(open_page, axe):
    assert axe(open_page("/nulle-part/", size=PHONE, status=404)) == []


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


SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shifted += entry.value }))
  .observe({type: 'layout-shift', buffered: true});
"""
