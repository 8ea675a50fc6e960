"""How far a listing is shown, and how far it will be when nobody answers."""

from __future__ import annotations

import datetime

from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.enums import Reach
from mitoyen.web.neighbourhood.models import Listing, Widening
from mitoyen.web.places import belonging
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place

WIDER = (Reach.RESIDENCE, Reach.QUARTIER, Reach.COMMUNE)


def choices(home: Place) -> list[tuple[Reach, Place]]:
    """How far somebody may show a listing from their home: a house has no residence to show it in."""
    around = belonging.circle(home)
    return [(reach, around[Kind(reach)]) for reach in WIDER if Kind(reach) in around]


def wider(reach: str, around: dict[Kind, Place]) -> tuple[Reach, Place] | None:
    """The next wider reach with a place of its own; None for the widest."""
    for found in WIDER[WIDER.index(Reach(reach)) + 1 :]:
        if Kind(found) in around:
            return found, around[Kind(found)]
    return None


def widen_at(listing: Listing, now: datetime.datetime) -> datetime.datetime | None:
    """When it will be shown further: never when its owner said no, somebody answered, or it is shown everywhere."""
    if not listing.widens or listing.answers or listing.shown_in.kind == Kind.COMMUNE:
        return None
    return now + datetime.timedelta(days=practices.of(listing.practice).widens)


def note(*, listing: Listing, before: Place, now: datetime.datetime) -> None:
    """Write down that a listing is shown further than it was, so that searches hear of it; nearer is nobody's news."""
    after = listing.shown_in
    if after.pk != before.pk and before.path.startswith(after.path):
        Widening.objects.create(listing=listing, before=before, after=after, at=now)
