"""Any table, read by a mapping that says which column is what: loans, gifts, hours of a time bank.

A mapping is a document of YAML. `practice: lend` is the same for every row; `practice: {column: Type, values: {prêt:
lend}}` is read in each. What a row does not say for certain is refused with its reason, never filled in.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from mitoyen.counting.events import FRANCE
from mitoyen.interchange import dates, documents, quantities
from mitoyen.interchange.readings import REFUSED_COLUMNS, About, RowRefused
from mitoyen.interchange.tables import Row, Table, Wanted, opened, plain

UNKNOWN = "unknown"
QUANTITIES = ("count", "grams", "metres", "minutes", "cents")
PERSONS = ("giver", "receiver")


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column whose words are ours, or become ours by `values`; the others are `otherwise`, or refused."""

    column: str
    values: dict[str, str] | None = None
    otherwise: str | None = None


class Day(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The column of the day when the exchange was completed; `not_before` is that of the day when it began."""

    column: str
    order: dates.Order | None = None
    not_before: str | None = None
    empty: str = ""
    """What is said of a row without a day: "not returned yet"."""


class Amount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column of numbers, in `unit` when none is written beside them."""

    column: str
    unit: str = ""


class Keep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows whose `column` holds one of `values`; the others are refused, as not completed."""

    column: str
    values: tuple[str, ...]


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which column is what."""

    practice: str | Choice
    date: str | Day
    source: str | None = None
    place: str | Choice | None = None
    category: str | Choice | None = None
    id: str | tuple[str, ...] = ()
    """The column of the id, or several that make one together; none: the whole row is its id."""
    count: str | Amount | None = None
    grams: str | Amount | None = None
    metres: str | Amount | None = None
    minutes: str | Amount | None = None
    cents: str | Amount | None = None
    giver: str | None = None
    receiver: str | None = None
    counterfactual: Choice | None = None
    keep: Keep | None = None
    decimals: quantities.Decimals | None = None
    credit: str = ""
    licence: str = ""
    open_data: bool = False
    about: str = ""
    """For the reader of the mapping."""


class Reader:
    """Reads one table by a mapping; the place and the source may be told beside it."""

    def __init__(
        self,
        path: Path,
        mapping: Mapping,
        *,
        now: datetime.datetime,
        place: str | None = None,
        source: str | None = None,
    ) -> None:
        self.mapping, self._now = mapping, now
        self._today = now.astimezone(FRANCE).date()
        self.table: Table = opened(path, {name: Wanted([name]) for name in _columns(mapping)})
        self.source = _told(source or mapping.source, "source")
        documents.check_source(self.source)
        self._place = place or mapping.place
        if self._place is None:
            raise documents.BadMapping("no place is told; write `place:` in the mapping, or --place")
        self._day = Day(mapping.date) if isinstance(mapping.date, str) else mapping.date
        # Two choices may read one column in two ways, so each has the words of its own.
        self._words = {id(c): {plain(k): v for k, v in c.values.items()} for c in _choices(mapping) if c.values}
        self.marked = tuple(c.column for c in (mapping.practice,) if isinstance(c, Choice))

    def fields(self, row: Row) -> dict[str, Any]:
        """The fields of the event that a row tells."""
        self._check_kept(row)
        said = {"counterfactual": self._chosen(row, self.mapping.counterfactual)}
        return {
            "id": self._id(row),
            "source": self.source,
            "occurred_at": dates.moment(self._completed(row), self._now),
            "place": self._chosen(row, self._place),
            "practice": self._chosen(row, self.mapping.practice),
            "category": self._chosen(row, self.mapping.category),
            "proof": "D",
            **{name: amount for name in QUANTITIES if (amount := self._amount(row, name))},
            **{name: person for name in PERSONS if (person := self._person(row, name))},
            **{name: word for name, word in said.items() if word},
        }

    def places(self) -> set[str]:
        """Codes of places that are told beside the rows."""
        return set(_targets(self._place))

    def marks(self, row: Row) -> dict[str, str]:
        """The words of the column that tells the practice, if there is one."""
        return {column: self.table.cell(row, column) or "–" for column in self.marked}

    def notes(self) -> Iterable[str]:
        """Nothing is taken for granted."""
        return ()

    def about(self, source: str) -> About:
        """What is said of the source."""
        return About(source, self.mapping.credit, self.mapping.licence)

    def _check_kept(self, row: Row) -> None:
        keep = self.mapping.keep
        if keep is not None:
            text = self.table.cell(row, keep.column)
            if plain(text) not in {plain(value) for value in keep.values}:
                raise RowRefused(f"{keep.column} is none of {', '.join(keep.values)}", text or "empty")

    def _id(self, row: Row) -> str:
        columns = (self.mapping.id,) if isinstance(self.mapping.id, str) else self.mapping.id
        cells = [self.table.cell(row, column) for column in columns]
        if columns and not all(cells):
            raise RowRefused(f"{columns[cells.index('')]} is empty: the row has no id")
        if not columns:
            told = zip(self.table.columns, row.cells, strict=True)
            own = "\0".join(cell.strip() for name, cell in told if name not in REFUSED_COLUMNS)
            return hashlib.sha256(own.encode()).hexdigest()[:32]
        return "|".join(quote(cell, safe="!$&'()*+,-./:;<=>?@[]^_`{}~#") for cell in cells)

    @cached_property
    def _order(self) -> dates.Order | None:
        """Which of day and month comes first, as the other rows prove: the file is read through at the first doubt."""
        columns = [name for name in (self._day.column, self._day.not_before) if name]
        table = opened(self.table.path, {name: Wanted([name]) for name in _columns(self.mapping)})
        cells = (table.cell(row, name) for row in table.rows() if not row.fault for name in columns)
        found = dates.order_of(cells)
        return None if found == "mixed" else found

    def _date(self, row: Row, column: str) -> datetime.date:
        text = self.table.cell(row, column)
        order = self._day.order or (self._order if dates.is_ambiguous(text) else None)
        try:
            return dates.read(text, order, self._today)
        except dates.BadDate as bad:
            raise RowRefused(f"{column} {bad}", text) from bad

    def _completed(self, row: Row) -> datetime.date:
        if self._day.empty and not self.table.cell(row, self._day.column):
            raise RowRefused(f"{self._day.column} is empty: {self._day.empty}")
        day = self._date(row, self._day.column)
        if self._day.not_before and self.table.cell(row, self._day.not_before):
            began = self._date(row, self._day.not_before)
            if day < began:
                raise RowRefused(f"{self._day.column} is before {self._day.not_before}", f"{day} < {began}")
        return day

    def _chosen(self, row: Row, choice: str | Choice | None) -> str | None:
        if choice is None or isinstance(choice, str):
            return None if choice == UNKNOWN else choice
        text = self.table.cell(row, choice.column)
        found = self._words[id(choice)].get(plain(text)) if choice.values else text or None
        found = choice.otherwise if found is None else found
        if found is None:
            raise RowRefused(f"{choice.column} is not in the mapping", text or "empty")
        return None if found == UNKNOWN else found

    def _amount(self, row: Row, name: str) -> int:
        told: str | Amount | None = getattr(self.mapping, name)
        if told is None:
            return 0
        amount = Amount(told) if isinstance(told, str) else told
        text = self.table.cell(row, amount.column)
        try:
            return quantities.read(text, name, amount.unit, self.mapping.decimals)
        except quantities.BadQuantity as bad:
            raise RowRefused(f"{amount.column} {bad}", text) from bad

    def _person(self, row: Row, name: Literal["giver", "receiver"] | str) -> str | None:
        """A reference that never is the name itself: its digest, which the instance hashes again under its key."""
        column: str | None = getattr(self.mapping, name)
        text = plain(self.table.cell(row, column)) if column else ""
        return hashlib.sha256(f"{self.source}\0{text}".encode()).hexdigest()[:32] if text else None


def _choices(mapping: Mapping) -> Iterator[Choice]:
    told = (mapping.practice, mapping.place, mapping.category, mapping.counterfactual)
    return (choice for choice in told if isinstance(choice, Choice))


def _columns(mapping: Mapping) -> list[str]:
    """Every column that the mapping names."""
    day = Day(mapping.date) if isinstance(mapping.date, str) else mapping.date
    amounts = (getattr(mapping, name) for name in QUANTITIES)
    named = [
        *((mapping.id,) if isinstance(mapping.id, str) else mapping.id),
        day.column,
        day.not_before,
        *(choice.column for choice in _choices(mapping)),
        *(amount if isinstance(amount, str) else amount.column for amount in amounts if amount is not None),
        mapping.giver,
        mapping.receiver,
        mapping.keep.column if mapping.keep else None,
    ]
    return list(dict.fromkeys(name for name in named if name))


def words(mapping: Mapping) -> list[tuple[str, str | None]]:
    """The pairs of practice and category that the mapping itself names, to be checked before any row is read."""
    practices = _targets(mapping.practice)
    categories = [None if word == UNKNOWN else word for word in _targets(mapping.category)]
    if len(practices) == 1:
        return [(practices[0], category) for category in categories or [None]]
    return [(practice, None) for practice in practices]


def _targets(choice: str | Choice | None) -> list[str]:
    if choice is None or isinstance(choice, str):
        return [choice] if choice else []
    named = [*(choice.values or {}).values(), choice.otherwise]
    return list(dict.fromkeys(word for word in named if word))


def _told(value: str | None, name: str) -> str:
    if not value:
        raise documents.BadMapping(f"no {name} is told; write `{name}:` in the mapping, or --{name}")
    return value
