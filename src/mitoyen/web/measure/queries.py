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
    version: int


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


def shown(place: Place, first: datetime.date, last: datetime.date) -> Shown:
    """Everything that is published of the place over the days from `first` to `last`, both included."""
    found = _releases(place, first, last)
    totals = found.aggregate(Sum("facts", default=0), Sum("ties", default=0), Sum("newcomers", default=0))
    practices = _parts(_sums(_cells(place, first, last), "release__practice"))
    return Shown(
        cells=_merged(cell for part in practices for cell in part.cells),
        practices=practices,
        facts=totals["facts__sum"],
        ties=totals["ties__sum"],
        newcomers=totals["newcomers__sum"],
        sources=list(UsageSource.objects.filter(pk__in=found.values("source")).order_by("name")),
        version=version(place),
    )


def version(place: Place) -> int:
    """A number that grows when a figure of the place may have moved, and at no other time."""
    if place.kind == Kind.INTERCOMMUNALITY:
        return _last(Release, "intercommunality")(place.code)[0] + _last(Breakdown, "intercommunality")(place.code)[0]
    if not place.path:
        return 0
    within = "path__startswith"
    return _last(Release, within)(place.path)[0] + _last(Breakdown, within)(place.path)[0]


@cache
def _last(table: type[Release] | type[Breakdown], within: str) -> Prepared[int]:
    """The last row whose place fits, or 0: each board asks, and each question about it."""
    rows = table.objects.annotate(whole=Value(1)).values("whole")
    last = Coalesce(Max("pk"), 0)
    return Prepared(lambda told: rows.filter(**{f"place__{within}": told}).values_list(last, flat=True))


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
    for (begins, ends), cells in _sums(_cells(place, first, last), *days).items():
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
    for (path,), found in _sums(_cells(place, first, last).annotate(below=_below(place)), "below").items():
        cells[path.split("/")[segment]].extend(found)
    below = [(child, _merged(cells.pop(child.code, []))) for child in places.children(place)]
    parts = [(child, found) for child, found in below if found or places.drawn_here(child)]
    return Children(parts, _merged(cell for found in cells.values() for cell in found))


_START: dict[Step, Callable[[datetime.date], datetime.date]] = {
    "day": lambda day: day,
    "week": lambda day: day - datetime.timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
}
_SUMS = [Sum(field) for field in Tally._fields]


def _below(place: Place) -> Any:
    """Code and slash of the place just below, "" for the place itself; the whole path in an intercommunality.

    An intercommunality stands beside the tree: its communes are the fourth code of the path.
    """
    if place.kind == Kind.INTERCOMMUNALITY:
        return F("release__place__path")
    rest = Substr("release__place__path", len(place.path) + 1)
    return Substr(rest, 1, StrIndex(rest, Value("/")))


def _releases(place: Place, first: datetime.date, last: datetime.date) -> QuerySet[Release]:
    return Release.objects.filter(within(place, first, last))


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
    found: dict[tuple[Any, ...], list[PricedCell]] = defaultdict(list)
    columns = [f"{field}__sum" for field in Tally._fields]
    grouped = rows.values(*labels, "practice", "category").annotate(*_SUMS)
    for row in grouped.order_by().values_list(*labels, "practice", "category", *columns):
        label, (practice, category, *numbers) = row[: len(labels)], row[len(labels) :]
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
