"""Searches that people save, and the new listings they are told of."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from urllib.parse import urlencode

from django.db import connection, transaction
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mitoyen.web.neighbourhood import practices, rules
from mitoyen.web.neighbourhood.enums import Direction
from mitoyen.web.neighbourhood.listings import categories
from mitoyen.web.neighbourhood.listings.search import Wanted, fitting
from mitoyen.web.neighbourhood.listings.words import fits, looked_for
from mitoyen.web.neighbourhood.models import Listing, SavedSearch, Widening
from mitoyen.web.people import notices
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import NoticeKind
from mitoyen.web.people.models import Person
from mitoyen.web.places.belonging import NEAR
from mitoyen.web.places.models import Belonging, Place

MOST = 20
"""Searches that one person saves."""
BATCH = 200
SETTLED = datetime.timedelta(minutes=1)
"""After so long, every listing published before has its row: none with a smaller key is still on its way."""
NEW = 2_000
"""New listings of a circle that are held against its searches in one go, the oldest first."""

_Told = SavedSearch.told.through
_FoundBy = Callable[[tuple[int, ...], int, int, datetime.datetime], tuple[list[Listing], int]]


class CannotSave(ValueError):
    """A search that cannot be saved; the sentence says why."""


@transaction.atomic
def save(*, words: str, direction: str, practice: str, category: str, by: Actor, now: datetime.datetime) -> SavedSearch:
    """Keep a search, to be told of what fits from now on; saved twice, it is kept once."""
    person = Person.objects.select_for_update().get(pk=by.person.pk)
    told = {"words": words.strip()[:120], "direction": direction, "practice": practice, "category": category}
    if not any(told.values()):
        raise CannotSave(_("Dites ce que vous cherchez : quelques mots, une catégorie."))
    kept = SavedSearch.objects.filter(person=person)
    again = kept.filter(**told).first()
    if again is not None:
        return again
    if kept.count() >= MOST:
        raise CannotSave(_("Vous gardez déjà vingt recherches. Retirez-en une, puis enregistrez celle-ci."))
    marks = {"seen_up_to": _last(Listing.objects.all()), "widened_up_to": _last(Widening.objects.all())}
    return SavedSearch.objects.create(person=person, made_at=now, **marks, **told)


def forget(*, search: SavedSearch) -> None:
    """Stop looking."""
    search.delete()


@transaction.atomic
def alert(now: datetime.datetime) -> int:
    """Hold new listings against a batch of saved searches, and tell their owners; how many searches were behind."""
    return _alert("seen_up_to", _last_settled(now), _fresh, now)


@transaction.atomic
def alert_widened(now: datetime.datetime) -> int:
    """The same for listings that are shown further than before, to those who could not see them until then."""
    return _alert("widened_up_to", _last_widened(now), _widened, now)


def _alert(mark: str, last: int, found_by: _FoundBy, now: datetime.datetime) -> int:
    skips = connection.features.has_select_for_update_skip_locked
    behind = SavedSearch.objects.filter(**{f"{mark}__lt": last}).order_by(mark, "pk")
    locked = behind.select_related("person").select_for_update(of=("self",), skip_locked=skips)
    searches = list(locked[:BATCH])
    read = _read_by({search.person_id for search in searches})
    fresh: dict[tuple[tuple[int, ...], int], tuple[list[Listing], int]] = {}
    fits: dict[SavedSearch, list[Listing]] = {}
    for search in searches:
        key = (read.get(search.person_id, ()), getattr(search, mark))
        if key not in fresh:
            fresh[key] = found_by(*key, last, now)
        found, up_to = fresh[key]
        setattr(search, mark, up_to)
        fits[search] = [listing for listing in found if _fits(search, listing)]
    SavedSearch.objects.bulk_update(searches, [mark])
    for search, news in _not_told(fits).items():
        _tell(search, news, now)
    return len(searches)


@transaction.atomic
def forget_widenings(now: datetime.datetime) -> int:
    """Delete a batch of the widenings that every search has been held against; how many."""
    least = SavedSearch.objects.aggregate(least=Min("widened_up_to"))["least"]
    past = Widening.objects.filter(at__lte=now - SETTLED)
    heard = past if least is None else past.filter(pk__lte=least)
    return Widening.objects.filter(pk__in=list(heard.order_by("pk").values_list("pk", flat=True)[:NEW])).delete()[0]


def address(search: SavedSearch) -> str:
    """What the page of results is asked for this search."""
    told = {"words": search.words, "direction": search.direction, "practice": search.practice}
    return urlencode({name: value for name, value in {**told, "category": search.category}.items() if value})


def label(search: SavedSearch, language: str) -> str:
    """What it looks for, in words."""
    practice = practices.listables().get(search.practice)
    direction = str(Direction(search.direction).label) if search.direction else ""
    parts = [search.words, categories.label(search.category, language)]
    parts += [practice.label.in_(language) if practice else "", direction]
    return ", ".join(part for part in parts if part)


def _last(rows: QuerySet[Listing] | QuerySet[Widening]) -> int:
    return rows.aggregate(last=Max("pk"))["last"] or 0


def _last_settled(now: datetime.datetime) -> int:
    """Key of the last listing that has surely no one before it still to come."""
    recent = Listing.objects.filter(published_at__lte=now - SETTLED)
    last: int | None = recent.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def _read_by(people: set[int]) -> dict[int, tuple[int, ...]]:
    """Places whose listings each person sees."""
    held: dict[int, list[Belonging]] = {}
    for one in Belonging.objects.select_related("place").filter(person__in=people, until=None):
        held.setdefault(one.person_id, []).append(one)
    codes = {code for ones in held.values() for one in ones for code in one.place.codes}
    known = list(Place.objects.filter(code__in=codes, kind__in=NEAR))
    return {
        person: tuple(sorted(place.pk for place in known if rules.reaches(place, rules.reading(ones))))
        for person, ones in held.items()
    }


def _last_widened(now: datetime.datetime) -> int:
    """The same of what is shown further."""
    recent = Widening.objects.filter(at__lte=now - SETTLED)
    last: int | None = recent.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def _not_told(fits: dict[SavedSearch, list[Listing]]) -> dict[SavedSearch, list[Listing]]:
    """Of the listings that fit each search, those of which its owner was told nothing, written down as told; searches
    with something new alone.
    """
    fits = {search: listings for search, listings in fits.items() if listings}
    if not fits:
        return {}
    among = {listing.pk for listings in fits.values() for listing in listings}
    rows = _Told.objects.filter(savedsearch__in=fits, listing__in=among)
    known = set(rows.values_list("savedsearch_id", "listing_id"))
    news = {
        search: [listing for listing in dict.fromkeys(listings) if (search.pk, listing.pk) not in known]
        for search, listings in fits.items()
    }
    _Told.objects.bulk_create(
        _Told(savedsearch=search, listing=listing) for search, listings in news.items() for listing in listings
    )
    return {search: listings for search, listings in news.items() if listings}


def _fresh(places: tuple[int, ...], after: int, last: int, now: datetime.datetime) -> tuple[list[Listing], int]:
    """What was published since, online and shown in these places, the oldest first, and up to where one has looked."""
    rows = fitting(Wanted(), now).filter(shown_in__in=places)
    found = list(rows.filter(pk__gt=after, pk__lte=last).order_by("pk")[:NEW])
    return found, found[-1].pk if len(found) == NEW else last


def _widened(places: tuple[int, ...], after: int, last: int, now: datetime.datetime) -> tuple[list[Listing], int]:
    """What came into sight of these places since, and is still there."""
    rows = Widening.objects.filter(pk__gt=after, pk__lte=last, after__in=places).exclude(before__in=places)
    rows = rows.filter(listing__in=fitting(Wanted(), now), listing__shown_in__in=places)
    found = list(rows.select_related("listing").order_by("pk")[:NEW])
    return [row.listing for row in found], found[-1].pk if len(found) == NEW else last


def _fits(search: SavedSearch, listing: Listing) -> bool:
    wanted = (("direction", search.direction), ("practice", search.practice), ("category", search.category))
    same = all(not value or getattr(listing, name) == value for name, value in wanted)
    return same and listing.owner_id != search.person_id and fits(listing.words, looked_for(search.words))


def _tell(search: SavedSearch, found: list[Listing], now: datetime.datetime) -> None:
    spoken = notices.language(search.person)
    with override(spoken):
        said = ngettext(
            "%(count)s nouvelle annonce pour votre recherche « %(search)s ».",
            "%(count)s nouvelles annonces pour votre recherche « %(search)s ».",
            len(found),
        ) % {"count": len(found), "search": label(search, spoken)}
    link = f"/annonce/{found[0].reference}/" if len(found) == 1 else f"/v/?{address(search)}"
    key = f"search-{search.pk}-{found[-1].pk}"
    notices.tell(person=search.person, kind=NoticeKind.ALERT, text=said, link=link, now=now, key=key)
