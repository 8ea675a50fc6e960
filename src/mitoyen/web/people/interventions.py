"""What the operator of a site does to an account when a person asks them to, written down for whoever asks later."""

from __future__ import annotations

import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override

from mitoyen.web.people import notices
from mitoyen.web.people.enums import Intervened, NoticeKind
from mitoyen.web.people.models import Intervention, Person


class CannotIntervene(ValueError):
    """What the operator cannot do; the sentence says why, in English, as the command line speaks."""


@transaction.atomic
def give_address(*, person: Person, address: str, request: str, by: str, now: datetime.datetime) -> EmailAddress:
    """The address that somebody without one asked for; CannotIntervene says why not.

    It is theirs once they type the code sent to it ("forgotten password"): until then nothing is written there, so that
    a slip of the pen tells nobody anything. Given anew, it takes the place of one that was never verified.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    address = _checked(address)
    if person.email:
        raise CannotIntervene(f"{person.first_name} has an address already and changes it on /compte/adresse/")
    if Person.objects.filter(email=address).exists() or _of_others(person, address):
        raise CannotIntervene("another account has this address")
    EmailAddress.objects.filter(user=person).delete()
    note(person=person, deed=Intervened.ADDRESS, request=request, by=by, now=now)
    with override(notices.language(person)):
        text = gettext(
            "À votre demande, votre compte a une adresse e-mail. "
            "Pour entrer avec elle, passez par « Mot de passe oublié »."
        )
    notices.tell(person=person, kind=NoticeKind.ACCOUNT, text=text, link="", now=now)
    return EmailAddress.objects.create(user=person, email=address, verified=False, primary=False)


@transaction.atomic
def unlock(*, person: Person, request: str, by: str, now: datetime.datetime) -> None:
    """Take off the second factor of somebody who lost all of it; CannotIntervene when they have none.

    The password stands alone again, and can be chosen anew by e-mail: make sure that it is really them who ask.
    """
    found = Authenticator.objects.filter(user_id=person.pk)
    if not found.exists():
        raise CannotIntervene(f"{person.first_name} has no second factor: a forgotten password is chosen anew")
    found.delete()
    note(person=person, deed=Intervened.UNLOCK, request=request, by=by, now=now)
    with override(notices.language(person)):
        text = gettext(
            "À votre demande, les clés, l’application et les codes de secours ont été retirés de votre compte. "
            "Si vous n’avez rien demandé, choisissez tout de suite un nouveau mot de passe."
        )
    notices.tell(person=person, kind=NoticeKind.ACCOUNT, text=text, link="/compte/securite/", now=now)


def note(*, person: Person, deed: Intervened, request: str, by: str, now: datetime.datetime) -> Intervention:
    """Write down what was done, on which request, by whom; CannotIntervene without a request."""
    if not request.strip():
        raise CannotIntervene("say which request this answers: its kind and its date")
    kept = {"request": request.strip()[:200], "by": by.strip()[:80]}
    return Intervention.objects.create(person=person, deed=deed, at=now, **kept)


def _checked(address: str) -> str:
    found = address.strip().lower()
    try:
        validate_email(found)
    except ValidationError as error:
        raise CannotIntervene(f"'{address}' is not an e-mail address") from error
    return found


def _of_others(person: Person, address: str) -> bool:
    return bool(EmailAddress.objects.filter(~Q(user=person), email=address).exists())
