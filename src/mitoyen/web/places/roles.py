"""What partners are in a place, as the operator of the site decides."""

from __future__ import annotations

import datetime

from django.db import transaction

from mitoyen.web.people import mandates
from mitoyen.web.people.enums import Role
from mitoyen.web.people.models import Person
from mitoyen.web.places import helping_actions, homes
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Belonging, Letter, Place

GIVEN = tuple(role for role in Role if role != Role.RESIDENT)
"""Roles that are given; residents say themselves where they live."""
HOLDING = (Kind.RESIDENCE, Kind.QUARTIER, Kind.COMMUNE, Kind.INTERCOMMUNALITY, Kind.DEPARTMENT, Kind.REGION)


class CannotGive(ValueError):
    """A role that cannot be given; the sentence says why."""


@transaction.atomic
def give(*, person: Person, role: Role, place: Place, now: datetime.datetime) -> Belonging:
    """Somebody has a role in a place from now on; given twice, it is held once. CannotGive for what is no role."""
    if role not in GIVEN:
        raise CannotGive("residents say themselves where they live, on /rejoindre/")
    if place.kind not in HOLDING:
        raise CannotGive(f"{place.name} is too wide a place for a role")
    homes.hold(person)
    mandates.end_those_given_by(helped=person, now=now)
    held = Belonging.objects.filter(person=person, role=role, place=place, until=None).first()
    return held or Belonging.objects.create(person=person, role=role, place=place, since=now)


@transaction.atomic
def end(*, person: Person, role: Role, place: Place, now: datetime.datetime) -> bool:
    """Somebody loses a role, and all it allowed, at once; whether they held it."""
    homes.hold(person)
    held = Belonging.objects.filter(person=person, role=role, place=place, until=None).exclude(role=Role.RESIDENT)
    lost = bool(held.update(until=now))
    helping_actions.end_without_power(helper=person, now=now)
    return lost


def withdraw_letters(*, person: Person, place: Place, now: datetime.datetime) -> int:
    """Make the letters that somebody ordered in a place, and that have not served, good for nothing; how many."""
    waiting = waiting_letters(person, place, now)
    return Letter.objects.filter(pk__in=waiting).update(withdrawn_at=now)


def waiting_letters(person: Person, place: Place, now: datetime.datetime) -> list[int]:
    """Letters that somebody ordered in a place and that may still serve."""
    ordered = Letter.objects.filter(made_by=person, place__path__startswith=place.path)
    return list(ordered.filter(used_at=None, withdrawn_at=None, expires_at__gt=now).values_list("pk", flat=True))
