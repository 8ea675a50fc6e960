"""The one door to what neighbours list: the newest, the nearest, what the words say; a page at a time.

Each page is one statement over indexes. For the newest, it joins the beginning of an index for each place whose
listings the reader sees; for the nearest, the beginning of an index for each home around; for words, the rows that hold
them, at most HELD. A branch of it is compiled once for each kind of search, and told its values each time.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from mitoyen.web.neighbourhood.enums import ListingState, Terms
from mitoyen.web.neighbourhood.listings import around
from mitoyen.web.neighbourhood.listings.words import MOST, looked_for
from mitoyen.web.neighbourhood.models import Listing, ListingPhoto
from mitoyen.web.neighbourhood.practices import listables
from mitoyen.web.neighbourhood.rules import Sight
from mitoyen.web.prepared import Prepared, Slot, Statement, filled, joined, statement

PAGE = 20
HELD = 500
"""Listings that the words or the distance of a search may bring before they are put in order: the newest."""
BRANCHES = 16
"""Homes that PostgreSQL reads a branch each; planning one costs it more than reading it."""
_NOW, _PLACE, _RANK, _MOMENT, _KEY = (Slot() for _ in range(5))
_SAID = [Slot() for _ in range(MOST)]
"""Stand in a statement for what is told each time: a branch is the same for each place."""
_CARD = "reference direction practice title terms cents deposit starts_at ends_at seats taken published_at".split()
_LISTED = Prepared(
    lambda pks: (
        Listing.objects.filter(pk__in=pks)
        .select_related("place")
        .only(*_CARD, "place__code", "place__name", "place__latitude", "place__longitude")
    )
)
_FIRST_PHOTOS = Prepared(
    lambda pks: (
        ListingPhoto.objects.filter(listing__pk__in=pks, rank=0).exclude(photo__ready_at=None).select_related("photo")
    )
)
_Row = tuple[int, int]
"""Key of a listing, and of the place it is from."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty looks for everything."""

    words: str = ""
    direction: str = ""
    practices: tuple[str, ...] = ()
    category: str = ""
    free: bool = False
    within: float | None = None
    """[km] from the reader's home."""
    nearest: bool = False
    """The nearest first, instead of the newest."""

    @property
    def anything(self) -> bool:
        """Whether nothing narrows the search."""
        return self == Wanted()


@dataclass(frozen=True)
class After:
    """The last listing of a page: the next one begins behind it."""

    published_at: datetime.datetime
    id: int
    place: int

    def __str__(self) -> str:
        micros = (self.published_at - _UNIX) // datetime.timedelta(microseconds=1)
        return f"{micros}-{self.id}-{self.place}"

    @classmethod
    def read(cls, text: str) -> After | None:
        """What an address says; None for nothing, or for what nobody wrote."""
        parts = text.split("-")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
            return None
        micros, id, place = map(int, parts)
        try:
            return cls(_UNIX + datetime.timedelta(microseconds=micros), id, place)
        except OverflowError:
            return None


_UNIX = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Found:
    """A page of listings, and where the next one begins; empty for the last."""

    listings: list[Listing]
    after: str = ""


def page(
    wanted: Wanted, sight: Sight, *, now: datetime.datetime, after: After | None = None, most: int = PAGE
) -> Found:
    """The listings that somebody sees from a place and that fit, a page behind `after`."""
    rows = _rows(wanted, sight, now, after, most + 1)
    listings = fetched(pk for pk, _ in rows[:most])
    last = listings[-1] if len(rows) > most and listings else None
    return Found(listings, str(After(last.published_at, last.pk, last.place_id)) if last else "")


def fetched(pks: Iterable[int]) -> list[Listing]:
    """Listings as a list shows them, in the order of their keys: place and first photo at hand."""
    order = {pk: rank for rank, pk in enumerate(pks)}
    photos = {shown.listing_id: shown.photo for shown in _FIRST_PHOTOS(list(order))}
    listings = _LISTED(list(order))
    for listing in listings:
        listing.first_photo = photos.get(listing.pk)
    return sorted(listings, key=lambda listing: order[listing.pk])


def fitting(wanted: Wanted, now: datetime.datetime | Value) -> QuerySet[Listing]:
    """What is online and fits, wherever it is shown, the words and practices left aside."""
    rows = Listing.objects.filter(left(), state=ListingState.OPEN, expires_at__gt=now)
    rows = rows.filter(direction=wanted.direction) if wanted.direction else rows
    rows = rows.filter(category=wanted.category) if wanted.category else rows
    return rows.filter(terms=Terms.FREE) if wanted.free else rows


