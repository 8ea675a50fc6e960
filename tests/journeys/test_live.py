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
PATIENCE = 10
"""Seconds after which what should move is given up."""
WATCH = """() => {
    const figures = document.querySelector('#figures')
    window.moved = []
    const told = () => [performance.timeOrigin + performance.now(), figures.querySelector('.lede').innerText]
    new MutationObserver(() => window.moved.push(told()))
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


def moved(page, wanted):
    """The moment at which the figures told of so many exchanges [s since 1970]."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for moment, lede in page.evaluate("window.moved"):
            if number(lede) >= wanted:
                return moment / 1000
        page.wait_for_timeout(20)
    pytest.fail("nothing moved in ten seconds")


def exchanges(page):
    """How many exchanges the lede tells."""
    return number(page.locator("#figures .lede").inner_text())


def figures(page):
    return page.locator("#figures").inner_html()


def number(text):
    return int("".join(letter for letter in text.split(" échange")[0] if letter.isdigit()))


def test_a_recorded_exchange_is_seen_in_an_open_page_in_less_than_a_second(site, watch):
    page = watch()
    before, waits = exchanges(page), list[float]()
    page.evaluate(WATCH)
    for attempt in range(3):
        recorded = send(site, loans(f"a{attempt}"))
        waits.append(moved(page, before + 12 * (attempt + 1)) - recorded)
    assert exchanges(page) == before + 36
    assert min(waits) < 1, waits


def test_what_waits_for_company_moves_nothing(site, watch):
    page = watch()
    before = figures(page)
    send(site, loans("few", persons=2))
    page.wait_for_timeout(1_500)
    assert figures(page) == before


def test_the_page_holds_what_the_stream_sends_to_the_byte(site, watch):
    page = watch()
    before = exchanges(page)
    page.evaluate(WATCH)
    send(site, loans("byte"))
    moved(page, before + 12)
    again, deadline = watch(), time.monotonic() + PATIENCE
    while figures(again) != figures(page) and time.monotonic() < deadline:
        again.reload()  # the one or the other was early
    assert figures(again) == figures(page)


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
    deadline = time.monotonic() + PATIENCE
    while exchanges(page) == before and time.monotonic() < deadline:
        page.get_by_role("link", name="Actualiser les chiffres").click()
    assert exchanges(page) == before + 12
    assert page.url.endswith(BOARD)
