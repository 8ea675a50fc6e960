"""`mitoyen source` and `mitoyen key`: who may tell this instance what happened, and about what."""

from __future__ import annotations

import argparse
import datetime
import re

from mitoyen.cli import site
from mitoyen.cli.answers import Answer, Refused

_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")
_LENGTHS = {"name": 200, "holder": 200, "credit": 300, "licence": 80}
"""Option → most characters that the database keeps."""
_MOST_A_MINUTE = 1_000_000


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the two verbs, each with verbs of its own."""
    told = "enter and list the sources of events: platforms, associations, files"
    sources = verbs.add_parser("source", help=told, description=f"{told.capitalize()}.")
    _add_source_verbs(sources.add_subparsers(required=True, dest="source_verb"))
    told = "make, list and revoke the keys by which platforms send their events"
    keys = verbs.add_parser("key", help=told, description=f"{told.capitalize()} (see docs/howto/send-events.md).")
    _add_key_verbs(keys.add_subparsers(required=True, dest="key_verb"))


def _add_source_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    told = "enter a source of events"
    enter = verbs.add_parser("add", help=told, description=f"{told.capitalize()}; entered twice, it stays as it was.")
    enter.add_argument("code", help="short name in events: small letters, figures, - _ .")
    enter.add_argument("--name", required=True, help="name that boards show")
    enter.add_argument("--open-data", action="store_true", help="its events are published already, one by one")
    enter.add_argument("--simulated", action="store_true", help="shown as simulated wherever its figures are")
    enter.add_argument("--credit", default="", help="how it asks to be cited")
    enter.add_argument("--licence", default="", help="licence of its data")
    enter.set_defaults(run=_add_source)
    told = "list the sources"
    verbs.add_parser("list", help=told, description=f"{told.capitalize()}.").set_defaults(run=_list_sources)


def _add_key_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    told = "make a key for a source"
    new = verbs.add_parser("new", help=told, description=f"{told.capitalize()}; it is shown once.")
    new.add_argument("source", help="code of the source")
    new.add_argument("--holder", required=True, metavar="NAME", help="who will hold it")
    spoken = "code of a place it may speak for, with all that lies there; may be repeated (everywhere without it)"
    new.add_argument("--place", action="append", default=[], metavar="CODE", help=spoken)
    spoken = "a practice it may speak of; may be repeated (all without it)"
    new.add_argument("--practice", action="append", default=[], metavar="ID", help=spoken)
    new.add_argument(
        "--expires", type=_day_after, metavar="DATE", help="last day it serves, as 2027-12-31 (never without it)"
    )
    spoken = "requests it may send a minute, to each process of the site (%(default)s)"
    new.add_argument("--per-minute", type=int, default=600, metavar="N", help=spoken)
    new.set_defaults(run=_new_key)
    told = "list the keys, without their secrets"
    verbs.add_parser("list", help=told, description=f"{told.capitalize()}.").set_defaults(run=_list_keys)
    told = "refuse a key from now on"
    revoke = verbs.add_parser("revoke", help=told, description=f"{told.capitalize()}.")
    revoke.add_argument("code", help="what stands between mtk_ and the second _, as `mitoyen key list` gives it")
    revoke.set_defaults(run=_revoke_key)


def _add_source(arguments: argparse.Namespace) -> Answer:
    if not _CODE.fullmatch(arguments.code):
        raise Refused(f"'{arguments.code}' is no code; write small letters, figures, '-', '_' or '.', at most 80.")
    _check_texts(arguments)
    site.open_site()
    about = {name: getattr(arguments, name) for name in ("open_data", "simulated", "credit", "licence")}
    known = site.has_source(arguments.code)
    source = site.source(arguments.code, arguments.name, **about)
    asked = {"name": arguments.name, **about}
    if known and any(getattr(source, name) != value for name, value in asked.items()):
        held = f"{source.code}\t{source.name}{_marks(source)}"
        raise Refused(f"this source was entered before and stays as it was: {held}; take another code for another one.")
    return Answer(f"{source.code}: {source.name}. `mitoyen key new {source.code} --holder …` makes a key for it.")


def _list_sources(_: argparse.Namespace) -> Answer:
    site.open_site()
    rows = [f"{found.code}\t{found.name}{_marks(found)}" for found in site.sources()]
    return Answer("\n".join(rows) or "No source yet: `mitoyen source add` enters one.")


def _marks(source: object) -> str:
    marks = {"simulated": "simulated", "open_data": "open data"}
    told = [words for name, words in marks.items() if getattr(source, name)]
    return f"\t{', '.join(told)}" if told else ""


def _check_texts(arguments: argparse.Namespace) -> None:
    for option, most in _LENGTHS.items():
        text: str | None = getattr(arguments, option, None)
        if text is not None and len(text) > most:
            raise Refused(f"--{option} is {len(text)} characters long; {most} at most.")
        if text is not None and option in ("name", "holder") and not text.strip():
            raise Refused(f"--{option} is empty; write a name that tells who it is.")


def _new_key(arguments: argparse.Namespace) -> Answer:
    _check_texts(arguments)
    if arguments.per_minute > _MOST_A_MINUTE:
        raise Refused(f"--per-minute is {_MOST_A_MINUTE:,} at most.")
    site.open_site()
    token = site.new_key(
        arguments.source,
        arguments.place,
        name=arguments.holder,
        practices=arguments.practice,
        per_minute=arguments.per_minute,
        expires_at=arguments.expires,
        now=_now(),
    )
    return Answer(f"{token}\nKeep it now, as a password: it cannot be shown again.")


def _list_keys(_: argparse.Namespace) -> Answer:
    site.open_site()
    now = _now()
    rows = ["\t".join(_row(key, now)) for key in site.listed_keys()]
    return Answer("\n".join(rows) or "No key yet: `mitoyen key new` makes one.")


def _row(key: site.HeldKey, now: datetime.datetime) -> list[str]:
    places = ", ".join(key.places) or "everywhere"
    used = f"last used {key.used_at:%Y-%m-%d %H:%M} UTC" if key.used_at else "never used"
    return [
        key.code,
        key.source,
        key.holder,
        places,
        ", ".join(key.practices) or "every practice",
        used,
        _state(key, now),
    ]


def _state(key: site.HeldKey, now: datetime.datetime) -> str:
    if key.revoked_at is not None:
        return f"revoked on {key.revoked_at:%Y-%m-%d}"
    if key.expires_at is None:
        return "in force"
    return f"{'expired on' if key.expires_at <= now else 'in force until'} {key.expires_at:%Y-%m-%d} UTC"


def _revoke_key(arguments: argparse.Namespace) -> Answer:
    site.open_site()
    key = site.revoke_key(arguments.code, _now())
    return Answer(f"The key {key.code} of {key.holder} is refused from now on.")


def _day_after(text: str) -> datetime.datetime:
    """The moment from which a key whose last day is told no longer serves."""
    try:
        return datetime.datetime.fromisoformat(f"{text}T00:00:00+00:00") + datetime.timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no date; write it as 2027-12-31") from error


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
