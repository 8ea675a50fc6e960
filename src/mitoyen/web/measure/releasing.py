"""Facts released by a cursor of their own, as soon as enough persons are there; see `mitoyen.counting.privacy`.

One process at a time releases: whoever holds the cursor. Nothing outside tells that a fact waits.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from mitoyen.counting import privacy
from mitoyen.counting.events import FRANCE
from mitoyen.counting.privacy import Entry, Group, Pool
from mitoyen.web.measure import breaking_down, fold, publishing
from mitoyen.web.measure.models import Cursor, ReleasedFact, WaitingFact
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place

RELEASES = "releases"
ALONE = 200
"""Households that a residence needs to have releases of its own; facts of a smaller one wait with its quartier's."""
GRACE = datetime.timedelta(days=7)
"""How long after its end a month waits for late facts before what is left of it climbs."""
_AT_ONCE = 2_000
"""Pools or facts asked for in one question."""

_Item = TypeVar("_Item")


class _Fact(NamedTuple):
    key: int
    sign: int
    pool: Pool
    day: int
    giver: int
    receiver: int
    open_data: bool


def catch_up(most: int = fold.MOST, steps: int | None = None) -> int:
    """Release all that can be, in no more than `steps` if given; returns how many it took, 0 when no event was new."""
    taken = 0
    while taken != steps and fold.waiting(RELEASES) and step(most):
        taken += 1
    return taken


def step(most: int = fold.MOST) -> bool:
    """Take in one span of events; False when there is none, or when another process is at it."""
    with transaction.atomic():
        span = fold.take(RELEASES, most)
        if span is None:
            return False
        _take_in(_facts(span))
        return fold.move(RELEASES, span)


def close_months(now: datetime.datetime) -> None:
    """Release what months that are over left waiting, in wider company, and tell by category what they released.

    A month is over GRACE after its end. Called again, it only finds what is new.
    """
    open_month = month_open(now)
    Cursor.objects.get_or_create(name=RELEASES)
    with transaction.atomic():
        Cursor.objects.select_for_update().get(name=RELEASES)
        _let_climb(open_month)
        breaking_down.break_down(open_month, settings.THRESHOLD)


def month_open(now: datetime.datetime) -> int:
    """The oldest month that is not over at `now`, as 202611."""
    day = (now.astimezone(FRANCE) - GRACE).date()
    return day.year * 100 + day.month


def _facts(span: fold.Span) -> list[_Fact]:
    small = _small_residences()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_key, sign, source_id, place, month, practice, day, giver, receiver, open_data "
            f"FROM ({fold.facts_sql()}) AS facts JOIN measure_usagesource AS source ON source.id = source_id",
            {"low": span.low, "high": span.high},
        )
        return [
            _Fact(key, sign, Pool(source, small.get(place, place), *pool), day, giver, receiver, bool(open_data))
            for key, sign, source, place, *pool, day, giver, receiver, open_data in cursor.fetchall()
        ]


def _small_residences() -> dict[int, int]:
    """Residence that is too small to have releases of its own, or whose size nobody told → the place that holds it."""
    own = Q(households__gte=ALONE)
    return dict(Place.objects.filter(~own | Q(households=None), kind=Kind.RESIDENCE).values_list("pk", "parent_id"))


def _take_in(facts: Sequence[_Fact]) -> None:
    told = [fact for fact in facts if fact.sign > 0]
    undone = list(_undone([fact for fact in facts if fact.sign < 0]))
    in_the_open = [(fact.pool, _entry(fact)) for fact in told if fact.open_data]
    in_the_open += [(pool, entry) for pool, entry, open_data in undone if open_data]
    arrived: dict[Pool, list[Entry]] = defaultdict(list)
    for fact in told:
        if not fact.open_data:
            arrived[fact.pool].append(_entry(fact))
    for pool, entry, open_data in undone:
        if not open_data:
            arrived[pool].append(entry)
    # Only somebody who was not there can complete a pool: the others are not even read again.
    before = _waiting_in([pool for pool, entries in arrived.items() if privacy.persons(entries)])
    after: dict[Pool, list[Entry]] = {}
    ready = _open(in_the_open)
    for pool, entries in arrived.items():
        groups, after[pool] = privacy.cut(before.get(pool, []) + entries, settings.THRESHOLD)
        ready += [publishing.Ready(pool, group) for group in groups]
    _write(before, after, ready)


