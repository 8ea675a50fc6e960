"""Lengths of time that a board covers, and how they are cut to show a trend."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext

Day = datetime.date
Name = Literal["today", "month", "year", "all"]
Step = Literal["day", "week", "month"]

NAMES: tuple[Name, ...] = ("today", "month", "year", "all")
STEPS: tuple[Step, ...] = ("day", "week", "month")
USUAL: Name = "year"
MOST = {"day": 92, "week": 106 * 7, "month": 600 * 31}
"""Days that a trend may cover at a step: more columns than that tell nothing on a phone."""
_BEGINNING = datetime.date(1990, 1, 1)
_ONE = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included; `name` when it is one that moves with today."""

    first: Day
    last: Day
    name: Name | None = None

    @property
    def query(self) -> str:
        """What stands after the question mark of its address; nothing for the usual one."""
        if self.name is None:
            return f"?first={self.first.isoformat()}&last={self.last.isoformat()}"
        return "" if self.name == USUAL else f"?period={self.name}"

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Slice:
    """A day, a week or a month of a trend, cut at the ends of the period."""

    first: Day
    last: Day
    label: str
    mark: str
    """A shorter one, for under an axis."""


def named(name: Name, today: Day) -> Period:
    """The period that the name tells today, whole: what is published of a month may not say in which of its days."""
    year = Period(today.replace(month=1, day=1), today.replace(month=12, day=31), name)
    if name == "today":
        return Period(today, today, name)
    if name == "month":
        return Period(today.replace(day=1), after(today, "month") - _ONE, name)
    return year if name == "year" else Period(_BEGINNING, year.last, name)


def label(name: Name) -> str:
    """What a reader chooses."""
    return {
        "today": gettext("Aujourd’hui"),
        "month": gettext("Ce mois-ci"),
        "year": gettext("Cette année"),
        "all": gettext("Depuis le début"),
    }[name]


def told(period: Period) -> str:
    """The period as a title says it: « novembre 2026 », « du 3 mars au 8 avril 2026 »."""
    whole_year = Period(period.first.replace(month=1, day=1), period.first.replace(month=12, day=31), period.name)
    if period.name == "all":
        return gettext("depuis le début de la mesure")
    if period.days == 1:
        return date(period.last)
    if period == whole_year:
        return str(period.first.year)
    if period.first.day == 1 and period.last == after(period.first, "month") - _ONE:
        return month(period.first)
    return gettext("du %(first)s au %(last)s") % {"first": date(period.first), "last": date(period.last)}


def date(day: Day) -> str:
    """« 22 novembre 2026 », « 1er novembre 2026 »."""
    written = date_format(day, "j F Y")
    return gettext("1er%(rest)s") % {"rest": written[1:]} if day.day == 1 else written


def month(day: Day) -> str:
    """« novembre 2026 »."""
    return date_format(day, "F Y")


def fitting(period: Period) -> Step:
    """The step at which a period reads well."""
    return "day" if period.days <= 35 else "week" if period.days <= 200 else "month"


def allowed(period: Period) -> list[Step]:
    """The steps at which a period does not make too many columns."""
    return [step for step in STEPS if period.days <= MOST[step]]


def cut(period: Period, step: Step) -> Iterator[Slice]:
    """The days, weeks (from Monday) or months of a period, the first and the last cut at its ends."""
    begins = period.first
    while begins <= period.last:
        following = after(begins, step)
        yield _slice(begins, min(following - _ONE, period.last), step)
        begins = following


def start(day: Day, step: Step) -> Day:
    """The first day of the day, week or month that holds a day."""
    if step == "day":
        return day
    return day.replace(day=1) if step == "month" else day - datetime.timedelta(days=day.weekday())


def after(day: Day, step: Step) -> Day:
    """The first day of the next day, week or month."""
    if step == "day":
        return day + _ONE
    if step == "week":
        return day + datetime.timedelta(days=7 - day.weekday())
    return (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)


def _slice(first: Day, last: Day, step: Step) -> Slice:
    short = date_format(first, "j/n")
    if step == "day":
        return Slice(first, last, date(first), short)
    if step == "week":
        return Slice(first, last, gettext("semaine du %(day)s") % {"day": date(first)}, short)
    return Slice(first, last, month(first), date_format(first, "n/y"))
