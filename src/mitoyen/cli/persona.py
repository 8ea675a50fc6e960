"""`mitoyen persona`: a year of a person of reference."""

from __future__ import annotations

import argparse

from mitoyen.cli.answers import Answer, Refused
from mitoyen.cli.workplace import calculator
from mitoyen.impact.assessment import with_flat_rebound
from mitoyen.reporting import tables


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb."""
    told = "what a year of a person of reference brings"
    verb = verbs.add_parser("persona", help=told, description=f"{told.capitalize()}, with its doubt.")
    verb.add_argument("id", help="light or regular")
    spoken = "rebound by what the money is spent on (respent), or as one flat share (flat)"
    verb.add_argument("--rebound", choices=("respent", "flat"), default="respent", help=f"{spoken}; %(default)s")
    verb.add_argument("--language", choices=("fr", "en"), default="fr", help="of the labels (%(default)s)")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Answer:
    """The figures of the person."""
    ready = calculator()
    try:
        assessment = ready.persona(arguments.id)
    except LookupError as error:
        raise Refused(f"{error}.") from error
    if arguments.rebound == "flat":
        assessment = with_flat_rebound(ready.pricing, assessment)
    return Answer(tables.persona(ready.pack.personas[arguments.id], assessment, arguments.language))
