"""The waiting line, as whoever stands in it reads it: who came before, and why there is something to wait for."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from mitoyen.web.neighbourhood.enums import Course, Direction, ListingState, State
from mitoyen.web.neighbourhood.exchanges import actions, entry
from mitoyen.web.neighbourhood.exchanges.machine import By
from mitoyen.web.neighbourhood.models import Block, Exchange
from mitoyen.web.people.models import Person


def before(exchange: Exchange, sides: frozenset[By]) -> int:
    """How many asked for the same before the reader, wherever the first who asks is served; 0 for other readers."""
    if exchange.state != State.ASKED or By.ASKER not in sides or exchange.listing.direction != Direction.OFFER:
        return 0
    earlier = Q(asked_at__lt=exchange.asked_at) | Q(asked_at=exchange.asked_at, pk__lt=exchange.pk)
    return actions.in_line(exchange).filter(earlier).count()


def said(exchange: Exchange, sides: frozenset[By], other: Person) -> str:
    """What makes one wait, for its two sides: the listing is away, or the object is taken then; empty otherwise."""
    if exchange.state != State.ASKED:
        return ""
    asks = By.ASKER in sides
    if asks and exchange.listing.state != ListingState.OPEN:
        words = _("L’annonce n’est plus en ligne. %(other)s peut encore vous répondre, mais cherchez aussi ailleurs.")
    elif (asks and entry.serves(exchange.listing)) or not _taken(exchange):
        return ""
    elif asks:
        words = _(
            "L’objet est pris à ce moment-là : vous êtes sur la liste d’attente. "
            "Si cela se libère, le premier de la liste reçoit un avis."
        )
    else:
        words = _("L’objet est déjà pris à ce moment-là : %(other)s est sur la liste d’attente.")
    return words % {"other": other.first_name}


def _taken(exchange: Exchange) -> bool:
    """Whether a lent object is another's, or kept by its owner, at the time that is asked for."""
    offered = exchange.listing.direction == Direction.OFFER
    if exchange.course != Course.LENDING or not offered or exchange.starts_at is None or exchange.ends_at is None:
        return False
    then = Q(listing=exchange.listing_id, starts_at__lt=exchange.ends_at, ends_at__gt=exchange.starts_at)
    return Exchange.objects.filter(then, occupies=True).exists() or Block.objects.filter(then).exists()
