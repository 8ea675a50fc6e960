"""The numbers of a board: what is published of a place over a period, priced, kept as long as nothing moves.

Everything comes from `queries`, which knows no finer than whole releases. Caps per person-year are not applied (see
docs/decisions/0009-what-a-board-prices.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.pack import TALLY
from mitoyen.evidence.records import Indicator
from mitoyen.impact.assessment import Assessment, Unpriced, price
from mitoyen.reporting.words import PILLARS
from mitoyen.uncertainty.draws import SEED
from mitoyen.uncertainty.summaries import Interval, interval
from mitoyen.web.measure import queries
from mitoyen.web.measure.boards.periods import Period, Step
from mitoyen.web.measure.models import UsageSource
from mitoyen.web.measure.queries import PricedCell
from mitoyen.web.places.models import Place
from mitoyen.web.ui.calculator import calculator

KEPT = 256
"""Boards held in memory, a few kilobytes each."""
MEASURED = "C"
"""The best that a figure computed from activity may claim: an estimated value of the exchanges."""
EXCHANGES, PARTICIPATIONS = "exchanges", "participations"
HOURS = ("hours_given", "hours_together")
STEPS = ("co2_gross", "co2_trips_and_wear", "co2_rebound", "co2_net")
PRACTICE_FIGURES = ("resident_gain", "co2_net", "new_ties")
"""What a practice is told by: the headline of each pillar."""


@dataclass(frozen=True)
class Share:
    """What is published under a label; an empty label for what is told together."""

    label: str
    facts: int
    units: int
    figures: Mapping[str, Interval] = field(default_factory=dict)


@dataclass(frozen=True)
class Below:
    """What is published of a place just below; None for what is told of the place without saying where in it."""

    place: Place | None
    facts: int
    exchanges: int
    participations: int


@dataclass(frozen=True)
class Column:
    """A day, a week or a month of a trend that holds something."""

    start: datetime.date
    facts: int


@dataclass(frozen=True, eq=False)
class Board:
    """What is published of a place over a period. Figures are intervals; facts, ties and newcomers are counts.

    One is made for a version of its place and kept: the same object is the same figures. What a page cuts them into is
    counted at the first question, since a stream that sends the figures alone never asks.
    """

    place: Place
    period: Period
    version: int
    facts: int
    ties: int
    newcomers: int
    figures: Mapping[str, Interval]
    parts: tuple[queries.Part, ...]
    sources: tuple[UsageSource, ...]
    unpriced: tuple[Unpriced, ...]
    evidence: str
    draws: int
    seed: int = SEED

    @property
    def empty(self) -> bool:
        """Nothing is published here for this period."""
        return not self.parts

    @cached_property
    def practices(self) -> tuple[Share, ...]:
        """The whole by practice."""
        return tuple(_share(part, PRACTICE_FIGURES) for part in self.parts)

    @cached_property
    def categories(self) -> tuple[Share, ...]:
        """The whole by category, as far as it may be told."""
        return () if self.empty else tuple(map(_share, queries.by_category(*self._days)))

    @cached_property
    def proofs(self) -> tuple[Share, ...]:
        """The whole by letter of proof, as far as it may be told."""
        return () if self.empty else tuple(map(_share, queries.by_proof(*self._days)))

    @cached_property
    def children(self) -> tuple[Below, ...]:
        """The whole by place just below."""
        if not self.place.path:
            return ()
        return tuple(_below(queries.children(*self._days) if self.version else queries.silent_children(self.place)))

    @property
    def _days(self) -> tuple[Place, datetime.date, datetime.date]:
        return self.place, self.period.first, self.period.last

    @property
    def exchanges(self) -> int:
        """Loans, gifts, sales, repairs, rides, meals, orders, services."""
        return count(self.figures, EXCHANGES)

    @property
    def participations(self) -> int:
        """Attendances of gatherings."""
        return count(self.figures, PARTICIPATIONS)

    @property
    def without_price(self) -> int:
        """Units that are counted and that this version of the evidence cannot price."""
        return round(sum(left.units for left in self.unpriced))

    @property
    def simulated(self) -> bool:
        """Whether a simulated source feeds it, or the place itself is invented."""
        return self.place.simulated or any(source.simulated for source in self.sources)

    @property
    def invented_part(self) -> list[str]:
        """The simulated sources among others that are not; nothing when all is simulated, or nothing."""
        names = [source.name for source in self.sources if source.simulated]
        return names if 0 < len(names) < len(self.sources) else []

    @property
    def headlines(self) -> tuple[Indicator, ...]:
        """The figure of each pillar that comes first."""
        return tuple(headline(pillar) for pillar in PILLARS)


def version_of(place: Place) -> int:
    """A number that grows when a figure of the place may have moved; 0 for a place that has no row yet."""
    return queries.version(place) if place.path else 0


def board(place: Place, period: Period, version: int | None = None) -> Board:
    """What is published of the place over the period; nothing for most of the country, where nothing ever was.

    `version`: of the place, where it was asked for already.
    """
    known = version_of(place) if version is None else version
    return _board(place, period, known) if known else _of(place, period, queries.NOTHING, 0)


def trend(board: Board, step: Step) -> tuple[tuple[Column, ...], int]:
    """Facts by day, week or month, and those that are published over more than one of them."""
    return ((), 0) if board.empty else _trend(board.place, board.period, step, board.version)


def headline(pillar: str) -> Indicator:
    """The figure of a pillar that comes first."""
    indicators = calculator().pack.indicators.values()
    return next(indicator for indicator in indicators if indicator.pillar == pillar and indicator.headline)


def grade(indicator: Indicator) -> str:
    """What a figure measured from activity may claim: C, or D when it rests on an assumption about people."""
    return max(indicator.grade, MEASURED)


def count(figures: Mapping[str, Interval], indicator: str) -> int:
    """A figure that only counts: every draw of it says the same."""
    return round(figures[indicator].mean) if indicator in figures else 0


def priced(cells: Iterable[PricedCell]) -> Assessment:
    """The figures of what was counted, under today's evidence; what it cannot price is an exchange all the same."""
    found = price(calculator().pricing, cells)
    return found if not found.unpriced else replace(found, figures={**found.figures, **_with_unpriced(found)})


