"""What the standing of somebody lets them do: one table by proof of residence, one by role."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from django.db.models import Q
from django.http import Http404

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.models import Mandate, MandateRequest, Person, Photo

Row = TypeVar("Row")


class Power(StrEnum):
    """Something that not everybody may do."""

    READ = "read"
    """See what the neighbours of the place share."""
    ASK = "ask"
    """Publish a request, and answer an offer."""
    OFFER = "offer"
    """Publish an offer, and answer a request."""
    GATHER = "gather"
    """Publish what several people come to: an event, a ride, a grouped order."""
    SELL = "sell"
    """Ask for money."""
    BORROW_COSTLY = "borrow_costly"
    """Borrow what its owner keeps for known neighbours."""
    VOUCH = "vouch"
    """Say that a newcomer lives here."""
    INVITE = "invite"
    """Send letters and signed invitations for a place."""
    HELP = "help"
    """Act for somebody who agreed."""
    SETTLE = "settle"
    """Decide a disagreement."""


P = Power
_MEMBER = frozenset({P.READ, P.ASK, P.OFFER, P.GATHER})
BY_PROOF: dict[ResidenceProof, frozenset[Power]] = {
    ResidenceProof.NONE: frozenset({P.READ, P.ASK, P.OFFER}),
    ResidenceProof.VOUCHED: _MEMBER | {P.SELL},
    ResidenceProof.INVITED: _MEMBER | {P.SELL, P.BORROW_COSTLY, P.VOUCH},
    ResidenceProof.LETTER: _MEMBER | {P.SELL, P.BORROW_COSTLY, P.VOUCH},
}
"""What a resident may do in their place, by how sure we are that they live there."""

BY_ROLE: dict[Role, frozenset[Power]] = {
    Role.RESIDENT: frozenset(),
    Role.CARETAKER: frozenset({P.READ, P.HELP, P.INVITE, P.GATHER, P.OFFER}),
    Role.ASSOCIATION: frozenset({P.READ, P.HELP, P.INVITE, P.GATHER, P.OFFER, P.ASK}),
    Role.SHOP: frozenset({P.READ, P.GATHER, P.OFFER, P.SELL}),
    Role.TOWN: frozenset({P.INVITE, P.GATHER, P.OFFER}),
    Role.LANDLORD: frozenset({P.INVITE, P.GATHER}),
    Role.MODERATOR: frozenset({P.READ, P.SETTLE}),
}
"""What a role adds. A town and a landlord invite and announce; they never read what residents write to each other."""


def powers(role: Role, proof: ResidenceProof) -> frozenset[Power]:
    """Everything that one belonging allows in its place."""
    return BY_ROLE[role] | (BY_PROOF[proof] if role == Role.RESIDENT else frozenset())


def mandate_to_end(person: Person, pk: int) -> Mandate:
    """A mandate that stands, for either of its two sides; Http404 for anybody else."""
    return _mandate(Q(helper=person) | Q(helped=person), Q(pk=pk, ended_at=None))


def mandate_to_act_under(person: Person, pk: int) -> Mandate:
    """A mandate that stands, for its helper; Http404 for anybody else."""
    return _mandate(Q(helper=person), Q(pk=pk, ended_at=None, helped__is_active=True))


def mandate_to_print(person: Person, pk: int) -> Mandate:
    """A mandate, ended or not, for either of its two sides: what was done stays readable."""
    return _mandate(Q(helper=person) | Q(helped=person), Q(pk=pk))


def request_to_answer(person: Person, pk: int) -> MandateRequest:
    """A request that waits for this person's answer; Http404 for anybody else."""
    waiting = MandateRequest.objects.select_related("helper", "helped").filter(helped=person, answered_at=None, pk=pk)
    return _found(waiting.first())


def photo_to_see(by: Actor, key: str) -> Photo:
    """One's own photo, or the face of somebody who has an account; Http404 for any other, whether it exists or not."""
    found = Photo.objects.filter(key=key).first()
    if found and (by.person.pk == found.owner_id or Person.objects.filter(avatar=found, is_active=True).exists()):
        return found
    raise Http404


def _mandate(who: Q, which: Q) -> Mandate:
    return _found(Mandate.objects.select_related("helper", "helped").filter(who, which).first())


def _found(row: Row | None) -> Row:
    if row is None:
        raise Http404
    return row
