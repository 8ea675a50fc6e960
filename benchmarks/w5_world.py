"""W5: a country of neighbours, generated: people, their homes, what they list, what they exchanged, and their steps.

    python -m benchmarks.w5_world PEOPLE      fill the database of this environment

Everything is a function of the row's number, so that the same size gives the same country on every engine: DuckDB
writes the rows as CSV, PostgreSQL copies them in, SQLite inserts them. Twenty people live in a quartier on average, and
the quartiers are skewed: the largest holds some 3 % of everybody. As in life, rows are written in the order of their
time, and neighbours do not sign up one behind the other: rows of a quartier lie far apart.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import duckdb

NOW = "TIMESTAMP '2026-11-22 18:00:00'"
LISTINGS, EXCHANGES = 10, 20
"""Of each person, over three years."""
BIG = ("people_person", "places_place", "places_belonging", "neighbourhood_listing", "neighbourhood_exchange")
PRACTICES = "lend give resell service food_gift ride event repair paid_service group_order shared_meal".split()
COURSES = {"lend": "lending", "ride": "gathering", "event": "gathering", "group_order": "gathering"}
_STRIDE = 1_000_003
"""Rows between two who live next to each other; a prime, so that everybody has a row."""
_NAMES = "Amina Bertrand Claire Driss Élodie Farid Gaëlle Hugo Inès Jules Karim Léa Malo Nolwenn Omar Paul".split()


def expressions(people: int, titles: list[tuple[str, str]]) -> dict[str, tuple[int, dict[str, str]]]:
    """Table → how many rows, and each column as an expression of the row's number `i`, from 0."""
    quartiers = max(10, people // 20)
    communes = max(2, quartiers // 10)
    quartier = f"CAST(floor({quartiers} * pow(({{rank}}) / {people}.0, 3)) AS BIGINT)"
    home = f"({quartiers} + {communes} + 10 + 2 * {quartier} + ({{rank}}) % 2)"
    return {
        "places_place": (10 + communes + 3 * quartiers, _places(communes, quartiers)),
        "people_person": (people, _people()),
        "places_belonging": (people, _belongings(people, home)),
        "neighbourhood_listing": (people * LISTINGS, _listings(people, home, quartier, communes, titles)),
        "neighbourhood_exchange": (people * EXCHANGES, _exchanges(people, quartier, communes)),
    }


def _places(communes: int, quartiers: int) -> dict[str, str]:
    """Ten places above (a country, a region, a département, seven more), communes, quartiers and residences."""
    first_quartier, first_home = 10 + communes, 10 + communes + quartiers
    above_all = _pick(["fr", "r53", "d35", *(f"w{beside}" for beside in range(7))], "least(i, 9)")
    code = (
        f"CASE WHEN i < 10 THEN {above_all} WHEN i < {first_quartier} THEN 'c' || i "
        f"WHEN i < {first_home} THEN 'q' || i ELSE 'h' || i END"
    )
    above = (
        f"CASE WHEN i = 0 THEN NULL WHEN i < 10 THEN least(i - 1, 1) WHEN i < {first_quartier} THEN 2 "
        f"WHEN i < {first_home} THEN 10 + (i - {first_quartier}) % {communes} "
        f"ELSE {first_quartier} + (i - {first_home}) // 2 END"
    )
    rank = f"CASE WHEN i < {first_home} THEN i - {first_quartier} ELSE (i - {first_home}) // 2 END"
    commune = f"'c' || (10 + ({rank}) % {communes})"
    paths = _pick(["fr/", "fr/r53/", "fr/r53/d35/", *(f"fr/w{beside}/" for beside in range(7))], "least(i, 9)")
    path = (
        f"CASE WHEN i < 10 THEN {paths} WHEN i < {first_quartier} THEN 'fr/r53/d35/c' || i || '/' "
        f"WHEN i < {first_home} THEN 'fr/r53/d35/' || {commune} || '/q' || i || '/' "
        f"ELSE 'fr/r53/d35/' || {commune} || '/q' || ({first_quartier} + (i - {first_home}) // 2) "
        "|| '/h' || i || '/' END"
    )
    kinds = _pick(["country", "region", "department", *["region"] * 7], "least(i, 9)")
    kind = (
        f"CASE WHEN i < 10 THEN {kinds} WHEN i < {first_quartier} THEN 'commune' "
        f"WHEN i < {first_home} THEN 'quartier' ELSE 'residence' END"
    )
    return {
        "code": code,
        "name": "'Lieu ' || i",
        "kind": kind,
        "parent_id": f"({above}) + 1",
        "path": path,
        "households": "100",
        "latitude": "45 + (hash(i // 30) % 5000) / 1000.0",
        "longitude": "(hash(i // 30, 'east') % 5000) / 1000.0",
    }


def _people() -> dict[str, str]:
    return {
        "email": "'p' || i || '@exemple.fr'",
        "first_name": _pick(_NAMES, f"i % {len(_NAMES)}"),
        "reference": _reference("p"),
        "languages": "'[\"fr\"]'",
        "joined_at": _ago("i", 1095),
        "is_active": "true",
        "password": "'!'",
    }


def _row(rank: str, people: int) -> str:
    """Row of the person of a rank; neighbours have ranks that follow one another."""
    return f"(1 + CAST({rank} AS BIGINT) * {_STRIDE} % {people})"


def _belongings(people: int, home: str) -> dict[str, str]:
    rank = f"(i * {pow(_STRIDE, -1, people)} % {people})"
    return {
        "person_id": "i + 1",
        "place_id": home.format(rank=rank) + " + 1",
        "role": "'resident'",
        "proof": "i % 4",
        "since": _ago("i", 1000),
    }


def _listings(people: int, home: str, quartier: str, communes: int, titles: list[tuple[str, str]]) -> dict[str, str]:
    owner = f"CAST(hash(i, 'owner') % {people} AS BIGINT)"
    thing = f"hash(i, 'title') % {len(titles)}"
    title = _pick([name for name, _ in titles], thing)
    quartier_row = f"10 + {communes} + {quartier.format(rank=owner)} + 1"
    commune_row = f"10 + {quartier.format(rank=owner)} % {communes} + 1"
    home_row = home.format(rank=owner) + " + 1"
    far = "(hash(i, 'reach') % 100)"
    return {
        "reference": _reference("l"),
        "owner_id": _row(owner, people),
        "direction": "CASE WHEN hash(i, 'side') % 5 = 0 THEN 'request' ELSE 'offer' END",
        "practice": _practice("i"),
        "category": _pick([category for _, category in titles], thing),
        "title": f"{title} || ' n° ' || i",
        "text": "'En bon état, à voir sur place quand vous voulez.'",
        "words": f"' ' || lower(strip_accents({title})) || ' n ' || i || ' bon etat voir place'",
        "place_id": home_row,
        "reach": f"CASE WHEN {far} < 20 THEN 'residence' WHEN {far} < 95 THEN 'quartier' ELSE 'commune' END",
        "shown_in_id": f"CASE WHEN {far} < 20 THEN {home_row} WHEN {far} < 95 THEN {quartier_row} "
        f"ELSE {commune_row} END",
        "widens": "true",
        "state": _pick(["open"] * 3 + ["expired"] * 4 + ["closed"] * 3, "hash(i, 'state') % 10"),
        "published_at": _in_turn(people * LISTINGS, 1095),
        "expires_at": f"{NOW} + to_days(CAST(1 + i % 300 AS INTEGER))",
        "answers": "i % 3",
    }


def _exchanges(people: int, quartier: str, communes: int) -> dict[str, str]:
    listing = f"CAST(hash(i, 'listing') % {people * LISTINGS} AS BIGINT)"
    owner = f"CAST(hash({listing}, 'owner') % {people} AS BIGINT)"
    asker = f"(({owner} + 1 + hash(i, 'asker') % 12) % {people})"
    practice, moment = _practice(listing), _in_turn(people * EXCHANGES, 1095)
    return {
        "reference": _reference("e"),
        "listing_id": f"{listing} + 1",
        "owner_id": _row(owner, people),
        "asker_id": _row(asker, people),
        "giver_id": _row(owner, people),
        "receiver_id": _row(asker, people),
        "course": _course(practice),
        "practice": practice,
        "place_id": f"10 + {communes} + {quartier.format(rank=owner)} + 1",
        "state": _pick(["asked", "accepted", "declined", *["confirmed"] * 17], "i % 20"),
        "seats": "1",
        "code": "'123456'",
        "asked_at": moment,
        "moved_at": moment,
        "confirmed_at": f"CASE WHEN i % 20 < 3 THEN NULL ELSE {moment} END",
        "proof": "'B'",
        "asks_counterfactual": "i % 3 = 0",
        "counterfactual_at": f"CASE WHEN i % 6 = 0 THEN {moment} ELSE NULL END",
        "fact": "'fact-' || i",
    }


def _practice(number: str) -> str:
    """The first practices more often."""
    rank = f"CAST(pow(hash({number}, 'practice') % 1000 / 1000.0, 2) * {len(PRACTICES)} AS INTEGER) % {len(PRACTICES)}"
    return _pick(PRACTICES, rank)


def _pick(values: list[str], rank: str) -> str:
    told = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"([{told}])[1 + CAST({rank} AS INTEGER)]"


def _course(practice: str) -> str:
    told = " ".join(f"WHEN '{name}' THEN '{course}'" for name, course in COURSES.items())
    return f"CASE {practice} {told} ELSE 'handing' END"


def _reference(letter: str) -> str:
    return f"'{letter}' || lpad(CAST(i AS VARCHAR), 11, '0')"


def _ago(number: str, days: int) -> str:
    """A moment in the last `days`, the recent ones more often."""
    return f"{NOW} - to_seconds(CAST(pow(hash({number}, 'when') % 1000000 / 1000000.0, 2) * {days * 86_400} AS BIGINT))"


def _in_turn(rows: int, days: int) -> str:
    """A moment in the last `days`, the recent ones more often, later for each row than for the one before."""
    return f"{NOW} - to_microseconds(CAST(pow(1 - i / {rows}.0, 2) * {days * 86_400_000_000} AS BIGINT))"


def rows(table: str, count: int, told: dict[str, str], folder: Path) -> tuple[list[str], Path]:
    """Columns and CSV file of a table; what is not told is the default of its field."""
    from django.apps import apps

    abouts = (model._meta for model in apps.get_models())  # noqa: SLF001 - Django's own name for a public door
    about = next(about for about in abouts if about.db_table == table)
    columns = {"id": "i + 1"} | {
        str(field.column): told.get(str(field.column)) or _default(field)
        for field in about.concrete_fields
        if field.column != "id"
    }
    path = folder / f"{table}.csv"
    chosen = ", ".join(f"{expression} AS {column}" for column, expression in columns.items())
    duckdb.sql(f"COPY (SELECT {chosen} FROM range({count}) AS numbers(i)) TO '{path}' (HEADER false, NULLSTR '\\N')")  # noqa: S608 - our own names
    return list(columns), path


def _default(field: Any) -> str:
    if field.null:
        return "NULL"
    value = field.get_default()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return "'" + ("{}" if value == {} else "[]" if value == [] else str(value)) + "'"


def titles() -> list[tuple[str, str]]:
    """What objects are called, with their category."""
    from mitoyen.evidence.pack import france

    found = [(found.label.fr, id) for id, found in france().categories.items() if found.kind == "object"]
    return [(name.replace("’", " "), id) for name, id in found]


def fill(people: int, say: Callable[[str], object] = print) -> None:
    """Fill the empty, migrated database of this process."""
    from django.db import connection

    load = _copy if connection.vendor == "postgresql" else _insert
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, _bare():
        for table, (count, told) in expressions(people, titles()).items():
            columns, path = rows(table, count, told, Path(folder))
            load(table, columns, path)
            path.unlink()
            say(f"{table}: {count:,} rows, {time.perf_counter() - begun:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE")  # as it does by itself
        if connection.vendor == "postgresql":
            cursor.execute("CHECKPOINT")
    say(f"indexed and analysed, {time.perf_counter() - begun:.0f} s")


@contextmanager
def _bare() -> Iterator[None]:
    """On PostgreSQL, the big tables without their indexes and references while they are filled."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)",
            [list(BIG)],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'")
        yield
        for _, made in indexes:
            cursor.execute(made)
        for table in BIG:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608 - our own names


def _copy(table: str, columns: list[str], path: Path) -> None:
    from django.db import connection

    names = ", ".join(f'"{column}"' for column in columns)
    told = f"COPY {table} ({names}) FROM STDIN (FORMAT csv, NULL '\\N')"
    with connection.cursor() as cursor, path.open("rb") as file, cursor.copy(told) as copy:
        while chunk := file.read(1 << 20):
            copy.write(chunk)


def _insert(table: str, columns: list[str], path: Path) -> None:
    from django.db import connection, transaction

    names, marks = ", ".join(f'"{column}"' for column in columns), ", ".join(["%s"] * len(columns))
    with transaction.atomic(), connection.cursor() as cursor, path.open(encoding="utf-8", newline="") as file:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - our own names
            [tuple(_value(cell) for cell in row) for row in csv.reader(file)],
        )


def _value(cell: str) -> str | int | None:
    return {"\\N": None, "true": 1, "false": 0}.get(cell, cell)


if __name__ == "__main__":
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill(int(sys.argv[1]))
