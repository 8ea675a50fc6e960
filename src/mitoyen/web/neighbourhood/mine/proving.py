"""That it is really you: a password, or a code sent to the address of the account, before what cannot be undone."""

from __future__ import annotations

import datetime
import secrets

from allauth.core.internal import ratelimit
from django.contrib.auth.hashers import check_password, make_password
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils.translation import gettext as _

from mitoyen.web.people.models import Person

CODE = "leaving_code"
LASTS = datetime.timedelta(minutes=15)
TRIES = 10
"""Guesses in an hour, of a password and of a code together; and as many codes sent."""


class NotProven(ValueError):
    """The password or the code is not the right one; the sentence says what to do."""


def send(request: HttpRequest, *, person: Person, now: datetime.datetime) -> None:
    """Send a code of six digits to the person's address; NotProven when that was asked too often."""
    _take(request, person, "leaving_code_sent")
    code = f"{secrets.randbelow(1_000_000):06d}"
    request.session[CODE] = {"digest": make_password(code), "until": (now + LASTS).isoformat()}
    words = _(
        "Bonjour %(name)s,\n\nvous avez demandé à quitter Mitoyen. Voici le code qui le confirme, pour un quart "
        "d’heure :\n\n%(code)s\n\nSi ce n’est pas vous, ne le donnez à personne, et changez votre mot de passe."
    )
    body = words % {"name": person.first_name, "code": code}
    EmailMessage(_("Votre code pour quitter Mitoyen"), body, to=[str(person.email)]).send()


def check(request: HttpRequest, *, person: Person, password: str, code: str, now: datetime.datetime) -> None:
    """Nothing when either is right; NotProven otherwise, or when it was tried too often."""
    _take(request, person, "leaving_proof")
    if password and person.check_password(password):
        return
    sent = request.session.get(CODE) or {}
    typed = "".join(code.split())
    fresh = "until" in sent and now < datetime.datetime.fromisoformat(sent["until"])
    if typed and fresh and check_password(typed, sent["digest"]):
        del request.session[CODE]
        return
    raise NotProven(_("Ce mot de passe ou ce code n’est pas le bon. Réessayez, ou demandez un nouveau code."))


def _take(request: HttpRequest, person: Person, action: str) -> None:
    """Count one try, in the database as sign-in does."""
    limits = {action: f"{TRIES}/h/user"}
    if not ratelimit.consume(request, app="account", action=action, config=limits, user=person):
        raise NotProven(_("Vous avez essayé trop souvent. Attendez une heure, puis recommencez."))
