"""Signed links by which a partner invites somebody: they expire, and serve once."""

from __future__ import annotations

import datetime
from enum import StrEnum

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Deed, ResidenceProof
from mitoyen.web.people.rules import Power
from mitoyen.web.places import codes, homes, rules
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Belonging, Invitation, Place

LIFE = datetime.timedelta(days=30)
MOST_OPEN = 200
"""Links that somebody may have out at once in a place."""
SALT = "mitoyen.places.invitation"


class Wrong(StrEnum):
    """Why a link no longer serves, or never did."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    WITHDRAWN = "withdrawn"
    OWN = "own"


class NotGood(ValueError):
    """A link that does not serve; the page says what to do."""

    def __init__(self, why: Wrong) -> None:
        super().__init__(why.value)
        self.why = why


class CannotInvite(ValueError):
    """An invitation that cannot be made; the sentence says why, and what to do."""


@transaction.atomic
def invite(*, place: Place, by: Actor, now: datetime.datetime) -> Invitation:
    """An invitation to a residence or a quartier, for somebody known to live there."""
    if place.kind not in (Kind.RESIDENCE, Kind.QUARTIER):
        raise CannotInvite(gettext("Choisissez la résidence ou le quartier où vit la personne que vous invitez."))
    homes.hold(by.person)
    if Invitation.objects.filter(open_at(now), place=place, made_by=by.person).count() >= MOST_OPEN:
        raise CannotInvite(
            gettext("Vous avez %(most)s invitations en attente ici. Retirez celles qui ne serviront plus.")
            % {"most": MOST_OPEN}
        )
    last = codes.last_moment(now, LIFE)
    return Invitation.objects.create(place=place, made_by=by.person, made_at=now, expires_at=last)


def open_at(now: datetime.datetime) -> Q:
    """The condition of an invitation that still serves."""
    return Q(used_at=None, withdrawn_at=None, expires_at__gt=now)


def signed(invitation: Invitation) -> str:
    """What the link carries: the reference and the last moment, signed with the site's key."""
    return _signer().sign(f"{invitation.reference}.{int(invitation.expires_at.timestamp())}")


def read(text: str, *, now: datetime.datetime) -> Invitation:
    """The invitation that a link carries, if it still serves; NotGood otherwise."""
    try:
        reference, last = _signer().unsign(text).split(".")
    except (BadSignature, ValueError) as error:
        raise NotGood(Wrong.UNKNOWN) from error
    found = Invitation.objects.select_related("place", "made_by").filter(reference=reference).first()
    why = Wrong.UNKNOWN if found is None else _wrong(found, int(last), now)
    if found is None or why is not None:
        raise NotGood(why or Wrong.UNKNOWN)
    return found


@transaction.atomic
def accept(*, text: str, by: Actor, now: datetime.datetime) -> Belonging:
    """The home of somebody who accepts an invitation, proven; NotGood, or CannotMove, which leaves it good."""
    homes.hold(by.person)
    found = read(text, now=now)
    if found.made_by_id == by.person.pk:
        raise NotGood(Wrong.OWN)
    if not Invitation.objects.filter(open_at(now), pk=found.pk).update(used_by=by.person, used_at=now):
        raise NotGood(Wrong.USED)
    by.note(deed=Deed.CHANGED_SETTINGS, about=found.place.name, link=homes.PAGE, now=now)
    return homes.prove(person=by.person, place=found.place, proof=ResidenceProof.INVITED, now=now)


def withdraw(*, place: Place, reference: str, now: datetime.datetime) -> bool:
    """Make an invitation good for nothing; whether it still was good for something."""
    return bool(Invitation.objects.filter(open_at(now), place=place, reference=reference).update(withdrawn_at=now))


def _wrong(found: Invitation, last: int, now: datetime.datetime) -> Wrong | None:
    if found.used_at is not None:
        return Wrong.USED
    stands = found.made_by.is_active and rules.may(found.made_by, Power.INVITE, found.place)
    if found.withdrawn_at is not None or not stands:
        return Wrong.WITHDRAWN
    return Wrong.EXPIRED if found.expires_at <= now or last <= now.timestamp() else None


def _signer() -> Signer:
    return Signer(salt=SALT, sep=".")
