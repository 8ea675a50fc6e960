"""Too few people to show: which facts are published together, and how they are told by category and proof.

The argument is in docs/decisions/0006-what-is-published.md. In short: figures are sums of releases and of the parts of
breakdowns; whoever adds and subtracts them, even knowing which fact is in which, is left with facts of as many persons
as the threshold, or with nothing.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from mitoyen.counting.events import EPOCH, day_of

THRESHOLD = 11
"""Fewest distinct persons behind anything published; an instance may ask for more, never for fewer."""
SEVERAL = ""
"""In place of a practice, a category or a proof: several together, or unknown."""


class Pool(NamedTuple):
    """Where facts wait for one another; `month` is 202611, or 202600 for what is left of a year.

    A pool is of one source: who sends facts knows them, and would see those of another by difference.
    """

    source: int
    place: int
    month: int
    practice: str


class Entry(NamedTuple):
    """A fact that waits (sign 1), or the reversal of one that was released (-1); persons are 0 when not told."""

    key: int
    sign: int
    day: int
    giver: int
    receiver: int


class Group(NamedTuple):
    """Entries released together, and the calendar day, week, month or year that holds them all."""

    first_day: int
    last_day: int
    entries: list[Entry]


def persons(entries: Iterable[Entry]) -> set[int]:
    """Those who took part in facts that are added; a reversal protects nobody."""
    found = {person for entry in entries if entry.sign > 0 for person in entry[3:]}
    found.discard(0)
    return found


def cut(entries: Sequence[Entry], threshold: int) -> tuple[list[Group], list[Entry]]:
    """What a pool releases, and what goes on waiting.

    Each day that has enough persons by itself, then each week (from Monday, within a month) among what is left, then
    each month, then each year: as fine as the persons allow. Only the calendar is told, never the days of the facts.
    """
    groups: list[Group] = []
    left = list(entries)
    if len(persons(left)) < threshold:
        return groups, left
    for span in (_day, _week, _month, _year):
        together: dict[tuple[int, int], list[Entry]] = defaultdict(list)
        for entry in left:
            together[span(entry.day)].append(entry)
        left = []
        for (first, last), found in sorted(together.items()):
            if len(persons(found)) >= threshold:
                groups.append(Group(first, last, found))
            else:
                left.extend(found)
    return groups, left


def climb(
    waiting: Mapping[Pool, Sequence[Entry]],
    above: Mapping[int, int | None],
    year_is_over: Callable[[int], bool],
    threshold: int,
) -> tuple[list[tuple[Pool, Group]], dict[Pool, list[Entry]]]:
    """What months that are over release in wider company, and where the rest waits.

    All practices of a place together, then those of the place above it (`above`: place → place), up to the country;
    there, once the year is over, all its months.
    """
    rising: dict[Pool, list[Entry]] = defaultdict(list)
    for pool, entries in waiting.items():
        rising[pool._replace(practice=SEVERAL)].extend(entries)
    released: list[tuple[Pool, Group]] = []
    staying: dict[Pool, list[Entry]] = {}
    ranks = {place: _depth(place, above) + 1 for place in above}
    for rank in range(max(ranks.values(), default=0), -1, -1):
        for pool in sorted(pool for pool in rising if (ranks[pool.place] if pool.month % 100 else 0) == rank):
            groups, left = cut(rising.pop(pool), threshold)
            released += [(pool, group) for group in groups]
            if left:
                higher = _higher(pool, above, year_is_over)
                (staying.setdefault(pool, []) if higher is None else rising[higher]).extend(left)
    return released, staying


def _higher(pool: Pool, above: Mapping[int, int | None], year_is_over: Callable[[int], bool]) -> Pool | None:
    parent = above[pool.place]
    if parent is not None and pool.month % 100:
        return pool._replace(place=parent)
    if pool.month % 100 and year_is_over(pool.month // 100):
        return pool._replace(month=pool.month // 100 * 100)
    return None


def _depth(place: int, above: Mapping[int, int | None]) -> int:
    parent = above[place]
    return 0 if parent is None else 1 + _depth(parent, above)


def _day(day: int) -> tuple[int, int]:
    return day, day


def _week(day: int) -> tuple[int, int]:
    monday = day - day_of(day).weekday()
    first, last = _month(day)
    return max(monday, first), min(monday + 6, last)


def _month(day: int) -> tuple[int, int]:
    date = day_of(day)
    return month_days(date.year * 100 + date.month)


def _year(day: int) -> tuple[int, int]:
    return month_days(day_of(day).year * 100)


def month_days(month: int) -> tuple[int, int]:
    """First and last day number of 202611, or of the whole year for 202600."""
    year, number = divmod(month, 100)
    first = datetime.date(year, number or 1, 1)
    after = datetime.date(year + 1, 1, 1) if number in (0, 12) else datetime.date(year, number + 1, 1)
    return (first - EPOCH).days, (after - EPOCH).days - 1
