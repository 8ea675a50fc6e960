"""Who may do what in a place."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from mitoyen.territory import PlaceError, load
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.models import Person
from mitoyen.web.people.rules import BY_ROLE, Power, powers
from mitoyen.web.places import actions, belonging, queries
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Belonging, Invitation, Letter, Place


def powers_in(person: Person, place: Place) -> frozenset[Power]:
    """Everything that somebody may do in a place.

    A role holds in its place and all that lies in it. A resident's standing holds in every place around their home, up
    to the commune: their neighbours are there.
    """
    held: set[Power] = set()
    for here in belonging.current(person):
        role, proof = Role(here.role), ResidenceProof(here.proof)
        if _holds(here.place, place) or (role == Role.RESIDENT and _around(here.place, place)):
            held |= powers(role, proof)
    return frozenset(held)


def may(person: Person, power: Power, place: Place) -> bool:
    """Whether somebody may do it there."""
    return power in powers_in(person, place)


def whom_a_role_lets(power: Power, place: Place) -> QuerySet[Person]:
    """Everybody whom a role lets do it there; residents, who may by where they live, are not among them."""
    around = [code for code in (*place.codes, place.intercommunality) if code]
    held = Belonging.objects.filter(
        until=None, place__code__in=around, role__in=[role for role in Role if power in BY_ROLE[role]]
    )
    return Person.objects.filter(pk__in=held.values("person"), is_active=True)


def may_vouch(person: Person, place: Place) -> bool:
    """Whether somebody may say that a newcomer lives in a place: they share its residence or its quartier."""
    home = belonging.home(person)
    return home is not None and may(person, Power.VOUCH, place) and _next_door(home.place, place)


def place_to_live_in(code: str) -> Place:
    """A place where somebody may say that they live, with or without a row; Http404 for any other."""
    try:
        place = queries.find(code)
    except PlaceError as error:
        raise Http404 from error
    if place.kind not in belonging.NEAR or place.code != code:
        raise Http404
    return place


def planted_to_live_in(code: str) -> Place:
    """The same, with a row: entered when it had none."""
    place_to_live_in(code)
    return actions.plant(code)


def place_to_partner(by: Actor, code: str) -> Place:
    """A place where somebody may send letters and invitations; Http404 for anybody else, and for any other place."""
    place = Place.objects.select_related("parent").filter(code=code).first()
    if place is None or not may(by.person, Power.INVITE, place):
        raise Http404
    return place


def place_to_fill(by: Actor, code: str, kind: Kind) -> Place:
    """A place in which its partner may enter places of a kind; Http404 for anybody else, and where none may stand."""
    place = place_to_partner(by, code)
    if place.kind not in actions.ABOVE[kind]:
        raise Http404
    return place


def place_to_draw(by: Actor, code: str) -> Place:
    """A quartier whose outline its partner may draw; Http404 for anybody else, and for what is no quartier."""
    place = place_to_partner(by, code)
    if place.kind != Kind.QUARTIER:
        raise Http404
    return place


def batch_to_withdraw(by: Actor, code: str, batch: str) -> Place:
    """The place of letters ordered together, for its partners; Http404 for anybody else."""
    place = place_to_partner(by, code)
    if not Letter.objects.filter(place=place, batch=batch).exists():
        raise Http404
    return place


def invitation_to_withdraw(by: Actor, code: str, reference: str) -> Place:
    """The place of an invitation, for its partners; Http404 for anybody else."""
    place = place_to_partner(by, code)
    if not Invitation.objects.filter(place=place, reference=reference).exists():
        raise Http404
    return place


def role_to_write(by: Actor, place: Place) -> Role:
    """As what a partner writes to the homes of a place: the role that lies nearest to it."""
    held = [one for one in partnered(by) if _holds(one.place, place)]
    return Role(max(held, key=lambda one: len(one.place.path)).role)


def partnered(by: Actor) -> list[Belonging]:
    """The roles by which somebody may send letters and invitations, with their places."""
    held = belonging.current(by.person)
    return [one for one in held if Power.INVITE in powers(Role(one.role), ResidenceProof(one.proof))]


def _next_door(one: Place, other: Place) -> bool:
    """Whether both lie in one residence or one quartier, or in a commune too small to have several."""
    common = belonging.shared(one, other)
    if common is None or common.kind != Kind.COMMUNE:
        return common is not None
    return len(load().quartiers_of(load().commune(common.code))) == 1


def _holds(wide: Place, place: Place) -> bool:
    """Whether a place lies in another, itself included; an intercommunality stands beside the tree."""
    if wide.kind == Kind.INTERCOMMUNALITY:
        return place.intercommunality == wide.code or place.pk == wide.pk
    return place.path.startswith(wide.path)


def _around(home: Place, place: Place) -> bool:
    """Whether both lie in one commune."""
    return belonging.shared(home, place) is not None
