"""Queries that Django compiles once, for the few that every page asks: compiling takes longer than the answer."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet, Value

Row = TypeVar("Row")


class Slot:
    """Stands in a compiled statement for a value told later."""


class Prepared(Generic[Row]):
    """A query whose values are told each time: `Prepared(lambda code: Place.objects.filter(code=code))("35288")`.

    A value may be a list, for `__in`: each length is compiled once. Values go to the database as they are told, so that
    a number must come as a number. What is found is what Django would have found, read by Django's own code.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Row]]) -> None:
        self._make = make
        self._kept: dict[tuple[Any, ...], _Compiled[Row] | None] = {}

    def __call__(self, *values: Any) -> list[Row]:
        """The rows."""
        shape = (_connection().vendor, *(len(value) if isinstance(value, list) else None for value in values))
        if shape not in self._kept:
            self._kept[shape] = _compiled(self._make, shape[1:])
        kept = self._kept[shape]
        flat = [one for value in values for one in (value if isinstance(value, list) else (value,))]
        return kept.rows(flat) if kept is not None else []


class _Compiled(Generic[Row]):
    """A queryset, and its compiler once it has compiled."""

    def __init__(self, queryset: QuerySet[Any, Row], slots: list[Slot]) -> None:
        self._queryset, self._compiler = queryset, queryset.query.get_compiler(connection=_connection())
        self._sql, self._values = self._compiler.as_sql()
        self._slots = slots
        columns = [column for column, *_ in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(columns)

    def rows(self, told: list[Any]) -> list[Row]:
        """What the statement finds with these values in the slots."""
        ready, again = self._queryset.all(), copy(self._compiler)
        values = filled(self._values, dict(zip(self._slots, told, strict=True)))
        again.connection = _connection()
        again.as_sql = lambda *_, **__: (self._sql, values)
        again.get_converters = lambda _: self._converters
        ready.query.get_compiler = lambda *_, **__: again  # type: ignore[method-assign]  # this one has compiled
        return list(ready)


def filled(values: Any, told: dict[Slot, Any]) -> tuple[Any, ...]:
    """The values of a statement, those told in the place of their slots."""
    adapt = _connection().ops.adapt_unknown_value
    return tuple(adapt(told[value]) if isinstance(value, Slot) else value for value in values)


def _compiled(make: Callable[..., QuerySet[Any, Row]], lengths: tuple[Any, ...]) -> _Compiled[Row] | None:
    """None when nothing can be found: among no keys, say."""
    slots: list[Slot] = []

    def slot() -> Value:
        slots.append(Slot())
        return Value(slots[-1])

    given = [slot() if length is None else [slot() for _ in range(length)] for length in lengths]
    try:
        return _Compiled(make(*given), slots)
    except EmptyResultSet:
        return None


def _connection() -> Any:
    """The one of this thread."""
    return connections[DEFAULT_DB_ALIAS]
