"""Leaving: who somebody was disappears; what they did stays counted, and stays their neighbours' own history.

One transaction does it all, so that nobody is ever half gone. See docs/method/my-impact.md for what stays, and why.
"""

from __future__ import annotations

import datetime
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from mitoyen.web.neighbourhood.enums import Course, ListingState, State
from mitoyen.web.neighbourhood.exchanges import actions as exchanges
from mitoyen.web.neighbourhood.exchanges.rules import of_person
from mitoyen.web.neighbourhood.mine import kept_mail
from mitoyen.web.neighbourhood.models import (
    AgendaKey,
    Block,
    Exchange,
    Listing,
    Part,
    Report,
    SavedSearch,
    Step,
    Thanks,
    Widening,
)
from mitoyen.web.people import households, mandates, notices, photos
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import NoticeKind
from mitoyen.web.people.models import Act, Mandate, MandateRequest, Notice, Person, Photo, Session, new_reference
from mitoyen.web.places import belonging
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Belonging, Guess, Invitation, Letter, Vouching
from mitoyen.web.ui.stored import GONE


class CannotLeave(ValueError):
    """Not yet: the sentence says what to settle first."""


def held_up_by(person: Person) -> list[Exchange]:
    """Loans that are out: an object must find its way home before one of its two neighbours disappears."""
    out = Exchange.objects.filter(of_person(person), course=Course.LENDING, state=State.HANDED_OVER)
    return list(out.select_related("listing", "giver", "receiver").order_by("moved_at"))


@transaction.atomic
def leave(*, person: Person, now: datetime.datetime) -> None:
    """Close the account for ever; CannotLeave while an object is lent out."""
    _hold_exchanges(person)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise CannotLeave(_("Ce compte est déjà fermé."))
    if held_up_by(person):
        raise CannotLeave(
            _("Un objet prêté n’est pas encore rendu : rendez-le ou récupérez-le d’abord, puis dites-le ici.")
        )
    addresses = _addresses(person)
    _settle(person, now)
    _silence_others(person, now)
    _blank_listings(person)
    _forget_words(person)
    _end_mandates(person, now)
    _forget_homes(person)
    for photo in Photo.objects.filter(owner=person):
        photos.discard(photo)
    _forget_entries(person, addresses)
    _forget_person(person, now)
    for address in addresses:
        transaction.on_commit(partial(kept_mail.forget, address))


# --- exchanges --------------------------------------------------------------------------------------------------------


def _hold_exchanges(person: Person) -> None:
    """Take what is not over before the row of the person, as whoever moves an exchange does, who then tells them: taken
    the other way round, each would wait for the other.
    """
    live = (State.ASKED, State.ACCEPTED, State.HANDED_OVER, State.DISPUTED)
    held = Exchange.objects.select_for_update().filter(of_person(person), state__in=live).order_by("pk")
    list(held.values_list("pk", flat=True))


def _settle(person: Person, now: datetime.datetime) -> None:
    """Take the listings off, then end what is not over: the other is told. What took place goes on without us."""
    Listing.objects.filter(owner=person).exclude(state=ListingState.HIDDEN).update(state=ListingState.CLOSED)
    live = Exchange.objects.filter(of_person(person))
    for state in (State.DISPUTED, State.ASKED, State.ACCEPTED):
        for exchange in live.filter(state=state).order_by("pk"):
            name = _way_out(exchange, person)
            if name:
                exchanges.move(exchange=exchange, name=name, by=Actor(person), now=now)


def _way_out(exchange: Exchange, person: Person) -> str:
    """The move that ends an exchange for somebody who leaves; "" where others will decide."""
    if exchange.state == State.DISPUTED:
        return "drop" if exchange.disputed_by_id == person.pk else ""
    if exchange.state == State.ASKED:
        return "decline" if exchange.owner_id == person.pk else "withdraw"
    return "cancel"


def _silence_others(person: Person, now: datetime.datetime) -> None:
    """Others' notices and journals keep that something happened, without our name or our words."""
    mine = Exchange.objects.filter(of_person(person)).values_list("reference", "owner", "asker")
    links = {f"/echange/{reference}/": owner == person.pk for reference, owner, _asker in mine}
    others = {pk for _reference, *both in mine for pk in both} - {person.pk}
    told = Notice.objects.filter(person__in=others, link__in=links).select_related("person")
    for notice in told.only("text", "at", "key", "person__languages"):
        with override(notices.language(notice.person)):
            notice.text = (
                _("Un échange est annulé : votre voisin a quitté Mitoyen.")
                if notice.at == now
                else _("Un échange avec un ancien voisin.")
            )
        notice.save(update_fields=["text"])
    journals = Act.objects.filter(mandate__helped__in=others)
    journals.filter(link__in=links).update(other=GONE)
    ours = [link for link, listed_by_us in links.items() if listed_by_us]
    journals.filter(link__in=ours).update(about=GONE)


