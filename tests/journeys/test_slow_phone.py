"""A cheap phone on a slow line, for the first time: little to fetch, words first, nothing that jumps.

No bound is a time that was measured: the machine that runs the tests is shared. Bytes and requests are counted as the
browser received them, and the time that the line alone takes follows from them.
"""

import io
import math
import re
import time
from dataclasses import dataclass, field

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Route

from tests import prepared
from tests.journeys.conftest import PHONE
from tests.journeys.neighbours import follow, neighbourhood, press

pytestmark = pytest.mark.journey

ROUND_TRIP = 0.4
"""[s]"""
DOWN, UP = 400_000 // 8, 150_000 // 8
"""[bytes/s]"""
SLOWER = 6
"""How many times slower than ours the phone's processor is."""
FIRST_FLIGHT = 10 * 1460
"""Bytes that a server may send before it hears of the client again (RFC 6928); the next flight is twice as long."""
HANDSHAKES = 2
"""Round trips before the first request: TCP, then TLS 1.3."""
POOR = 3.0
"""Seconds from which a first contentful paint is called poor (Web Vitals)."""
STILL = 0.1
"""Layout shift up to which a page is called good (Web Vitals)."""
WORDS = 100_000
"""Bytes of text, style and script of a first visit: two seconds of this line."""
TEXT = ("Document", "Stylesheet", "Script", "Fetch", "XHR", "Other")

FEED, BOARD = "/v/les-corderies/", "/mesure/les-corderies/?period=all"
PUBLIC = ("/", "/calculer/", BOARD, "/compte/entrer/", "/compte/inscription/")


@dataclass
class Visit:
    """What a browser fetched for a page, and how the page came to be."""

    size: dict[str, int] = field(default_factory=dict)
    """Bytes on the line, headers and all, by address; 0 for what it had kept."""
    kind: dict[str, str] = field(default_factory=dict)
    blocking: list[str] = field(default_factory=list)
    """Addresses that the browser waits for before it paints anything, beside the page itself."""
    shifted: float = 0.0

    def bytes_of(self, *kinds):
        return sum(self.size.get(key, 0) for key, kind in self.kind.items() if kind in kinds)

    @property
    def until_painted(self):
        """Seconds that the line alone takes, over HTTP/1.1 and TLS: a second sheet needs a connection of its own."""
        sheets = [self.size[key] for key in self.blocking]
        opened = HANDSHAKES if len(sheets) > 1 else 0
        page = self.bytes_of("Document")
        rounds = HANDSHAKES + flights(page) + opened + max(map(flights, sheets), default=0)
        return rounds * ROUND_TRIP + (page + sum(sheets)) / DOWN


def flights(size):
    """Round trips that an answer of so many bytes takes on a fresh connection, each flight twice the one before."""
    return math.ceil(math.log2(size / FIRST_FLIGHT + 1))


def test_flights_double():
    sizes = (1, FIRST_FLIGHT, FIRST_FLIGHT + 1, 3 * FIRST_FLIGHT, 3 * FIRST_FLIGHT + 1)
    assert [flights(size) for size in sizes] == [1, 1, 2, 2, 3]


@pytest.fixture(scope="module")
def corderies(chromium, copy_of):
    with neighbourhood(chromium, copy_of(prepared.sample)) as neighbours:
        yield neighbours


@pytest.fixture(scope="module")
def pages(corderies):
    """One address of each kind that somebody signed in reads, photos among them."""
    lender, amina = corderies.page("Gaëlle"), corderies.page("Amina")
    mirror = published(lender, "Miroir à trois faces", [(1600, 1200), (900, 1600), (1600, 1200)])
    amina.goto(mirror)
    press(amina, "Demander")
    exchange = amina.url
    amina.goto(f"{FEED}chercher/?words=percussion")
    follow(amina, "Perceuse à percussion")
    return {"feed": FEED, "listing": mirror, "exchange": exchange, "mine": "/moi/", "drill": amina.url}


@pytest.fixture
def held():
    """What pages asked for and never got."""
    routes: list[Route] = []
    return routes


@pytest.fixture
def on_a_slow_phone(corderies, held):
    """A page of a phone that has fetched nothing yet, signed in as `name` if there is one."""
    contexts: list[BrowserContext] = []

    def phone(name=None, hold=None):
        known = corderies.page(name).context.storage_state() if name else None
        page = corderies.anybody(storage_state=known, is_mobile=True, has_touch=True, viewport=PHONE)
        page.set_default_timeout(60_000)
        contexts.append(page.context)
        slow_down(page)
        page.add_init_script(SHIFTS)
        if hold is not None:
            page.route(hold, lambda route: held.append(route))  # noqa: PLW0108 - Playwright writes on the function
        return page

    yield phone
    for route in held:
        route.abort()
    for context in contexts:
        context.close()


