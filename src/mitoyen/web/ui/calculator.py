"""The calculator that every page reads: evidence, draws and places, opened once by a process."""

import subprocess
import sys
from functools import cache

from django.conf import settings

from mitoyen.projection.calculator import Calculator, opened

_COMPILE = """
import sys
from pathlib import Path
from mitoyen.evidence.draws import compile_to
from mitoyen.evidence.pack import france
compile_to(Path(sys.argv[1]), france())
"""


@cache
def calculator() -> Calculator:
    """The calculator on this instance's draws, which the first call ever makes (a few seconds).

    Making them needs slow scientific packages: another process loads them, and the site stays light.
    """
    try:
        return opened(settings.DATA_DIR)
    except FileNotFoundError:
        subprocess.run([sys.executable, "-c", _COMPILE, str(settings.DATA_DIR)], check=True)  # noqa: S603 - our own words
        return opened(settings.DATA_DIR)
