"""Accounts of the cast, and the codes that their e-mails carry."""

import re

from allauth.account.models import EmailAddress
from django.core import mail

from tests.web.people.cast import person

PASSWORD = "le chanvre tient la corde"  # noqa: S105 - that of nobody


def account(first_name, **about):
    """Somebody whose address is verified."""
    made = person(first_name, password=PASSWORD, **about)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def enter(client, first_name, password=PASSWORD):
    return client.post("/compte/entrer/", {"login": f"{first_name.lower()}@corderies.example", "password": password})


def confirm(client, password=PASSWORD):
    """It is really them: asked before what is delicate, even of somebody who has just come in."""
    return client.post("/compte/confirmer/", {"password": password})


def sign_up(client, email="amina@corderies.example", first_name="Amina", password=PASSWORD):
    return client.post("/compte/creer/", {"first_name": first_name, "email": email, "password1": password})


def digits():
    """The code of the last e-mail."""
    return first(r"(?m)^    (\S+)$", str(mail.outbox[-1].body))


def first(pattern, text):
    """What the group of a pattern holds where it is found first."""
    (found, *_) = re.findall(pattern, text)
    return found
