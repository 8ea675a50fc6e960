"""Find the browser that the tests drive, and install one where the machine's owner can."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "No browser for the tests: install Chromium (Debian and Ubuntu: apt-get install chromium) or Google Chrome, "
    "or set MITOYEN_CHROMIUM to the path of one, then run make test again."
)
LAUNCH = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find() -> str | None:
    """Path of the browser: the one named by MITOYEN_CHROMIUM, else the system's, else Playwright's own."""
    named = os.environ.get("MITOYEN_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    on_path = (shutil.which(name) for name in NAMES)
    return next((path for path in on_path if path), None) or _of_playwright()


def launch_options(path: str) -> dict[str, Any]:
    """Keyword arguments for Playwright's `chromium.launch`; root has no sandbox to offer."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": path, "args": [*LAUNCH, *sandbox]}


def install() -> None:
    """Install Chromium from Debian as root, else with Playwright's installer; the caller looks for it again."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        commands = [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    else:
        quiet = dict(os.environ)
        commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    for command in commands:
        subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        path = driver.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> int:
    if find() is None:
        print("Installing Chromium for the browser tests (once) …")
        install()
    path = find()
    print(f"Browser of the tests: {path}" if path else MISSING, file=sys.stdout if path else sys.stderr)
    return 0 if path else 2


if __name__ == "__main__":
    sys.exit(main())
