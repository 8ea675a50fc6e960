"""What somebody's own exchanges brought: their part of each, priced like the boards (docs/method/my-impact.md)."""

from __future__ import annotations

import datetime
import operator
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mitoyen.counting.events import FRANCE
from mitoyen.counting.tallies import Tally
from mitoyen.impact import sharing
from mitoyen.impact.assessment import Assessment, Cell, Unpriced
from mitoyen.uncertainty.summaries import Interval, interval
from mitoyen.web.measure.boards.periods import Period
from mitoyen.web.measure.boards.published import STEPS, priced
from mitoyen.web.measure.queries import PricedCell
from mitoyen.web.neighbourhood.exchanges import facts
from mitoyen.web.neighbourhood.exchanges.rules import of_person
from mitoyen.web.neighbourhood.models import Exchange
from mitoyen.web.people.models import Person
from mitoyen.web.ui.calculator import calculator

NET, KEPT = STEPS[-1], "kept"
HOURS = ("hours_given", "hours_together")


@dataclass(frozen=True)
class Counted:
    """An exchange of mine that the measure counts."""

    reference: str
    title: str
    practice: str
    category: str
    day: datetime.date
    """In France, as the measure has it."""
    given: bool
    other: int
    """Key of the neighbour."""
    tally: Tally
    simulated: bool

    @property
    def cell(self) -> Cell:
        """What is priced."""
        return self.practice, self.category, self.tally


@dataclass(frozen=True)
class Line:
    """One practice: how many times on each side, my part of the carbon and the money I kept."""

    practice: str
    given: int
    received: int
    net: Interval
    kept: Interval


@dataclass(frozen=True)
class Impact:
    """My part of my exchanges over a period. Figures are intervals; counts and cents are exact."""

    period: Period
    exchanges: Sequence[Counted]
    """The latest first."""
    figures: Mapping[str, Interval]
    """The steps of the carbon, the hours, and KEPT: money kept or earned, what passes between neighbours aside."""
    lines: Sequence[Line]
    neighbours: int
    newly: int
    """How many of these neighbours I had exchanged nothing with before the period."""
    earned: int
    """Agreed prices that I was to receive [euro cents]."""
    paid: int
    """[euro cents]"""
    unpriced: Sequence[Unpriced]

    @property
    def simulated(self) -> bool:
        """Whether a model invented some of these exchanges."""
        return any(each.simulated for each in self.exchanges)

    @property
    def net(self) -> Interval:
        """Carbon that is avoided when all is taken off [kgCO2e]."""
        return self.figures[NET]


@dataclass(frozen=True)
class Weighed:
    """One exchange: the whole of it, and my part."""

    exchange: Exchange
    whole: Mapping[str, Interval]
    mine: Mapping[str, Interval]
    priced: bool


def counted(person: Person) -> list[Counted]:
    """Every exchange of somebody that the measure counts, the latest first."""
    found = Exchange.objects.filter(of_person(person)).exclude(fact="").select_related("listing")
    mine = [_counted(exchange, person) for exchange in found.defer("listing__text", "listing__words")]
    return sorted(mine, key=lambda each: (each.day, each.reference), reverse=True)


def of_period(everything: Sequence[Counted], period: Period) -> Impact:
    """What the exchanges of a period brought, among everything that somebody ever exchanged."""
    within = [each for each in everything if period.first <= each.day <= period.last]
    whole = _assessed(within)
    before = {each.other for each in everything if each.day < period.first}
    met = {each.other for each in within}
    money = [(each.given, each.tally.cents) for each in within]
    return Impact(
        period=period,
        exchanges=within,
        figures=_figures(whole),
        lines=list(_lines(within)),
        neighbours=len(met),
        newly=len(met - before),
        earned=sum(cents for given, cents in money if given),
        paid=sum(cents for given, cents in money if not given),
        unpriced=whole.unpriced,
    )


def of_exchange(exchange: Exchange, person: Person) -> Weighed | None:
    """What one exchange brought, and the part of one of its sides; None when the measure does not count it."""
    if not exchange.fact:
        return None
    one = _counted(exchange, person)
    whole = priced([PricedCell(*one.cell)])  # type: ignore[arg-type]  # a tally of whole numbers
    return Weighed(exchange, _figures(whole), _figures(_assessed([one])), not whole.unpriced)


def assessed(person: Person) -> Assessment:
    """Every figure of somebody, draw by draw, over all their exchanges."""
    return _assessed(counted(person))


def _assessed(exchanges: Iterable[Counted]) -> Assessment:
    cells: dict[bool, list[Cell]] = {True: [], False: []}
    for given, group in _grouped(exchanges).items():
        cells[given] += [(practice, category, tally) for (practice, category), tally in group.items()]
    return sharing.of_person(calculator().pricing, cells[True], cells[False])


def _grouped(exchanges: Iterable[Counted]) -> dict[bool, dict[tuple[str, str], Tally]]:
    """Sums by side, practice and category: each pair is priced once."""
    sums: dict[bool, dict[tuple[str, str], Tally]] = {True: {}, False: {}}
    for each in exchanges:
        known = sums[each.given].get((each.practice, each.category))
        added = each.tally if known is None else Tally(*map(operator.add, known, each.tally))
        sums[each.given][each.practice, each.category] = added
    return sums


def _figures(found: Assessment) -> dict[str, Interval]:
    """A few rows only: plain quantiles, which spare a request the loading of the compiled ones."""
    return {id: interval(found[id]) for id in (*STEPS, *HOURS)} | {KEPT: interval(_kept(found))}


def _kept(found: Assessment) -> NDArray[np.float64]:
    """Money kept or earned: the gain of residents, without what passes from one to the other."""
    kept: NDArray[np.float64] = found["resident_gain"] - sum(found[id] for id in sharing.PASSES)
    return kept


def _lines(exchanges: Sequence[Counted]) -> Iterable[Line]:
    """By practice, the most frequent first."""
    groups: dict[str, list[Counted]] = defaultdict(list)
    for each in exchanges:
        groups[each.practice].append(each)
    for practice, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        given, found = sum(each.given for each in group), _assessed(group)
        yield Line(practice, given, len(group) - given, interval(found[NET]), interval(_kept(found)))


def _counted(exchange: Exchange, person: Person) -> Counted:
    given = exchange.giver_id == person.pk
    moment = facts.took_place(exchange, exchange.confirmed_at or exchange.moved_at)
    return Counted(
        reference=exchange.reference,
        title=exchange.listing.title,
        practice=exchange.practice,
        category=exchange.category,
        day=moment.astimezone(FRANCE).date(),
        given=given,
        other=exchange.receiver_id if given else exchange.giver_id,
        tally=_tally(exchange),
        simulated=exchange.simulated,
    )


def _tally(exchange: Exchange) -> Tally:
    """The numbers of its usage event, as the fold counts them."""
    units = exchange.seats
    measured = (exchange.grams, exchange.metres, exchange.minutes, exchange.cents)
    return Tally(1, units, *measured, *(units if number else 0 for number in measured))
