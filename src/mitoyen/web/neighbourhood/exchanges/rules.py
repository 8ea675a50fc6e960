"""Who may see an exchange, and who decides when its two sides disagree: fetched and authorised together."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from mitoyen.web.neighbourhood.enums import State
from mitoyen.web.neighbourhood.exchanges import machine
from mitoyen.web.neighbourhood.exchanges.machine import By
from mitoyen.web.neighbourhood.models import Exchange
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.models import Person
from mitoyen.web.people.rules import Power
from mitoyen.web.places.rules import may, whom_a_role_lets


def exchange_to_see(by: Actor, reference: str) -> Exchange:
    """The exchange, for its two sides and, while they disagree, for whoever moderates the place; Http404 otherwise."""
    found = _everything().filter(reference=reference).first()
    if found is None or not standing(found, by):
        raise Http404
    return found


def standing(exchange: Exchange, by: Actor) -> frozenset[By]:
    """In what qualities somebody stands before an exchange; empty for a stranger."""
    return machine.sides(exchange, by.person.pk, settles=settles(by.person, exchange))


def settles(person: Person, exchange: Exchange) -> bool:
    """Whether somebody decides this disagreement: a moderator of the place, who takes no part in it."""
    if exchange.state != State.DISPUTED or person.pk in (exchange.giver_id, exchange.receiver_id):
        return False
    return may(person, Power.SETTLE, exchange.place)


def moderators(exchange: Exchange) -> list[Person]:
    """Who may decide a disagreement about it, as `settles` says of each."""
    return [one for one in whom_a_role_lets(Power.SETTLE, exchange.place) if settles(one, exchange)]


def of_person(person: Person) -> Q:
    """The condition "an exchange of this person"."""
    return Q(owner=person) | Q(asker=person)


def _everything() -> QuerySet[Exchange]:
    return Exchange.objects.select_related("listing", "part", "place", "giver", "receiver", "owner", "asker")
