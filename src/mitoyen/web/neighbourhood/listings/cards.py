"""A listing as its neighbours read it: what is said, by whom, how far, for what."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitoyen.evidence.records import Text
from mitoyen.reporting import numbers
from mitoyen.web.addresses import address, addresses
from mitoyen.web.neighbourhood import moments, practices
from mitoyen.web.neighbourhood.enums import Direction, Terms
from mitoyen.web.neighbourhood.listings import around
from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.people.models import Photo
from mitoyen.web.places.models import Place
from mitoyen.web.ui.words import language

SMALL, LARGE = 480, 1280
FAMILIES: dict[str, str | Promise] = {
    "objects": gettext_lazy("Objets"),
    "services": gettext_lazy("Coups de main"),
    "rides": gettext_lazy("Trajets"),
    "food": gettext_lazy("Manger"),
    "gatherings": gettext_lazy("Rencontres"),
}
"""Tabs of a feed: families of practices."""


class Picture(NamedTuple):
    """A photo as a page shows it."""

    small: str
    large: str
    description: str
    width: int
    height: int

    def of(self, page: str) -> SafeString:
        """The picture of a card, which leads to its page."""
        return format_html(
            '<a class="slip__picture" href="{}" tabindex="-1" aria-hidden="true">'
            '<img src="{}" alt="" loading="lazy" width="{}" height="{}"></a>',
            page,
            self.small,
            self.width,
            self.height,
        )


class Card(NamedTuple):
    """One listing in a list, in words."""

    page: str
    """Address of its page."""
    reference: str
    direction: str
    title: str
    said: str
    """« Je prête »."""
    where: str
    """« Le Chanvre, à 300 m »."""
    price: str
    when: str
    """When it takes place; empty for what has no time."""
    full: str
    """« complet », « déjà promis » when nothing is left; empty otherwise."""
    picture: Picture | None

    @property
    def slip(self) -> SafeString:
        """How a list shows it. A page holds twenty: a template would take ten times as long for each."""
        texts = (self.direction, self.reference, self.page, self.title, self.said, self.where)
        direction, reference, page, title, said, where = map(escape, texts)
        picture = self.picture.of(self.page) if self.picture else ""
        full, when, price = (
            line % escape(words) if words else ""
            for line, words in ((_FULL, self.full), (_WHEN, self.when), (_PRICE, self.price))
        )
        return mark_safe(  # noqa: S308 - every text of it is escaped above; format_html would take three times as long
            f'<article class="slip slip--{direction}" aria-labelledby="slip-{reference}">{picture}'
            f'<div class="slip__words"><p class="slip__said">{said}{full}</p>'
            f'<h3 class="slip__title" id="slip-{reference}"><a href="{page}">{title}</a></h3>{when}'
            f'<p class="slip__foot"><span>{where}</span>{price}</p></div></article>'
        )


_FULL, _WHEN = ' <span class="tag">%s</span>', '<p class="slip__when">%s</p>'
_PRICE = ' <span class="slip__price">%s</span>'


def cards(listings: Iterable[Listing], home: Place) -> list[Card]:
    """The listings of a page, read from a home."""
    spoken, page = language(), addresses("neighbourhood:listing")
    return [_card(listing, home, spoken, page(listing.reference)) for listing in listings]


def slips(cards: Iterable[Card]) -> SafeString:
    """How a list shows them, as its items."""
    return mark_safe("".join(f"<li>{card.slip}</li>" for card in cards))  # noqa: S308 - each is escaped


def card(listing: Listing, home: Place) -> Card:
    """One of them; its first photo is at hand when the page fetched it."""
    return _card(listing, home, language(), address("neighbourhood:listing", listing.reference))


def _card(listing: Listing, home: Place, language: str, page: str) -> Card:
    request = listing.direction == Direction.REQUEST
    return Card(
        page=page,
        reference=listing.reference,
        direction=str(listing.direction),
        title=listing.title,
        said=_said(language, listing.practice, listing.direction),
        where=_where(listing, home, language),
        price=_price(language, request, listing.terms, listing.cents, listing.deposit),
        when=when(listing),
        full=full(listing),
        picture=picture(listing, listing.first_photo) if listing.first_photo else None,
    )


@lru_cache(256)
def _said(language: str, practice: str, direction: str) -> str:
    """« Je prête »; the name of the direction where the practice can no longer be listed."""
    known = practices.listables().get(practice)
    words: Text | None = known.said[Direction(direction)] if known else None
    return words.in_(language) if words else str(Direction(direction).label)


def _where(listing: Listing, home: Place, language: str) -> str:
    """The place of a neighbour, and roughly how far it is."""
    far = around.told(home, listing.place, language) if home.pk != listing.place_id else ""
    return f"{listing.place.name}, {far}" if far else listing.place.name


@lru_cache(1024)
def _price(language: str, request: bool, terms: str, cents: int, deposit: int) -> str:
    """« gratuit », « 12,50 € », « contre du temps », with the deposit; nothing of a request for nothing."""
    if request and terms == Terms.FREE:
        return ""
    if terms == Terms.PRICE:
        asked = _("jusqu’à %(price)s") % {"price": euros(cents)} if request else euros(cents)
    else:
        asked = str(Terms(terms).label)
    return _("%(price)s, caution %(deposit)s") % {"price": asked, "deposit": euros(deposit)} if deposit else asked


def euros(cents: int) -> str:
    """« 12,50 € », « 12 € »."""
    amount = numbers.number(cents / 100, language(), 2 if cents % 100 else 0)
    return f"{amount}\N{NO-BREAK SPACE}€" if language() == "fr" else f"€{amount}"


def when(listing: Listing) -> str:
    """When a gathering takes place."""
    if listing.starts_at is None:
        return ""
    if listing.ends_at is None:
        return moments.moment_of(listing.starts_at)
    return moments.period_of(listing.starts_at, listing.ends_at)


def lasts(minutes: int) -> str:
    """« 1 h 30 »; "1 h 30" in English too."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\N{NO-BREAK SPACE}min"
    return f"{hours}\N{NO-BREAK SPACE}h" + (f"\N{NO-BREAK SPACE}{rest:02d}" if rest else "")


def picture(listing: Listing, photo: Photo) -> Picture:
    """Where a photo of a listing is."""
    small, large = (
        address("neighbourhood:listing_photo", listing.reference, photo.key, size) for size in (SMALL, LARGE)
    )
    return Picture(small, large, photo.description, photo.width, photo.height)


def free_seats(listing: Listing) -> int | None:
    """Places that nobody took yet; None without a limit."""
    return None if listing.seats is None else max(0, listing.seats - listing.taken)


def full(listing: Listing) -> str:
    """What is said when nothing is left: one may still wait."""
    if free_seats(listing) != 0:
        return ""
    return _("complet") if listing.starts_at else _("déjà promis")
