"""Who may do what in a place: every role and proof of the table, in every relation of one place to another."""

from itertools import product

import pytest
from django.http import Http404

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.rules import BY_PROOF, BY_ROLE, Power
from mitoyen.web.places import actions, roles, rules
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place
from mitoyen.web.places.partners import printing
from tests.web.neighbourhood import cast

pytestmark = pytest.mark.django_db

STANDINGS: list[tuple[Role, ResidenceProof]] = [(role, ResidenceProof.NONE) for role in Role if role != Role.RESIDENT]
STANDINGS += [(Role.RESIDENT, proof) for proof in ResidenceProof]
RELATIONS = {
    "the same": "les-corderies",
    "inside": "les-corderies-a",
    "around": "35288",
    "beside, in the same commune": "352880101",
    "in another commune": "35049",
    "wider than a commune": "d35",
}
HELD_IN_IT = ("the same", "inside")
AROUND_A_HOME = (*HELD_IN_IT, "around", "beside, in the same commune")


@pytest.mark.parametrize(("standing", "relation"), list(product(STANDINGS, RELATIONS)), ids=str)
def test_a_role_holds_in_its_place_and_a_home_in_the_whole_commune(standing, relation):
    role, proof = standing
    quartier = cast.les_corderies()
    for code in ("352880101", "35049"):
        actions.plant(code)
    who = cast.belongs(cast.person("Nour"), quartier, role, proof)
    of_a_home = BY_PROOF[proof] if role == Role.RESIDENT else frozenset()
    holds = relation in (AROUND_A_HOME if role == Role.RESIDENT else HELD_IN_IT)
    expected = (BY_ROLE[role] | of_a_home) if holds else frozenset()
    assert expected == rules.powers_in(who, Place.objects.get(code=RELATIONS[relation]))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.RESIDENT])
def test_a_role_that_ended_allows_nothing(role):
    quartier = cast.les_corderies()
    who = cast.belongs(cast.person("Nour"), quartier, role)
    assert roles.end(person=who, role=role, place=quartier, now=cast.NOW)
    assert rules.powers_in(who, quartier) == frozenset()


@pytest.mark.parametrize("power", Power)
def test_those_whom_a_role_lets_do_something_are_found_where_it_holds(power):
    """Found one by one with `may`, from the other side."""
    quartier = cast.les_corderies()
    everywhere = (quartier, cast.residence("b"), Place.objects.get(code="35288"), actions.plant("243500782"))
    people = [
        cast.belongs(cast.person(f"{role}{place.pk}"), place, role)
        for role, place in product(Role, everywhere)
        if role != Role.RESIDENT
    ]
    for place in everywhere:
        expected = {person for person in people if rules.may(person, power, place)}
        assert expected == set(rules.whom_a_role_lets(power, place)), place


def test_a_role_in_an_intercommunality_holds_in_its_towns():
    who = cast.belongs(cast.person("Claire"), actions.plant("243500782"), Role.TOWN)
    cast.les_corderies()
    for code, holds in {"35288": True, "les-corderies-a": True, "243500782": True, "93066": False}.items():
        assert rules.may(who, Power.INVITE, actions.plant(code)) is holds, code


@pytest.mark.parametrize("role", Role)
def test_the_pages_of_a_place_are_open_to_those_who_may_invite_and_hidden_from_the_others(role):
    quartier = cast.les_corderies()
    who = Actor(cast.belongs(cast.person("Nour"), quartier, role))
    if Power.INVITE in BY_ROLE[role]:
        assert rules.place_to_partner(who, "les-corderies-a").code == "les-corderies-a"
    else:
        with pytest.raises(Http404):
            rules.place_to_partner(who, "les-corderies-a")
    with pytest.raises(Http404):
        rules.place_to_partner(who, "35288")


@pytest.mark.parametrize(("code", "found"), [("35288", True), ("352880101", True), ("les-corderies-a", True)])
def test_somebody_may_live_in_a_commune_a_quartier_or_a_residence(code, found):
    cast.les_corderies()
    assert rules.place_to_live_in(code).code == code


@pytest.mark.parametrize("code", ["d35", "fr", "243500782", "35400", "Saint-Malo", "nowhere", ""])
def test_nobody_lives_in_a_departement_an_intercommunality_or_a_postcode(code):
    with pytest.raises(Http404):
        rules.place_to_live_in(code)


def test_neighbours_of_one_quartier_may_vouch_and_those_of_another_may_not():
    amina, toron = cast.amina(), cast.residence("b")
    assert rules.may_vouch(amina, toron)
    assert not rules.may_vouch(amina, actions.plant("35288"))
    assert not rules.may_vouch(amina, actions.plant("352880101"))


def test_in_a_commune_of_one_quartier_everybody_is_next_door():
    village = actions.plant("35361")
    assert village.kind == Kind.COMMUNE
    hugo = cast.belongs(cast.person("Hugo"), village, Role.RESIDENT, ResidenceProof.LETTER)
    assert rules.may_vouch(hugo, village)


@pytest.mark.parametrize("role", [role for role in Role if Power.INVITE in BY_ROLE[role]])
def test_a_letter_says_who_sends_it_whatever_their_role(role):
    quartier = cast.les_corderies()
    who = Actor(cast.belongs(cast.person("Nour"), quartier, role))
    assert rules.role_to_write(who, cast.residence("a")) == role
    assert printing.SENDERS[role]


def test_a_letter_is_sent_by_the_role_nearest_to_its_homes():
    quartier = cast.les_corderies()
    assert quartier.parent is not None
    who = cast.belongs(cast.person("Nour"), quartier.parent, Role.TOWN)
    cast.belongs(who, quartier, Role.ASSOCIATION)
    assert rules.role_to_write(Actor(who), cast.residence("a")) == Role.ASSOCIATION
