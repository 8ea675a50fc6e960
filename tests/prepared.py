"""Sites made ready once for all the processes of a run of the tests; whoever needs one copies it."""

import fcntl
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.served import COMMAND, lines, served, told

NOT_COPIED = shutil.ignore_patterns("*.bell", "*.lock", "*.pen")
"""What a site opens anew each time."""


def empty(folder: Path) -> None:
    """A site with its tables and nothing in them."""
    here = told(folder) | {"MITOYEN_DATABASE": ""}
    subprocess.run([*COMMAND, "migrate"], env=here, stdout=subprocess.DEVNULL, check=True)


def sample(folder: Path) -> None:
    """The demonstration as `mitoyen serve --sample` leaves it."""
    with served(folder, "--sample") as (_, process):
        lines(process, 3)


def copied(make: Callable[[Path], None], run: Path, into: Path) -> Path:
    """A copy of the folder that `make` fills, which it does once for all who share the folder of the run."""
    made = run / f"prepared-{make.__name__}"
    with (run / f"{made.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = run / f"{made.name}-begun"
            shutil.rmtree(begun, ignore_errors=True)
            make(begun)
            begun.rename(made)
    return Path(shutil.copytree(made, into, ignore=NOT_COPIED, dirs_exist_ok=True))