@cache
def left() -> Q:
    """Something is left to ask for: a gift promised whole leaves the feed until a promise falls through.

    A gathering that is full stays in sight: there, places come free.
    """
    pieces = [practice.id for practice in listables().values() if practice.pieces]
    return Q(seats=None) | Q(taken__lt=F("seats")) | ~Q(practice__in=pieces)


def _said(words: str, shown_in: int) -> list[str]:
    """What is asked of the words of the listings shown in a place, as the engine reads it."""
    beginnings = looked_for(words)
    if connection.vendor == "postgresql":
        place = f"p{shown_in}"
        return [" & ".join([place, *(f"{place}x{beginning}:*" for beginning in beginnings)])] if beginnings else []
    return [f" {beginning}" for beginning in beginnings]


def _saying(rows: QuerySet[Listing], said: Iterable[Value]) -> QuerySet[Listing]:
    """Those of the rows whose words begin with each of those looked for."""
    for one in said:
        words: Any = _Says(F("words"), F("shown_in_id"), one)
        rows = rows.filter(words if connection.vendor == "postgresql" else GreaterThan(StrIndex(F("words"), one), 0))
    return rows


class _Says(Func):
    """The index of words of the migration, asked on PostgreSQL."""

    output_field = BooleanField()
    conditional = True

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        (words, _), (place, _), (query, asked) = (compiler.compile(part) for part in self.source_expressions)
        return f"neighbourhood_words({words}, {place}) @@ to_tsquery('pg_catalog.simple', {query})", list(asked)


def _rows(wanted: Wanted, sight: Sight, now: datetime.datetime, after: After | None, most: int) -> list[_Row]:
    if not wanted.nearest and wanted.within is None:
        return _run(_by_place(wanted, sight, now, after, most), "2 DESC, 1 DESC", most)
    homes = around.homes(sight, wanted.within)
    if not homes:
        return []
    if looked_for(wanted.words) or wanted.category:
        found = _run(_by_place(wanted, sight, now, None, HELD), "2 DESC, 1 DESC", HELD)
        return _cut(_ordered([row for row in found if row[1] in homes], homes, wanted), after, most)
    return _by_home(wanted, sight, homes, now, after, most)


def _by_place(wanted: Wanted, sight: Sight, now: datetime.datetime, after: After | None, most: int) -> list[Statement]:
    """The newest that fit, for each place shown, and each practice where no narrower index serves."""
    if wanted.words.strip() and not looked_for(wanted.words):
        return []
    alone = bool(wanted.category or wanted.words)
    kinds = [wanted.practices] if alone or not wanted.practices else [(one,) for one in wanted.practices]
    told: dict[Slot, Any] = {_NOW: now} | ({_MOMENT: after.published_at, _KEY: after.id} if after else {})
    found = []
    for place in sight.shown_in:
        said = dict(zip(_SAID, _said(wanted.words, place.pk), strict=False))
        for practices in kinds:
            kind = replace(wanted, words="", practices=practices)
            branch = _branch(connection.vendor, kind, len(said), after is not None, most)
            found.append(_put(branch, {_PLACE: place.pk, **told, **said}))
    return found


@lru_cache(maxsize=1024)
def _branch(vendor: str, wanted: Wanted, said: int, behind: bool, most: int) -> Statement:
    """The newest of a place that fit, so many words aside, with slots for what is told each time."""
    rows = _of(fitting(wanted, Value(_NOW)), wanted.practices).filter(shown_in=Value(_PLACE))
    rows = _saying(rows, map(Value, _SAID[:said])).order_by("-published_at", "-pk")
    rows = rows.filter(_earlier(Value(_MOMENT), Value(_KEY))) if behind else rows
    return statement(rows.values_list("pk", "published_at", "place_id")[:most])


def _of(rows: QuerySet[Listing], practices: tuple[str, ...]) -> QuerySet[Listing]:
    """Those of some practices; all of them when none is told."""
    if not practices:
        return rows
    return rows.filter(practice=practices[0]) if len(practices) == 1 else rows.filter(practice__in=practices)


