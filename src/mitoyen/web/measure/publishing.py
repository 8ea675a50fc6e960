"""Releases written down: their facts, their sums, and whom they bring together for the first time."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from mitoyen.counting import queries
from mitoyen.counting.privacy import SEVERAL, Entry, Group, Pool
from mitoyen.counting.tallies import Tally
from mitoyen.web.measure.models import Release

CHANNEL = "mitoyen_released"
"""What PostgreSQL notifies in the transaction of a release; nothing is told of what waits."""
Pair = tuple[int, int]

SUMS = ", ".join(Tally._fields)


class Ready(NamedTuple):
    """A group that is released from a pool."""

    pool: Pool
    group: Group
    open_data: bool = False


def publish(ready: Sequence[Ready]) -> None:
    """Write the releases, in their order; whoever calls holds the cursor of releases."""
    if not ready:
        return
    releases = Release.objects.bulk_create(
        _release(one, met) for one, met in zip(ready, _first_meetings(ready), strict=True)
    )
    insert(
        "measure_releasedfact",
        {"event_key": "bigint", "sign": "smallint", "release_id": "bigint"},
        [(entry.key, entry.sign, release.pk) for one, release in zip(ready, releases, strict=True)
         for entry in one.group.entries],
    )  # fmt: skip
    _sum_up(min(release.pk for release in releases))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")


def insert(table: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]], otherwise: str = "") -> None:
    """Add rows of the `columns` (name → type); `otherwise` says what to do with those that are there."""
    if not rows:
        return
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}) {otherwise}",
                [list(column) for column in zip(*rows, strict=True)],
            )
        else:
            values = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({values}) {otherwise}", rows)


def _release(ready: Ready, met: tuple[int, int]) -> Release:
    pool, group = ready.pool, ready.group
    corrects = any(entry.sign < 0 for entry in group.entries)
    return Release(
        source_id=pool.source,
        place_id=pool.place,
        month=pool.month,
        practice=pool.practice,
        first_day=group.first_day,
        last_day=group.last_day,
        open_data=ready.open_data,
        corrects=corrects,
        facts=sum(entry.sign for entry in group.entries),
        ties=met[0],
        newcomers=met[1],
        tried=2 if ready.open_data or corrects or pool.practice == SEVERAL else 0,
    )


def _sum_up(first: int) -> None:
    """The sums of releases from number `first` on, by the same question as tallies: a release instead of a place."""
    facts = (
        "SELECT released.release_id AS place, 0 AS day, event.practice, event.category, event.proof, event.count, "
        "event.grams, event.metres, event.minutes, event.cents, released.sign FROM measure_releasedfact AS released "
        "JOIN measure_event AS event ON event.event_key = released.event_key WHERE released.release_id >= %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH facts AS ({facts}) INSERT INTO measure_releasecell (release_id, practice, category, proof, {SUMS}) "
            f"SELECT place, practice, category, proof, {SUMS} FROM ({queries.text('tally')}) AS counted",
            [first],
        )


def _first_meetings(ready: Sequence[Ready]) -> list[tuple[int, int]]:
    """For each release, pairs and persons that it tells of for the first time; fewer than none when it takes them off.

    A person is kept as a pair with itself.
    """
    changes = [_changes(one.group.entries) for one in ready]
    known = defaultdict(int, _known({pair for change in changes for pair in change}))
    added: Counter[Pair] = Counter()
    found = []
    for change in changes:
        ties = newcomers = 0
        for (low, high), facts in change.items():
            new = (known[low, high] + facts > 0) - (known[low, high] > 0)
            ties, newcomers = ties + new * (low != high), newcomers + new * (low == high)
            known[low, high] += facts
            added[low, high] += facts
        found.append((ties, newcomers))
    insert(
        "measure_acquaintance",
        {"low": "bigint", "high": "bigint", "facts": "bigint"},
        [(*pair, facts) for pair, facts in added.items() if facts],
        "ON CONFLICT (low, high) DO UPDATE SET facts = measure_acquaintance.facts + excluded.facts",
    )
    return found


def _changes(entries: Sequence[Entry]) -> Counter[Pair]:
    changes: Counter[Pair] = Counter()
    for entry in entries:
        there = {person for person in (entry.giver, entry.receiver) if person}
        pairs = {(person, person) for person in there} | ({(min(there), max(there))} if len(there) == 2 else set())
        for pair in pairs:
            changes[pair] += entry.sign
    return changes


def _known(pairs: set[Pair]) -> dict[Pair, int]:
    if connection.vendor == "postgresql":
        asked = "SELECT * FROM unnest(%s::bigint[], %s::bigint[])"
        values: list[Any] = [[low for low, _ in pairs], [high for _, high in pairs]]
    else:
        asked = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s)"
        values = [json.dumps(list(pairs))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT low, high, facts FROM measure_acquaintance WHERE (low, high) IN ({asked})",
            values,
        )
        return {(low, high): facts for low, high, facts in cursor.fetchall()}
