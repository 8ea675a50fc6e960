"""Letters with a code, posted to homes: whoever types it read the letter there."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Deed, ResidenceProof
from mitoyen.web.people.models import new_reference
from mitoyen.web.places import codes, guesses, homes
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Belonging, Letter, Place

LIFE = datetime.timedelta(days=60)
LENGTH = 10
MOST = 300
"""Letters ordered at once."""
SALT = "mitoyen.places.letter"


class CannotOrder(ValueError):
    """Letters that cannot be made; the sentence says why, and what to do."""


class NoSuchLetter(ValueError):
    """No letter has this code, or no longer; the sentence is the same whichever it is."""


@dataclass(frozen=True)
class Order:
    """Letters made together, and their codes, which nobody will be shown again."""

    place: Place
    batch: str
    codes: list[str]
    expires_at: datetime.datetime


@transaction.atomic
def order(*, place: Place, count: int, by: Actor, now: datetime.datetime, batch: str = "") -> Order:
    """Make letters for the homes of a residence or a quartier; `batch` names the order, so that it is made once."""
    if place.kind not in (Kind.RESIDENCE, Kind.QUARTIER):
        raise CannotOrder(gettext("Choisissez la résidence ou le quartier à qui écrire : une commune est trop grande."))
    if not 1 <= count <= MOST:
        raise CannotOrder(gettext("Demandez entre 1 et %(most)s lettres à la fois.") % {"most": MOST})
    homes.hold(by.person)
    batch = batch or new_reference()
    if Letter.objects.filter(batch=batch).exists():
        raise CannotOrder(
            gettext(
                "Ces lettres sont déjà faites. Leurs codes ne se montrent qu’une fois : si vous ne les avez ni "
                "imprimés ni enregistrés, retirez ces lettres dans la liste, puis demandez-en d’autres."
            )
        )
    made = Order(place, batch, [codes.draw(LENGTH) for _ in range(count)], codes.last_moment(now, LIFE))
    about = {"place": place, "batch": batch, "made_by": by.person, "made_at": now, "expires_at": made.expires_at}
    Letter.objects.bulk_create(Letter(digest=codes.digest(code, SALT), **about) for code in made.codes)
    return made


def use(*, typed: str, by: Actor, now: datetime.datetime) -> Belonging:
    """The home of somebody who types the code of a letter, proven; the letter serves once.

    NoSuchLetter, TooManyGuesses, or CannotMove, which leaves the letter good.
    """
    with transaction.atomic():
        homes.hold(by.person, by.hand)
        guesses.check(by.hand, now)
        letter = _taken(typed, by, now)
        if letter is not None:
            by.note(deed=Deed.CHANGED_SETTINGS, about=letter.place.name, link=homes.PAGE, now=now)
            return homes.prove(person=by.person, place=letter.place, proof=ResidenceProof.LETTER, now=now)
        guesses.note(by.hand, now)
    raise NoSuchLetter(
        gettext(
            "Ce code ne va pas. Recopiez les dix lettres du code ; il sert une fois, jusqu’à la date imprimée. "
            "Si la lettre est trop ancienne, demandez-en une autre à qui vous l’a envoyée."
        )
    )


def withdraw(*, place: Place, batch: str, now: datetime.datetime) -> None:
    """Make the letters of an order good for nothing. Those that served are marked too: how many did is not told."""
    Letter.objects.filter(place=place, batch=batch, withdrawn_at=None).update(withdrawn_at=now)


def _taken(typed: str, by: Actor, now: datetime.datetime) -> Letter | None:
    """The letter of a code, taken by this person before anybody else; None when there is none to take.

    Nobody proves their own home with a letter that they ordered.
    """
    good = Letter.objects.filter(digest=codes.digest(codes.read(typed), SALT), used_at=None, withdrawn_at=None)
    good = good.filter(expires_at__gt=now).exclude(made_by=by.person)
    letter = good.select_related("place").first()
    if letter is None or not good.update(used_by=by.person, used_at=now):
        return None
    return letter
