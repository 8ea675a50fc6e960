"""Tallies folded from events by a cursor that moves in the same transaction: exactly once, whatever crashes.

A position is what tells which events are complete: on SQLite, where there is one writer, the number of the event; on
PostgreSQL, where numbers become visible out of order, the number of the transaction that wrote it, and only events of
transactions older than the oldest one still running are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from mitoyen.counting import queries
from mitoyen.web.measure.models import Answer, Contribution, Cursor, Tally, Tie

TALLIES = "tallies"
MOST = 10_000
"""Events folded in one transaction, so that a long history does not hold the pen for long."""


@dataclass(frozen=True)
class Span:
    """Positions from `low` to `high`, the latter not included."""

    low: int
    high: int


def catch_up(most: int = MOST) -> int:
    """Fold everything that is complete; returns how many steps it took, 0 when nothing was waiting."""
    steps = 0
    while waiting() and step(most):
        steps += 1
    return steps


def waiting(name: str = TALLIES) -> bool:
    """Whether an event may stand beyond the cursor; takes no lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM measure_event WHERE {position()} >= "
            "COALESCE((SELECT position FROM measure_cursor WHERE name = %s), 0))",
            [name],
        )
        return bool(cursor.fetchone()[0])


def step(most: int = MOST) -> bool:
    """Fold one span of events; False when there is none, or when another process is at it."""
    with transaction.atomic():
        span = take(TALLIES, most)
        if span is None:
            return False
        _fold(span)
        Cursor.objects.filter(name=TALLIES).update(position=span.high)
    return True


def rebuild(most: int = MOST) -> None:
    """Forget every tally and fold all events again: the same code, the cursor at zero."""
    with transaction.atomic():
        Cursor.objects.update_or_create(name=TALLIES, defaults={"position": 0})
        for table in (Tally, Answer, Contribution, Tie):
            table.objects.all().delete()
    catch_up(most)


def after_restore() -> bool:
    """Whether the database came from another PostgreSQL server, whose count of transactions went further; mends it.

    Events then carry numbers that the new server has yet to reach, and its own would pass for folded. They are numbered
    again from 0, below whatever a server can give (it starts at 3), in the order that every cursor has read.
    """
    if connection.vendor != "postgresql":
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        current = cursor.fetchone()[0]
        read = dict(Cursor.objects.select_for_update().values_list("name", "position"))
        if max(read.values(), default=0) <= current:
            return False
        ranks = {reached: rank for rank, reached in enumerate(sorted(set(read.values())), start=1)}
        cases = " ".join(f"WHEN transaction < {reached} THEN {rank - 1}" for reached, rank in ranks.items())
        cursor.execute(f"UPDATE measure_event SET transaction = CASE {cases} ELSE {len(ranks)} END")
        for name, reached in read.items():
            Cursor.objects.filter(name=name).update(position=ranks[reached])
    return True


def position() -> str:
    """The column that tells where an event stands."""
    return '"transaction"' if connection.vendor == "postgresql" else "seq"


def take(name: str, most: int) -> Span | None:
    """The next events for the cursor called `name`, which stays ours until the transaction ends; None without any."""
    low = _held(name)
    if low is None:
        Cursor.objects.get_or_create(name=name)
        low = _held(name)
    if low is None:
        return None
    high = _complete(low, most)
    return None if high is None else Span(low, high)


def _held(name: str) -> int | None:
    """Position of a cursor, locked for this transaction; None when there is none, or when another process has it."""
    lock = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT position FROM measure_cursor WHERE name = %s{lock}", [name])
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def _complete(low: int, most: int) -> int | None:
    column, horizon = position(), ""
    if connection.vendor == "postgresql":
        horizon = f"AND {column} < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT MAX(next) + 1 FROM (SELECT {column} AS next FROM measure_event "
            f"WHERE {column} >= %s {horizon} ORDER BY {column} LIMIT %s) AS coming",
            [low, most],
        )
        high: int | None = cursor.fetchone()[0]
    return high


def facts_sql() -> str:
    """The facts of a span: those it adds, and those folded before that an event of the span reverses."""
    columns = (
        "event_key, occurred, day, month, place_id AS place, practice, category, proof, count, grams, metres, minutes, "
        "cents, giver, receiver, counterfactual"
    )
    at = position()
    reversed_before = (  # said so that both engines look into the small index of the reversals
        "SELECT 1 FROM measure_event AS undoing WHERE undoing.reverses_key > 0 "
        f"AND undoing.reverses_key = told.event_key AND +undoing.{at} <"
    )
    return (
        f"SELECT {columns}, 1 AS sign FROM measure_event AS told "
        f"WHERE {at} >= %(low)s AND {at} < %(high)s AND reverses_key = 0 "
        f"AND NOT EXISTS ({reversed_before} %(high)s) "
        f"UNION ALL SELECT {columns}, -1 AS sign FROM (SELECT DISTINCT reverses_key AS undone FROM measure_event "
        f"WHERE {at} >= %(low)s AND {at} < %(high)s AND +reverses_key > 0) AS undoings "
        f"CROSS JOIN measure_event AS told WHERE event_key = undone AND {at} < %(low)s AND reverses_key = 0 "
        f"AND NOT EXISTS ({reversed_before} %(low)s)"
    )


