"""Those who come to a gathering, as the neighbour who holds it sees them: by part, in line, there or not."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404

from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood import rules as listings
from mitoyen.web.neighbourhood.enums import Course, State
from mitoyen.web.neighbourhood.exchanges import actions, machine, rules
from mitoyen.web.neighbourhood.models import Exchange, Listing, Part
from mitoyen.web.people.actor import Actor

COMES = (State.ACCEPTED, State.HANDED_OVER, State.CONFIRMED, State.DISPUTED)
OPEN = (State.ASKED, State.ACCEPTED, State.HANDED_OVER)
"""Those who can be written to."""
EARLY = datetime.timedelta(minutes=30)
"""How long before the beginning presences can be noted."""


@dataclass(frozen=True)
class Group:
    """Those who take one part, or all who come when there are no parts."""

    part: Part | None
    seats: int | None
    """None without a limit."""
    taken: int
    comes: list[Exchange]
    waits: list[Exchange]
    """In line, the first first."""
    missed: list[Exchange]

    @property
    def left(self) -> int | None:
        """Places that nobody has taken; None without a limit."""
        return None if self.seats is None else max(0, self.seats - self.taken)


@dataclass(frozen=True)
class Seen:
    """What the holder saw of one person."""

    there: bool = False
    repaired: bool | None = None


def listing_to_hold(by: Actor, reference: str) -> Listing:
    """The gathering, for the neighbour who holds it; Http404 for anybody else, and for what is no gathering."""
    found = listings.listing_to_see(by, reference)
    if found.owner_id != by.person.pk or practices.course_of(found.practice) != Course.GATHERING:
        raise Http404
    return found


def groups(listing: Listing) -> list[Group]:
    """Who comes, part by part, then those who come without one."""
    everybody = list(
        listing.exchanges.select_related("asker", "part", "giver", "receiver", "listing", "place", "receipt")
        .prefetch_related("steps")
        .order_by("asked_at", "pk")
    )
    parts: list[Part | None] = list(listing.parts.order_by("pk"))
    if not parts or any(exchange.part_id is None for exchange in everybody):
        parts.append(None)
    return [_group(listing, part, everybody) for part in parts]


def code_of(listing: Listing) -> str:
    """The six digits that those who come type, drawn the first time that they are needed."""
    if not listing.code:
        Listing.objects.filter(pk=listing.pk, code="").update(code=f"{secrets.randbelow(1_000_000):06d}")
        listing.refresh_from_db(fields=["code"])
    return listing.code


def begun(listing: Listing, now: datetime.datetime) -> bool:
    """Whether it is time to say who is there."""
    return listing.starts_at is None or now >= listing.starts_at - EARLY


def attendance_open(exchange: Exchange, by: Actor, now: datetime.datetime) -> str:
    """Name of the move by which the holder says that this person was there; empty when there is none."""
    sides = rules.standing(exchange, by)
    names = ("confirm_done", "say_done")
    return next((name for name in names if machine.allowed(machine.BY_NAME[name], exchange, sides, now)), "")


@transaction.atomic
def note_presences(*, listing: Listing, seen: Mapping[str, Seen], by: Actor, now: datetime.datetime) -> int:
    """Say of each person who was seen that they were there; how many. Those whom nothing was said of stay as they are.

    `seen`: by reference of the exchange; what is not of this gathering is left out.
    """
    noted = 0
    there = [reference for reference, what in seen.items() if what.there]
    for exchange in listing.exchanges.filter(reference__in=there).order_by("pk"):
        name = attendance_open(exchange, by, now)
        if name:
            said = actions.Said(repaired=seen[exchange.reference].repaired)
            actions.move(exchange=exchange, name=name, by=by, now=now, said=said)
            noted += 1
    return noted


@transaction.atomic
def write_to_all(*, listing: Listing, text: str, by: Actor, now: datetime.datetime) -> int:
    """Send the same words to everybody who comes or waits; how many they are. CannotMove when there are no words."""
    said = actions.Said(note=text)
    written = 0
    for exchange in listing.exchanges.filter(state__in=OPEN).order_by("pk"):
        actions.move(exchange=exchange, name="write", by=by, now=now, said=said)
        written += 1
    return written


def total(comes: list[Group]) -> int:
    """What all who come owe together [euro cents]."""
    return sum(exchange.cents for group in comes for exchange in group.comes)


def deadline(listing: Listing) -> datetime.datetime:
    """Until when one may join."""
    return min(moment for moment in (listing.starts_at, listing.expires_at) if moment)


def _group(listing: Listing, part: Part | None, everybody: list[Exchange]) -> Group:
    here = [exchange for exchange in everybody if exchange.part_id == (part.pk if part else None)]
    counted: Listing | Part = part or listing
    return Group(
        part=part,
        seats=counted.seats,
        taken=counted.taken if part or not listing.parts.exists() else sum(e.seats for e in here if e.state in COMES),
        comes=[exchange for exchange in here if exchange.state in COMES],
        waits=[exchange for exchange in here if exchange.state == State.ASKED],
        missed=[exchange for exchange in here if exchange.state == State.NOT_SHOWN],
    )
