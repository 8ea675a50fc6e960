"""A mandate: given with a consent that somebody can check, asked of whoever has an account, ended by either side."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, override

from mitoyen.web.people.enums import Consent, NoticeKind
from mitoyen.web.people.models import Mandate, MandateRequest, Person
from mitoyen.web.people.notices import language, tell

PAGE = "/compte/mandats/"
"""Where somebody reads who acts for them, what was done, and ends it."""
HELPING = "/compte/aide/"
"""Where a helper chooses for whom they act."""
MOST_ASKED = 20
"""Requests that a helper may leave unanswered: more would be knocking at every door."""


class CannotHelp(ValueError):
    """A mandate that cannot be given or asked; the sentence says why and what to do."""


@transaction.atomic
def give(
    *,
    helper: Person,
    helped: Person,
    consent: Consent,
    now: datetime.datetime,
    witness: str = "",
    contact: str = "",
) -> Mandate:
    """The mandate of a helper, from now on; CannotHelp without a witness, for oneself, or where one stands already."""
    if helper.pk == helped.pk:
        raise CannotHelp(gettext("On ne se donne pas de mandat à soi-même."))
    if consent == Consent.SPOKEN and not witness.strip():
        raise CannotHelp(gettext("Écrivez le nom de la personne qui a entendu l’accord."))
    kept = {"consent": consent, "witness": witness.strip()[:120], "contact": contact.strip()[:120], "given_at": now}
    try:
        with transaction.atomic():
            return Mandate.objects.create(helper=helper, helped=helped, **kept)
    except IntegrityError as error:
        standing = gettext("Vous agissez déjà pour %(name)s.") % {"name": helped.first_name}
        raise CannotHelp(standing) from error


@transaction.atomic
def ask(*, helper: Person, helped: Person, contact: str, now: datetime.datetime) -> None:
    """Ask somebody who has an account. Asked twice, or where a mandate stands, nothing happens."""
    waiting = MandateRequest.objects.filter(helper=helper, answered_at=None)
    if waiting.count() >= MOST_ASKED:
        raise CannotHelp(gettext("Vingt de vos demandes attendent une réponse : patientez avant d’en faire d’autres."))
    if helper.pk == helped.pk or Mandate.objects.filter(helper=helper, helped=helped, ended_at=None).exists():
        return
    kept = {"contact": contact.strip()[:120], "asked_at": now}
    asked, new = MandateRequest.objects.get_or_create(helper=helper, helped=helped, answered_at=None, defaults=kept)
    if new:
        _tell(helped, _ASKED, {"name": helper.first_name}, PAGE, now, f"mandate-asked-{asked.pk}")


@transaction.atomic
def answer(*, asked: MandateRequest, accepted: bool, now: datetime.datetime) -> None:
    """Yes gives the mandate at once; no closes the request. A request answered already stays as it was answered."""
    if not MandateRequest.objects.filter(pk=asked.pk, answered_at=None).update(answered_at=now):
        return
    standing = Mandate.objects.filter(helper=asked.helper, helped=asked.helped, ended_at=None)
    if not accepted or not asked.helper.is_active or standing.exists():
        return
    give(helper=asked.helper, helped=asked.helped, consent=Consent.ONLINE, contact=asked.contact, now=now)
    _tell(asked.helper, _GIVEN, {"name": asked.helped.first_name}, HELPING, now)


@transaction.atomic
def end(*, mandate: Mandate, by: Person, now: datetime.datetime) -> None:
    """The mandate holds no more, from this moment; the other side is told. Ended twice, nothing happens."""
    if not Mandate.objects.filter(pk=mandate.pk, ended_at=None).update(ended_at=now):
        return
    other, page = (mandate.helped, PAGE) if by.pk == mandate.helper_id else (mandate.helper, HELPING)
    names = {"helper": mandate.helper.first_name, "helped": mandate.helped.first_name}
    _tell(other, _ENDED, names, page, now, f"mandate-ended-{mandate.pk}")


def end_those_given_by(*, helped: Person, now: datetime.datetime) -> None:
    """Nobody acts any more for somebody: they have a role, whose powers are theirs alone."""
    for mandate in Mandate.objects.select_related("helper", "helped").filter(helped=helped, ended_at=None):
        end(mandate=mandate, by=helped, now=now)


_ASKED = gettext_lazy("%(name)s propose d’agir pour vous : à vous de dire oui ou non.")
_GIVEN = gettext_lazy("%(name)s accepte que vous agissiez à sa place.")
_ENDED = gettext_lazy("Fin du mandat : %(helper)s n’agit plus pour %(helped)s.")


def _tell(
    person: Person, words: str | Promise, names: dict[str, str], page: str, now: datetime.datetime, key: str = ""
) -> None:
    """Tell somebody in their own language, whatever that of the page is."""
    with override(language(person)):
        text = str(words) % names
    tell(person=person, kind=NoticeKind.ACCOUNT, text=text, link=page, now=now, key=key)
