"""The lines of /moi/, one for each exchange and each listing: a template would take six times as long for each."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from mitoyen.web.neighbourhood.enums import ListingState
from mitoyen.web.neighbourhood.mine.queries import Entry
from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.people.templatetags.people import day

_MINE = SafeString(' class="entries__mine"')


def of_exchange(entry: Entry, weighs: bool = False) -> SafeString:
    """What is exchanged, how far it is, what it waits for; with a link to what it brought where `weighs`."""
    exchange, title = entry.exchange, entry.exchange.listing.title
    waits = format_html('\n<p class="entries__waits">{}</p>', entry.waits) if entry.waits else ""
    return format_html(
        '<li{}>\n<p class="entries__name"><a href="{}">{}</a> <span class="tag">{}</span></p>{}\n'
        '<p class="entries__about">{}{}{}</p>\n</li>\n',
        _MINE if entry.waits else "",
        exchange.get_absolute_url(),
        title,
        exchange.get_state_display(),
        waits,
        _sides(entry),
        f" · {entry.when}" if entry.when else "",
        _brought(entry, title) if weighs and exchange.fact else "",
    )


def _sides(entry: Entry) -> str:
    name = {"name": entry.other.first_name}
    return (gettext("Vous donnez, %(name)s reçoit") if entry.given else gettext("%(name)s donne, vous recevez")) % name


def _brought(entry: Entry, title: str) -> SafeString:
    """The link to what an exchange brought; whoever hears the page hears of which."""
    words = gettext("ce que cela a apporté")
    return format_html(' · <a href="{}">{}<span class="unseen"> : {}</span></a>', entry.weighed, words, title)


def of_listing(listing: Listing) -> SafeString:
    """What is listed, until when, and how many answered."""
    until = gettext("jusqu’au %(day)s") % {"day": day(listing.expires_at)} if listing.state == ListingState.OPEN else ""
    answers = ngettext("%(n)s réponse", "%(n)s réponses", listing.answers) % {"n": listing.answers}
    return format_html(
        '<li>\n<p class="entries__name"><a href="{}">{}</a> <span class="tag">{}</span></p>\n'
        '<p class="entries__about">{} · {}</p>\n</li>\n',
        listing.get_absolute_url(),
        listing.title,
        listing.get_state_display(),
        capfirst(listing.get_direction_display()),
        f"{until} · {answers}" if until else answers,
    )
