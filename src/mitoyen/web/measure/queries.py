"""What a board may read: sums over whole releases, and nothing finer. See docs/decisions/0006-what-is-published.md.

Every figure asked for (place, first, last) is made of the same releases: those of the place, whose days all lie in the
range. So parts always add up to the whole, exactly.
"""

from __future__ import annotations

import datetime
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from django.db.models import F, Max, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, StrIndex, Substr

from mitoyen.counting.events import EPOCH, day_of
from mitoyen.counting.tallies import Tally
from mitoyen.web.measure.models import Breakdown, BreakdownCell, Release, ReleaseCell, UsageSource
from mitoyen.web.places import queries as places
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place
from mitoyen.web.prepared import Prepared

Step = Literal["day", "week", "month"]
SEVERAL = ""
"""Label of what is told together: several practices, categories, proofs or places, or an unknown one."""


class PricedCell(NamedTuple):
    """Numbers to be priced; an unknown category is ""."""

    practice: str
    category: str
    tally: Tally


@dataclass(frozen=True)
class Part:
    """A share of the whole under its label; SEVERAL for what is told together."""

    label: str
    cells: list[PricedCell]

    @property
    def facts(self) -> int:
        """Facts, those taken off subtracted."""
        return sum(cell.tally.facts for cell in self.cells)


@dataclass(frozen=True)
class Shown:
    """What is published of a place over a range of days.

    ties: pairs that exchanged for the first time; newcomers: persons who took part for the first time. Both are counted
    in the release where they appear, so that they add up like facts do. sources: who told, by name.
    """

    cells: list[PricedCell]
    practices: list[Part]
    facts: int
    ties: int
    newcomers: int
    sources: list[UsageSource]


@dataclass(frozen=True)
class Trend:
    """The whole, cut by first day of the steps that hold something; `wider`: releases that span several steps."""

    steps: list[tuple[datetime.date, list[PricedCell]]]
    wider: list[PricedCell]


@dataclass(frozen=True)
class Children:
    """The whole, cut by the places just below; `itself`: what is told of the place without saying where in it."""

    parts: list[tuple[Place, list[PricedCell]]]
    itself: list[PricedCell]


NOTHING = Shown([], [], 0, 0, 0, [])


def shown(place: Place, first: datetime.date, last: datetime.date) -> Shown:
    """Everything that is published of the place over the days from `first` to `last`, both included."""
    if not _known(place):
        return NOTHING
    ((facts, ties, newcomers),) = _totals(_within(place))(*_told(place, first, last))
    practices = _parts(_sums_in(place, first, last, "release__practice"))
    return Shown(
        cells=_merged(cell for part in practices for cell in part.cells),
        practices=practices,
        facts=facts,
        ties=ties,
        newcomers=newcomers,
        sources=_sources(_within(place))(*_told(place, first, last)),
    )


def version(place: Place) -> int:
    """A number that grows when a figure of the place may have moved, and at no other time."""
    if not _known(place):
        return 0
    return sum(_last(_within(place))(_told_of(place)))


def by_category(place: Place, first: datetime.date, last: datetime.date) -> list[Part]:
    """The whole by category, where enough persons stand behind each; the rest under SEVERAL."""
    return _broken_down(place, first, last, "category")


def by_proof(place: Place, first: datetime.date, last: datetime.date) -> list[Part]:
    """The whole by letter of proof, where enough persons stand behind each; the rest under SEVERAL."""
    return _broken_down(place, first, last, "proof")


def trend(place: Place, first: datetime.date, last: datetime.date, step: Step) -> Trend:
    """The whole by day, week (from Monday) or month of what happened; a release too wide for a step is in none."""
    steps: dict[datetime.date, list[PricedCell]] = defaultdict(list)
    wider: list[PricedCell] = []
    days = ("release__first_day", "release__last_day")
    for (begins, ends), cells in _sums_in(place, first, last, *days).items():
        start = _START[step](day_of(begins))
        (steps[start] if start == _START[step](day_of(ends)) else wider).extend(cells)
    return Trend([(start, _merged(steps[start])) for start in sorted(steps)], _merged(wider))


