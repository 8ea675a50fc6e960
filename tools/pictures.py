"""The pictures of the README: `python -m tools.pictures http://127.0.0.1:8000` while `make demo` runs.

Each page is taken as a phone and a desktop show it first.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

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
}
SIZES = {"phone": (360, 780), "desktop": (1280, 1100)}


def main() -> int:
    """Take every page at both sizes from the site at the given address."""
    if len(sys.argv) != 2 or (path := browser.find()) is None:
        print(__doc__ if len(sys.argv) != 2 else browser.MISSING, file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        started = driver.chromium.launch(**browser.launch_options(path))
        for size, (width, height) in SIZES.items():
            page = started.new_page(viewport={"width": width, "height": height})
            for name, address in PAGES.items():
                page.goto(sys.argv[1].rstrip("/") + address)
                page.screenshot(path=FOLDER / f"{name}-{size}.png")
        started.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
