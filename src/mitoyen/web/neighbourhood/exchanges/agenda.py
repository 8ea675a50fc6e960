"""Exchanges in somebody's own calendar: a feed at a secret address, and the appointment of one gathering."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.http import Http404
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from mitoyen.web.neighbourhood.enums import Course, State
from mitoyen.web.neighbourhood.exchanges import rules, telling
from mitoyen.web.neighbourhood.models import AgendaKey, Block, Exchange, Listing
from mitoyen.web.people.models import Person, new_reference

SHOWN = (State.ACCEPTED, State.HANDED_OVER, State.RETURNED, State.CONFIRMED)
PAST = datetime.timedelta(days=90)
"""How far back a calendar reads."""
MOST = 1000
ONE_HOUR = datetime.timedelta(hours=1)
"""Length of an appointment that has no end."""


def address(person: Person) -> str:
    """The secret part of the address of somebody's feed; empty while they have none."""
    key = AgendaKey.objects.filter(person=person).first()
    return _signed(key) if key else ""


@transaction.atomic
def renew(*, person: Person, now: datetime.datetime) -> str:
    """A new address; the former one, if there was one, answers no more."""
    key, _made = AgendaKey.objects.update_or_create(
        person=person, defaults={"reference": new_reference(), "made_at": now}
    )
    return _signed(key)


def revoke(*, person: Person) -> None:
    """No address answers any more."""
    AgendaKey.objects.filter(person=person).delete()


def reader(token: str) -> Person:
    """Whose feed this address is; Http404 for an address that is none."""
    key = AgendaKey.objects.select_related("person").filter(reference=token[:12], person__is_active=True).first()
    if key is None or not constant_time_compare(_signed(key), token):
        raise Http404
    return key.person


def feed(person: Person, site: str, now: datetime.datetime) -> bytes:
    """The calendar: one's own exchanges in words; what others hold of the objects one waits for, as « occupé »."""
    mine = _dated(now).filter(rules.of_person(person), state__in=SHOWN)
    waits = Exchange.objects.filter(asker=person, state=State.ASKED, course=Course.LENDING).values("listing")
    others = _dated(now).filter(listing__in=waits, occupies=True).exclude(rules.of_person(person))
    kept = Block.objects.filter(listing__owner=person, ends_at__gt=now - PAST).select_related("listing")[:MOST]
    return _calendar(
        [
            *(_appointment(exchange, person, site, now) for exchange in mine[:MOST]),
            *(_busy(exchange, now) for exchange in others[:MOST]),
            *_kept(kept, now),
        ]
    )


def gathering(listing: Listing, comes: bool, site: str, now: datetime.datetime) -> bytes:
    """One appointment, with its meeting point for those who come; Http404 for a listing without a date."""
    if listing.starts_at is None:
        raise Http404
    event = _event(f"listing-{listing.reference}", listing.title, listing.starts_at, listing.ends_at, now)
    event.add("url", f"{site}/annonce/{listing.reference}/")
    if comes and listing.meeting:
        event.add("location", listing.meeting)
    return _calendar([event])


def _dated(now: datetime.datetime):  # type: ignore[no-untyped-def]  # a query set, which the checker infers
    recent = Exchange.objects.filter(starts_at__isnull=False, starts_at__gt=now - PAST).order_by("starts_at", "pk")
    return recent.select_related("listing", "owner", "asker", "giver", "receiver")


def _appointment(exchange: Exchange, person: Person, site: str, now: datetime.datetime) -> Event:
    other = exchange.other_than(person)
    said = {"what": exchange.listing.title, "other": other.first_name}
    event = _event(
        f"exchange-{exchange.reference}",
        _("%(what)s, avec %(other)s") % said,
        exchange.starts_at,
        exchange.ends_at,
        now,
    )
    event.add("url", f"{site}/echange/{exchange.reference}/")
    event.add("description", telling.told_state(exchange))
    if exchange.course == Course.GATHERING and exchange.listing.meeting:
        event.add("location", exchange.listing.meeting)
    return event


def _busy(exchange: Exchange, now: datetime.datetime) -> Event:
    """Nobody's name: only that the object is taken. The reader is not."""
    title = _("Occupé : %(what)s") % {"what": exchange.listing.title}
    event = _event(f"busy-{exchange.pk}", title, exchange.starts_at, exchange.ends_at, now)
    event.add("transp", "TRANSPARENT")
    return event


def _kept(blocks: Iterable[Block], now: datetime.datetime) -> Iterator[Event]:
    for block in blocks:
        title = _("Gardé pour moi : %(what)s") % {"what": block.listing.title}
        event = _event(f"kept-{block.pk}", title, block.starts_at, block.ends_at, now)
        event.add("transp", "TRANSPARENT")
        yield event


def _event(
    uid: str,
    title: str,
    starts: datetime.datetime | None,
    ends: datetime.datetime | None,
    now: datetime.datetime,
) -> Event:
    if starts is None:
        raise ValueError(f"{uid} has no date")
    event = Event()
    event.add("uid", f"{uid}@mitoyen")
    event.add("dtstamp", now)
    event.add("summary", title)
    event.add("dtstart", starts.astimezone(datetime.UTC))
    event.add("dtend", (ends or starts + ONE_HOUR).astimezone(datetime.UTC))
    return event


def _calendar(events: list[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Mitoyen//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Mitoyen")
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _signed(key: AgendaKey) -> str:
    mark = salted_hmac("mitoyen.agenda", f"{key.person_id}:{key.reference}", algorithm="sha256").hexdigest()
    return f"{key.reference}{mark[:40]}"