_SUMS = ("facts", *"units grams metres minutes cents known_grams known_metres known_minutes known_cents".split())
_TAKING_PART = """
SELECT place, month, person, SUM(sign) AS facts
FROM (SELECT place, month, giver AS person, sign FROM facts WHERE giver <> 0
      UNION ALL SELECT place, month, receiver AS person, sign FROM facts WHERE receiver <> 0) AS taking_part
GROUP BY place, month, person"""
_FOLDS = (
    ("measure_tally", ("place_id", "day", "practice", "category", "proof"), _SUMS, queries.text("tally")),
    (
        "measure_answer",
        ("place_id", "day", "practice", "category", "counterfactual"),
        ("answers",),
        queries.text("answers"),
    ),
    (
        "measure_contribution",
        ("place_id", "month", "person"),
        ("facts",),
        _TAKING_PART,
    ),
)
_FIRST_MEETINGS = """
SELECT low, high, occurred, event_key, place, day FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY low, high ORDER BY occurred, event_key) AS meeting FROM (
        SELECT CASE WHEN giver < receiver THEN giver ELSE receiver END AS low,
               CASE WHEN giver < receiver THEN receiver ELSE giver END AS high, occurred, event_key, place, day
        FROM facts WHERE sign = 1 AND giver <> 0 AND receiver <> 0 AND giver <> receiver) AS pairs) AS meetings
WHERE meeting = 1"""
_KEEP_EARLIER = """
INSERT INTO measure_tie (low, high, occurred, event_key, place_id, day) SELECT * FROM ({meetings}) AS first WHERE true
ORDER BY low, high ON CONFLICT (low, high) DO UPDATE SET occurred = excluded.occurred, event_key = excluded.event_key,
    place_id = excluded.place_id, day = excluded.day
WHERE (excluded.occurred, excluded.event_key) < (measure_tie.occurred, measure_tie.event_key)"""


def _fold(span: Span) -> None:
    names = {"low": span.low, "high": span.high}
    facts = facts_sql()
    with connection.cursor() as cursor:
        for table, keys, sums, question in _FOLDS:
            cursor.execute(f"WITH facts AS ({facts}) {_added(table, keys, sums, question)}", names)
        cursor.execute(f"WITH facts AS ({facts}) {_KEEP_EARLIER.format(meetings=_FIRST_MEETINGS)}", names)
        _find_other_first_meetings(cursor, facts, names)


def _added(table: str, keys: tuple[str, ...], sums: tuple[str, ...], question: str) -> str:
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in sums)
    return (
        f"INSERT INTO {table} ({', '.join((*keys, *sums))}) "
        f"SELECT * FROM ({question}) AS counted WHERE true ORDER BY 1, 2, 3 "
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {added}"
    )


def _find_other_first_meetings(cursor: Any, facts: str, names: dict[str, int]) -> None:
    """A pair whose first meeting was reversed met first at the next one, or has not met."""
    cursor.execute(
        f"SELECT low, high FROM ({facts}) AS told CROSS JOIN measure_tie WHERE sign = -1 "
        "AND low = CASE WHEN giver < receiver THEN giver ELSE receiver END "
        "AND high = CASE WHEN giver < receiver THEN receiver ELSE giver END "
        "AND measure_tie.event_key = told.event_key",
        names,
    )
    at = position()
    still = (
        "SELECT event_key, occurred, day, place_id AS place, giver, receiver, 1 AS sign FROM measure_event AS told "
        f"WHERE +{at} < %(high)s AND reverses_key = 0 AND giver > 0 AND receiver > 0 "
        "AND giver IN (%(one)s, %(other)s) AND receiver IN (%(one)s, %(other)s) AND NOT EXISTS (SELECT 1 FROM "
        "measure_event AS undoing WHERE undoing.reverses_key > 0 AND undoing.reverses_key = told.event_key "
        f"AND +undoing.{at} < %(high)s)"
    )
    for one, other in cursor.fetchall():
        Tie.objects.filter(low=one, high=other).delete()
        pair = {**names, "one": one, "other": other}
        cursor.execute(f"WITH facts AS ({still}) {_KEEP_EARLIER.format(meetings=_FIRST_MEETINGS)}", pair)
