"""What time alone does to listings: shown further, reminded of, expired, told to those who look for them.

Each does all that is due, in batches of a transaction each, and says how many rows that was; done again, nothing is
left. Two workers may sweep at once: on PostgreSQL the second takes the rows that the first has not, on SQLite it waits
and finds nothing left.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitoyen.web.neighbourhood.enums import ListingState
from mitoyen.web.neighbourhood.listings import reach, saved
from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.people import notices
from mitoyen.web.people.enums import NoticeKind
from mitoyen.web.places.belonging import NEAR
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place

BATCH = 200
BEFORE = datetime.timedelta(days=3)
"""How long before its end the owner of a listing is reminded."""


def widen(*, now: datetime.datetime) -> int:
    """Show further what nobody answered in its practice's days, and tell its owner; how many listings were due."""
    return _all(_widen, now)


def remind(*, now: datetime.datetime) -> int:
    """Remind owners of listings that end within three days, once; how many."""
    return _all(_remind, now)


def expire(*, now: datetime.datetime) -> int:
    """Take out of sight what has expired; how many."""
    return _all(_expire, now)


def alert(*, now: datetime.datetime) -> int:
    """Tell people of the listings, new or newly in sight, that fit the searches they saved; how many were behind."""
    return _all(saved.alert, now) + _all(saved.alert_widened, now)


def forget_widenings(*, now: datetime.datetime) -> int:
    """Forget the widenings that every saved search has heard of; how many."""
    return _all(saved.forget_widenings, now)


def _all(some: Callable[[datetime.datetime], int], now: datetime.datetime) -> int:
    """What all the batches did, until one has nothing to do."""
    return sum(iter(lambda: some(now), 0))


@transaction.atomic
def _widen(now: datetime.datetime) -> int:
    due = _held(Listing.objects.filter(state=ListingState.OPEN, widen_at__lte=now).order_by("widen_at"))
    around = _circles(due)
    for listing in due:
        found = reach.wider(listing.reach, _around(listing.place, around))
        further = found if found and not listing.answers and listing.widens else None
        before = listing.shown_in
        if further:
            listing.reach, listing.shown_in = further
        listing.widen_at = reach.widen_at(listing, now) if further else None
        listing.save(update_fields=["reach", "shown_in", "widen_at"])
        if further:
            reach.note(listing=listing, before=before, now=now)
            _tell_widened(listing, now)
    return len(due)


@transaction.atomic
def _remind(now: datetime.datetime) -> int:
    ending = Listing.objects.filter(state=ListingState.OPEN, reminded_at=None, expires_at__lte=now + BEFORE)
    due = _held(ending.order_by("expires_at"))
    for listing in due:
        if listing.expires_at > now:
            _tell_ending(listing, now)
    Listing.objects.filter(pk__in=[listing.pk for listing in due]).update(reminded_at=now)
    return len(due)


@transaction.atomic
def _expire(now: datetime.datetime) -> int:
    past = Listing.objects.filter(state=ListingState.OPEN, expires_at__lte=now).order_by("expires_at")
    due = [listing.pk for listing in _held(past)]
    return Listing.objects.filter(pk__in=due, state=ListingState.OPEN).update(state=ListingState.EXPIRED)


def _held(rows: QuerySet[Listing]) -> list[Listing]:
    """The first rows, held until the transaction ends; those that another worker holds are left to it."""
    rows = rows.select_related("owner", "place", "shown_in")
    skips = connection.features.has_select_for_update_skip_locked
    return list(rows.select_for_update(of=("self",), skip_locked=skips)[:BATCH])


def _circles(listings: Sequence[Listing]) -> dict[str, Place]:
    """Every place around the homes of these listings, by code."""
    codes = {code for listing in listings for code in listing.place.codes}
    return {place.code: place for place in Place.objects.filter(Q(code__in=codes) & Q(kind__in=NEAR))}


def _around(home: Place, known: dict[str, Place]) -> dict[Kind, Place]:
    return {Kind(known[code].kind): known[code] for code in home.codes if code in known}


def _tell_widened(listing: Listing, now: datetime.datetime) -> None:
    with override(notices.language(listing.owner)):
        said = {"title": listing.title, "place": listing.shown_in.name}
        text = (
            _("Personne n’a encore répondu à « %(title)s » : l’annonce est maintenant montrée plus loin (%(place)s).")
            % said
        )
    _tell(listing, NoticeKind.LISTING, text, f"widened-{listing.reach}", now)


def _tell_ending(listing: Listing, now: datetime.datetime) -> None:
    with override(notices.language(listing.owner)):
        text = _("« %(title)s » disparaît dans trois jours. Un geste suffit pour la garder en ligne.") % {
            "title": listing.title
        }
    _tell(listing, NoticeKind.REMINDER, text, f"ends-{listing.expires_at:%Y%m%d}", now)


def _tell(listing: Listing, kind: NoticeKind, text: str, about: str, now: datetime.datetime) -> None:
    key = f"{listing.reference}:{about}"
    link = f"/annonce/{listing.reference}/"
    notices.tell(person=listing.owner, kind=kind, text=text, link=link, now=now, key=key)
