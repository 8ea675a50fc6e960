"""`mitoyen atlas`: every commune in one go."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mitoyen.cli import scenarios
from mitoyen.cli.answers import Answer, Refused
from mitoyen.cli.workplace import calculator
from mitoyen.projection.atlas import atlas
from mitoyen.projection.scenario import Scenario
from mitoyen.reporting.atlas import SUFFIXES, write

_BAR = 40


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb."""
    told = "one scenario on every commune of France, as a file"
    verb = verbs.add_parser("atlas", help=told, description=f"{told.capitalize()}: one row a commune.")
    spoken = f"file to write, ending in {' or '.join(SUFFIXES)}"
    verb.add_argument("--output", type=Path, required=True, metavar="FILE", help=spoken)
    scenarios.add_changes(verb, "launch", "animation", "months", "landlord_effects")
    scenarios.add_seed(verb)
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Answer:
    """Project every commune, exactly, and write the file."""
    path: Path = arguments.output
    if path.suffix not in SUFFIXES:
        raise Refused(f"--output names a file that ends in {' or '.join(SUFFIXES)}, not '{path.name}'.")
    if not path.absolute().parent.is_dir():
        raise Refused(f"the folder {path.absolute().parent} does not exist: make it first, or choose another.")
    seed = scenarios.seed(arguments)
    scenario = Scenario("").changed(**scenarios.changes(arguments))
    ready = calculator(seed)
    places = ready.territory.communes_table()
    made = atlas(scenario, places, ready.coefficients(scenario), _show)
    try:
        write(made, ready.pack, seed, path)
    except OSError as error:
        raise Refused(f"cannot write {path}: check that the folder may be written to, or choose another.") from error
    return Answer(f"{len(places.codes):,} communes in {path}, evidence {ready.pack.name}, seed {seed}.")


def _show(done: int, total: int) -> None:
    """A bar that grows, for somebody who watches."""
    if sys.stderr.isatty():
        filled = _BAR * done // total
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r{'█' * filled}{'·' * (_BAR - filled)} {done:,} / {total:,} communes{end}")
        sys.stderr.flush()