def _by_home(
    wanted: Wanted, sight: Sight, homes: dict[int, float], now: datetime.datetime, after: After | None, most: int
) -> list[_Row]:
    """The newest of each home around, the homes in the order of their distance unless the newest are asked for."""
    order = list(homes)
    if wanted.nearest and after is not None:
        order = order[order.index(after.place) :] if after.place in homes else []
    rows = fitting(wanted, now).filter(shown_in__in=[place.pk for place in sight.shown_in])
    rows = _of(rows, wanted.practices)
    if connection.vendor != "postgresql" or len(order) <= BRANCHES:
        return _branched(rows, order, after, wanted.nearest, most)
    if wanted.nearest:
        found = _branched(rows, order[:BRANCHES], after, wanted.nearest, most)
        if len(found) == most:
            return found
    return _beside(rows, order, after, wanted.nearest, most)


def _branched(rows: QuerySet[Listing], order: list[int], after: After | None, nearest: bool, most: int) -> list[_Row]:
    """A branch for each home: its statistics are known to the planner, so that the largest are read in order."""
    rows = rows.filter(place=Value(_PLACE))
    branch = statement(_ranked(rows if nearest else _behind(rows, after), RawSQL("%s", (_RANK,)), most))
    cut = statement(_ranked(_behind(rows, after), RawSQL("%s", (_RANK,)), most)) if nearest and after else branch
    branches = [
        _put(cut if rank == 0 else branch, {_PLACE: pk, _RANK: rank if nearest else 0}) for rank, pk in enumerate(order)
    ]
    return _run(branches, "4, 2 DESC, 1 DESC", most)


def _beside(rows: QuerySet[Listing], order: list[int], after: After | None, nearest: bool, most: int) -> list[_Row]:
    """One join beside a list of homes, which PostgreSQL plans sooner than hundreds of branches."""
    rows = rows.filter(place=RawSQL("home.id", ()))
    if after is not None:
        first = Q(RawSQL("home.rank > 1", (), BooleanField())) if nearest else Q()
        rows = rows.filter(first | _earlier(after.published_at, after.id)) if nearest else _behind(rows, after)
    branch = statement(_ranked(rows, RawSQL("home.rank", ()), most))
    if not order:
        return []
    sql, values = branch
    listed = "unnest(%s::bigint[]) WITH ORDINALITY AS home (id, rank)"
    beside = f"SELECT found.* FROM {listed} CROSS JOIN LATERAL ({sql}) AS found"  # noqa: S608 - as in _run
    return _run([(beside, (order, *values))], "4, 2 DESC, 1 DESC" if nearest else "2 DESC, 1 DESC", most)


def _ranked(rows: QuerySet[Listing], rank: RawSQL, most: int) -> QuerySet[Listing, Any]:
    ranked = rows.order_by("-published_at", "-pk").annotate(rank=rank)
    return ranked.values_list("pk", "published_at", "place_id", "rank")[:most]


def _behind(rows: QuerySet[Listing], after: After | None) -> QuerySet[Listing]:
    """Those behind a listing."""
    if after is None:
        return rows
    return rows.filter(_earlier(after.published_at, after.id))


def _earlier(published_at: datetime.datetime | Value, id: int | Value) -> Q:
    """Behind a listing; the first condition alone bounds the reading of the index."""
    return Q(published_at__lte=published_at) & (Q(published_at__lt=published_at) | Q(pk__lt=id))


def _ordered(rows: list[_Row], homes: dict[int, float], wanted: Wanted) -> list[_Row]:
    """Rows that come the newest first, put in the order asked for."""
    order = {pk: rank for rank, pk in enumerate(homes)}
    return sorted(rows, key=lambda row: order[row[1]]) if wanted.nearest else rows


def _cut(rows: list[_Row], after: After | None, most: int) -> list[_Row]:
    """What comes behind a listing that the rows hold."""
    places = [index for index, row in enumerate(rows) if after is not None and row[0] == after.id]
    begin = places[0] + 1 if places else 0
    return rows[begin : begin + most]


def _put(branch: Statement, told: dict[Slot, Any]) -> Statement:
    """A statement with what is told in its slots."""
    sql, values = branch
    return sql, filled(values, told)


def _run(branches: list[Statement], order: str, most: int) -> list[_Row]:
    """Rows of all the branches in one order."""
    if not branches:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*joined(branches, order, slice(most)))
        return [(row[0], row[2]) for row in cursor.fetchall()]
