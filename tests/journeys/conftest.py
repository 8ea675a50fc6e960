"""A real browser on the real site. A missing browser fails the journey; it never skips it."""

import os
from collections.abc import Callable, Iterator
from threading import RLock
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from mitoyen.cli import serve, site
from mitoyen.projection.keys import encode
from tools import browser as browsers

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the driver keeps an event loop in the thread that also reads rows

PHONE = ViewportSize(width=360, height=780)
DESKTOP = ViewportSize(width=1280, height=900)
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this machine, started once by each test process."""
    path = browsers.find()
    if path is None:
        pytest.fail(browsers.MISSING, pytrace=False)
    with sync_playwright() as driver:
        started = driver.chromium.launch(**browsers.launch_options(path))
        yield started
        started.close()


@pytest.fixture(autouse=True, scope="session")
def one_at_a_time() -> Iterator[None]:
    """The tests' site answers one request after the other: its threads share the one connection to a file in memory."""
    alone, answer = RLock(), WSGIHandler.get_response

    def get_response(handler: WSGIHandler, request: Any) -> Any:
        with alone:
            return answer(handler, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "get_response", get_response)
        yield


@pytest.fixture(autouse=True, scope="session")
def loaded(django_db_setup: None, django_db_blocker: Any) -> None:
    """What a visitor of `mitoyen serve` never waits for: each test process is a server of its own that starts cold."""
    with django_db_blocker.unblock():
        site.visit(f"/calculer/r/{encode(serve.FIRST)}/")
        site.visit(f"/mesure/{serve.FIRST.place}/")


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[Open]:
    """`open_page("/calculer/", size=PHONE)` gives a page of its own; keywords go to the browser context.

    The page must answer with the expected status: a fault is not to be found on the error page instead.
    """
    contexts = []
    cache.clear()  # the limits of sign-in are counted in a table that no test empties

    def opened(address: str = "/", size: ViewportSize | None = None, status: int = 200, **options: Any) -> Page:
        context = chromium.new_context(viewport=size or DESKTOP, base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        answer = page.goto(address)
        assert answer is None or answer.status == status, f"{address} answered {answer.status}, expected {status}"
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def window(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """A window that stays: to open one costs more than to show a page and to have axe read it."""
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def read_page(window: Page) -> Iterator[Open]:
    """`read_page("/calculer/", size=PHONE)` shows a page that is only read, in a window that knows nobody before."""
    cache.clear()

    def shown(address: str, size: ViewportSize = DESKTOP, status: int = 200, **options: Any) -> Page:
        window.context.clear_cookies()
        window.context.add_cookies(options.get("cookies", []))
        window.set_viewport_size(size)
        window.emulate_media(color_scheme=options.get("color_scheme", "light"))
        answer = window.goto(address)
        assert answer is not None
        assert answer.status == status, f"{address} answered {answer.status}, expected {status}"
        return window

    yield shown
    if "/mesure/" in window.url or window.locator("[hx-trigger^=every]").count():
        window.goto("about:blank")  # what a page goes on asking for would reach into the next test


@pytest.fixture
def page(open_page: Open) -> Page:
    """The home page on a wide screen."""
    return open_page("/")


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)` gives one line per accessibility fault: the rule, what it asks, and where it is broken."""
    checker = Axe()

    def faults(page: Page) -> list[str]:
        found = checker.run(page).response["violations"]
        return [_told(fault, node) for fault in found for node in fault["nodes"]]

    return faults


def _told(fault: dict[str, Any], node: dict[str, Any]) -> str:
    place = " ".join(str(part) for part in node["target"])
    return f"{fault['id']} ({fault['impact']}): {fault['help']} at {place}: {node['failureSummary']}"
