"""Claire keeps the board of Les Corderies open: it moves by itself, and comes back by itself."""

import datetime
import http.client
import json
import os
import signal
import time

import pytest
from playwright.sync_api import expect

from tests import prepared
from tests.journeys.conftest import DESKTOP
from tests.served import lines, mitoyen, served

pytestmark = pytest.mark.journey

BOARD = "/mesure/les-corderies/?period=all"
WATCH = """() => {
    const figures = document.querySelector('#figures')
    window.moved = []
    new MutationObserver(() => window.moved.push(performance.timeOrigin + performance.now()))
        .observe(figures, {childList: true})
}"""


@pytest.fixture(scope="module")
def folder(copy_of):
    return copy_of(prepared.sample)


@pytest.fixture(scope="module")
def site(folder):
    """A real server with the sample, and the key of a platform that sends to it."""
    with served(folder, "--sample") as (port, process):
        lines(process, 3)
        mitoyen(folder, "source", "add", "essai", "--name", "Essai")
        key = mitoyen(folder, "key", "new", "essai", "--holder", "Élodie").split("mtk_")[1].split()[0]
        yield port, f"mtk_{key}"


@pytest.fixture
def watch(chromium, site):
    """Open an address of the site in a page of its own, which must not stumble over its own script or policy."""
    contexts, faults = [], list[str]()

    def opened(address=BOARD, base=None, **options):
        context = chromium.new_context(base_url=f"http://127.0.0.1:{base or site[0]}", viewport=DESKTOP, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if "Policy" in message.text else None)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def loans(name, persons=24):
    """Loans between pairs of people who were not there before: enough of them to be published together."""
    now = datetime.datetime.now(datetime.UTC).isoformat()
    return [
        {
            "id": f"{name}-{pair}", "source": "essai", "occurred_at": now, "place": "les-corderies", "practice": "lend",
            "category": "drill_cordless", "giver": f"{name}-g{pair}", "receiver": f"{name}-r{pair}", "proof": "B",
        }
        for pair in range(persons // 2)
    ]  # fmt: skip


def send(site, events):
    """Send events by the door of platforms; the moment at which they were said to be recorded [s since 1970]."""
    port, key = site
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = "\n".join(map(json.dumps, events))
    client.request(
        "POST", "/api/v1/events", body, {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    )
    answer = json.load(client.getresponse())
    recorded = time.time()
    assert answer["accepted"] == len(events), answer
    return recorded


def moved(page, before=0):
    """The moment at which the figures moved once more than `before` times [s since 1970]."""
    for _ in range(500):
        if len(moments := page.evaluate("window.moved")) > before:
            return moments[before] / 1000
        page.wait_for_timeout(20)
    pytest.fail("nothing moved in ten seconds")


def exchanges(page):
    """How many exchanges the lede tells."""
    text = page.locator("#figures .lede").inner_text()
    return int("".join(letter for letter in text.split(" échange")[0] if letter.isdigit()))


def test_a_recorded_exchange_is_seen_in_an_open_page_in_less_than_a_second(site, watch):
    page = watch()
    before, waits = exchanges(page), []
    page.evaluate(WATCH)
    page.wait_for_timeout(1_000)  # the stream has opened
    for attempt in range(3):
        recorded = send(site, loans(f"a{attempt}"))
        waits.append(moved(page, attempt) - recorded)
        page.wait_for_timeout(500)
    assert exchanges(page) == before + 36
    assert min(waits) < 1, waits


def test_what_waits_for_company_moves_nothing(site, watch):
    page = watch()
    before = page.locator("#figures").inner_html()
    send(site, loans("few", persons=2))
    page.wait_for_timeout(1_500)
    assert page.locator("#figures").inner_html() == before


def test_the_page_holds_what_the_stream_sends_to_the_byte(site, watch):
    page = watch()
    page.evaluate(WATCH)
    page.wait_for_timeout(1_000)
    send(site, loans("byte"))
    moved(page)
    page.wait_for_timeout(300)  # the glow has begun to fade
    streamed = page.locator("#figures").inner_html()
    again = watch()
    assert again.locator("#figures").inner_html() == streamed


def test_a_page_catches_up_when_its_server_was_killed_and_came_back(watch, copy_of):
    folder = copy_of(prepared.sample)
    with served(folder, "--sample") as (port, process):
        lines(process, 3)
        page = watch(base=port)
        before = page.locator("#figures .lede").inner_text()
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
    mitoyen(folder, "simulate", "--live", "--speed", "300", "--seconds", "2")
    with served(folder, port=port) as (_, process):
        lines(process, 1)
        expect(page.locator("#figures .lede")).not_to_have_text(before, timeout=15_000)


def test_a_page_that_the_stream_does_not_reach_asks_again(site, watch):
    page = watch("about:blank")
    page.route("**/stream?*", lambda route: route.fulfill(status=503))
    page.goto(f"http://127.0.0.1:{site[0]}{BOARD}")
    before = exchanges(page)
    send(site, loans("away"))
    expect(page.locator("#figures .lede")).to_contain_text(str(before + 12), timeout=30_000)
    page.unroute("**/stream?*")


def test_without_script_a_link_refreshes_the_figures(site, watch):
    page = watch(java_script_enabled=False)
    before = exchanges(page)
    send(site, loans("link"))
    page.wait_for_timeout(1_000)
    page.get_by_role("link", name="Actualiser les chiffres").click()
    assert exchanges(page) == before + 12
    assert page.url.endswith(BOARD)