@pytest.mark.parametrize("address", PUBLIC)
def test_a_first_visit_of_a_public_page_is_light(on_a_slow_phone, address):
    assert_light(visit(on_a_slow_phone(), address))


@pytest.mark.parametrize("name", ["feed", "listing", "exchange", "mine", "drill"])
def test_a_first_visit_of_a_neighbour_is_light(on_a_slow_phone, pages, name):
    assert_light(visit(on_a_slow_phone("Amina"), pages[name]))


@pytest.mark.parametrize("name", ["home", "board", "feed", "listing", "drill", "exchange"])
def test_words_wait_for_no_script_and_no_photo(on_a_slow_phone, held, pages, name):
    """Neither ever comes, and the page is read all the same."""
    address = {**pages, "home": "/", "board": BOARD}[name]
    page = on_a_slow_phone("Amina", hold=re.compile(r"\.js\b|/photo/|\.svg\b"))
    page.goto(address, wait_until="commit")
    page.evaluate(PAINTED)
    assert page.locator("h1").is_visible()
    assert page.locator("main").inner_text().strip()
    waited_for = {ending for route in held for ending in re.findall(r"\.(\w+)(?:\?|$)", route.request.url)}
    assert {"home": {"js"}, "board": {"js"}, "listing": {"js", "webp"}, "drill": {"js"}}.get(name, set()) <= waited_for


def test_what_was_fetched_once_is_kept(on_a_slow_phone):
    page = on_a_slow_phone()
    first = visit(page, BOARD)
    again = visit(page, BOARD)
    fetched = {key for key in again.kind if again.size.get(key) and "/static/" in key}
    assert any("/static/" in key and size for key, size in first.size.items())
    assert fetched == set()


def visit(page, address):
    """Open an address, scroll to its end, and tell what that took."""
    seen = Visit()
    line = page.context.new_cdp_session(page)
    watch(line, seen)
    page.goto(address, wait_until="load")
    page.evaluate(PAINTED)
    page.evaluate(SCROLLED)
    seen.blocking, seen.shifted = page.evaluate(TOLD)
    line.detach()
    return seen


def assert_light(seen):
    """Everything that a page may cost."""
    assert seen.bytes_of(*TEXT) <= WORDS
    assert seen.until_painted < POOR
    assert {seen.kind[key] for key in seen.blocking} == {"Stylesheet"}
    assert seen.shifted <= STILL


def slow_down(page):
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speed = {"latency": ROUND_TRIP * 1000, "downloadThroughput": DOWN, "uploadThroughput": UP}
    line.send("Network.emulateNetworkConditions", {"offline": False, **speed})
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def watch(line, seen):
    """Count what comes over the line, as the browser received it: compressed, with its headers."""
    address = {}

    def asked(told):
        address[told["requestId"]] = told["request"]["url"]
        seen.kind[told["request"]["url"]] = told["type"]

    def came(told):
        if told["requestId"] in address:
            seen.size[address[told["requestId"]]] = int(told["encodedDataLength"])

    line.send("Network.enable")
    line.on("Network.requestWillBeSent", asked)
    line.on("Network.loadingFinished", came)


def published(page, title, sizes):
    """Address of a loan with photos, once they are drawn."""
    page.goto(f"{FEED}publier/?practice=give&direction=offer")
    page.get_by_label("Titre").fill(title)
    files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": picture(*size)} for n, size in enumerate(sizes)]
    page.locator("input[type=file]").set_input_files(files)
    press(page, "Publier")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if page.locator(".pictures img").count() == len(sizes):
            return re.sub(r"https?://[^/]+", "", page.url)
        page.wait_for_timeout(500)
        page.reload()
    pytest.fail("the photos were not drawn")


def picture(width, height):
    """A photo as heavy as a real one: noise over a slope of colours."""
    noise = Image.effect_noise((width, height), 60).convert("RGB")
    slope = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    file = io.BytesIO()
    Image.blend(noise, slope, 0.6).save(file, "JPEG", quality=88)
    return file.getvalue()


SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shifted += entry.value }))
  .observe({type: 'layout-shift', buffered: true});
"""
PAINTED = """
() => new Promise(done => new PerformanceObserver(list => list.getEntriesByName('first-contentful-paint').forEach(done))
  .observe({type: 'paint', buffered: true}))
"""
SCROLLED = """
async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 700) {
    window.scrollTo(0, y);
    await new Promise(done => setTimeout(done, 80));
  }
  await Promise.all([...document.images].filter(one => !one.complete).map(
    one => new Promise(done => { one.onload = one.onerror = done; })));
  await new Promise(done => setTimeout(done, 300));
}
"""
TOLD = """
[performance.getEntriesByType('resource').filter(one => one.renderBlockingStatus === 'blocking').map(one => one.name),
 window.shifted]
"""
