"""What was paid between neighbours, as each of them says; no money ever passes through us."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitoyen.web.neighbourhood.enums import State
from mitoyen.web.neighbourhood.exchanges import payment
from mitoyen.web.neighbourhood.exchanges.telling import News, announce
from mitoyen.web.neighbourhood.models import Exchange, Receipt
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Deed

PAYABLE = (State.ACCEPTED, State.HANDED_OVER, State.RETURNED, State.CONFIRMED)


class CannotSay(ValueError):
    """There is nothing to say about money here; the sentence says why."""


def receipt(exchange: Exchange) -> Receipt | None:
    """What was said of the payment so far; None while nothing was."""
    return Receipt.objects.filter(exchange=exchange).first()


@transaction.atomic
def say(*, exchange: Exchange, by: Actor, way: str, now: datetime.datetime) -> Receipt:
    """The receiver says that they paid, or the giver that they were paid; saying it again changes nothing."""
    side = exchange.side_of(by.person)
    if not side or not exchange.cents or exchange.state not in PAYABLE:
        raise CannotSay(_("Il n’y a rien à régler pour cet échange en ce moment."))
    if way not in payment.between_neighbours():
        raise CannotSay(_("Choisissez comment l’argent a été remis."))
    kept, _made = Receipt.objects.select_for_update().get_or_create(
        exchange=exchange, defaults={"cents": exchange.cents, "way": way}
    )
    said = "paid_said_at" if side == "receiver" else "received_said_at"
    if getattr(kept, said) is None:
        setattr(kept, said, now)
        kept.save(update_fields=[said])
        announce(exchange, exchange.other_than(by.person), News(_SAID[side], {"who": by.person.first_name}, said), now)
        about = {"about": exchange.listing.title, "other": exchange.other_than(by.person).first_name}
        by.note(deed=Deed.MOVED_EXCHANGE, link=f"/echange/{exchange.reference}/", now=now, **about)
    return kept


@transaction.atomic
def confirmed(*, exchange: Exchange, provider: str, reference: str, cents: int, now: datetime.datetime) -> Receipt:
    """A provider says that it paid the giver; told twice, nothing changes. CannotSay when the sum is another one."""
    if cents != exchange.cents or exchange.state not in PAYABLE:
        raise CannotSay(f"{reference}: {cents} cents do not settle exchange {exchange.reference}")
    kept, _made = Receipt.objects.select_for_update().get_or_create(exchange=exchange, defaults={"cents": cents})
    if kept.provider_reference:
        return kept
    kept.way, kept.provider_reference = provider, reference
    kept.paid_said_at = kept.paid_said_at or now
    kept.received_said_at = kept.received_said_at or now
    kept.save()
    for person in (exchange.giver, exchange.receiver):
        announce(exchange, person, News(_PAID, {}, "paid"), now)
    return kept


_SAID = {
    "receiver": gettext_lazy("%(who)s dit vous avoir payé : %(what)s."),
    "giver": gettext_lazy("%(who)s dit avoir reçu votre paiement : %(what)s."),
}
_PAID = gettext_lazy("Le paiement est arrivé : %(what)s.")