def children(place: Place, first: datetime.date, last: datetime.date) -> Children:
    """The whole by place just below, in the order of `places.queries.children`.

    A place drawn here is listed even without a figure. One of the territory enters the tree at its first fact, which
    may still wait: it is listed once something of it is shown.
    """
    cells: dict[str, list[PricedCell]] = defaultdict(list)
    segment = 3 if place.kind == Kind.INTERCOMMUNALITY else 0
    for (path,), found in _sums_in(place, first, last, "below").items():
        cells[path.split("/")[segment]].extend(found)
    below = [(child, _merged(cells.pop(child.code, []))) for child in places.below(place)]
    parts = [(child, found) for child, found in below if found or places.drawn_here(child)]
    return Children(parts, _merged(cell for found in cells.values() for cell in found))


def silent_children(place: Place) -> Children:
    """The same of a place in which nothing was ever published."""
    return Children([(child, []) for child in places.below(place) if places.drawn_here(child)], [])


_START: dict[Step, Callable[[datetime.date], datetime.date]] = {
    "day": lambda day: day,
    "week": lambda day: day - datetime.timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
}
_SUMS = [Sum(field) for field in Tally._fields]


# --- what each board asks, compiled once; PostgreSQL plans it anew: a quartier is an index's end, the country all of it

Within = Literal["intercommunality", "path__startswith"]


def _known(place: Place) -> bool:
    """Whether anything can lie in it: every path begins with that of a place without a row."""
    return place.kind == Kind.INTERCOMMUNALITY or bool(place.path)


def _within(place: Place) -> Within:
    """The condition on a place that says "in this one", as `places.under` has it."""
    return "intercommunality" if place.kind == Kind.INTERCOMMUNALITY else "path__startswith"


def _told_of(place: Place) -> str:
    return place.code if place.kind == Kind.INTERCOMMUNALITY else place.path


def _told(place: Place, first: datetime.date, last: datetime.date) -> tuple[str, int, int]:
    return _told_of(place), (first - EPOCH).days, (last - EPOCH).days


def _whole(rows: QuerySet[Any]) -> Any:
    """The rows as one group, which Django sums without a question of its own."""
    return rows.annotate(whole=Value(1)).values("whole")


@cache
def _last(within: Within) -> Prepared[int]:
    """The last release and the last breakdown whose place fits, or 0: each board asks."""

    def made(told: Any) -> QuerySet[Any, int]:
        fits, last = {f"place__{within}": told}, Coalesce(Max("pk"), 0)
        releases, breakdowns = (
            _whole(table.objects.filter(**fits)).values_list(last, flat=True) for table in (Release, Breakdown)
        )
        found: QuerySet[Any, int] = releases.union(breakdowns, all=True)
        return found

    return Prepared(made, anew=True)


def _released(within: Within, told: Any, first: Any, last: Any) -> QuerySet[Release]:
    days = {"first_day__gte": first, "last_day__lte": last}
    return Release.objects.filter(**{f"place__{within}": told}, **days)


@cache
def _totals(within: Within) -> Prepared[tuple[int, int, int]]:
    """Facts, ties and newcomers."""
    sums = [Sum(name, default=0) for name in ("facts", "ties", "newcomers")]
    return Prepared(lambda *told: _whole(_released(within, *told)).values_list(*sums), anew=True)


@cache
def _sources(within: Within) -> Prepared[UsageSource]:
    """Who told, by name."""
    return Prepared(
        lambda *told: UsageSource.objects.filter(pk__in=_released(within, *told).values("source")).order_by("name"),
        anew=True,
    )


@cache
def _grouped(within: Within, labels: tuple[str, ...], length: int) -> Prepared[tuple[Any, ...]]:
    """Sums of cells by values of the labels; "below" cuts a path after so many letters."""

    def make(told: Any, first: Any, last: Any) -> Any:
        days = {"release__first_day__gte": first, "release__last_day__lte": last}
        rows = ReleaseCell.objects.filter(**{f"release__place__{within}": told}, **days)
        return _summed(rows.annotate(below=_below(within, length)) if "below" in labels else rows, labels)

    return Prepared(make, anew=True)


