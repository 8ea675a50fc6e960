"""Days as people write them: what can be read for certain is read, the rest is refused with its reason."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Literal

from mitoyen.counting.events import FIRST_DAY, FRANCE

Order = Literal["dmy", "mdy"]
"""Which of day and month comes first when the year comes last."""

NOON = datetime.time(12)
_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SHORT = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}")
_HIGHEST_MONTH = 12


class BadDate(ValueError):
    """A text that is no day for certain; the message completes "the date …"."""


def read(text: str, order: Order | None, today: datetime.date) -> datetime.date:
    """The day that is written; `order` serves where day and month could be one another."""
    day = _read(text.strip(), order)
    if day > today:
        raise BadDate("is in the future")
    if day < FIRST_DAY:
        raise BadDate(f"is before {FIRST_DAY.year}")
    return day


def moment(day: datetime.date, now: datetime.datetime) -> datetime.datetime:
    """Noon in France of a day, or `now` when it is not noon yet.

    Facts are counted by day in France. Noon there is the same day all over Europe, whatever the season: the day that is
    counted is the day that was written, in whichever country of the continent it was.
    """
    return min(datetime.datetime.combine(day, NOON, FRANCE), now)


def order_of(texts: Iterable[str]) -> Order | Literal["mixed"] | None:
    """The order that those texts prove, which have a number above 12; "mixed" when they prove both; None, neither."""
    found: set[Order] = set()
    for text in texts:
        match = _YEAR_LAST.fullmatch(text.strip())
        if match:
            first, second = int(match[1]), int(match[3])
            if first > _HIGHEST_MONTH >= second:
                found.add("dmy")
            elif second > _HIGHEST_MONTH >= first:
                found.add("mdy")
        if len(found) > 1:
            return "mixed"
    return found.pop() if found else None


def is_ambiguous(text: str) -> bool:
    """Whether day and month could be one another: 03/07/2019."""
    match = _YEAR_LAST.fullmatch(text.strip())
    return match is not None and _either(int(match[1]), int(match[3]))


def _either(first: int, second: int) -> bool:
    return first != second and max(first, second) <= _HIGHEST_MONTH


def _read(text: str, order: Order | None) -> datetime.date:
    if not text:
        raise BadDate("is empty")
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(int(match[1]), int(match[3]), int(match[4]), order)
    if match := _COMPACT.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    raise BadDate(_complaint(text))


def _year_last(first: int, second: int, year: int, order: Order | None) -> datetime.date:
    if order is None:
        if _either(first, second):
            raise BadDate("has a day and a month that could be one another; say which comes first")
        order = "mdy" if second > _HIGHEST_MONTH else "dmy"
    return _day(year, second, first) if order == "dmy" else _day(year, first, second)


def _day(year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise BadDate("does not exist") from None


def _complaint(text: str) -> str:
    if re.fullmatch(r"\d{4}", text):
        return "is a year alone"
    if re.fullmatch(r"\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}", text):
        return "has no day"
    if _SHORT.fullmatch(text):
        return "has a year of two digits"
    return "cannot be read; write it as 2026-11-22"
