"""The demonstration as its neighbours use it: a real server, and a browser for each of them."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from mitoyen.web.neighbourhood.listings.words import plain
from tests.journeys.conftest import PHONE
from tests.served import served

SOURCE = "mitoyen-simule"


class Neighbours:
    """Opens the site as one neighbour or another, signed in; what the browser complains of is kept in `faults`."""

    def __init__(self, browser: Browser, port: int, folder: Path) -> None:
        self.address, self.folder = f"http://127.0.0.1:{port}", folder
        self.faults: list[str] = []
        self._browser, self._pages = browser, dict[str, Page]()
        self._phrase = (folder / "sample-passphrase").read_text()

    def page(self, name: str, **options: Any) -> Page:
        """The page of a neighbour, who signs in the first time."""
        if name not in self._pages:
            self._pages[name] = self.anybody(**options)
            self._sign_in(self._pages[name], name)
        return self._pages[name]

    def anybody(self, **options: Any) -> Page:
        """The page of somebody who is not signed in."""
        context = self._browser.new_context(**dict[str, Any]({"base_url": self.address, "viewport": PHONE, **options}))
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda told: self.faults.append(told.text) if "Policy" in told.text else None)
        return page

    def ask_otherwise(self, exchange: str) -> None:
        """Make this exchange one of the three that are asked: chance is not what the journey is about."""
        self._change("UPDATE neighbourhood_exchange SET asks_counterfactual = 1 WHERE reference = ?", exchange)

    def wait_for(self, listing: str) -> None:
        """Let the time of a gathering come: its hours are put back to this morning's, as no test can wait for days."""
        hours = "starts_at = datetime('now', '-3 hours'), ends_at = datetime('now', '-1 hours')"
        self._change(f"UPDATE neighbourhood_listing SET {hours} WHERE reference = ?", listing)
        among = "listing_id = (SELECT id FROM neighbourhood_listing WHERE reference = ?)"
        self._change(f"UPDATE neighbourhood_exchange SET {hours} WHERE {among}", listing)

    def facts(self) -> int:
        """How many facts the neighbours' own source has recorded."""
        with sqlite3.connect(self.folder / "mitoyen.sqlite3", timeout=30) as rows:
            counted = "SELECT count(*) FROM measure_event WHERE source_id = "
            return int(
                rows.execute(f"{counted}(SELECT id FROM measure_usagesource WHERE code = ?)", [SOURCE]).fetchone()[0]
            )

    def _change(self, statement: str, address: str) -> None:
        with sqlite3.connect(self.folder / "mitoyen.sqlite3", timeout=30) as rows:
            assert rows.execute(statement, [address.rstrip("/").rsplit("/", 1)[-1]]).rowcount

    def close(self) -> None:
        """Leave."""
        for page in self._pages.values():
            page.context.close()

    def _sign_in(self, page: Page, name: str) -> None:
        page.goto("/compte/entrer/")
        page.fill("input[name=login]", f"{plain(name)}@exemple.fr")
        page.fill("input[name=password]", self._phrase)
        page.locator("main form button[type=submit]").first.click()
        expect(page).not_to_have_url(re.compile("entrer"))


@contextmanager
def neighbourhood(browser: Browser, folder: Path) -> Iterator[Neighbours]:
    """The demonstration of a folder, open."""
    with served(folder, "--sample") as (port, process):
        assert process.stdout is not None
        for _ in range(3):
            process.stdout.readline()
        neighbours = Neighbours(browser, port, folder)
        yield neighbours
        neighbours.close()
    assert neighbours.faults == []


def press(page: Page, name: str) -> None:
    """Press a button, opening the line of the page that hides it."""
    button = page.get_by_role("button", name=name, exact=True)
    if not button.count() or not button.first.is_visible():
        page.locator("summary", has_text=name).first.click()
    with page.expect_navigation():
        button.first.click()


def find(page: Page, title: str) -> str:
    """Address of a listing of Les Corderies, found by its title; the page is then open."""
    page.goto("/v/les-corderies/")
    follow(page, title)
    return re.sub(r"https?://[^/]+", "", page.url)


def follow(page: Page, title: str) -> None:
    """Follow the first link of that name."""
    with page.expect_navigation():
        page.get_by_role("link", name=title).first.click()


def answer(page: Page, button: str, note: str = "") -> str:
    """Answer the listing that is open; address of the exchange, which is then open."""
    if note:
        page.get_by_label("Un mot").fill(note)
    press(page, button)
    expect(page).to_have_url(re.compile("/echange/"))
    return re.sub(r"https?://[^/]+", "", page.url)


def shown_code(page: Page) -> str:
    """The six figures that the page shows."""
    code = re.sub(r"\D", "", page.locator(".shown__code [aria-hidden]").inner_text())
    assert len(code) == 6
    return code


def state(page: Page) -> str:
    """Where the exchange of the page stands, in words."""
    return page.locator(".opening__kicker .tag").first.inner_text().strip()