def _blank_listings(person: Person) -> None:
    """Nothing of a listing stays but that there was one, of a practice, in a commune."""
    Block.objects.filter(listing__owner=person).delete()
    Widening.objects.filter(listing__owner=person).delete()
    for part in Part.objects.filter(listing__owner=person):
        Part.objects.filter(pk=part.pk).update(name=f"{GONE} {part.pk}")
    for listing in Listing.objects.filter(owner=person).select_related("place"):
        town = belonging.circle(listing.place).get(Kind.COMMUNE, listing.place)
        blank = {"title": GONE, "text": "", "words": "", "availability": "", "meeting": "", "code": ""}
        Listing.objects.filter(pk=listing.pk).update(**blank, place=town, shown_in=town, widen_at=None)


def _forget_words(person: Person) -> None:
    """What was written to others: notes, thanks, reports and replies keep their date, not their words."""
    Step.objects.filter(by=person).update(note="")
    Thanks.objects.filter(by=person).update(note="")
    Report.objects.filter(by=person).update(text="")
    Report.objects.filter(Q(exchange__owner=person) | Q(exchange__asker=person)).exclude(by=person).update(reply="")


# --- the person -------------------------------------------------------------------------------------------------------


def _end_mandates(person: Person, now: datetime.datetime) -> None:
    """Nobody acts for us any more, nor we for anybody; those we helped are told, and their journal stays theirs."""
    standing = Mandate.objects.filter(Q(helper=person) | Q(helped=person), ended_at=None)
    for mandate in standing.select_related("helper", "helped"):
        mandates.end(mandate=mandate, by=person, now=now)
        other = mandate.helped if mandate.helper_id == person.pk else mandate.helper
        with override(notices.language(other)):
            ended = _("Un mandat a pris fin.")
        Notice.objects.filter(person=other, key=f"mandate-ended-{mandate.pk}").update(text=ended)
    _silence_helped(person)
    Mandate.objects.filter(helped=person).exclude(witness="").update(witness=GONE)
    Mandate.objects.filter(helper=person).update(contact="")
    Act.objects.filter(mandate__helped=person).update(about="", other="", link="")
    MandateRequest.objects.filter(Q(helper=person) | Q(helped=person)).delete()


def _silence_helped(person: Person) -> None:
    """Notices about help and homes name us: they keep their date."""
    helped = Mandate.objects.filter(helper=person).values("helped")
    helpers = Mandate.objects.filter(helped=person).values("helper")
    asked = MandateRequest.objects.filter(helper=person).values("helped")
    newcomers = Vouching.objects.filter(by=person).values("newcomer__person")
    told = Q(person__in=helped) | Q(person__in=helpers) | Q(person__in=asked) | Q(person__in=newcomers)
    named = Notice.objects.filter(told, kind=NoticeKind.ACCOUNT, text__contains=person.first_name)
    for notice in named.exclude(person=person).select_related("person"):
        with override(notices.language(notice.person)):
            notice.text = _("Un avis au sujet d’un ancien voisin.")
        notice.save(update_fields=["text"])


def _forget_homes(person: Person) -> None:
    households.leave(person=person)
    Belonging.objects.filter(person=person).delete()
    Guess.objects.filter(person=person).delete()
    Letter.objects.filter(used_by=person).update(used_by=None)
    Invitation.objects.filter(used_by=person).update(used_by=None)


def _addresses(person: Person) -> set[str]:
    """Theirs, and those that wait for their first code: messages went there too."""
    waiting = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return {*waiting, *([person.email] if person.email else [])}


def _forget_entries(person: Person, addresses: set[str]) -> None:
    """Every way in, and what the site wrote down on the way."""
    for rows in (EmailAddress, Authenticator, SocialAccount):
        rows.objects.filter(user=person).delete()
    Session.objects.filter(person=person).delete()
    for address in addresses:
        DBTaskResult.objects.filter(traceback__contains=address).update(traceback="")


def _forget_person(person: Person, now: datetime.datetime) -> None:
    """The row stays, as nobody: others' exchanges hold on to it. A new reference, so that no event leads back here."""
    for rows in (Notice, SavedSearch, AgendaKey):
        rows.objects.filter(person=person).delete()
    person.email, person.first_name, person.surname, person.about = None, GONE, "", ""
    person.languages, person.notices, person.avatar = [], {}, None
    person.reference = new_reference()
    person.last_login, person.left_at, person.is_active = None, now, False
    person.set_unusable_password()
    person.save()
