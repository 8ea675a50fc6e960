"""The Open Repair Data Standard: repairs brought to community workshops, with how each ended.

A row becomes one repair: `repair_done` or `repair_not_done` when its status says how it ended, `repair` when it does
not, so that a known outcome takes the place of the assumed share of success. Nobody is named in the standard.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from mitoyen.counting.events import FRANCE
from mitoyen.interchange import dates, documents
from mitoyen.interchange.readings import About, RowRefused
from mitoyen.interchange.tables import NotATable, Row, Table, Wanted, opened, plain

UNKNOWN = "unknown"
OURS = documents.HERE / "open-repair.yaml"
PREFIX = "open-repair"
_SHOWN = 5
"""Groups named in a note."""


class Class(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A product category of the standard, and ours."""

    id: int
    name: str
    to: str
    also: tuple[str, ...] = ()
    why: str = ""


class Standard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the standard is read."""

    standard: str
    credit: str
    licence: str
    columns: dict[str, tuple[str, ...]]
    required: tuple[str, ...]
    outcomes: dict[str, tuple[str, ...]]
    categories: tuple[Class, ...]

    def wanted(self) -> dict[str, Wanted]:
        """The columns to look for."""
        return {name: Wanted(names, name in self.required) for name, names in self.columns.items()}


class Reader:
    """Reads one file of the standard."""

    marked = ("repair_status", "group_identifier")

    def __init__(
        self,
        path: Path,
        *,
        place: str,
        now: datetime.datetime,
        groups: Mapping[str, str] | None = None,
        source: str | None = None,
        order: dates.Order | None = None,
        mapping: Path = OURS,
    ) -> None:
        """`place` counts for groups that `groups` does not name; `source` names it where the file names no provider."""
        self.mapping = documents.load(mapping, Standard)
        self.table: Table = opened(path, self.mapping.wanted())
        if source is None and "data_provider" not in self.table.where:
            raise NotATable(f"{path.name} has no column data_provider; name the source with --source")
        documents.check_source(source)
        self._place, self._now, self._source, self._told_order = place, now, source, order
        self._today = now.astimezone(FRANCE).date()
        self._groups = dict(groups or {})
        self._alike = {plain(group): code for group, code in self._groups.items()}
        self._practices = {plain(said): id for id, words in self.mapping.outcomes.items() for said in words}
        classes = self.mapping.categories
        self._by_name = {plain(name): c.to for c in classes for name in (c.name, *c.also)}
        self._by_id = {str(c.id): c.to for c in classes}
        self._providers: dict[str, str] = {}
        self._unmapped: Counter[str] = Counter()
        self._elsewhere: Counter[str] = Counter()

    def fields(self, row: Row) -> dict[str, Any]:
        """The fields of the event that a row tells."""
        return {
            "id": self._id(row),
            "source": self._slug(row),
            "occurred_at": dates.moment(self._day(row), self._now),
            "place": self._placed(row),
            "practice": self._practice(row),
            "category": self._category(row),
            "proof": "D",
        }

    def marks(self, row: Row) -> dict[str, str]:
        """Status and group, as the file spells them."""
        return {name: self.table.cell(row, name) or "–" for name in self.marked if name in self.table.where}

    def notes(self) -> Iterator[str]:
        """What was taken for granted while reading."""
        if "repair_status" not in self.table.where:
            yield "no column repair_status: every outcome is unknown, and worth its chance of success"
        for category, rows in self._unmapped.most_common():
            yield f"product_category '{category[:60]}' is not in the mapping: {rows:,} repairs of an unknown object"
        if self._groups and self._elsewhere:
            shown = ", ".join(f"'{group[:40]}'" for group in list(self._elsewhere)[:_SHOWN])
            more = f" and {len(self._elsewhere) - _SHOWN} more" if len(self._elsewhere) > _SHOWN else ""
            yield f"groups without a place of their own, counted for {self._place}: {shown}{more}"

    def about(self, source: str) -> About:
        """What is said of a source of this file: the provider's own name, and the credit that the licence asks for."""
        provider = self._providers.get(source, "")
        credit = ", ".join(part for part in (self.mapping.credit, provider) if part)
        return About(provider or self.mapping.credit, credit, self.mapping.licence)

    def _id(self, row: Row) -> str:
        """The id of the row in printable characters: "café 12" becomes "caf%C3%A9%2012", and no other id does."""
        text = self.table.cell(row, "id")
        if not text:
            raise RowRefused("id is empty")
        return quote(text, safe="!$&'()*+,-./:;<=>?@[]^_`{|}~#")

    def _slug(self, row: Row) -> str:
        provider = self.table.cell(row, "data_provider")
        slug = re.sub(r"[^a-z0-9-]", "", plain(provider).replace("_", "-"))[:60].strip("-")
        if slug:
            self._providers.setdefault(f"{PREFIX}-{slug}", provider)
            return f"{PREFIX}-{slug}"
        if self._source is None:
            raise RowRefused("data_provider is empty; name the source with --source")
        return self._source

    @cached_property
    def _order(self) -> dates.Order | None:
        """Which of day and month comes first, as the other rows prove: the file is read through at the first doubt."""
        if self._told_order is not None:
            return self._told_order
        table = opened(self.table.path, self.mapping.wanted())
        found = dates.order_of(table.cell(row, "event_date") for row in table.rows() if not row.fault)
        return None if found == "mixed" else found

    def _day(self, row: Row) -> datetime.date:
        text = self.table.cell(row, "event_date")
        order = self._order if dates.is_ambiguous(text) else self._told_order
        try:
            return dates.read(text, order, self._today)
        except dates.BadDate as bad:
            raise RowRefused(f"event_date {bad}", text) from bad

    def _placed(self, row: Row) -> str:
        group = self.table.cell(row, "group_identifier")
        code = self._groups.get(group) or self._alike.get(plain(group))
        if code is None:
            if self._groups:
                self._elsewhere[group] += 1
            return self._place
        return code

    def _practice(self, row: Row) -> str:
        text = self.table.cell(row, "repair_status")
        try:
            return self._practices[plain(text)]
        except KeyError:
            raise RowRefused("repair_status is none that we know; add it to a mapping of yours", text) from None

    def _category(self, row: Row) -> str | None:
        name, number = (self.table.cell(row, column) for column in ("product_category", "product_category_id"))
        if name:
            found = self._by_name.get(plain(name))
        elif number:
            found = self._by_id.get(number.removesuffix(".0"))
        else:
            found = self._partners(row)
        if found is None and (name or number):
            self._unmapped[name or number] += 1
        return None if found in (None, UNKNOWN) else found

    def _partners(self, row: Row) -> str | None:
        """What the partner's own words say, when they end with a category of the standard: "Kitchen ~ Kettle"."""
        return self._by_name.get(plain(self.table.cell(row, "partner_product_category").rpartition("~")[2]))
