"""`mitoyen evidence`: the figures that everything rests on, and their checks."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections import Counter
from pathlib import Path

from mitoyen.cli.answers import FOUND, Answer, Refused
from mitoyen.cli.workplace import compile_draws
from mitoyen.evidence.pack import Pack, france, load
from mitoyen.evidence.reader import EvidenceError
from mitoyen.impact import accounts, checks
from mitoyen.impact.graph import house
from mitoyen.reporting import evidence_tables
from mitoyen.reporting.words import STATUSES

UNSOURCED = ("assumed", "recalled")
"""Statuses of a factor that may stand without a source."""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb and its own verbs."""
    told = "the factors and sources that every figure rests on"
    own = verbs.add_parser("evidence", help=told, description=f"Read and check {told}.")
    inner = own.add_subparsers(required=True, dest="what")
    verb = inner.add_parser("check", help="load the pack strictly and check all that can be")
    verb.add_argument("--pack", type=Path, metavar="FOLDER", help="another pack than that of France")
    verb.set_defaults(run=check)
    verb = inner.add_parser("list", help="every factor, one a line")
    verb.add_argument("--status", choices=tuple(STATUSES), help="only those with this status")
    _with_language(verb).set_defaults(run=listing)
    verb = inner.add_parser("show", help="all there is to know of one factor")
    verb.add_argument("id", help="such as dsp_lend_p_avoid or drill_cordless.mass")
    _with_language(verb).set_defaults(run=show)
    verb = inner.add_parser("expired", help="factors whose review date has passed")
    verb.add_argument("--on", type=_date, metavar="DATE", help="on that day, such as 2027-06-30, instead of today")
    _with_language(verb).set_defaults(run=expired)
    verb = inner.add_parser("compile", help="draw every factor, once for this version of the evidence")
    verb.set_defaults(run=compile)
    verb = inner.add_parser("docs", help="the whole register as a page of Markdown")
    _with_language(verb).set_defaults(run=docs)


def check(arguments: argparse.Namespace) -> Answer:
    """Counts when all is well; otherwise every complaint, and exit code 1."""
    try:
        pack = load(arguments.pack) if arguments.pack else france()
    except EvidenceError as error:
        return _complained([str(error)])
    except OSError as error:
        raise Refused(f"cannot read the pack {arguments.pack} ({error.strerror or error}).") from error
    found = [*checks.complaints(pack, house()), *accounts.complaints(pack), *_without_source(pack)]
    if found:
        return _complained(found)
    statuses: Counter[str] = Counter(factor.status for factor in pack.factors.values())
    counts = ", ".join(f"{statuses[status]} {status}" for status in STATUSES)
    return Answer(
        f"{pack.name}: {len(pack.factors)} factors ({counts}), {len(pack.sources)} sources,"
        f" {len(house().equations)} equations, {len(pack.practices)} practices, {len(pack.indicators)} indicators:"
        " all names, units and sources hold."
    )


def listing(arguments: argparse.Namespace) -> Answer:
    """One line a factor."""
    factors = france().factors.values()
    wanted = [factor for factor in factors if arguments.status in (None, factor.status)]
    return Answer(evidence_tables.listing(wanted, arguments.language))


def show(arguments: argparse.Namespace) -> Answer:
    """One factor, whole."""
    try:
        factor = france().factor(arguments.id)
    except LookupError as error:
        raise Refused(f"{error.args[0]}.") from error
    return Answer(evidence_tables.factor(france(), house(), factor, arguments.language))


def expired(arguments: argparse.Namespace) -> Answer:
    """The factors to review, the oldest date first; exit code 1 when there are some."""
    day = arguments.on or datetime.date.today()  # noqa: DTZ011 - the day of whoever types, where they are
    late = france().expired(day)
    if not late:
        return Answer(f"No factor has passed its review date on {day}.")
    return Answer(evidence_tables.reviews(late, arguments.language), FOUND)


def compile(arguments: argparse.Namespace) -> Answer:  # noqa: A001 - named as it is typed
    """Make the draws' file."""
    return Answer(str(compile_draws()))


def docs(arguments: argparse.Namespace) -> Answer:
    """The register as Markdown."""
    return Answer(evidence_tables.page(france(), house(), arguments.language))


def _with_language(verb: argparse.ArgumentParser) -> argparse.ArgumentParser:
    verb.add_argument("--language", choices=("fr", "en"), default="fr", help="of the labels (%(default)s)")
    return verb


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date; write it as 2027-06-30") from None


def _without_source(pack: Pack) -> list[str]:
    bare = (factor for factor in pack.factors.values() if not factor.citations and factor.status not in UNSOURCED)
    return [
        f"{factor.file}:{factor.line}: {factor.id} is '{factor.status}' without a source; name it" for factor in bare
    ]


def _complained(found: list[str]) -> Answer:
    sys.stderr.write("".join(f"{complaint}\n" for complaint in found))
    return Answer(f"{len(found)} to mend.", FOUND)
