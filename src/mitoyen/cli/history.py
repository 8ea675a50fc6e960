"""`mitoyen migrate`, `export-lake` and `recount`: the database made ready, its history taken out and counted again."""

from __future__ import annotations

import argparse
from pathlib import Path

from mitoyen.cli import site
from mitoyen.cli.answers import Answer, Refused
from mitoyen.counting.folders import FolderError, check_free


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the three verbs."""
    told = "bring the tables of this instance's database up to date"
    migrate = verbs.add_parser("migrate", help=told, description=f"{told.capitalize()}; nothing is lost.")
    migrate.set_defaults(run=_migrate)
    told = "write every event of this instance as Parquet files by month"
    export = verbs.add_parser("export-lake", help=told, description=f"{told.capitalize()}, for `mitoyen count`.")
    export.add_argument("folder", type=Path, help="folder to make; it must not exist")
    export.set_defaults(run=_export)
    told = "count every event of this instance again, from the first"
    recount = verbs.add_parser("recount", help=told, description=f"{told.capitalize()}; what is published stays.")
    recount.set_defaults(run=_recount)


def _migrate(_: argparse.Namespace) -> Answer:
    site.open_site()
    return Answer("The database is up to date.")


def _export(arguments: argparse.Namespace) -> Answer:
    try:
        check_free(arguments.folder)  # said before the work, not after
        site.open_site()
        count = site.export_lake(arguments.folder)
    except FolderError as error:
        raise Refused(str(error)) from error
    return Answer(f"{count} events written to {arguments.folder}.")


def _recount(_: argparse.Namespace) -> Answer:
    site.open_site()
    site.rebuild()
    return Answer("Every event has been counted again.")
