"""Queries that Django compiles once, for the few that every page asks: compiling takes longer than the answer.

PostgreSQL keeps their plans too, on each connection: the constants of a query are written in it, so that a partial
index still serves, and what is told each time is sent beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet, Value, prefetch_related_objects
from django.db.models.base import ModelState
from django.db.models.query import FlatValuesListIterable, ValuesListIterable

Row = TypeVar("Row")
Statement = tuple[str, tuple[Any, ...]]
"""SQL and its values, some of them slots perhaps."""


class Slot:
    """Stands in a compiled statement for a value told later."""


class Prepared(Generic[Row]):
    """A query whose values are told each time: `Prepared(lambda code: Place.objects.filter(code=code))("35288")`.

    A value may be a list, for `__in`: each length is compiled once. Values go to the database as they are told, so that
    a number must come as a number. What is found is what Django would have found, but
    that no signal tells that an instance was made; instances with annotations are not to be had.

    `anew`: PostgreSQL makes a plan each time, for a query whose best plan depends on what is told: the words of a
    search, all that lies in a place.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Row]], *, anew: bool = False) -> None:
        self._make, self._anew = make, anew
        self._kept: dict[tuple[Any, ...], _Compiled[Row] | None] = {}

    def __call__(self, *values: Any) -> list[Row]:
        """The rows."""
        connection = _connection()
        shape = (connection.vendor, *(len(value) if isinstance(value, list) else None for value in values))
        if shape not in self._kept:
            self._kept[shape] = _compiled(self._make, shape[1:], self._anew)
        kept = self._kept[shape]
        flat = [one for value in values for one in (value if isinstance(value, list) else (value,))]
        return kept.rows(flat, connection) if kept is not None else []


class _Compiled(Generic[Row]):
    """A queryset that was compiled, and how its rows are read."""

    def __init__(self, queryset: QuerySet[Any, Row], slots: list[Slot], anew: bool) -> None:
        compiler = queryset.query.get_compiler(connection=_connection())
        self._planned = _connection().vendor == "postgresql" and not anew
        asked: Statement = compiler.as_sql()
        self._sql, self._values = _written_out(*asked) if self._planned else asked
        self._slots = slots
        self._converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
        rows: Any = queryset
        self._lookups = rows._prefetch_related_lookups  # noqa: SLF001 - there is no other door
        self._read = _READ.get(rows._iterable_class) or _instances(compiler)  # noqa: SLF001 - there is no other door

    def rows(self, told: list[Any], connection: Any) -> list[Row]:
        """What the statement finds with these values in the slots."""
        with connection.cursor() as cursor:
            if self._planned:
                _keep_plan(cursor, connection)
            cursor.execute(self._sql, filled(self._values, dict(zip(self._slots, told, strict=True)), connection))
            found = cursor.fetchall()
        if self._converters:
            found = _converted(found, self._converters, connection)
        rows = [self._read(row) for row in found]
        if self._lookups:
            prefetch_related_objects(rows, *self._lookups)
        return rows


def _converted(found: list[Any], converters: dict[int, Any], connection: Any) -> list[list[Any]]:
    """Rows whose values are of Python's kinds, as Django's compiler makes them."""
    rows = [list(row) for row in found]
    for column, (functions, expression) in converters.items():
        for row in rows:
            for convert in functions:
                row[column] = convert(row[column], expression, connection)
    return rows


_READ: dict[Any, Callable[[Any], Any]] = {FlatValuesListIterable: itemgetter(0), ValuesListIterable: tuple}


def _instances(compiler: Any) -> Callable[[Any], Any]:
    if compiler.annotation_col_map:
        raise TypeError("A prepared query of instances has no annotations: ask for values_list.")
    return _reader(compiler.klass_info, compiler.select)


