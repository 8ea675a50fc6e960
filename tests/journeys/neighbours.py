"""The demonstration as its neighbours use it: a real server, and a browser for each of them."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE
from tests.served import served


class Neighbours:
    """Opens the site as one neighbour or another, signed in; what the browser complains of is kept in `faults`."""

    def __init__(self, browser: Browser, port: int, folder: Path) -> None:
        self.address, self.folder = f"http://127.0.0.1:{port}", folder
        self.faults: list[str] = []
        self._browser, self._pages = browser, dict[str, Page]()
        self._phrase = (folder / "sample-passphrase").read_text()

    def page(self, name: str, **options: object) -> Page:
        """The page of a neighbour, who signs in the first time."""
        if name not in self._pages:
            self._pages[name] = self.anybody(**options)
            self._sign_in(self._pages[name], name)
        return self._pages[name]

    def anybody(self, **options: object) -> Page:
        """The page of somebody who is not signed in."""
        context = self._browser.new_context(**{"base_url": self.address, "viewport": PHONE, **options})
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda told: self.faults.append(told.text) if "Policy" in told.text else None)
        return page

    def ask_otherwise(self, exchange: str) -> None:
        """Make this exchange one of the three that are asked: chance is not what the journey is about."""
        reference = exchange.rstrip("/").rsplit("/", 1)[-1]
        with sqlite3.connect(self.folder / "mitoyen.sqlite3", timeout=30) as rows:
            told = rows.execute(
                "UPDATE neighbourhood_exchange SET asks_counterfactual = 1 WHERE reference = ?", (reference,)
            )
            assert told.rowcount == 1

    def close(self) -> None:
        """Leave."""
        for page in self._pages.values():
            page.context.close()

    def _sign_in(self, page: Page, name: str) -> None:
        page.goto("/compte/entrer/")
        page.fill("input[name=login]", f"{name.lower().replace('é', 'e').replace('ë', 'e')}@exemple.fr")
        page.fill("input[name=password]", self._phrase)
        page.locator("main form button[type=submit]").first.click()
        expect(page).not_to_have_url(re.compile("entrer"))


@contextmanager
def neighbourhood(browser: Browser, folder: Path) -> Iterator[Neighbours]:
    """The demonstration, open."""
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
    button.first.click()
    page.wait_for_load_state()


def state(page: Page) -> str:
    """Where the exchange of the page stands, in words."""
    return page.locator(".opening__kicker .tag").first.inner_text().strip()