def _sums_in(place: Place, first: datetime.date, last: datetime.date, *labels: str) -> dict[Any, list[PricedCell]]:
    """Cells of the place to be priced, by values of the labels: one question to the database."""
    if not _known(place):
        return {}
    length = len(place.path) if "below" in labels else 0
    return _by_label(_grouped(_within(place), labels, length)(*_told(place, first, last)), len(labels))


def _below(within: Within, length: int) -> Any:
    """Code and slash of the place just below, "" for the place itself; the whole path in an intercommunality.

    An intercommunality stands beside the tree: its communes are the fourth code of the path.
    """
    if within == "intercommunality":
        return F("release__place__path")
    rest = Substr("release__place__path", length + 1)
    return Substr(rest, 1, StrIndex(rest, Value("/")))


# --- questions that few boards ask ------------------------------------------------------------------------------------


def _cells(place: Place, first: datetime.date, last: datetime.date) -> QuerySet[ReleaseCell]:
    return ReleaseCell.objects.filter(within(place, first, last, "release__"))


def within(place: Place, first: datetime.date, last: datetime.date, prefix: str = "") -> Q:
    """The condition "in the place, all its days in the range", on rows that reach a release or a breakdown."""
    days = {f"{prefix}first_day__gte": (first - EPOCH).days, f"{prefix}last_day__lte": (last - EPOCH).days}
    return places.under(place, f"{prefix}place__") & Q(**days)


def _broken_down(place: Place, first: datetime.date, last: datetime.date, by: str) -> list[Part]:
    """A breakdown counts when all of it is in the place and the range; other releases tell no more than their sum."""
    whole = Breakdown.objects.filter(within(place, first, last))
    inside = BreakdownCell.objects.filter(breakdown__in=whole).annotate(practice=F("breakdown__practice"))
    outside = _cells(place, first, last).exclude(release__breakdown__in=whole)
    found = defaultdict(list, _sums(inside, f"shown_{by}"))
    for (open_data, label), cells in _sums(outside, "release__open_data", by).items():
        found[(label if open_data else SEVERAL,)].extend(cells)
    return _parts(found)


def _sums(rows: QuerySet[Any], *labels: str) -> dict[tuple[Any, ...], list[PricedCell]]:
    """Cells to be priced, by values of the labels: one question to the database."""
    return _by_label(_summed(rows, labels), len(labels))


def _summed(rows: QuerySet[Any], labels: tuple[str, ...]) -> Any:
    columns = [f"{field}__sum" for field in Tally._fields]
    grouped = rows.values(*labels, "practice", "category").annotate(*_SUMS)
    return grouped.order_by().values_list(*labels, "practice", "category", *columns)


def _by_label(rows: Iterable[Any], labels: int) -> dict[tuple[Any, ...], list[PricedCell]]:
    found: dict[tuple[Any, ...], list[PricedCell]] = defaultdict(list)
    for row in rows:
        label, (practice, category, *numbers) = row[:labels], row[labels:]
        found[label].append(PricedCell(practice, category, Tally(*map(int, numbers))))
    return found


def _parts(found: dict[tuple[Any, ...], list[PricedCell]]) -> list[Part]:
    """Parts by falling number of facts, what is told together last."""
    parts = [Part(label, _merged(cells)) for (label,), cells in found.items()]
    return sorted(parts, key=lambda part: (part.label == SEVERAL, -part.facts, part.label))


def _merged(cells: Iterable[PricedCell]) -> list[PricedCell]:
    """One cell a practice and category, in their order; those that come to nothing left out."""
    sums: dict[tuple[str, str], Tally] = {}
    for practice, category, tally in cells:
        before = sums.get((practice, category))
        together = tally if before is None else Tally(*map(operator.add, before, tally))
        sums[practice, category] = together
    return [PricedCell(*key, tally) for key, tally in sorted(sums.items()) if any(tally)]
