"""Releases written down: their facts, their sums, and whom they bring together for the first time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

from mitoyen.counting import queries
from mitoyen.counting.privacy import SEVERAL, Group, Pool
from mitoyen.counting.tallies import Tally
from mitoyen.web.measure import pen
from mitoyen.web.measure.models import Release

CHANNEL = "mitoyen_released"
"""What PostgreSQL notifies in the transaction of a release; nothing is told of what waits."""
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
    releases = Release.objects.bulk_create(map(_release, ready))
    insert(
        "measure_releasedfact",
        {"event_key": "bigint", "sign": "smallint", "release_id": "bigint"},
        [(entry.key, entry.sign, release.pk) for one, release in zip(ready, releases, strict=True)
         for entry in one.group.entries],
    )  # fmt: skip
    first = min(release.pk for release in releases)
    _sum_up(first)
    _tell_first_meetings(first)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")


def insert(table: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]], otherwise: str = "") -> None:
    """Add rows of the `columns` (name → type); `otherwise` says what to do with those that are there."""
    if not rows:
        return
    into = f"{table} ({', '.join(columns)})"
    if connection.vendor == "sqlite":
        pen.insert(into, f"({', '.join('?' * len(columns))})", rows, otherwise)
        return
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {into} SELECT * FROM unnest({arrays}) {otherwise}",
            [list(column) for column in zip(*rows, strict=True)],
        )


def _release(ready: Ready) -> Release:
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
        ties=0,
        newcomers=0,
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


_PAIRS = """
WITH told AS MATERIALIZED (
    SELECT released.release_id, released.sign, event.giver, event.receiver,
           CASE WHEN event.giver < event.receiver THEN event.giver ELSE event.receiver END AS low,
           CASE WHEN event.giver < event.receiver THEN event.receiver ELSE event.giver END AS high
    FROM measure_releasedfact AS released JOIN measure_event AS event ON event.event_key = released.event_key
    WHERE released.release_id >= %s),
pairs AS (
    SELECT low, high, release_id, sign FROM told WHERE low > 0 AND low <> high
    UNION ALL SELECT giver, giver, release_id, sign FROM told WHERE giver > 0
    UNION ALL SELECT receiver, receiver, release_id, sign FROM told WHERE receiver > 0 AND receiver <> giver)
"""
"""In which release, from number %s on, a fact is told or taken off of two persons, or of one as a pair with itself."""
_CHANGES = f"""{_PAIRS}, changes AS (
    SELECT low, high, release_id, SUM(sign) AS facts FROM pairs GROUP BY low, high, release_id)"""
_MAKE = """CREATE TEMP TABLE IF NOT EXISTS release_changes
(low INTEGER, high INTEGER, release_id INTEGER, facts INTEGER,
PRIMARY KEY (low, high, release_id)) WITHOUT ROWID"""
"""SQLite keeps the changes in their order, found once for both questions."""
_FILL = f"""{_PAIRS} INSERT INTO temp.release_changes SELECT * FROM pairs WHERE true
ON CONFLICT DO UPDATE SET facts = facts + excluded.facts"""
_FIRST_MEETINGS = """, counts AS (
    SELECT changes.release_id, changes.low, changes.high, changes.facts, COALESCE(known.facts, 0)
           + SUM(changes.facts) OVER (PARTITION BY changes.low, changes.high ORDER BY changes.release_id) AS reached
    FROM changes LEFT JOIN measure_acquaintance AS known ON known.low = changes.low AND known.high = changes.high),
news AS (
    SELECT release_id, low = high AS alone, CASE WHEN reached > 0 THEN 1 ELSE 0 END
           - CASE WHEN reached - facts > 0 THEN 1 ELSE 0 END AS new
    FROM counts)
SELECT SUM(CASE WHEN alone THEN 0 ELSE new END), SUM(CASE WHEN alone THEN new ELSE 0 END), release_id
FROM news GROUP BY release_id"""
_KEEP_ACQUAINTANCES = """
INSERT INTO measure_acquaintance (low, high, facts)
SELECT low, high, SUM(facts) FROM changes GROUP BY low, high HAVING SUM(facts) <> 0 ORDER BY low, high
ON CONFLICT (low, high) DO UPDATE SET facts = measure_acquaintance.facts + excluded.facts"""


def _tell_first_meetings(first: int) -> None:
    """Of releases from number `first` on, pairs and persons that nothing told of before; below none when taken off."""
    with connection.cursor() as cursor:
        changes, names = _changes(cursor, first)
        cursor.execute(changes + _FIRST_MEETINGS, names)
        cursor.executemany(
            "UPDATE measure_release SET ties = %s, newcomers = %s WHERE id = %s", [*map(tuple, cursor.fetchall())]
        )
        cursor.execute(changes + _KEEP_ACQUAINTANCES, names)


def _changes(cursor: CursorWrapper, first: int) -> tuple[str, list[int]]:
    """How a question begins that asks the relation `changes`, and its parameters."""
    if connection.vendor == "postgresql":
        return _CHANGES, [first]
    cursor.execute(_MAKE)
    cursor.execute("DELETE FROM temp.release_changes")
    cursor.execute(_FILL, [first])
    return "WITH changes AS (SELECT * FROM temp.release_changes)", []
