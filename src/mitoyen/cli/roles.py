"""`mitoyen role`: who is a partner of a place, or settles disagreements there; the operator alone decides."""

from __future__ import annotations

import argparse
import datetime

from mitoyen.cli import site
from mitoyen.cli.answers import Answer

ROLES = ("caretaker", "association", "shop", "town", "landlord", "moderator")


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb, with verbs of its own."""
    told = "give, list and end the roles of partners in places"
    roles = verbs.add_parser("role", help=told, description=f"{told.capitalize()}: landlord, town, caretaker…")
    inner = roles.add_subparsers(required=True, dest="role_verb")
    told = "give somebody a role in a place"
    give = inner.add_parser("give", help=told, description=f"{told.capitalize()}, and in all that lies in it.")
    _about(give)
    give.set_defaults(run=_give)
    told = "list the roles"
    listed = inner.add_parser("list", help=told, description=f"{told.capitalize()} that are held now.")
    listed.add_argument("--place", metavar="CODE", help="only those in this place and in what lies in it")
    listed.set_defaults(run=_list)
    told = "end a role"
    end = inner.add_parser("end", help=told, description=f"{told.capitalize()}; all it allowed ends at once.")
    _about(end)
    spoken = "also make the letters that they ordered there, and that have not served, good for nothing"
    end.add_argument("--withdraw-letters", action="store_true", help=spoken)
    end.set_defaults(run=_end)


def _about(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("email", help="address of their account")
    verb.add_argument("role", choices=ROLES, metavar="role", help=f"what they are there: {', '.join(ROLES)}")
    verb.add_argument("place", help="code of the place: a commune, a quartier, a residence, an intercommunality")


def _give(arguments: argparse.Namespace) -> Answer:
    site.open_site()
    held = site.give_role(arguments.email, arguments.role, arguments.place, _now())
    return Answer(f"{held.name} ({held.email}) is {held.role} in {held.place_name}. Their page: {held.page}")


def _list(arguments: argparse.Namespace) -> Answer:
    site.open_site()
    rows = ["\t".join(_row(held)) for held in site.listed_roles(arguments.place)]
    return Answer("\n".join(rows) or "No role here yet: `mitoyen role give` gives one.")


def _row(held: site.HeldRole) -> list[str]:
    return [held.email, held.role, held.place, held.place_name, f"since {held.since:%Y-%m-%d}"]


def _end(arguments: argparse.Namespace) -> Answer:
    site.open_site()
    ended, letters = site.end_role(
        arguments.email, arguments.role, arguments.place, _now(), withdraw=arguments.withdraw_letters
    )
    said = f"{ended.name} is no longer {ended.role} in {ended.place_name}; the invitations they made no longer serve."
    if not letters:
        return Answer(said)
    told = "no longer serve" if arguments.withdraw_letters else "still serve (--withdraw-letters ends them)"
    return Answer(f"{said} Letters that they ordered and that nobody used yet: {letters}; they {told}.")


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