def _reader(about: dict[str, Any], select: list[Any]) -> Callable[[Any], Any]:
    """How a row becomes an instance, with those it is joined to, as Django's own iterable makes them.

    Django asks of each instance, field by field, whether it was read. Here the names are known once: what was not read
    is not set, which is what a deferred field is.
    """
    model, columns = about["model"], about["select_fields"]
    first, end = columns[0], columns[-1] + 1
    names = [column.target.attname for column, *_ in select[first:end]]
    key = names.index(model._meta.pk.attname)  # noqa: SLF001 - Django's own name for a public door
    joined = [
        (_reader(below, select), below["local_setter"], below["remote_setter"])
        for below in about.get("related_klass_infos", ())
    ]

    def read(row: Any) -> Any:
        values = row[first:end]
        if values[key] is None:
            return None
        made = _made(model, names, values)
        for read_other, here, there in joined:
            other = read_other(row)
            here(made, other)
            if other is not None:
                there(other, made)
        return made

    return read


def _made(model: type[Model], names: list[str], values: Any) -> Model:
    """An instance as it is in the database."""
    made = model.__new__(model)
    made.__dict__.update(zip(names, values, strict=True), _state=ModelState())
    made._state.db, made._state.adding = DEFAULT_DB_ALIAS, False  # noqa: SLF001 - as `Model.from_db` does
    return made


def statement(rows: QuerySet[Any, Any]) -> Statement:
    """A queryset as the engine is asked it."""
    sql, values = rows.query.get_compiler(connection=_connection()).as_sql()
    return sql, tuple(values)


def joined(branches: Sequence[Statement], order: str, rows: slice) -> Statement:
    """The rows of all the branches, put in one order and cut.

    A branch in brackets keeps its own order and limit on both engines: of each, the beginning of an index is read.
    """
    together = " UNION ALL ".join(
        f"SELECT * FROM ({sql}) AS branch_{index}"  # noqa: S608 - made by Django's compiler; values are parameters
        for index, (sql, _) in enumerate(branches)
    )
    first = rows.start or 0
    cut = f"{together} ORDER BY {order} LIMIT {rows.stop - first} OFFSET {first}"
    return cut, tuple(value for _, values in branches for value in values)


def filled(values: Any, told: dict[Slot, Any], connection: Any) -> tuple[Any, ...]:
    """The values of a statement, those told in the place of their slots."""
    ops = connection.ops
    return tuple(_adapted(told[value], ops) if isinstance(value, Slot) else value for value in values)


def _adapted(value: Any, ops: Any) -> Any:
    """As the engine takes it; whole numbers of one size, or PostgreSQL would plan a statement once for each."""
    if type(value) is int:
        return ops.adapt_integerfield_value(value, "BigIntegerField")
    return ops.adapt_unknown_value(value)


_MARK = re.compile("%%|%s")


def _written_out(sql: str, values: Sequence[Any]) -> Statement:
    """A statement of PostgreSQL with its constants in its text: only what stands in a slot is told each time."""
    compose, left = _connection().ops.compose_sql, iter(values)

    def written(mark: re.Match[str]) -> str:
        if mark[0] == "%%" or isinstance(value := next(left), Slot):
            return mark[0]
        return str(compose("%s", [value])).replace("%", "%%")

    return _MARK.sub(written, sql), tuple(value for value in values if isinstance(value, Slot))


def _keep_plan(cursor: Any, connection: Any) -> None:
    """Let PostgreSQL keep the plan of what is asked often: `prepare_threshold` in the settings says how often.

    Django's own cursor writes every value into the statement, which is then a new one each time.
    """
    from django.db.backends.postgresql.base import ServerBindingCursor

    cursor.cursor = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # Django's types leave it out


def _compiled(make: Callable[..., QuerySet[Any, Row]], lengths: tuple[Any, ...], anew: bool) -> _Compiled[Row] | None:
    """None when nothing can be found: among no keys, say."""
    slots: list[Slot] = []

    def slot() -> Value:
        slots.append(Slot())
        return Value(slots[-1])

    given = [slot() if length is None else [slot() for _ in range(length)] for length in lengths]
    try:
        return _Compiled(make(*given), slots, anew)
    except EmptyResultSet:
        return None


def _connection() -> Any:
    """The one of this thread."""
    return connections[DEFAULT_DB_ALIAS]
