"""What changes on one's own pages: notices read, settings, saved searches."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import transaction

from mitoyen.web.neighbourhood.models import SavedSearch
from mitoyen.web.people import notices
from mitoyen.web.people.enums import NoticeKind, Pace
from mitoyen.web.people.models import Notice, Person


def read(*, notice: Notice, now: datetime.datetime) -> None:
    """Mark a notice as read; read again, it keeps its first time."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)


def read_all(*, person: Person, now: datetime.datetime) -> int:
    """Mark every notice of somebody as read; how many were new."""
    return notices.read(person, now)


@transaction.atomic
def choose(*, person: Person, paces: Mapping[NoticeKind, Pace], language: str) -> None:
    """Set how soon e-mails leave, kind by kind, and the language in which they speak."""
    person.notices = {kind.value: pace.value for kind, pace in paces.items()}
    person.languages = [language, *(code for code in person.languages if code != language)]
    person.save(update_fields=["notices", "languages"])


def drop_search(*, search: SavedSearch) -> None:
    """Look for it no more."""
    search.delete()
