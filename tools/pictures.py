"""The pictures of the README: `python -m tools.pictures http://127.0.0.1:8000 PASSPHRASE` while `make demo` runs.

Each page is taken as a phone and a desktop show it first; those of the neighbourhood as Inès sees them, who has shared
for some weeks, and whom the pass phrase that the demonstration says lets in.
"""

import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from mitoyen.projection.keys import encode
from mitoyen.projection.scenario import Scenario
from tools import browser

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
CLAIRE = encode(Scenario("35288"))
ORGANIC = encode(Scenario("35288", launch="organic"))
PAGES = {
    "home": "/",
    "form": "/calculer/",
    "result": f"/calculer/r/{CLAIRE}/",
    "compare": f"/calculer/r/{CLAIRE}/comparer/{ORGANIC}/",
    "method": "/methode/",
    "claim-646": "/methode/646/",
    "board": "/mesure/les-corderies/?period=year",
}
SIGNED_IN = {"feed": "/v/les-corderies/", "mine": "/moi/", "impact": "/moi/impact/"}
SIZES = {"phone": (360, 780), "desktop": (1280, 1100)}


def main() -> int:
    """Take every page at both sizes from the site at the given address."""
    if len(sys.argv) != 3 or (path := browser.find()) is None:
        print(__doc__ if len(sys.argv) != 3 else browser.MISSING, file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        started = driver.chromium.launch(**browser.launch_options(path))
        for size, (width, height) in SIZES.items():
            page = started.new_page(viewport={"width": width, "height": height}, base_url=sys.argv[1], locale="fr-FR")
            _take(page, PAGES, size)
            _sign_in(page, sys.argv[2])
            _take(page, SIGNED_IN, size)
        started.close()
    return 0


def _take(page: Page, pages: dict[str, str], size: str) -> None:
    for name, address in pages.items():
        page.goto(address)
        file = FOLDER / f"{name}-{size}.png"
        page.screenshot(path=file)
        _lighten(file)


def _lighten(file: Path) -> None:
    """The pages have few colours: those of a picture go into a table, which halves its file."""
    with Image.open(file) as taken:
        taken.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


def _sign_in(page: Page, phrase: str) -> None:
    page.goto("/compte/entrer/")
    page.fill("input[name=login]", "ines@exemple.fr")
    page.fill("input[name=password]", phrase)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


if __name__ == "__main__":
    sys.exit(main())
