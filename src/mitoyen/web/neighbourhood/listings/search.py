"""The one door to what neighbours list: the newest, the nearest, what the words say; a page at a time.

Each page is one statement over indexes. For the newest, it joins the beginning of an index for each place whose
listings the reader sees; for the nearest, the beginning of an index for each home around; for words, the rows that hold
them, at most HELD. A branch of it is compiled once for each kind of search, and told its values each time.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, FilteredRelation, Func, Model, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from mitoyen.web.neighbourhood.enums import ListingState, Terms
from mitoyen.web.neighbourhood.listings import around
from mitoyen.web.neighbourhood.listings.words import MOST, looked_for
from mitoyen.web.neighbourhood.models import Listing, ListingPhoto
from mitoyen.web.neighbourhood.practices import listables
from mitoyen.web.neighbourhood.rules import Sight
from mitoyen.web.places.models import Place
from mitoyen.web.prepared import Prepared, Slot, Statement, filled, joined, statement

PAGE = 20
HELD = 500
"""Listings that the words or the distance of a search may bring before they are put in order: the newest."""
BRANCHES = 16
"""Homes that PostgreSQL reads a branch each; planning one costs it more than reading it."""
_NOW, _PLACE, _RANK, _MOMENT, _KEY = (Slot() for _ in range(5))
_SAID = [Slot() for _ in range(MOST)]
"""Stand in a statement for what is told each time: a branch is the same for each place."""
_CARD = "id reference direction practice title place terms cents deposit starts_at ends_at seats taken published_at"


def _carded() -> QuerySet[Listing]:
    """What a list shows of listings, each with its first photo."""
    left_out = [*_but(Listing, _CARD), *(f"place__{name}" for name in _but(Place, "id code name latitude longitude"))]
    rows: Any = Listing.objects.annotate(first=FilteredRelation("photos", condition=Q(photos__rank=0)))
    found: QuerySet[Listing] = rows.select_related("place", "first__photo").defer(*left_out)
    return found


def _but(model: type[Model], kept: str) -> list[str]:
    """Names of the fields that are not read: `only`, which names those that are, takes no filtered relation."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's own name for a public door
    return [field.name for field in fields if field.name not in kept.split()]


_LISTED = Prepared(lambda pks: _carded().filter(pk__in=pks))
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
    if wanted.nearest or wanted.within is not None:
        rows = _rows(wanted, sight, now, after, most + 1)
        listings, more = _fetched([pk for pk, _ in rows[:most]]), len(rows) > most
    else:
        found = _newest(wanted, sight, now, after, most + 1)
        listings, more = found[:most], len(found) > most
    last = listings[-1] if more and listings else None
    return Found(listings, str(After(last.published_at, last.pk, last.place_id)) if last else "")


def _fetched(pks: list[int]) -> list[Listing]:
    """Listings as a list shows them, in the order of their keys."""
    found = {listing.pk: listing for listing in _illustrated(_LISTED(pks))}
    return [found[pk] for pk in pks if pk in found]


def _illustrated(listings: Iterable[Listing]) -> list[Listing]:
    """Each once, with its first photo when it is drawn."""
    found = {listing.pk: listing for listing in listings}
    for listing in found.values():
        shown: ListingPhoto | None = getattr(listing, "first", None)
        listing.first_photo = shown.photo if shown is not None and shown.photo.ready_at else None
    return list(found.values())


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


def _newest(wanted: Wanted, sight: Sight, now: datetime.datetime, after: After | None, most: int) -> list[Listing]:
    """The newest that fit, as a list shows them: one statement chooses and fetches them."""
    if not sight.shown_in or (wanted.words.strip() and not looked_for(wanted.words)):
        return []
    places = [place.pk for place in sight.shown_in]
    said = [one for place in places for one in _said(wanted.words, place)]
    behind = (after.published_at, after.id) if after else ()
    chosen = _chosen(replace(wanted, words=""), bool(said), most)
    return _illustrated(chosen(places, said, now, *behind))


