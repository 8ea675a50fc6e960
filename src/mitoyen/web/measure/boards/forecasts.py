"""Forecasts kept, and what is measured since, month by month, across the band they gave."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mitoyen.projection.keys import decode
from mitoyen.reporting.words import PILLARS
from mitoyen.web.measure import queries
from mitoyen.web.measure.boards import periods, published
from mitoyen.web.measure.models import Forecast
from mitoyen.web.measure.queries import PricedCell
from mitoyen.web.places.models import Place
from mitoyen.web.prepared import Prepared
from mitoyen.web.ui.calculator import calculator

_LATEST = Prepared(lambda place: Forecast.objects.filter(place=place).order_by("-stored_at", "-pk")[:1])


@dataclass(frozen=True)
class Track:
    """One figure since the launch: P10, P50, P90 as forecast, one row a month; central values as measured so far."""

    indicator: str
    forecast: tuple[tuple[float, float, float], ...]
    measured: tuple[float, ...]

    @property
    def said(self) -> tuple[float, float, float]:
        """What was forecast for the last month that is measured."""
        return self.forecast[len(self.measured) - 1]

    @property
    def side(self) -> str:
        """Where the measure lies: below, within or above the band."""
        low, _, high = self.said
        return "below" if self.measured[-1] < low else "above" if self.measured[-1] > high else "within"


def keep(*, place: Place, key: str, start: datetime.date, now: datetime.datetime) -> Forecast:
    """Store what the scenario of `key` says of the place, launched in the month of `start`; once is enough.

    Raises BrokenKey or ScenarioError. A place drawn by hand is followed by the forecast of a scenario of its size.
    """
    made = calculator().forecast(decode(key))
    rows = {id: made.cumulative[made.coefficients.indicators.index(id)].tolist() for id in _indicators()}
    stored = {"evidence": made.coefficients.pack.name, "figures": rows, "stored_at": now}
    return Forecast.objects.get_or_create(place=place, key=key, start=start.replace(day=1), defaults=stored)[0]


def latest(place: Place) -> Forecast | None:
    """The forecast kept last for the place."""
    return next(iter(_LATEST(place.pk)), None) if place.path else None


def tracks(forecast: Forecast, today: datetime.date) -> tuple[Track, ...]:
    """Each figure of the forecast, with what is measured up to the last whole month."""
    months = len(next(iter(forecast.figures.values())))
    last = min(_months(forecast.start, today), months)
    return _tracks(forecast.pk, last, queries.version(forecast.place))


@lru_cache(maxsize=published.KEPT)
def _tracks(pk: int, months: int, version: int) -> tuple[Track, ...]:
    """Of the figures that the evidence still knows, for the others can be measured no more, in the order of a board.

    PostgreSQL does not keep the order in which they were stored.
    """
    forecast = Forecast.objects.select_related("place").get(pk=pk)
    known = calculator().pack.indicators.keys() & forecast.figures.keys()
    measured = list(_measured(forecast, months))
    return tuple(
        Track(id, tuple(tuple(row) for row in forecast.figures[id]), tuple(month[id] for month in measured))
        for id in sorted(known, key=lambda id: (id not in _indicators(), [*_indicators(), id].index(id), id))
    )


def _measured(forecast: Forecast, months: int) -> Iterator[dict[str, float]]:
    """Indicator → central value since the launch, after each month."""
    if not months:
        return
    starts = list(_starts(forecast.start, months + 1))
    found = queries.trend(forecast.place, starts[0], starts[-1] - datetime.timedelta(days=1), "month")
    by_month = dict(found.steps)
    sofar: list[PricedCell] = []
    for start in starts[:-1]:
        sofar += by_month.get(start, [])
        figures = published.priced(sofar).intervals
        yield {id: found.median for id, found in figures.items()}


def _indicators() -> Sequence[str]:
    return (published.EXCHANGES, *(published.headline(pillar).id for pillar in PILLARS))


def _starts(first: datetime.date, count: int) -> Iterator[datetime.date]:
    start = first
    for _ in range(count):
        yield start
        start = periods.after(start, "month")


def _months(start: datetime.date, today: datetime.date) -> int:
    """Whole months from a first day to today."""
    return max(0, (today.year - start.year) * 12 + today.month - start.month)
