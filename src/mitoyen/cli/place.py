"""`mitoyen place`: find a commune or an intercommunality."""

from __future__ import annotations

import argparse

from mitoyen.cli.answers import Answer, Refused
from mitoyen.reporting import tables
from mitoyen.territory import load

_MOST = 50


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb."""
    told = "find a commune or an intercommunality by name, postcode or code"
    verb = verbs.add_parser("place", help=told, description=f"{told.capitalize()}; typing errors are forgiven.")
    verb.add_argument("query", help="what you know of it: 'st malo', 35400, 35288")
    verb.add_argument("--limit", type=int, default=8, metavar="N", help=f"at most so many, up to {_MOST} (%(default)s)")
    verb.add_argument("--language", choices=("fr", "en"), default="fr", help="of the labels (%(default)s)")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Answer:
    """The places found, the likeliest first."""
    if not 1 <= arguments.limit <= _MOST:
        raise Refused(f"--limit is a whole number from 1 to {_MOST}, not {arguments.limit}.")
    hits = load().search(arguments.query, arguments.limit)
    if not hits:
        raise Refused("no place answers to that: check the spelling, or give the postcode.")
    return Answer(tables.places([hit.place for hit in hits], arguments.language))
