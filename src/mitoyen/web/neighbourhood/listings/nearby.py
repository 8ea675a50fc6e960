"""Whom a request is told to: those who offer it, then those who asked to be told of needs around them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.enums import Direction, ListingState
from mitoyen.web.neighbourhood.listings import categories
from mitoyen.web.neighbourhood.listings.search import Wanted, fitting
from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.people import notices
from mitoyen.web.people.enums import NoticeKind, Pace, Role
from mitoyen.web.people.models import Person
from mitoyen.web.places import belonging
from mitoyen.web.places.models import Belonging, Place

MOST = 200
"""Neighbours told of one request, those who offer it first."""


def tell(listing: Listing, *, now: datetime.datetime) -> int:
    """Tell them, once; how many were told now or before."""
    if listing.state != ListingState.OPEN:
        return 0
    told: set[int] = {listing.owner_id}
    for person, offers in _concerned(listing, now):
        if len(told) > MOST:
            break
        if person.pk not in told:
            told.add(person.pk)
            _tell(person, listing, offers, now)
    return len(told) - 1


def _concerned(listing: Listing, now: datetime.datetime) -> Iterator[tuple[Person, bool]]:
    """Each neighbour concerned, and whether they offer what is asked for."""
    for offer in _offers(listing, now):
        if offer.place.path.startswith(listing.shown_in.path):
            yield offer.owner, True
    for here in _listening(listing.shown_in):
        yield here.person, False


def _offers(listing: Listing, now: datetime.datetime) -> list[Listing]:
    """Offers of the same thing, shown where the one who asks lives; none when nobody knows what is asked for."""
    if not listing.category:
        return []
    shown = [place.pk for place in belonging.circle(listing.place).values()]
    rows = fitting(Wanted(direction=Direction.OFFER, category=listing.category), now)
    rows = rows.filter(practice=listing.practice, shown_in__in=shown)
    return list(rows.select_related("owner", "place").order_by("-published_at")[:MOST])


def _listening(place: Place) -> list[Belonging]:
    """Residents within the place who chose to be told of needs nearby."""
    inside = [place.pk, *Place.objects.filter(Q(parent=place) | Q(parent__parent=place)).values_list("pk", flat=True)]
    live = Belonging.objects.filter(place__in=inside, role=Role.RESIDENT, until=None)
    chosen = live.filter(person__notices__has_key=NoticeKind.NEARBY.value, person__is_active=True)
    told = chosen.exclude(person__notices__nearby=Pace.NEVER.value)
    return list(told.select_related("person").order_by("pk")[:MOST])


def _tell(person: Person, listing: Listing, offers: bool, now: datetime.datetime) -> None:
    spoken = notices.language(person)
    with override(spoken):
        thing = categories.label(listing.category, spoken)
        if offers:
            text = _("Quelqu’un cherche ce que vous proposez : %(what)s.") % {"what": thing}
        elif thing:
            text = _("Une demande près de chez vous : %(what)s.") % {"what": thing}
        else:
            said = practices.of(listing.practice).said[Direction.REQUEST].in_(spoken)
            text = _("Une demande près de chez vous : « %(said)s ».") % {"said": said}
    key = f"{listing.reference}:nearby"
    link = f"/annonce/{listing.reference}/"
    notices.tell(person=person, kind=NoticeKind.NEARBY, text=text, link=link, now=now, key=key)
