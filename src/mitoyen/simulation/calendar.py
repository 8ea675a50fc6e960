"""When things happen: months in France, and moments inside them."""

from __future__ import annotations

import datetime

import numpy as np
from numpy.typing import NDArray

from mitoyen.counting.events import FRANCE
from mitoyen.simulation.laws import Calendar, Numbers

Seconds = NDArray[np.int64]
_MONTHS_PER_YEAR, _SATURDAY, _HOUR = 12, 5, 3600


def month_start(start: datetime.date, month: int) -> datetime.date:
    """The first day of the month that comes `month` months after that of `start`."""
    years, index = divmod(start.month - 1 + month, _MONTHS_PER_YEAR)
    return datetime.date(start.year + years, index + 1, 1)


def epoch(day: datetime.date) -> int:
    """Midnight of a day in France, in seconds since 1970-01-01 UTC."""
    return int(datetime.datetime.combine(day, datetime.time(), FRANCE).timestamp())


class Month:
    """One month of a calendar: its bounds, and moments drawn in it."""

    def __init__(self, start: datetime.date, number: int, calendar: Calendar) -> None:
        first, after = month_start(start, number), month_start(start, number + 1)
        days = [first + datetime.timedelta(days=day) for day in range((after - first).days)]
        weekdays = np.array([day.weekday() for day in days])
        self.number, self.of_year = number, first.month - 1
        self.begins, self.ends = epoch(first), epoch(after)
        # noon in France less twelve hours: the hours drawn below never fall in the night when clocks change
        noons = [int(datetime.datetime.combine(day, datetime.time(12), FRANCE).timestamp()) for day in days]
        self._midnights = np.array(noons, dtype=np.int64) - 12 * _HOUR
        self._weekend = (weekdays >= _SATURDAY).astype(np.int64)
        self._days = _cumulated(calendar.weekdays[weekdays])
        self._weekend_days = _cumulated(calendar.weekdays[weekdays] * self._weekend)
        self._hours = np.stack([_cumulated(hours) for hours in calendar.hours])

    def moments(self, chance: np.random.Generator, size: int, *, weekend: bool = False) -> Seconds:
        """`size` moments of the month, seconds since 1970; at the week-end only if asked."""
        drawn = chance.random((3, size))
        days = np.searchsorted(self._weekend_days if weekend else self._days, drawn[0], side="right")
        hours = (drawn[1][:, np.newaxis] >= self._hours[self._weekend[days]]).sum(axis=1)
        seconds: Seconds = self._midnights[days] + hours * _HOUR + (drawn[2] * _HOUR).astype(np.int64)
        return seconds

    def time_of(self, moments: Seconds) -> Numbers:
        """Moments as months since the start of the simulation: 3.5 is the middle of the fourth month."""
        return self.number + (moments - self.begins) / (self.ends - self.begins)


def _cumulated(weights: NDArray[np.float64]) -> Numbers:
    total = np.cumsum(weights, dtype=np.float64)
    shares: Numbers = total / total[-1]
    return shares
