"""Telling somebody something: on the site at once, by e-mail at the pace they chose."""

from __future__ import annotations

import datetime

from mitoyen.web.people.enums import NoticeKind, Pace
from mitoyen.web.people.models import Notice, Person

USUAL: dict[NoticeKind, Pace] = {
    NoticeKind.EXCHANGE: Pace.NOW,
    NoticeKind.LISTING: Pace.DAILY,
    NoticeKind.ALERT: Pace.DAILY,
    NoticeKind.REMINDER: Pace.NOW,
    NoticeKind.NEARBY: Pace.DAILY,
    NoticeKind.ACCOUNT: Pace.NOW,
}
"""Pace of the e-mails until somebody changes it."""


def pace(person: Person, kind: NoticeKind) -> Pace:
    """How soon somebody wants the e-mails of a kind."""
    return Pace(person.notices.get(kind, USUAL[kind]))


def tell(*, person: Person, kind: NoticeKind, text: str, link: str, now: datetime.datetime, key: str = "") -> None:
    """Tell somebody; told again under the same key, nothing happens. Whoever has left is told nothing."""
    if not person.is_active:
        return
    told = {"kind": kind, "text": text[:300], "link": link, "at": now}
    if key:
        Notice.objects.get_or_create(person=person, key=key, defaults=told)
    else:
        Notice.objects.create(person=person, **told)