def _open(told: Iterable[tuple[Pool, Entry]]) -> list[publishing.Ready]:
    """Facts that anybody can read elsewhere are released at once, day by day, and kept apart from the others."""
    days: dict[tuple[Pool, int], list[Entry]] = defaultdict(list)
    for pool, entry in told:
        days[pool, entry.day].append(entry)
    return [
        publishing.Ready(pool, Group(day, day, entries), open_data=True)
        for (pool, day), entries in sorted(days.items())
    ]


def _entry(fact: _Fact) -> Entry:
    return Entry(fact.key, fact.sign, fact.day, fact.giver, fact.receiver)


def _undone(facts: Sequence[_Fact]) -> Iterable[tuple[Pool, Entry, bool]]:
    """Reversals of released facts, in the pool of the release, and whether it is one of open data.

    A fact that still waits goes away with its reversal.
    """
    undone = {fact.key: fact for fact in facts}
    pool = ("release__source", "release__place", "release__month", "release__practice")
    for keys in _portions(list(undone)):
        WaitingFact.objects.filter(event_key__in=keys, sign=1).delete()
        released = ReleasedFact.objects.filter(event_key__in=keys, sign=1)
        for key, open_data, *of in released.values_list("event_key", "release__open_data", *pool):
            yield Pool(*of), _entry(undone[key]), open_data


def _waiting_in(pools: Sequence[Pool]) -> dict[Pool, list[Entry]]:
    found: dict[Pool, list[Entry]] = defaultdict(list)
    for portion in _portions(pools):
        asked = ", ".join(["(%s, %s, %s, %s)"] * len(portion))
        where = f"(waiting.month, waiting.place_id, waiting.practice, waiting.source_id) IN (VALUES {asked})"
        values = [value for pool in portion for value in (pool.month, pool.place, pool.practice, pool.source)]
        found.update(_waiting(where, values))
    return found


def _waiting(where: str, values: Sequence[int | str]) -> dict[Pool, list[Entry]]:
    found: dict[Pool, list[Entry]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT waiting.source_id, waiting.place_id, waiting.month, waiting.practice, waiting.event_key, "
            "waiting.sign, event.day, event.giver, event.receiver FROM measure_waitingfact AS waiting "
            f"JOIN measure_event AS event ON event.event_key = waiting.event_key WHERE {where}",
            values,
        )
        for source, place, month, practice, *entry in cursor.fetchall():
            found[Pool(source, place, month, practice)].append(Entry(*entry))
    return found


def _let_climb(open_month: int) -> None:
    above = dict(Place.objects.values_list("pk", "parent"))
    top = [place for place, parent in above.items() if parent is None]
    year = open_month // 100
    # At the top, only a year that has ended since still moves.
    stays = f"waiting.practice = '' AND waiting.place_id IN ({', '.join(map(str, top)) or 'NULL'})"
    over = "waiting.month < %s AND waiting.month %% 100 <> 0"
    moving = _waiting(f"{over} AND (NOT ({stays}) OR waiting.month < %s)", [open_month, year * 100])
    if not moving:
        return
    sources = ", ".join(str(source) for source in sorted({pool.source for pool in moving}))
    before = {
        **moving,
        **_waiting(f"{stays} AND waiting.month < %s AND waiting.source_id IN ({sources})", [open_month]),
    }
    released, after = privacy.climb(before, above, lambda of: of < year, settings.THRESHOLD)
    _write(before, after, [publishing.Ready(pool, group) for pool, group in released])


def _write(
    before: Mapping[Pool, Sequence[Entry]], after: Mapping[Pool, Sequence[Entry]], ready: Sequence[publishing.Ready]
) -> None:
    """Publish what is ready, and keep what waits: only rows that change are touched."""
    publishing.publish(ready)
    were = {entry.key: pool for pool, entries in before.items() for entry in entries}
    are = {entry.key: (pool, entry) for pool, entries in after.items() for entry in entries}
    gone = [key for key, pool in were.items() if key not in are or are[key][0] != pool]
    for keys in _portions(gone):
        WaitingFact.objects.filter(event_key__in=keys).delete()
    publishing.insert(
        "measure_waitingfact",
        {"event_key": "bigint", "sign": "smallint", "source_id": "bigint", "place_id": "bigint", "month": "integer",
         "practice": "text"},
        [(key, entry.sign, *pool) for key, (pool, entry) in are.items() if were.get(key) != pool],
    )  # fmt: skip


def _portions(items: Sequence[_Item]) -> Iterable[Sequence[_Item]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))
