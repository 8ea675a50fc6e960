"""What somebody is told, sent to them by e-mail: together what comes together, once, in their language."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext, override

from mitoyen.web.people import notices, stopping
from mitoyen.web.people.enums import NoticeKind, Pace
from mitoyen.web.people.models import Notice, Person
from mitoyen.web.people.tasks import task

IN_ONE_GO = 500
"""Notices that are looked at before the next are asked for."""


def post(*, now: datetime.datetime) -> int:
    """Put in the queue the e-mails whose time has come; how many.

    A notice is marked in the transaction that queues its e-mail: two workers at once send it once. What was read on
    the site meanwhile is not written about.
    """
    _due(now).filter(read_at__isnull=False).update(post_at=None)
    return sum(_post_to(person, now) for person in _persons(now))


@task
def deliver(person: int, told: list[int]) -> None:
    """Send one e-mail about the notices of these keys; a server that refuses makes the queue try again."""
    reader = Person.objects.filter(pk=person, is_active=True).exclude(email=None).first()
    found = list(Notice.objects.filter(pk__in=told, person=reader).order_by("at", "pk")) if reader else []
    if reader is not None and found:
        message(reader, found).send()


def message(reader: Person, told: Sequence[Notice]) -> EmailMessage:
    """The e-mail that tells somebody these notices, oldest first."""
    kinds = [kind for kind in NoticeKind if any(notice.kind == kind for notice in told)]
    spoken = notices.language(reader)
    with override(spoken):
        about = {
            "person": reader,
            "told": [(_one_line(notice.text), address(notice.link)) for notice in told],
            "stops": [(kind.label, address(stopping.link(reader, [kind]))) for kind in kinds],
            "site": settings.SITE_URL,
        }
        body = render_to_string("people/mail/notices.txt", about)
        every = address(stopping.link(reader, kinds))
        subject = _subject(told)
    headers = {"List-Unsubscribe": f"<{every}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    headers |= {"Auto-Submitted": "auto-generated", "Content-Language": spoken}
    return EmailMessage(subject, body, to=[str(reader.email)], headers=headers)


def address(path: str) -> str:
    """Whole address of a page in the language at hand; `path` as in a notice, or already in that language."""
    spoken = get_language() or settings.LANGUAGE_CODE
    prefix = "" if spoken == settings.LANGUAGE_CODE or path.startswith(f"/{spoken}/") else f"/{spoken}"
    return f"{settings.SITE_URL}{prefix}{path}" if path else ""


def _due(now: datetime.datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(sent_at=None, post_at__lte=now)


def _persons(now: datetime.datetime) -> Iterator[int]:
    """Everybody with a notice that is due, each once; whoever reads this has posted to one before asking for the next.

    What is left after that is held by another worker, or comes with the next sweep.
    """
    seen: set[int] = set()
    while True:
        waiting = _due(now).order_by("post_at").values_list("person", flat=True)[:IN_ONE_GO]
        found = [person for person in dict.fromkeys(waiting) if person not in seen]
        if not found:
            return
        yield from found
        seen.update(found)


@transaction.atomic
def _post_to(person: int, now: datetime.datetime) -> bool:
    """Queue what is due for one person, and what would be due within the minute; False when nothing is left to send."""
    soon = Notice.objects.filter(person=person, sent_at=None, post_at__lte=now + notices.TOGETHER)
    held = list(soon.select_for_update(skip_locked=True).order_by("at", "pk"))
    reader = Person.objects.get(pk=person)
    wanted = [notice.pk for notice in held if _wanted(notice, reader)]
    Notice.objects.filter(pk__in=[notice.pk for notice in held]).exclude(pk__in=wanted).update(post_at=None)
    if wanted:
        Notice.objects.filter(pk__in=wanted).update(sent_at=now)
        deliver.enqueue(person, wanted)
    return bool(wanted)


def _wanted(notice: Notice, reader: Person) -> bool:
    """Whether it is still to leave: people stop e-mails, and leave, between what happens and its e-mail."""
    return bool(reader.email) and reader.is_active and notices.pace(reader, NoticeKind(notice.kind)) != Pace.NEVER


def _subject(told: Sequence[Notice]) -> str:
    if len(told) == 1:
        return _one_line(told[0].text)
    many = len(told)
    return ngettext("%(many)d nouvelle de vos voisins", "%(many)d nouvelles de vos voisins", many) % {"many": many}


def _one_line(text: str) -> str:
    return " ".join(text.split())
