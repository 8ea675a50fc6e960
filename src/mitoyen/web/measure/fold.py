"""Tallies folded from events by cursors, each moving in the transaction that keeps what it produced: exactly once.

Two books are kept by the same code, each with its cursor: what is counted, which readers wait for, and who took part. A
position is what tells which events are complete: on SQLite, where there is one writer, the number of the event; on
PostgreSQL, where numbers become visible out of order, the number of the transaction that wrote it, and only events of
transactions older than the oldest one still running are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mitoyen.web.measure import pen
from mitoyen.web.measure.books import BOOKS, TALLIES, Question
from mitoyen.web.measure.models import Answer, Contribution, Cursor, Meeting, Tally

MOST = 10_000
"""Events folded in one transaction, so that a long history does not hold the pen for long."""


@dataclass(frozen=True)
class Span:
    """Positions from `low` to `high`, the latter not included."""

    low: int
    high: int


def catch_up(most: int = MOST, books: Iterable[str] = tuple(BOOKS)) -> int:
    """Fold everything that is complete; returns how many steps it took, 0 when nothing was waiting."""
    steps = 0
    for book in books:
        while step(most, book):
            steps += 1
    return steps


def step(most: int = MOST, book: str = TALLIES) -> bool:
    """Fold one span of events into a book; False when there is none, or when another process is at it."""
    if connection.vendor == "sqlite":
        return _step_sqlite(book, most)
    return waiting(book) and _step_postgresql(book, most)


def rebuild(most: int = MOST) -> None:
    """Forget everything folded and fold all events again: the same code, the cursors at zero."""
    with transaction.atomic():
        for book in BOOKS:
            Cursor.objects.update_or_create(name=book, defaults={"position": 0})
        for table in (Tally, Answer, Contribution, Meeting):
            table.objects.all().delete()
    catch_up(most)


def ties() -> QuerySet[Meeting]:
    """The first meeting of each pair."""
    earlier = Q(occurred__lt=OuterRef("occurred"))
    earlier |= Q(occurred=OuterRef("occurred"), event_key__lt=OuterRef("event_key"))
    pair = Meeting.objects.filter(low=OuterRef("low"), high=OuterRef("high"), facts__gt=0)
    return Meeting.objects.filter(~Exists(pair.filter(earlier)), facts__gt=0)


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


def waiting(name: str = TALLIES) -> bool:
    """Whether an event may stand beyond the cursor; takes no lock."""
    told = (
        f"SELECT (SELECT MAX({position()}) FROM measure_event) >= "
        "COALESCE((SELECT position FROM measure_cursor WHERE name = %(name)s), 0)"
    )
    return bool(_found(told, name=name)[0][0])


def take(name: str, most: int) -> Span | None:
    """The next events for the cursor called `name`, which stays ours until the transaction ends; None without any."""
    low = _reached(name, " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else "")
    high = None if low is None else _complete(low, most)
    return None if low is None or high is None else Span(low, high)


def move(name: str, span: Span) -> bool:
    """Bring a cursor from one end of the span to the other; False when another process has moved it meanwhile."""
    moved = "UPDATE measure_cursor SET position = %(high)s WHERE name = %(name)s AND position = %(low)s RETURNING name"
    return bool(_found(moved, name=name, low=span.low, high=span.high))


def _reached(name: str, lock: str = "") -> int | None:
    """Position of a cursor, entered at its first time; None when another process has it."""
    for _ in range(2):
        for (reached,) in _found(f"SELECT position FROM measure_cursor WHERE name = %(name)s{lock}", name=name):
            return int(reached)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO measure_cursor (name, position) VALUES (%s, 0) ON CONFLICT DO NOTHING", [name])
    return None


def _complete(low: int, most: int) -> int | None:
    column, horizon = position(), ""
    if connection.vendor == "postgresql":
        horizon = f"AND {column} < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    coming = (
        f"SELECT MAX(next) + 1 FROM (SELECT {column} AS next FROM measure_event "
        f"WHERE {column} >= %(low)s {horizon} ORDER BY {column} LIMIT %(most)s) AS coming"
    )
    high: int | None = _found(coming, low=low, most=most)[0][0]
    return high


def _step_postgresql(book: str, most: int) -> bool:
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        span = take(book, most)
        if span is None:
            return False
        if outermost:
            cursor.execute("SET LOCAL synchronous_commit = off")  # see _sparing
        for question in BOOKS[book]:
            counted = f"INSERT INTO {question.named} {question.ordered} {question.adding}"
            cursor.execute(f"WITH facts AS ({facts_sql()}) {counted}", asdict(span))
        return move(book, span)


def _step_sqlite(book: str, most: int) -> bool:
    """Counts before it takes the pen, and holds it only to add up what it found."""
    span = take(book, most)
    if span is None:
        return False
    found = [(question, _found(_asking(question), low=span.low, high=span.high)) for question in BOOKS[book]]
    with _sparing(), pen.writing():
        moved = move(book, span)
        for question, answers in found if moved else ():
            row = f"({', '.join('?' * len(question.columns))})"
            pen.insert(question.named, row, answers, question.adding)
    return moved


@cache
def _asking(question: Question) -> str:
    return f"WITH facts AS ({facts_sql()}) {question.ordered}"


@contextmanager
def _sparing() -> Iterator[None]:
    """Commits inside do not wait for the disk: what a power cut takes of a fold is folded again from the events."""
    if connection.in_atomic_block:
        yield
        return
    pen.found("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        pen.found("PRAGMA synchronous=FULL")


def _found(statement: str, **values: int | str) -> list[Any]:
    """The rows that a statement finds, on either engine; its holes are `%(name)s`."""
    if pen.on_sqlite():
        return pen.found(_in_sqlite(statement, *values), values)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
    return rows


@cache
def _in_sqlite(statement: str, *names: str) -> str:
    return statement % {name: f":{name}" for name in names}


def facts_sql() -> str:
    """The facts of a span: those it adds, and those folded before that an event of the span reverses."""
    columns = (
        "event_key, occurred, day, month, place_id AS place, practice, category, proof, count, grams, metres, minutes, "
        "cents, giver, receiver, counterfactual, source_id"
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