def _with_unpriced(found: Assessment) -> dict[str, NDArray[np.float64]]:
    """The figures that only count, with the units of practices still known of what could not be priced."""
    figures: dict[str, NDArray[np.float64]] = {}
    for left in found.unpriced:
        for id in _counted_by(left.practice):
            figures[id] = figures.get(id, found[id]) + left.units
    return figures


def forget() -> None:
    """Let go of every board held in memory."""
    _board.cache_clear()
    _trend.cache_clear()


@lru_cache(maxsize=KEPT)
def _board(place: Place, period: Period, version: int) -> Board:
    return _of(place, period, queries.shown(place, period.first, period.last), version)


@lru_cache(maxsize=KEPT)
def _trend(place: Place, period: Period, step: Step, version: int) -> tuple[tuple[Column, ...], int]:
    found = queries.trend(place, period.first, period.last, step)
    return tuple(Column(start, _facts(cells)) for start, cells in found.steps), _facts(found.wider)


def _of(place: Place, period: Period, shown: queries.Shown, version: int) -> Board:
    whole = priced(shown.cells)
    return Board(
        place=place,
        period=period,
        version=version,
        facts=shown.facts,
        ties=shown.ties,
        newcomers=shown.newcomers,
        figures=whole.something,
        parts=tuple(shown.practices),
        sources=tuple(shown.sources),
        unpriced=whole.unpriced,
        evidence=whole.pack.name,
        draws=calculator().draws.size,
    )


def _share(part: queries.Part, indicators: tuple[str, ...] = ()) -> Share:
    units = sum(cell.tally.units for cell in part.cells)
    if not indicators:
        return Share(part.label, part.facts, units)
    figures = priced(part.cells)
    return Share(part.label, part.facts, units, {id: interval(figures[id]) for id in indicators if figures[id].any()})


def _below(children: queries.Children) -> Iterable[Below]:
    for place, cells in children.parts:
        yield _counted(place, cells)
    if children.itself and children.parts:
        yield _counted(None, children.itself)


def _counted(place: Place | None, cells: list[PricedCell]) -> Below:
    """Counts of a place below; they need no pricing, for each practice says what its exchanges count for."""
    counted = {
        indicator: sum(cell.tally.units for cell in cells if indicator in _counted_by(cell.practice))
        for indicator in (EXCHANGES, PARTICIPATIONS)
    }
    return Below(place, _facts(cells), counted[EXCHANGES], counted[PARTICIPATIONS])


def _counted_by(practice: str) -> list[str]:
    """The figures that count the exchanges of a practice and nothing else; none of one that the evidence let go of."""
    known = calculator().pack.practices.get(practice)
    return [id for id, result in known.results.items() if result == TALLY] if known else []


def _facts(cells: Iterable[PricedCell]) -> int:
    return sum(cell.tally.facts for cell in cells)
