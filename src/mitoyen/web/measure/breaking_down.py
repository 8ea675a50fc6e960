"""Releases of months that are over, told by category and proof: each release in one table at most, cut once.

A table is that of a place, or of the nearest place above whose releases together tell half of their facts by category;
what a month could not tell is tried again with the other months of its year, each time one more is over. See
`mitoyen.counting.breakdowns`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Sum

from mitoyen.counting import breakdowns
from mitoyen.counting.breakdowns import Cell
from mitoyen.counting.privacy import SEVERAL, month_days
from mitoyen.counting.tallies import Tally
from mitoyen.web.measure import publishing
from mitoyen.web.measure.models import Breakdown, Release, ReleaseCell
from mitoyen.web.places.models import Place

ENOUGH = 0.5
"""Share of the facts told by category with which a place keeps its own table."""
_AT_ONCE = 2_000


class _Key(NamedTuple):
    source: int
    month: int
    practice: str


@dataclass
class _Told:
    """A release, who stands behind each of its cells, and how many facts."""

    id: int
    place: int
    cells: dict[Cell, set[int]] = field(default_factory=lambda: defaultdict(set))
    facts: Counter[Cell] = field(default_factory=Counter)


class _Table(NamedTuple):
    """Releases, and the part in which each of their cells is told."""

    releases: list[_Told]
    parts: dict[Cell, Cell]

    @property
    def share(self) -> float:
        """Share of the facts that are told by category; by proof where nothing has a category."""
        facts = sum((told.facts for told in self.releases), Counter[Cell]())
        named = any(category != SEVERAL for category, _ in facts)
        told = (cell for cell, part in self.parts.items() if part[0 if named else 1] != SEVERAL)
        return sum(facts[cell] for cell in told) / facts.total()


class _Tree:
    """The places as far as tables need them: what is above, and the nearest place that holds several."""

    def __init__(self) -> None:
        rows = Place.objects.values_list("pk", "path", "parent")
        self.codes = {place: path.strip("/").split("/") for place, path, _ in rows}
        self.above = {place: parent for place, _, parent in rows}

    def depth(self, place: int) -> int:
        """1 for the country."""
        return len(self.codes[place])

    def common(self, places: Iterable[int]) -> int:
        """The smallest place that holds them all."""
        first, *others = set(places)
        while not all(self._holds(first, other) for other in others):
            parent = self.above[first]
            if parent is None:
                break
            first = parent
        return first

    def _holds(self, place: int, other: int) -> bool:
        return self.codes[other][: len(self.codes[place])] == self.codes[place]


def break_down(open_month: int, threshold: int) -> None:
    """Make the tables of the months before `open_month` (202611) and of their years, as far as something is new."""
    tree = _Tree()
    months = _keys(open_month, tried=1)
    for key in sorted(months):
        _climb(key, key.month, tree, threshold)
    over = open_month // 100 * 100
    for key in sorted({_of_year(key) for key in months | _keys(over, tried=2)}):
        _climb(key, min(key.month + 12, _before(open_month)), tree, threshold, last=key.month < over)


def _before(month: int) -> int:
    return month - 1 if month % 100 > 1 else month - 89


def _of_year(key: _Key) -> _Key:
    return key._replace(month=key.month // 100 * 100)


def _keys(before: int, tried: int) -> set[_Key]:
    """Tables to try: those of months before `before` with releases that were not tried that far."""
    found = Release.objects.filter(tried__lt=tried, month__lt=before)
    return {_Key(*key) for key in found.values_list("source", "month", "practice").distinct().order_by()}


def _releases(key: _Key, last_month: int) -> list[_Told]:
    """The releases of a month, or of a year's months, that are in no table yet."""
    found: dict[int, _Told] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT release.id, release.place_id, event.category, event.proof, event.giver, event.receiver "
            "FROM measure_release AS release JOIN measure_releasedfact AS released ON released.release_id = release.id "
            "JOIN measure_event AS event ON event.event_key = released.event_key "
            "WHERE release.tried < 2 AND release.month BETWEEN %s AND %s AND release.source_id = %s "
            "AND release.practice = %s",
            [key.month, last_month, key.source, key.practice],
        )
        for id, place, category, proof, *persons in cursor.fetchall():
            told = found.setdefault(id, _Told(id, place))
            told.cells[category, proof].update(person for person in persons if person)
            told.facts[category, proof] += 1
    return list(found.values())


def _table(releases: list[_Told], threshold: int) -> _Table:
    return _Table(releases, breakdowns.breakdown([told.cells for told in releases], threshold))


def _climb(key: _Key, last_month: int, tree: _Tree, threshold: int, *, last: bool = False) -> None:
    """Tables of a month or a year, as low in the tree as they tell enough; the `last` time, at the top, whatever."""
    releases = _releases(key, last_month)
    own: dict[int, list[_Told]] = defaultdict(list)
    for told in releases:
        own[told.place].append(told)
    rising: dict[int, list[_Table]] = defaultdict(list)
    for place, found in own.items():
        rising[place].append(_table(found, threshold))
    for depth in range(max(map(tree.depth, rising), default=0), 0, -1):
        for place in [place for place in rising if tree.depth(place) == depth]:
            arrived, parent = rising.pop(place), tree.above[place]
            table = arrived[0] if len(arrived) == 1 else _table([t for one in arrived for t in one.releases], threshold)
            if table.share >= ENOUGH or (parent is None and last):
                _keep(key, last_month, table, tree)
            elif parent is None:
                _mark(table.releases, tried=1)
            else:
                rising[parent].append(table)


def _keep(key: _Key, last_month: int, table: _Table, tree: _Tree) -> None:
    """Write a table under the smallest place that holds its releases."""
    first, last = month_days(key.month)[0], month_days(last_month)[1]
    place = tree.common(told.place for told in table.releases)
    made = Breakdown.objects.create(
        source_id=key.source, place_id=place, month=key.month, practice=key.practice, first_day=first, last_day=last
    )
    _mark(table.releases, tried=2, breakdown=made)
    sums = ReleaseCell.objects.filter(release__breakdown=made).values("category", "proof")
    cells = sums.annotate(*(Sum(of) for of in Tally._fields)).order_by()
    numbers = [f"{of}__sum" for of in Tally._fields]
    texts = dict.fromkeys(("category", "proof", "shown_category", "shown_proof"), "text")
    publishing.insert(
        "measure_breakdowncell",
        {"breakdown_id": "bigint", **texts, **dict.fromkeys(Tally._fields, "bigint")},
        [
            (made.pk, category, proof, *table.parts[category, proof], *map(int, counted))
            for category, proof, *counted in cells.values_list("category", "proof", *numbers)
        ],
    )


def _mark(releases: list[_Told], **fields: Any) -> None:
    ids = [told.id for told in releases]
    for start in range(0, len(ids), _AT_ONCE):
        Release.objects.filter(pk__in=ids[start : start + _AT_ONCE]).update(**fields)
