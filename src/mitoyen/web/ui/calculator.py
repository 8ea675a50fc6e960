"""The calculator that every page reads: evidence, draws and places, opened once by a process."""

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from django.conf import settings

from mitoyen.evidence.draws import compiled
from mitoyen.evidence.once import once
from mitoyen.evidence.pack import france
from mitoyen.impact.assessment import Pricing
from mitoyen.projection.calculator import Calculator, opened

Opened = TypeVar("Opened")

_COMPILE = """
import sys
from pathlib import Path
from mitoyen.evidence.draws import compile_to
from mitoyen.evidence.pack import france
compile_to(Path(sys.argv[1]), france(sys.argv[2]))
"""


@once
def calculator() -> Calculator:
    """The calculator on this instance's draws, which the first call ever makes (a few seconds)."""
    return _with_draws(france().version, lambda: opened(settings.DATA_DIR))


@cache
def pricing(version: str | None = None) -> Pricing:
    """What one exchange brings under a version of the evidence, today's or a former one; LookupError lists them."""
    pack = france(version)
    if pack is france():
        return calculator().pricing
    return _with_draws(pack.version, lambda: Pricing(pack, compiled(pack, settings.DATA_DIR)))


def _with_draws(version: str, opening: Callable[[], Opened]) -> Opened:
    """What `opening` opens, the draws of the version made first if they are not there.

    Making them needs slow scientific packages: another process loads them, and the site stays light.
    """
    try:
        return opening()
    except FileNotFoundError:
        words = [sys.executable, "-c", _COMPILE, str(settings.DATA_DIR), version]
        subprocess.run(words, check=True)  # noqa: S603 - our own words
        return opening()
