"""Telling somebody something: on the site at once, by e-mail at the pace they chose."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, QuerySet

from mitoyen.web.people.enums import NoticeKind, Pace
from mitoyen.web.people.models import Notice, Person
from mitoyen.web.prepared import Prepared

USUAL: dict[NoticeKind, Pace] = {
    NoticeKind.EXCHANGE: Pace.NOW,
    NoticeKind.LISTING: Pace.DAILY,
    NoticeKind.ALERT: Pace.DAILY,
    NoticeKind.REMINDER: Pace.NOW,
    NoticeKind.NEARBY: Pace.DAILY,
    NoticeKind.ACCOUNT: Pace.NOW,
}
"""Pace of the e-mails until somebody changes it."""

TOGETHER = datetime.timedelta(minutes=1)
"""What is told within that time leaves in one e-mail."""
DAILY_AT = datetime.time(18, tzinfo=ZoneInfo("Europe/Paris"))
"""When the e-mail of the day leaves."""
_UNREAD = Prepared(
    lambda person: (
        Notice.objects.filter(person=person, read_at=None)
        .values("person")
        .annotate(many=Count("pk"))
        .values_list("many", flat=True)
    )
)


def pace(person: Person, kind: NoticeKind) -> Pace:
    """How soon somebody wants the e-mails of a kind."""
    return Pace(person.notices.get(kind, USUAL[kind]))


def choose(*, person: Person, kind: NoticeKind, pace: Pace) -> None:
    """Change how soon somebody wants the e-mails of a kind."""
    fresh = Person.objects.get(pk=person.pk)
    fresh.notices[kind] = pace
    fresh.save(update_fields=["notices"])
    person.notices = fresh.notices


def language(person: Person) -> str:
    """Language in which to tell somebody something: the first of theirs that the site speaks."""
    spoken = {code for code, _ in settings.LANGUAGES}
    return next((code for code in person.languages if code in spoken), settings.LANGUAGE_CODE)


def tell(*, person: Person, kind: NoticeKind, text: str, link: str, now: datetime.datetime, key: str = "") -> None:
    """Tell somebody; told again under the same key, nothing happens. Whoever has left is told nothing."""
    if not person.is_active:
        return
    told = {"kind": kind, "text": text[:300], "link": link, "at": now, "post_at": post_at(person, kind, now)}
    if key:
        Notice.objects.get_or_create(person=person, key=key, defaults=told)
    else:
        Notice.objects.create(person=person, **told)


def post_at(person: Person, kind: NoticeKind, now: datetime.datetime) -> datetime.datetime | None:
    """When the e-mail of something told at `now` is due; None when it is never to leave."""
    wanted = pace(person, kind)
    if not person.email or person.simulated or wanted == Pace.NEVER:
        return None
    return now + TOGETHER if wanted == Pace.NOW else _next_daily(now)


def unread(person: Person) -> int:
    """How many notices somebody has not read."""
    return next(iter(_UNREAD(person.pk)), 0)


def latest(person: Person, most: int = 50) -> QuerySet[Notice]:
    """What somebody was told, the latest first."""
    return Notice.objects.filter(person=person).order_by("-at", "-pk")[:most]


def read(person: Person, now: datetime.datetime) -> int:
    """Somebody has seen what they were told; how many notices were new."""
    return Notice.objects.filter(person=person, read_at=None, at__lte=now).update(read_at=now)


def _next_daily(now: datetime.datetime) -> datetime.datetime:
    here = now.astimezone(DAILY_AT.tzinfo)
    today = datetime.datetime.combine(here, DAILY_AT)
    due = today if here < today else datetime.datetime.combine(here + datetime.timedelta(days=1), DAILY_AT)
    return due.astimezone(datetime.UTC)
