"""Helping somebody: welcomed without an address of their own, or asked for a mandate."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext

from mitoyen.web.people import mandates
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Consent, ResidenceProof
from mitoyen.web.people.mandates import CannotHelp
from mitoyen.web.people.models import Mandate, Person
from mitoyen.web.people.rules import Power
from mitoyen.web.places import helping_rules, homes, rules
from mitoyen.web.places.models import Place

MOST_WELCOMED = 50
"""People that one helper may welcome within a day."""
DAY = datetime.timedelta(days=1)
TWICE = datetime.timedelta(minutes=5)
"""Within this, the same first name is the same person, whose form was sent twice."""


@transaction.atomic
def welcome(
    *,
    helper: Person,
    first_name: str,
    place: Place,
    consent: Consent,
    now: datetime.datetime,
    witness: str = "",
    contact: str = "",
    language: str = "fr",
) -> Mandate:
    """Somebody without an e-mail address, their home, and the mandate to act for them; CannotHelp says what is missing.

    Whoever may invite vouches for the home by welcoming them there.
    """
    _refuse_too_many(helper, first_name, now)
    helped = Person.objects.create_user(first_name=first_name.strip(), joined_at=now, languages=[language])
    homes.settle(place=place, by=Actor(helped), now=now)
    if rules.may(helper, Power.INVITE, place):
        homes.prove(person=helped, place=place, proof=ResidenceProof.INVITED, now=now)
    return mandates.give(helper=helper, helped=helped, consent=consent, witness=witness, contact=contact, now=now)


def _refuse_too_many(helper: Person, first_name: str, now: datetime.datetime) -> None:
    recent = Mandate.objects.filter(helper=helper).exclude(consent=Consent.ONLINE)
    if recent.filter(given_at__gt=now - DAY).count() >= MOST_WELCOMED:
        raise CannotHelp(gettext("Vous avez accueilli cinquante personnes aujourd’hui. Continuez demain."))
    same = recent.filter(given_at__gt=now - TWICE, helped__first_name__iexact=first_name.strip())
    if same.exists():
        said = gettext("Vous venez d’inscrire %(name)s. Pour quelqu’un d’autre du même prénom, ajoutez une lettre.")
        raise CannotHelp(said % {"name": first_name.strip()})


def ask(*, helper: Person, address: str, contact: str, now: datetime.datetime) -> None:
    """Ask whoever has this address, if they live where the helper may help. Nobody learns whether they do."""
    helped = Person.objects.filter(email=address.strip().lower(), is_active=True).first()
    if helped is not None and helping_rules.may_help(helper, helped):
        mandates.ask(helper=helper, helped=helped, contact=contact, now=now)


def end_without_power(*, helper: Person, now: datetime.datetime) -> None:
    """The mandates that a lost role let somebody hold end with it."""
    for mandate in Mandate.objects.select_related("helper", "helped").filter(helper=helper, ended_at=None):
        if not helping_rules.may_act(mandate):
            mandates.end(mandate=mandate, by=helper, now=now)
