"""Who shares a home: begun by one person, joined with a code read out, left at any time."""

from __future__ import annotations

import datetime
import secrets

from django.db import transaction
from django.utils.translation import gettext

from mitoyen.web.people.models import Household, HouseholdCode, Person

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowel, so that no code is a word; read out, none is taken for another."""
LASTS = datetime.timedelta(minutes=15)


class CannotJoin(ValueError):
    """A code that opens nothing; the sentence says what to do."""


@transaction.atomic
def invite(*, person: Person, now: datetime.datetime) -> str:
    """A code of eight letters to read out to whoever shares the home; the household is begun if there is none."""
    if person.household is None:
        person.household = Household.objects.create()
        person.save(update_fields=["household"])
    HouseholdCode.objects.filter(household=person.household, used_at=None).delete()
    code = "".join(secrets.choice(LETTERS) for _ in range(8))
    HouseholdCode.objects.create(household=person.household, code=code, expires_at=now + LASTS)
    return f"{code[:4]}-{code[4:]}"


@transaction.atomic
def join(*, person: Person, typed: str, now: datetime.datetime) -> Household:
    """The household whose code was typed, in any case and with any spaces; CannotJoin when it opens none any more."""
    code = "".join(letter for letter in typed.upper() if letter in LETTERS)
    open_now = HouseholdCode.objects.filter(code=code, used_at=None, expires_at__gt=now)
    found = open_now.select_related("household").first()
    if found is None or not open_now.update(used_at=now):
        raise CannotJoin(gettext("Ce code n’ouvre rien : il sert une fois, un quart d’heure. Demandez-en un autre."))
    if person.household_id != found.household_id:
        leave(person=person)
        person.household = found.household
        person.save(update_fields=["household"])
    return found.household


@transaction.atomic
def leave(*, person: Person) -> None:
    """Share the home no more; a household that nobody is in any more disappears with its codes."""
    left = person.household
    person.household = None
    person.save(update_fields=["household"])
    if left is not None and not left.persons.exists():
        left.delete()


def others(person: Person) -> list[Person]:
    """Who else is in the household, by first name."""
    if person.household is None:
        return []
    return list(person.household.persons.exclude(pk=person.pk).filter(is_active=True).order_by("first_name"))


def open_code(person: Person, now: datetime.datetime) -> HouseholdCode | None:
    """The code that may still be read out, if there is one."""
    if person.household is None:
        return None
    return HouseholdCode.objects.filter(household=person.household, used_at=None, expires_at__gt=now).first()
