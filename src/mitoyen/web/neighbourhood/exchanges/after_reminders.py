"""What both are told as time goes by: an appointment tomorrow, a return that is due, a loan that is late."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from mitoyen.web.neighbourhood.enums import Course, State
from mitoyen.web.neighbourhood.exchanges.telling import News, Words, announce, key_of
from mitoyen.web.neighbourhood.models import Exchange
from mitoyen.web.people.enums import NoticeKind
from mitoyen.web.people.models import Notice, Person

DAY = datetime.timedelta(days=1)
LATE_FOR = 7 * DAY
"""How long after the agreed return somebody is still reminded."""
AT_ONCE = 400
"""Reminders that are held against what was told already in one question."""


class Reminder(NamedTuple):
    """One notice to one of the two."""

    exchange: Exchange
    person: Person
    news: News


def remind(*, now: datetime.datetime) -> int:
    """Tell of appointments and returns the day before, and of late returns; how many notices were written.

    The key of each notice holds the moment it is about: told again nothing happens, moved to another day it is new.
    """
    return sum(_tell_new(some, now) for some in _batches(_due(now)))


def _due(now: datetime.datetime) -> Iterator[Reminder]:
    meetings = Exchange.objects.filter(state=State.ACCEPTED, starts_at__gt=now, starts_at__lte=now + DAY)
    lent = Exchange.objects.filter(state=State.HANDED_OVER, course=Course.LENDING, starts_at__isnull=False)
    for exchange in _read(meetings):
        yield from (_reminder(exchange, person, _SOON, "soon") for person in (exchange.giver, exchange.receiver))
    for exchange in _read(lent.filter(ends_at__gt=now, ends_at__lte=now + DAY)):
        if _second_half(exchange, now):
            yield _reminder(exchange, exchange.receiver, _RETURN, "return")
    for exchange in _read(lent.filter(ends_at__lte=now, ends_at__gt=now - LATE_FOR)):
        yield _reminder(exchange, exchange.receiver, _LATE, "late")
        yield _reminder(exchange, exchange.giver, _LATE_GIVER, "late")


def _tell_new(reminders: list[Reminder], now: datetime.datetime) -> int:
    """Tell what was not told yet; how many."""
    keys = {key_of(one.exchange, one.news) for one in reminders}
    people = {one.person.pk for one in reminders}
    known = set(Notice.objects.filter(person__in=people, key__in=keys).values_list("person", "key"))
    new = [one for one in reminders if (one.person.pk, key_of(one.exchange, one.news)) not in known]
    for exchange, person, news in new:
        announce(exchange, person, news, now)
    return len(new)


def _batches(reminders: Iterable[Reminder]) -> Iterator[list[Reminder]]:
    left = iter(reminders)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _read(due: QuerySet[Exchange]) -> Iterator[Exchange]:
    return due.select_related("listing", "giver", "receiver").order_by("pk").iterator(chunk_size=AT_ONCE)


def _second_half(exchange: Exchange, now: datetime.datetime) -> bool:
    """Nobody is told to bring back, when they have just taken it, what they keep for two hours."""
    if exchange.starts_at is None or exchange.ends_at is None:
        return False
    return exchange.ends_at - now <= (exchange.ends_at - exchange.starts_at) / 2


def _reminder(exchange: Exchange, person: Person, words: Words, key: str) -> Reminder:
    moment = exchange.starts_at if key == "soon" else exchange.ends_at
    fill = {"other": exchange.other_than(person).first_name, "starts": exchange.starts_at, "ends": exchange.ends_at}
    return Reminder(exchange, person, News(words, fill, f"{key}:{moment:%Y%m%d%H%M}", NoticeKind.REMINDER))


_SOON = gettext_lazy("C’est pour bientôt, le %(starts)s, avec %(other)s : %(what)s.")
_RETURN = gettext_lazy("À rendre le %(ends)s à %(other)s : %(what)s.")
_LATE = gettext_lazy("À rendre à %(other)s depuis le %(ends)s : %(what)s. Rendez l’objet, ou prolongez.")
_LATE_GIVER = gettext_lazy("%(other)s devait rendre le %(ends)s : %(what)s. Un mot suffit souvent.")
