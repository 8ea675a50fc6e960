"""What a partner sees of a place: how many, never who, and nothing about a few.

Each count is of the residents of one place and one level, of nobody else: the counts overlap nowhere and no sum of them
is shown, so that no subtraction tells what a count too small to show hides.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext

from mitoyen.reporting import numbers
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.models import Person
from mitoyen.web.places import invitations, queries
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Belonging, Invitation, Letter, Place
from mitoyen.web.ui.words import language

LATEST = 100
"""Orders of letters and invitations shown, the latest first."""


@dataclass(frozen=True)
class Row:
    """A place and how many live there at each level, in words."""

    place: Place
    counts: list[str]


@dataclass(frozen=True)
class Batch:
    """Letters ordered together."""

    place: Place
    batch: str
    made_at: datetime.datetime
    expires_at: datetime.datetime
    ordered: int
    used: str
    waiting: bool


@dataclass(frozen=True)
class Link:
    """An invitation: its state, and what it carries when it is the reader's own and still serves."""

    invitation: Invitation
    state: str
    waiting: bool
    signed: str


def levels() -> list[str]:
    """Names of the levels, the surest first."""
    return [str(proof.label) for proof in reversed(ResidenceProof)]


def residents(place: Place) -> list[Row]:
    """The place and those drawn or entered in it; quartiers of the census where enough people live to say so."""
    here = Belonging.objects.filter(queries.under(place, "place__"), role=Role.RESIDENT, until=None)
    counted = here.values_list("place", "proof").annotate(many=Count("pk")).order_by()
    many = {(pk, proof): count for pk, proof, count in counted}
    places = Place.objects.filter(queries.under(place), kind__in=(Kind.RESIDENCE, Kind.QUARTIER)).order_by("path")
    wanted = [place, *(found for found in places if found.pk != place.pk and _shown(found, many))]
    return [Row(found, [few(many.get((found.pk, proof), 0)) for proof in reversed(ResidenceProof)]) for found in wanted]


def few(count: int) -> str:
    """A number of people, unless it is too small to be shown: nought is small too."""
    if count < settings.THRESHOLD:
        return gettext("moins de %(count)s") % {"count": settings.THRESHOLD}
    return numbers.number(count, language())


def batches(place: Place, now: datetime.datetime) -> list[Batch]:
    """Letters ordered in a place and all that lies in it, the latest first."""
    orders = (
        Letter.objects.filter(queries.under(place, "place__"))
        .values("place", "batch", "made_at", "expires_at")
        .annotate(
            ordered=Count("pk"),
            used=Count("pk", filter=Q(used_at__isnull=False)),
            withdrawn=Count("pk", filter=Q(withdrawn_at__isnull=False)),
        )
        .order_by("-made_at", "batch")[:LATEST]
    )
    places = Place.objects.in_bulk({order["place"] for order in orders})
    return [_batch(order, places[order["place"]], now) for order in orders]


def links(place: Place, reader: Person, now: datetime.datetime) -> list[Link]:
    """Invitations to a place and all that lies in it, the latest first."""
    made = Invitation.objects.filter(queries.under(place, "place__")).select_related("place")
    return [_link(found, reader, now) for found in made.order_by("-made_at", "-pk")[:LATEST]]


def _shown(place: Place, many: dict[tuple[int, int], int]) -> bool:
    enough = any(many.get((place.pk, proof), 0) >= settings.THRESHOLD for proof in ResidenceProof)
    return enough or queries.drawn_here(place)


def _batch(order: Mapping[str, Any], place: Place, now: datetime.datetime) -> Batch:
    """Letters are said to wait until the date or until they are withdrawn: that all were used is not told."""
    about = {name: order[name] for name in ("batch", "made_at", "expires_at", "ordered")}
    waiting = not order["withdrawn"] and order["expires_at"] > now
    return Batch(place=place, used=few(order["used"]), waiting=waiting, **about)


def _link(found: Invitation, reader: Person, now: datetime.datetime) -> Link:
    waiting = found.used_at is None and found.withdrawn_at is None and found.expires_at > now
    own = waiting and found.made_by_id == reader.pk
    return Link(found, next(_states(found, now)), waiting, invitations.signed(found) if own else "")


def _states(found: Invitation, now: datetime.datetime) -> Iterator[str]:
    if found.used_at is not None:
        yield gettext("utilisée")
    if found.withdrawn_at is not None:
        yield gettext("retirée")
    yield gettext("expirée") if found.expires_at <= now else gettext("en attente")
