"""The link at the foot of an e-mail: whoever holds it stops e-mails of a kind, without signing in."""

from __future__ import annotations

from collections.abc import Sequence

from django.core import signing
from django.urls import reverse

from mitoyen.web.people import notices
from mitoyen.web.people.enums import NoticeKind, Pace
from mitoyen.web.people.models import Person

_SALT = "people.stopping"


def link(person: Person, kinds: Sequence[NoticeKind]) -> str:
    """Path of the page that stops these kinds for a person. It has no end, and dies with the account."""
    held = [person.reference, *(kind.value for kind in kinds)]
    return reverse("people:stop", args=[signing.Signer(salt=_SALT).sign(".".join(held)).replace(":", "~")])


def meant(token: str) -> tuple[Person, list[NoticeKind]] | None:
    """Whom and what a link is about; None when it was altered, or when the person has left."""
    try:
        reference, *kinds = signing.Signer(salt=_SALT).unsign(token.replace("~", ":")).split(".")
    except signing.BadSignature:
        return None
    person = Person.objects.filter(reference=reference, is_active=True).first()
    known = [kind for kind in NoticeKind if kind in kinds]
    return (person, known) if person and known else None


def stop(*, person: Person, kinds: Sequence[NoticeKind]) -> None:
    """Send no more e-mails of these kinds; on the site, everything is still told."""
    for kind in kinds:
        notices.choose(person=person, kind=kind, pace=Pace.NEVER)


def resume(*, person: Person, kinds: Sequence[NoticeKind]) -> None:
    """Send them again, at the usual pace."""
    for kind in kinds:
        notices.choose(person=person, kind=kind, pace=notices.USUAL[kind])
