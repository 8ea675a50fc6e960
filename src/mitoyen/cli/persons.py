"""`mitoyen person`: what the operator does to an account when somebody asks in writing, because no page can."""

from __future__ import annotations

import argparse
import datetime
import getpass

from mitoyen.cli import site
from mitoyen.cli.answers import Answer


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb, with verbs of its own."""
    told = "give an address to somebody who has none, unlock or delete an account, on written request"
    persons = verbs.add_parser("person", help=told, description=f"{told.capitalize()}.")
    inner = persons.add_subparsers(required=True, dest="person_verb")
    told = "list persons: reference, name, address, home"
    listed = inner.add_parser("list", help=told, description=f"{told.capitalize()}. An address in brackets waits.")
    listed.add_argument("--place", metavar="CODE", help="only those who live in this place and in what lies in it")
    listed.add_argument("--without-address", action="store_true", help="only those who have no address")
    listed.set_defaults(run=_list)
    told = "give an address to somebody who was welcomed without one"
    given = inner.add_parser("address", help=told, description=f"{told.capitalize()}; it waits for its first code.")
    _about(given)
    given.add_argument("email", help="the address that they wrote")
    given.set_defaults(run=_address)
    told = "take off the second factor of somebody who lost their keys, application and recovery codes"
    unlocked = inner.add_parser("unlock", help=told, description=f"{told.capitalize()}: make sure that it is them.")
    _about(unlocked)
    unlocked.set_defaults(run=_unlock)
    told = "delete an account, as its own page would"
    gone = inner.add_parser("delete", help=told, description=f"{told.capitalize()}; refused while an object is lent.")
    _about(gone)
    gone.set_defaults(run=_delete)


def _about(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "person", help="their reference, as `mitoyen person list` gives it, or the address of their account"
    )
    spoken = "which written request this answers, without a name: 'letter of 12 November 2026'"
    verb.add_argument("--request", required=True, metavar="WORDS", help=spoken)
    spoken = "who does it, for the record (the name of your session on this machine)"
    verb.add_argument("--by", metavar="NAME", help=spoken)


def _list(arguments: argparse.Namespace) -> Answer:
    site.open_site()
    found = site.listed_persons(arguments.place, without_address=arguments.without_address)
    rows = ["\t".join([one.reference, one.name, one.email or "-", one.home or "-"]) for one in found]
    return Answer("\n".join(rows) or "Nobody.")


def _address(arguments: argparse.Namespace) -> Answer:
    site.open_site()
    about = arguments.person, arguments.request, _by(arguments), _now()
    known = site.intervene("give_address", *about, address=arguments.email)
    return Answer(
        f"{known.name} may now choose a password with {known.email[1:-1]}, on /compte/mot-de-passe/oublie/: "
        "the code sent there makes the address theirs."
    )


def _unlock(arguments: argparse.Namespace) -> Answer:
    site.open_site()
    known = site.intervene("unlock", arguments.person, arguments.request, _by(arguments), _now())
    return Answer(f"The account of {known.name} opens with its password alone again; a message tells them.")


def _delete(arguments: argparse.Namespace) -> Answer:
    site.open_site()
    name = site.delete_person(arguments.person, arguments.request, _by(arguments), _now())
    return Answer(f"The account of {name} is deleted; what they exchanged stays counted, without them.")


def _by(arguments: argparse.Namespace) -> str:
    return str(arguments.by or getpass.getuser())


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
