"""When a lent object is free: the days of a month with what is taken of them, and who waits."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mitoyen.web.neighbourhood import moments
from mitoyen.web.neighbourhood.enums import State
from mitoyen.web.neighbourhood.exchanges.entry import AHEAD, to_the_minute, waiting
from mitoyen.web.neighbourhood.exchanges.telling import News, announce
from mitoyen.web.neighbourhood.models import Block, Exchange, Listing
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Deed
from mitoyen.web.people.models import Person
from mitoyen.web.prepared import Prepared
from mitoyen.web.ui.words import language

_FREED = gettext_lazy("C’est de nouveau libre au moment que vous demandez : %(what)s.")
AGO = datetime.timedelta(days=366)
FREE, PARTLY, TAKEN = "free", "partly", "taken"
_LENT = Prepared(
    lambda listing, since, until: Exchange.objects.filter(
        Q(ends_at__gt=since) | Q(state=State.HANDED_OVER), listing=listing, occupies=True, starts_at__lt=until
    ).select_related("asker", "listing")
)
_KEPT = Prepared(
    lambda listing, since, until: Block.objects.filter(listing=listing, starts_at__lt=until, ends_at__gt=since)
)
_ASKED = Prepared(
    lambda listing: Exchange.objects.filter(listing=listing, state=State.ASKED).values_list("pk", flat=True)
)


class CannotKeep(ValueError):
    """The time cannot be kept so; the sentence says why, in the language of the page."""


@dataclass(frozen=True)
class Busy:
    """A time [starts, ends) in which nobody else can have the object, as the reader may know it."""

    starts: datetime.datetime
    ends: datetime.datetime
    said: str
    """« pris », « réservé par vous », or who has it, for its owner."""
    reference: str = ""
    """Of the exchange, for its two sides."""
    block: int | None = None
    """Row of the time kept, for its owner."""

    @property
    def period(self) -> str:
        """Its beginning and end, in words."""
        return moments.period_of(self.starts, self.ends)


@dataclass(frozen=True)
class Day:
    """One day of the month."""

    date: datetime.date
    state: str
    """FREE, PARTLY or TAKEN."""
    said: str
    """« libre », « pris de 18 h à 20 h »."""
    past: bool
    today: bool

    @property
    def cell(self) -> SafeString:
        """How a month shows it. A page holds thirty: a template would take five times as long for each."""
        past, today = " day--past" if self.past else "", ' aria-current="date"' if self.today else ""
        return mark_safe(  # noqa: S308 - dates, names of states, and words that are escaped
            f'<td class="day day--{self.state}{past}"{today}><time datetime="{self.date}">{self.date.day}</time>'
            f'<span class="unseen"> {escape(self.said)}</span></td>'
        )


@dataclass(frozen=True)
class Month:
    """A month of an object's calendar, by weeks from Monday; None for days of another month."""

    listing: Listing
    first: datetime.date
    title: str
    weekdays: list[tuple[str, str]]
    """Short and long names."""
    weeks: list[list[Day | None]]
    busy: list[Busy]
    """What is taken from now on, in this month."""
    out: str
    """That the object should be back, and is not; empty otherwise."""
    waiting: int
    waiting_said: str
    owns: bool
    before: str
    """The month before as an address says it, « 2026-10 »; empty when it is too long ago."""
    after: str


def month(listing: Listing, viewer: Person, now: datetime.datetime, first: datetime.date | None = None) -> Month:
    """The calendar of an object for one reader; the month of `now` unless told."""
    today = moments.here(now).date()
    first = (first or today).replace(day=1)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    within = moments.day(weeks[0][0])[0], moments.day(weeks[-1][-1])[1]
    lent = _LENT(listing.pk, *within)
    taken = _busy(lent, listing, viewer, within)
    asked = len(_ASKED(listing.pk))
    return Month(
        listing=listing,
        first=first,
        title=date_format(first, _("F Y")),
        weekdays=_weekdays(language()),
        weeks=[[_day(day, taken, today) if day.month == first.month else None for day in week] for week in weeks],
        busy=[one for one in taken if one.ends > now and _meets(one, _of_month(first))],
        out=_out(lent, viewer, now),
        waiting=asked,
        waiting_said=_waiting(asked),
        owns=viewer.pk == listing.owner_id,
        before=_near(first - datetime.timedelta(days=1), today),
        after=_near(first + datetime.timedelta(days=31), today),
    )


@transaction.atomic
def keep(
    *, listing: Listing, by: Actor, starts_at: datetime.datetime, ends_at: datetime.datetime, now: datetime.datetime
) -> Block:
    """Keep an object for its owner; CannotKeep when somebody has it then, or the time is none."""
    starts, ends = to_the_minute(starts_at), to_the_minute(ends_at)
    if ends <= starts:
        raise CannotKeep(_("La fin vient après le début : corrigez l’un des deux."))
    if ends <= now or ends > now + AHEAD:
        raise CannotKeep(_("Choisissez un moment à venir, dans l’année."))
    try:
        with transaction.atomic():
            made = Block.objects.create(listing=listing, starts_at=starts, ends_at=ends, made_at=now)
    except IntegrityError as error:
        raise CannotKeep(
            _("Vous avez déjà promis cet objet à quelqu’un à ce moment-là. Annulez d’abord ce prêt, ou écrivez-lui.")
        ) from error
    _note(listing, by, now)
    return made


