"""Who may see what of /moi/: oneself everything; a helper, under a mandate, exchanges and notices alone."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from mitoyen.web.neighbourhood.exchanges import rules as exchanges
from mitoyen.web.neighbourhood.models import Exchange, SavedSearch
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.models import Notice, Person


class OneselfOnly(PermissionDenied):
    """What no helper sees or does for another: impact, data, settings, leaving."""


def oneself(by: Actor) -> Person:
    """Whoever is signed in, when they act for themselves; OneselfOnly under a mandate."""
    if by.mandate is not None:
        raise OneselfOnly
    return by.person


def exchange_to_weigh(by: Actor, reference: str) -> Exchange:
    """An exchange of one's own, to see what it brought; Http404 for anybody else's."""
    exchange = exchanges.exchange_to_see(Actor(oneself(by)), reference)
    if not exchange.side_of(by.person):
        raise Http404
    return exchange


def notice_to_read(by: Actor, pk: int) -> Notice:
    """A notice of one's own, or of whom one helps."""
    found = Notice.objects.filter(person=by.person, pk=pk).first()
    if found is None:
        raise Http404
    return found


def search_to_drop(by: Actor, pk: int) -> SavedSearch:
    """A saved search of one's own."""
    found = SavedSearch.objects.filter(person=oneself(by), pk=pk).first()
    if found is None:
        raise Http404
    return found
