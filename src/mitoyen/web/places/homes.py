"""Where somebody lives, and how surely it is known."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Deed, ResidenceProof, Role
from mitoyen.web.people.models import Person
from mitoyen.web.places import belonging
from mitoyen.web.places.models import Belonging, Place
from mitoyen.web.ui import words

MOVES = 3
"""How many times somebody may change home within `MONTH`."""
MONTH = datetime.timedelta(days=30)
PAGE = "/rejoindre/"


class CannotMove(ValueError):
    """A home that cannot be told; the sentence says why, and what to do."""


def hold(*persons: Person) -> None:
    """Make others who would change the homes or the codes of these persons wait until the transaction ends."""
    keys = sorted({person.pk for person in persons})
    list(Person.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


@transaction.atomic
def settle(*, place: Place, by: Actor, now: datetime.datetime) -> Belonging:
    """Somebody lives in a place from now on, and no more where they did; CannotMove when they move too often."""
    hold(by.person)
    home = belonging.home(by.person)
    if home is not None and home.place_id == place.pk:
        return home
    by.note(deed=Deed.CHANGED_SETTINGS, about=place.name, link=PAGE, now=now)
    return _move(by.person, home, place, now)


def prove(*, person: Person, place: Place, proof: ResidenceProof, now: datetime.datetime) -> Belonging:
    """Somebody showed that they live in a place: it is their home, or holds it, and no less sure than before.

    Inside a transaction that holds the person. CannotMove when that would change their home too often.
    """
    home = belonging.home(person)
    if home is None or not home.place.path.startswith(place.path):
        home = _move(person, home, place, now)
    if proof > home.proof:
        home.proof, home.proven_in = proof, place
        home.save(update_fields=["proof", "proven_in"])
    return home


def _move(person: Person, home: Belonging | None, place: Place, now: datetime.datetime) -> Belonging:
    if place.kind not in belonging.NEAR:
        raise CannotMove(gettext("Choisissez une commune, un quartier ou une résidence."))
    _refuse_too_many(person, now)
    if home is not None:
        home.until = now
        home.save(update_fields=["until"])
    return Belonging.objects.create(person=person, place=place, role=Role.RESIDENT, since=now, **_kept(home, place))


def _refuse_too_many(person: Person, now: datetime.datetime) -> None:
    """The first home of somebody is no change."""
    homes = Belonging.objects.filter(person=person, role=Role.RESIDENT).order_by("since", "pk")
    changes = [home for home in homes[1:] if home.since > now - MONTH]
    if len(changes) >= MOVES:
        again = changes[-MOVES].since + MONTH
        said = gettext(
            "Vous avez déjà changé de domicile %(count)s fois en un mois. Vous pourrez le faire de nouveau à partir du "
            "%(day)s ; d’ici là, rien ne change pour vous."
        )
        raise CannotMove(said % {"count": MOVES, "day": _day(again)})


def _kept(home: Belonging | None, place: Place) -> dict[str, object]:
    """The proof that stays with somebody who only tells their home more or less finely around where it was given."""
    if home is None:
        return {}
    proven_in = home.proven_in or home.place
    if not (_one_holds_the_other(home.place, place) and _one_holds_the_other(proven_in, place)):
        return {}
    return {"proof": home.proof, "proven_in": proven_in if home.proof else None}


def _one_holds_the_other(one: Place, other: Place) -> bool:
    return one.path.startswith(other.path) or other.path.startswith(one.path)


def _day(moment: datetime.datetime) -> str:
    """« 3 décembre 2026 »."""
    return words.first_of_month(date_format(timezone.localtime(moment), "j F Y"))
