"""Two neighbours say that a newcomer lives here. The newcomer finds them, and tells them a code that lasts two days."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import NoticeKind, ResidenceProof
from mitoyen.web.people.models import Person
from mitoyen.web.people.notices import language, tell
from mitoyen.web.places import belonging, codes, guesses, homes, rules
from mitoyen.web.places.models import Belonging, Introduction, Vouching

NEEDED = 2
A_YEAR = 10
"""How many newcomers somebody may vouch for within `YEAR`."""
YEAR = datetime.timedelta(days=365)
LIFE = datetime.timedelta(days=2)
LENGTH = 8


class CannotVouch(ValueError):
    """Why somebody cannot vouch for a newcomer, in a sentence that says what to do."""


class NoSuchNewcomer(ValueError):
    """No newcomer has this code, or no longer; the sentence is the same whichever it is."""


@transaction.atomic
def introduce(*, by: Actor, now: datetime.datetime) -> Introduction:
    """The code that a newcomer tells two neighbours; the same until it expires."""
    homes.hold(by.person)
    home = belonging.home(by.person)
    if home is None:
        raise CannotVouch(gettext("Dites d’abord où vous habitez."))
    if home.proof >= ResidenceProof.VOUCHED:
        raise CannotVouch(gettext("Votre domicile est déjà connu : vous n’avez plus besoin de ce code."))
    found = introduction(home, now)
    if found is not None:
        return found
    fresh = {"code": codes.draw(LENGTH), "expires_at": now + LIFE}
    return Introduction.objects.update_or_create(newcomer=home, defaults=fresh)[0]


def introduction(home: Belonging, now: datetime.datetime) -> Introduction | None:
    """The code of a newcomer, while it lasts."""
    return Introduction.objects.filter(newcomer=home, expires_at__gt=now).first()


def newcomer(*, typed: str, by: Actor, now: datetime.datetime) -> Belonging:
    """Whom a code introduces, to a neighbour who may vouch for them; NoSuchNewcomer, TooManyGuesses, CannotVouch."""
    with transaction.atomic():
        homes.hold(by.person)
        guesses.check(by.person, now)
        found = _introduced(typed, now)
        if found is None:
            guesses.note(by.person, now)
        else:
            _check(found, by, now)
            return found
    raise NoSuchNewcomer(
        gettext("Ce code ne va pas. Demandez à votre voisin de vous le redire : il change tous les deux jours.")
    )


def vouch(*, typed: str, by: Actor, now: datetime.datetime) -> Belonging:
    """A neighbour says that the newcomer lives here; the home of the newcomer, proven by the second who does.

    NoSuchNewcomer, TooManyGuesses, CannotVouch.
    """
    newcomer(typed=typed, by=by, now=now)
    with transaction.atomic():
        found = _introduced(typed, now)
        if found is None:
            raise CannotVouch(gettext("Ce code vient de changer. Demandez le nouveau à votre voisin."))
        homes.hold(by.person, found.person)
        found.refresh_from_db()
        _check(found, by, now)
        Vouching.objects.create(newcomer=found, by=by.person, at=now)
        _count(found, by.person, now)
    return found


def vouchers(home: Belonging) -> list[Person]:
    """The neighbours who vouched for somebody in their home, the first first."""
    return [vouching.by for vouching in home.vouchings.select_related("by").order_by("at", "pk")]


def left(person: Person, now: datetime.datetime) -> int:
    """For how many more newcomers somebody may vouch."""
    return max(0, A_YEAR - Vouching.objects.filter(by=person, at__gt=now - YEAR).count())


def _introduced(typed: str, now: datetime.datetime) -> Belonging | None:
    found = Introduction.objects.select_related("newcomer__place", "newcomer__person").filter(
        code=codes.read(typed), expires_at__gt=now, newcomer__until=None, newcomer__person__is_active=True
    )
    return next((introduction.newcomer for introduction in found), None)


def _check(found: Belonging, by: Actor, now: datetime.datetime) -> None:
    said = _refusal(found, by, now)
    if said:
        raise CannotVouch(said)


def _refusal(found: Belonging, by: Actor, now: datetime.datetime) -> str:
    """Why somebody cannot vouch for a newcomer; nothing of the newcomer is told before they are known as neighbours."""
    if by.mandate is not None:
        return gettext("On ne se porte garant qu’en son propre nom : arrêtez d’abord d’agir pour quelqu’un d’autre.")
    if found.person_id == by.person.pk:
        return gettext("C’est votre propre code : dites-le à deux voisins, qui l’écriront ici.")
    if not rules.may_vouch(by.person, found.place):
        return gettext(
            "Pour se porter garant, il faut habiter la même résidence ou le même quartier, et avoir montré son propre "
            "domicile par une lettre ou une invitation."
        )
    if found.until is not None or found.proof >= ResidenceProof.VOUCHED:
        return gettext("Cette personne n’a plus besoin de garant : son domicile est connu. Merci d’avoir voulu aider.")
    return _among_vouchers(found, by.person, now)


def _among_vouchers(found: Belonging, person: Person, now: datetime.datetime) -> str:
    before = vouchers(found)
    if person in before:
        return gettext("Vous avez déjà dit que cette personne habite là. Il lui faut un deuxième voisin.")
    household = person.household_id
    if household is not None and household == found.person.household_id:
        return gettext("Vous vivez sous le même toit : il faut deux voisins d’un autre foyer.")
    if household is not None and household in {other.household_id for other in before}:
        return gettext("Quelqu’un de votre foyer est déjà garant. Il faut un voisin d’un autre foyer.")
    if not left(person, now):
        return gettext(
            "Vous avez déjà répondu de %(most)s personnes en un an, et c’est le plus que l’on puisse. Un autre voisin "
            "peut le faire."
        ) % {"most": A_YEAR}
    return ""


def _count(found: Belonging, voucher: Person, now: datetime.datetime) -> None:
    """Raise the level of the newcomer at the second voice, and tell them either way."""
    done = found.vouchings.count() >= NEEDED
    if done:
        homes.prove(person=found.person, place=found.place, proof=ResidenceProof.VOUCHED, now=now)
        found.refresh_from_db()
    with translation.override(language(found.person)):
        said = (
            gettext("Deux voisins ont dit que vous habitez là : votre domicile est connu dans votre quartier.")
            if done
            else gettext("%(name)s a dit que vous habitez là. Encore un voisin.") % {"name": voucher.first_name}
        )
    key = f"vouching-{found.pk}-{voucher.pk}"
    tell(person=found.person, kind=NoticeKind.ACCOUNT, text=said, link=homes.PAGE, now=now, key=key)
