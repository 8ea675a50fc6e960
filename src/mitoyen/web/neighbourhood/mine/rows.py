"""The lines of /moi/, one for each exchange and each listing: a template would take ten times as long for each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from mitoyen.web.addresses import addresses
from mitoyen.web.neighbourhood.enums import Course, Direction, ListingState, State
from mitoyen.web.neighbourhood.mine.queries import Entry
from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.people.templatetags.people import day
from mitoyen.web.ui.words import language


def of_exchanges(entries: Iterable[Entry], weighs: bool = False) -> SafeString:
    """What is exchanged, how far it is, what it waits for; with a link to what it brought where `weighs`."""
    words, page, weighed = (
        _words(language()),
        addresses("neighbourhood:exchange"),
        addresses("neighbourhood:mine_exchange"),
    )
    lines = []
    for entry in entries:
        reference = entry.exchange.reference
        brought = weighed(reference) if weighs and entry.exchange.fact else ""
        lines.append(_exchange(entry, words, page(reference), brought))
    return mark_safe("".join(lines))  # noqa: S308 - every text of a line is escaped below


def of_listings(listings: Iterable[Listing]) -> SafeString:
    """What is listed, until when, and how many answered."""
    words, page = _words(language()), addresses("neighbourhood:listing")
    lines = [_listing(listing, words, page(listing.reference)) for listing in listings]
    return mark_safe("".join(lines))  # noqa: S308 - every text of a line is escaped below


def _exchange(entry: Entry, words: dict[str, str], page: str, brought: str) -> str:
    title, state = escape(entry.exchange.listing.title), escape(words[entry.exchange.state])
    side = words[_side(entry)] % {"name": entry.other.first_name}
    mine, waits = (' class="entries__mine"', _WAITS % escape(entry.waits)) if entry.waits else ("", "")
    when = f" · {escape(entry.when)}" if entry.when else ""
    link = _BROUGHT % (escape(brought), escape(words["brought"]), title) if brought else ""
    return (
        f'<li{mine}>\n<p class="entries__name"><a href="{escape(page)}">{title}</a> '
        f'<span class="tag">{state}</span></p>\n'
        f'{waits}<p class="entries__about">{escape(side)}{when}{link}</p>\n</li>\n'
    )


def _side(entry: Entry) -> str:
    """What the reader does, or has done for them: one lends, sells, helps; at a gathering one takes part."""
    exchange, given = entry.exchange, entry.given
    if exchange.course == Course.GATHERING and exchange.part_id:
        given = exchange.owner_id != entry.other.pk  # who lends a hand at a repair café gives, and takes part
    manner = str(exchange.course) if exchange.course != Course.HANDING else _MANNERS.get(exchange.practice, "")
    return f"{'given' if given else 'received'} {manner}"


_MANNERS = {
    "give": "give",
    "food_gift": "give",
    "resell": "sell",
    "repair": "repair",
    "service": "help",
    "paid_service": "help",
}
_WAITS = '<p class="entries__waits">%s</p>\n'
_BROUGHT = ' · <a href="%s">%s<span class="unseen">\N{NO-BREAK SPACE}: %s</span></a>'


def _listing(listing: Listing, words: dict[str, str], page: str) -> str:
    answers = ngettext("%(n)s réponse", "%(n)s réponses", listing.answers) % {"n": listing.answers}
    until = words["until"] % {"day": day(listing.expires_at)} if listing.state == ListingState.OPEN else ""
    about = " · ".join(filter(None, (words[listing.direction], until, answers)))
    return (
        f'<li>\n<p class="entries__name"><a href="{escape(page)}">{escape(listing.title)}</a> '
        f'<span class="tag">{escape(words[f"listing {listing.state}"])}</span></p>\n'
        f'<p class="entries__about">{escape(about)}</p>\n</li>\n'
    )


@cache
def _words(language: str) -> dict[str, str]:
    """What every line may say."""
    return {
        "given ": gettext("Vous donnez, %(name)s reçoit"),
        "received ": gettext("%(name)s donne, vous recevez"),
        "given give": gettext("Vous donnez à %(name)s"),
        "received give": gettext("%(name)s vous donne"),
        "given lending": gettext("Vous prêtez à %(name)s"),
        "received lending": gettext("%(name)s vous prête"),
        "given sell": gettext("Vous vendez à %(name)s"),
        "received sell": gettext("%(name)s vous vend"),
        "given repair": gettext("Vous réparez pour %(name)s"),
        "received repair": gettext("%(name)s répare pour vous"),
        "given help": gettext("Vous aidez %(name)s"),
        "received help": gettext("%(name)s vous aide"),
        "given gathering": gettext("Vous proposez, %(name)s participe"),
        "received gathering": gettext("%(name)s propose, vous participez"),
        "brought": gettext("ce que cela a apporté"),
        "until": gettext("jusqu’au %(day)s"),
        **{str(state): str(state.label) for state in State},
        **{f"listing {state}": str(state.label) for state in ListingState},
        **{str(direction): capfirst(str(direction.label)) for direction in Direction},
    }
