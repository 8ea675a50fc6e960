"""`mitoyen project`: what a scenario would bring to a place."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace

from mitoyen.cli import scenarios
from mitoyen.cli.answers import Answer, Refused
from mitoyen.cli.workplace import calculator
from mitoyen.projection.calculator import Calculator
from mitoyen.projection.scenario import Scenario
from mitoyen.reporting import exports, tables
from mitoyen.reporting.document import Document, document

FORMATS = ("table", "json", "csv")


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb."""
    told = "what a neighbourhood platform would bring to a place"
    verb = verbs.add_parser("project", help=told, description=f"{told.capitalize()}, with its doubt.")
    where = verb.add_mutually_exclusive_group(required=True)
    spoken = "commune, quartier (IRIS) or intercommunality: code, postcode or name, such as 35288 or 'Saint-Malo'"
    where.add_argument("--commune", "--place", dest="place", metavar="PLACE", help=spoken)
    where.add_argument("--key", help="the key of an earlier projection: the same key gives the same figures")
    scenarios.add_changes(verb)
    spoken = "another scenario to set beside this one, such as 'launch=organic,animation=none'; may be repeated"
    verb.add_argument("--compare", action="append", default=[], metavar="CHANGES", help=spoken)
    verb.add_argument("--format", choices=FORMATS, default="table", help="what is printed (%(default)s)")
    verb.add_argument("--language", choices=("fr", "en"), default="fr", help="of the labels (%(default)s)")
    scenarios.add_seed(verb)
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Answer:
    """Project, and compare if asked."""
    if arguments.compare and arguments.format == "csv":
        raise Refused("--compare has no CSV: ask for --format json, or project each scenario by itself.")
    seed = scenarios.seed(arguments)
    ready = calculator(seed)
    base = scenarios.scenario(arguments, ready)
    others = [scenarios.compared(text, base, ready) for text in arguments.compare]
    first, *rest = (_document(ready, scenario, seed) for scenario in (base, *others))
    return Answer(_written(first, rest, arguments.format, arguments.language))


def _document(ready: Calculator, scenario: Scenario, seed: int) -> Document:
    made = document(ready.forecast(scenario), place_name=ready.place(scenario).name)
    return replace(made, seed=seed)


def _written(first: Document, others: list[Document], form: str, language: str) -> str:
    if form == "csv":
        return exports.table(first, language)
    if form == "table":
        parts = [tables.projection(first, language), *(tables.comparison(first, other, language) for other in others)]
        return "\n".join(parts)
    record = exports.record(first, language)
    if others:
        record["compared"] = [exports.comparison(first, other, language) for other in others]
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False)
