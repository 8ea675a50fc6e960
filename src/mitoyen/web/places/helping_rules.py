"""Where somebody may act for others, and for whom."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404

from mitoyen.web.people import rules as people
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.models import Mandate, Person
from mitoyen.web.people.rules import Power, powers
from mitoyen.web.places import belonging, queries, rules
from mitoyen.web.places.models import Belonging, Place

MOST = 300
"""Places offered in one list."""


def roles_that_help(person: Person) -> list[Belonging]:
    """The roles by which somebody may act for others, with their places."""
    held = belonging.current(person)
    return [one for one in held if Power.HELP in powers(Role(one.role), ResidenceProof(one.proof))]


def places_to_help_in(person: Person) -> list[Place]:
    """The homes that these roles reach, from the widest; none for whoever has no such role."""
    reach = Q(pk__in=[])
    for held in roles_that_help(person):
        reach |= queries.under(held.place)
    return list(Place.objects.filter(reach, kind__in=belonging.NEAR).order_by("path")[:MOST])


def place_to_help_in(person: Person, code: str) -> Place:
    """A place where somebody may welcome people that they help; Http404 for anybody else."""
    place = Place.objects.filter(code=code, kind__in=belonging.NEAR).first()
    if place is None or not rules.may(person, Power.HELP, place):
        raise Http404
    return place


def may_act(mandate: Mandate) -> bool:
    """Whether the helper still has, where the other lives, the role that lets them act."""
    return may_help(mandate.helper, mandate.helped)


def may_help(helper: Person, helped: Person) -> bool:
    """Whether somebody may hold a mandate of another: a role reaches their home, and they have no role themselves.

    Otherwise a mandate would lend the powers of a partner.
    """
    home = belonging.home(helped)
    if home is None or not rules.may(helper, Power.HELP, home.place):
        return False
    return all(held.role == Role.RESIDENT for held in belonging.current(helped))


def mandate_to_act_under(person: Person, pk: int) -> Mandate:
    """A mandate that stands, for its helper, where their role still reaches the home; Http404 otherwise."""
    mandate = people.mandate_to_act_under(person, pk)
    if not may_act(mandate):
        raise Http404
    return mandate


def held_by_others(person: Person) -> list[Mandate]:
    """Mandates of other helpers for people without an address of their own, where somebody may help: the helped may
    tell any of their helpers to end one.
    """
    homes = Belonging.objects.filter(role=Role.RESIDENT, until=None, place__in=places_to_help_in(person))
    theirs = Mandate.objects.select_related("helper", "helped").filter(ended_at=None, helped__email=None)
    return list(theirs.exclude(helper=person).filter(helped__belongings__in=homes).order_by("helped__first_name", "pk"))


def mandate_to_end_for_them(person: Person, pk: int) -> Mandate:
    """One of these; Http404 for any other."""
    for mandate in held_by_others(person):
        if mandate.pk == pk:
            return mandate
    raise Http404
