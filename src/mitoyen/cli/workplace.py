"""Where the command line works: the data folder, the calculator with its draws compiled there."""

from __future__ import annotations

import os
from pathlib import Path

from mitoyen.cli.answers import Refused
from mitoyen.evidence import draws
from mitoyen.evidence.pack import france
from mitoyen.projection.calculator import Calculator, opened
from mitoyen.territory import load
from mitoyen.uncertainty.draws import SEED


def data_folder() -> Path:
    """The folder of MITOYEN_DATA_DIR, `var` without it, as for the site."""
    typed = os.environ.get("MITOYEN_DATA_DIR", "").strip() or "var"
    try:
        return Path(typed).expanduser().resolve()
    except (OSError, RuntimeError) as error:
        raise Refused(f"cannot tell which folder '{typed}' is; set MITOYEN_DATA_DIR to one that exists.") from error


def has_instance() -> bool:
    """Whether a database was made, or named, that a site can be opened on."""
    return bool(os.environ.get("MITOYEN_DATABASE", "").strip()) or (data_folder() / "mitoyen.sqlite3").exists()


def compile_draws(seed: int = SEED) -> Path:
    """The file of the draws of the France pack, made if it is not there."""
    folder = data_folder()
    try:
        return draws.compile_to(folder, france(), seed=seed)
    except OSError as error:
        reason = error.strerror or error
        raise Refused(f"cannot keep the draws in {folder} ({reason}); set MITOYEN_DATA_DIR to another.") from error


def calculator(seed: int = SEED) -> Calculator:
    """The calculator, its draws compiled first if need be; another seed than the published one makes other draws."""
    folder = compile_draws(seed).parent
    if seed == SEED:
        return opened(folder)
    return Calculator(france(), draws.compiled(france(), folder, seed=seed), load())
