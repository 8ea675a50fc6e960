"""Events written to the disk, each once, in the words of the two engines."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from django.db import connection

from mitoyen.web.measure import pen

Row = tuple[int, int, str, int, int, int, int, int, str, str, str, int, int, int, int, int, int, int, str, int]
"""Values of COLUMNS, in their order."""

COLUMNS = {
    "event_key": "bigint",
    "source_id": "bigint",
    "event_id": "text",
    "occurred": "bigint",
    "received": "bigint",
    "day": "integer",
    "month": "integer",
    "place_id": "bigint",
    "practice": "text",
    "category": "text",
    "proof": "text",
    "count": "integer",
    "grams": "integer",
    "metres": "integer",
    "minutes": "integer",
    "cents": "integer",
    "giver": "bigint",
    "receiver": "bigint",
    "counterfactual": "text",
    "reverses_key": "bigint",
}
_NAMES = ", ".join(COLUMNS)
_IDENTITY = "SELECT event_key, source_id, event_id FROM measure_event WHERE event_key"
_SQLITE_KNOWN = f"{_IDENTITY} IN (SELECT value FROM json_each(?))"
_SQLITE_WRITTEN = "SELECT event_key FROM measure_event ORDER BY seq DESC LIMIT ?"
_SQLITE_TABLE = f'measure_event ({_NAMES}, "transaction")'
_SQLITE_ROW = f"({', '.join('?' * len(COLUMNS))}, 0)"
_POSTGRESQL_KNOWN = f"{_IDENTITY} = ANY(%s)"
_POSTGRESQL_INSERT = (
    f"INSERT INTO measure_event ({_NAMES}) "
    f"SELECT * FROM unnest({', '.join(f'%s::{kind}[]' for kind in COLUMNS.values())}) "
    "ON CONFLICT (event_key) DO NOTHING RETURNING event_key"
)
_PLACES = "SELECT code, id, kind, name FROM places_place WHERE code"
_AT_ONCE = 1_000
"""Places asked for in one question: SQLite takes so many holes, but not any number."""
_POSTGRESQL_PLACES = f"{_PLACES} = ANY(%s)"

Identity = tuple[int, str]
"""Source and id of the event that holds a key."""


def insert(rows: Sequence[Row]) -> dict[int, Identity]:
    """Write the rows whose key is new; returns key → identity of those that were there already."""
    return _insert_sqlite(rows) if pen.on_sqlite() else _insert_postgresql(rows)


def _insert_sqlite(rows: Sequence[Row]) -> dict[int, Identity]:
    """The transaction holds the only pen from its start: what it writes comes last, what is looked up stays true."""
    taken = pen.insert(_SQLITE_TABLE, _SQLITE_ROW, rows, "ON CONFLICT (event_key) DO NOTHING")
    if taken == len(rows):
        return {}
    written = {key for (key,) in pen.found(_SQLITE_WRITTEN, [taken])}
    asked = json.dumps([row[0] for row in rows if row[0] not in written])
    return {key: (source, id) for key, source, id in pen.found(_SQLITE_KNOWN, [asked])}


def _insert_postgresql(rows: Sequence[Row]) -> dict[int, Identity]:
    """Rows go in the order of their keys, so that two requests with the same events wait for one another in peace."""
    ordered = sorted(rows)
    columns = zip(COLUMNS.values(), zip(*ordered, strict=True), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL_INSERT, [_array(kind, values) for kind, values in columns])
        written = {key for (key,) in cursor.fetchall()}
        known = [row[0] for row in ordered if row[0] not in written]
        if not known:
            return {}
        cursor.execute(_POSTGRESQL_KNOWN, [known])
        return {key: (source, id) for key, source, id in cursor.fetchall()}


def places(codes: Collection[str]) -> dict[str, tuple[int, str, str]]:
    """Code → row, kind and name of the places that are in the tree."""
    if pen.on_sqlite():
        asked, found = list(codes), []
        for start in range(0, len(asked), _AT_ONCE):
            some = asked[start : start + _AT_ONCE]
            found += pen.found(f"{_PLACES} IN ({', '.join('?' * len(some))})", some)
    else:
        with connection.cursor() as cursor:
            cursor.execute(_POSTGRESQL_PLACES, [list(codes)])
            found = cursor.fetchall()
    return {code: (row, kind, name) for code, row, kind, name in found}


def _array(kind: str, values: Sequence[object]) -> str:
    """A column as PostgreSQL writes an array; a thousand values are joined at once, not adapted one by one."""
    if kind != "text":
        return f"{{{','.join(map(str, values))}}}"
    joined = '","'.join(map(str, values))
    if joined.count('"') > 2 * (len(values) - 1) or "\\" in joined:
        joined = '","'.join(str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return f'{{"{joined}"}}'