@lru_cache(maxsize=256)
def _chosen(wanted: Wanted, speaks: bool, most: int) -> Prepared[Listing]:
    """The newest of a kind; a plan for words is not kept, since some words are rare."""

    def made(places: list[Value], said: list[Value], *told: Value) -> QuerySet[Listing]:
        each = len(said) // max(1, len(places))
        here = [(place.value, [one.value for one in said[at * each :][:each]]) for at, place in enumerate(places)]
        now, *behind = (one.value for one in told)
        sql, values = joined(_branches(wanted, here, now, behind, most), "2 DESC, 1 DESC", slice(most))
        keys = RawSQL(f"SELECT pk FROM ({sql}) AS newest", values)  # noqa: S608, S611 - made by Django's compiler
        return _carded().filter(pk__in=keys).order_by("-published_at", "-pk")

    return Prepared(made, anew=speaks)


def _rows(wanted: Wanted, sight: Sight, now: datetime.datetime, after: After | None, most: int) -> list[_Row]:
    """Keys of what lies within a distance, or the nearest first."""
    if wanted.words.strip() or wanted.category:
        return _cut(_near(wanted, sight, now), after, most)
    homes = around.homes(sight, wanted.within)
    return _by_home(wanted, sight, homes, now, after, most) if homes else []


def _near(wanted: Wanted, sight: Sight, now: datetime.datetime) -> list[_Row]:
    """What the words or the category bring from near enough, the newest or the nearest first."""
    branches = _by_place(wanted, sight, now, None, HELD)
    if not branches:
        return []
    sql, values = joined(branches, "2 DESC, 1 DESC", slice(HELD))
    with connection.cursor() as cursor:
        cursor.execute(_WITH_POINTS.format(sql), values)
        found = [(pk, place, around.apart(sight.home, place, *point)) for pk, place, *point in cursor.fetchall()]
    near = [row for row in found if wanted.within is None or row[2] <= wanted.within]
    if wanted.nearest:
        near.sort(key=lambda row: (row[2], row[1]))
    return [(pk, place) for pk, place, _ in near]


_WITH_POINTS = (  # in an order of its own: a join keeps none
    "SELECT found.pk, place.id, place.latitude, place.longitude FROM ({}) AS found "
    "JOIN places_place AS place ON place.id = found.place_id ORDER BY found.published_at DESC, found.pk DESC"
)


def _by_place(wanted: Wanted, sight: Sight, now: datetime.datetime, after: After | None, most: int) -> list[Statement]:
    """The newest that fit, of each place shown."""
    if wanted.words.strip() and not looked_for(wanted.words):
        return []
    told = [(place.pk, _said(wanted.words, place.pk)) for place in sight.shown_in]
    return _branches(wanted, told, now, (after.published_at, after.id) if after else (), most)


def _branches(
    wanted: Wanted, told: list[tuple[Any, list[Any]]], now: Any, behind: Sequence[Any], most: int
) -> list[Statement]:
    """The newest, for each place and what the words must say there, and each practice if no narrower index serves."""
    alone = wanted.category or any(said for _, said in told)
    kinds = [wanted.practices] if alone or not wanted.practices else [(one,) for one in wanted.practices]
    found = []
    for place, said in told:
        slots = {_NOW: now, _PLACE: place, **dict(zip((_MOMENT, _KEY), behind, strict=False))}
        slots |= zip(_SAID, said, strict=False)
        for practices in kinds:
            kind = replace(wanted, words="", practices=practices)
            found.append(_put(_branch(connection.vendor, kind, len(said), bool(behind), most), slots))
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


def _cut(rows: list[_Row], after: After | None, most: int) -> list[_Row]:
    """What comes behind a listing that the rows hold."""
    places = [index for index, row in enumerate(rows) if after is not None and row[0] == after.id]
    begin = places[0] + 1 if places else 0
    return rows[begin : begin + most]


def _put(branch: Statement, told: dict[Slot, Any]) -> Statement:
    """A statement with what is told in its slots."""
    sql, values = branch
    return sql, filled(values, told, connection)


def _run(branches: list[Statement], order: str, most: int) -> list[_Row]:
    """Rows of all the branches in one order."""
    if not branches:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*joined(branches, order, slice(most)))
        return [(row[0], row[2]) for row in cursor.fetchall()]