@transaction.atomic
def release(*, listing: Listing, by: Actor, pk: int, now: datetime.datetime) -> None:
    """Lend again what was kept: the first who asked for that time is told. What is free already stays so."""
    block = Block.objects.filter(listing=listing, pk=pk).first()
    if block is None:
        return
    Block.objects.filter(pk=pk).delete()
    first = waiting(listing, block.starts_at, block.ends_at).select_related("asker", "listing").first()
    if first is not None:
        announce(first, first.asker, News(_FREED, {}, f"released:{pk}"), now)
    _note(listing, by, now)


def month_of(said: str) -> datetime.date | None:
    """The first day of « 2026-11 »; None for what says no month."""
    try:
        return datetime.date.fromisoformat(f"{said}-01")
    except ValueError:
        return None


def _note(listing: Listing, by: Actor, now: datetime.datetime) -> None:
    link = f"/annonce/{listing.reference}/calendrier/"
    by.note(deed=Deed.CHANGED_LISTING, about=listing.title, link=link, now=now)


def _lent(exchange: Exchange, viewer: Person) -> Busy:
    if viewer.pk == exchange.owner_id:
        said = _("prêté à %(who)s") % {"who": exchange.asker.first_name}
        return Busy(exchange.starts_at, exchange.ends_at, said, exchange.reference)  # type: ignore[arg-type]  # occupies
    if viewer.pk == exchange.asker_id:
        return Busy(exchange.starts_at, exchange.ends_at, _("réservé par vous"), exchange.reference)  # type: ignore[arg-type]  # occupies
    return Busy(exchange.starts_at, exchange.ends_at, _("pris"))  # type: ignore[arg-type]  # it occupies a time


def _kept(block: Block, listing: Listing, viewer: Person) -> Busy:
    if viewer.pk == listing.owner_id:
        return Busy(block.starts_at, block.ends_at, _("gardé pour vous"), block=block.pk)
    return Busy(block.starts_at, block.ends_at, _("pris"))


def _day(date: datetime.date, taken: Iterable[Busy], today: datetime.date) -> Day:
    starts, ends = moments.day(date)
    here = [one for one in taken if one.starts < ends and starts < one.ends]
    state, said = _state(here, (starts, ends))
    return Day(date=date, state=state, said=said, past=date < today, today=date == today)


def _state(here: list[Busy], day: moments.Period) -> tuple[str, str]:
    if not here:
        return FREE, _("libre")
    if _covered(here, day):
        return TAKEN, _("pris toute la journée")
    return PARTLY, _("pris %(parts)s") % {"parts": ", ".join(_part(one, day) for one in here)}


def _part(one: Busy, day: moments.Period) -> str:
    """« de 18 h à 20 h », « jusqu’à 9 h », « dès 22 h »."""
    told = {"starts": moments.hour_of(one.starts), "ends": moments.hour_of(one.ends)}
    if one.starts <= day[0]:
        return _("jusqu’à %(ends)s") % told
    if one.ends >= day[1]:
        return _("dès %(starts)s") % told
    return _("de %(starts)s à %(ends)s") % told


def _covered(taken: Iterable[Busy], day: moments.Period) -> bool:
    """Whether nothing of the day is left free; `taken` is in the order of beginnings."""
    free_from = day[0]
    for one in taken:
        if one.starts > free_from:
            return False
        free_from = max(free_from, one.ends)
    return free_from >= day[1]


@cache
def _weekdays(language: str) -> list[tuple[str, str]]:
    """From Monday, in the language of the page."""
    week = (datetime.date(2026, 1, 5 + after) for after in range(7))
    return [(date_format(day, "D"), date_format(day, "l")) for day in week]


def _of_month(first: datetime.date) -> moments.Period:
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return moments.day(first)[0], moments.day(last)[1]


def _meets(one: Busy, period: moments.Period) -> bool:
    return one.starts < period[1] and period[0] < one.ends


def _busy(lent: Iterable[Exchange], listing: Listing, viewer: Person, within: moments.Period) -> list[Busy]:
    """What is taken of an object in a time, the first first."""
    kept = _KEPT(listing.pk, *within)
    found = [*(_lent(exchange, viewer) for exchange in lent), *(_kept(block, listing, viewer) for block in kept)]
    return sorted((one for one in found if _meets(one, within)), key=lambda one: (one.starts, one.ends))


def _out(lent: Iterable[Exchange], viewer: Person, now: datetime.datetime) -> str:
    """That a loan is late; to all but its borrower, who reads it on their own page, without a name for the others."""
    late = [(one, one.ends_at) for one in lent if one.state == State.HANDED_OVER and one.ends_at and one.ends_at <= now]
    if not late or viewer.pk == late[0][0].asker_id:
        return ""
    loan, due = late[0]
    told = {"who": loan.asker.first_name, "moment": moments.moment_of(due)}
    if viewer.pk == loan.owner_id:
        return _("%(who)s ne l’a pas encore rendu : c’était prévu le %(moment)s.") % told
    return _("L’objet n’est pas encore revenu : on l’attendait le %(moment)s.") % told


def _near(date: datetime.date, today: datetime.date) -> str:
    """The month of a date, unless it is too far from today to matter."""
    return f"{date:%Y-%m}" if today - AGO <= date <= today + AHEAD + datetime.timedelta(days=31) else ""


def _waiting(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(count)s personne attend une réponse", "%(count)s personnes attendent une réponse", count) % {
        "count": count
    }
