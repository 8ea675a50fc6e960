"""Who may do what in a place."""

from __future__ import annotations

from mitoyen.territory import load
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.models import Person
from mitoyen.web.people.rules import Power, powers
from mitoyen.web.places import belonging
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place


def powers_in(person: Person, place: Place) -> frozenset[Power]:
    """Everything that somebody may do in a place.

    A role holds in its place and all that lies in it. A resident's standing holds in every place around their home, up
    to the commune: their neighbours are there.
    """
    held: set[Power] = set()
    for here in belonging.current(person):
        role, proof = Role(here.role), ResidenceProof(here.proof)
        if place.path.startswith(here.place.path) or (role == Role.RESIDENT and _around(here.place, place)):
            held |= powers(role, proof)
    return frozenset(held)


def may(person: Person, power: Power, place: Place) -> bool:
    """Whether somebody may do it there."""
    return power in powers_in(person, place)


def may_vouch(person: Person, place: Place) -> bool:
    """Whether somebody may say that a newcomer lives in a place: they share its residence or its quartier."""
    home = belonging.home(person)
    return home is not None and may(person, Power.VOUCH, place) and _next_door(home.place, place)


def _next_door(one: Place, other: Place) -> bool:
    """Whether both lie in one residence or one quartier, or in a commune too small to have several."""
    common = belonging.shared(one, other)
    if common is None or common.kind != Kind.COMMUNE:
        return common is not None
    return len(load().quartiers_of(load().commune(common.code))) == 1


def _around(home: Place, place: Place) -> bool:
    """Whether both lie in one commune."""
    return belonging.shared(home, place) is not None
