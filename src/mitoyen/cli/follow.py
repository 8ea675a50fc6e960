"""`mitoyen follow`: a forecast kept, for its board to hold against what is measured."""

from __future__ import annotations

import argparse
import datetime

from mitoyen.cli import site
from mitoyen.cli.answers import Answer
from mitoyen.projection.keys import decode


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb."""
    told = "keep a forecast, for the board of its place to hold against what is measured"
    follow = verbs.add_parser("follow", help=told, description=f"{told.capitalize()}; kept twice, it stays as it was.")
    follow.add_argument("key", help="key of the forecast, as its address on the site ends")
    follow.add_argument("--start", type=_month, required=True, metavar="MONTH", help="month of the launch, as 2026-09")
    spoken = "code of the place to measure: a quartier drawn by hand, say (the forecast's own without it)"
    follow.add_argument("--place", metavar="CODE", help=spoken)
    follow.set_defaults(run=_follow)


def _follow(arguments: argparse.Namespace) -> Answer:
    place = arguments.place or decode(arguments.key).place
    site.open_site()
    now = datetime.datetime.now(datetime.UTC)
    name = site.keep_forecast(arguments.key, place=place, start=arguments.start, now=now)
    return Answer(f"Kept: the board of {name} shows what is measured beside it, from {arguments.start:%Y-%m} on.")


def _month(text: str) -> datetime.date:
    try:
        return datetime.datetime.strptime(text, "%Y-%m").replace(tzinfo=datetime.UTC).date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no month; write 2026-09") from None
