"""`mitoyen role`: Hugo makes Driss the landlord of Les Corderies, and ends it when he leaves."""

import pytest

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Role
from mitoyen.web.people.rules import Power
from mitoyen.web.places import letters, rules
from mitoyen.web.places.models import Belonging, Letter
from tests.web.neighbourhood import cast

pytestmark = pytest.mark.django_db(transaction=True)

DRISS = ["driss@exemple.fr", "landlord", "les-corderies"]


@pytest.fixture
def driss():
    cast.les_corderies()
    return cast.person("Driss")


def test_a_role_is_given_listed_and_ended(mitoyen, driss):
    said = mitoyen(["role", "give", *DRISS])
    assert said.out == (
        "Driss (driss@exemple.fr) is landlord in Les Corderies. Their page: /partenaires/les-corderies/\n"
    )
    assert rules.may(driss, Power.INVITE, cast.residence("a"))
    assert mitoyen("role list").out.split("\t")[:4] == [
        "driss@exemple.fr",
        "landlord",
        "les-corderies",
        "Les Corderies",
    ]
    assert mitoyen(["role", "end", *DRISS]).out.startswith("Driss is no longer landlord in Les Corderies")
    assert not rules.may(driss, Power.INVITE, cast.residence("a"))
    assert mitoyen("role list").out == "No role here yet: `mitoyen role give` gives one.\n"


def test_a_role_given_twice_is_held_once(mitoyen, driss):
    for _ in range(2):
        assert mitoyen(["role", "give", "Driss@Exemple.fr", *DRISS[1:]]).code == 0
    assert Belonging.objects.filter(person=driss, until=None).count() == 1


def test_a_town_gets_its_row_with_its_role(mitoyen, driss):
    assert mitoyen("role give driss@exemple.fr town 35049").code == 0
    assert Belonging.objects.get().place.name == "Cancale"


def test_the_roles_of_a_place_are_those_in_it(mitoyen, driss):
    mitoyen(["role", "give", *DRISS])
    mitoyen("role give driss@exemple.fr town 35049")
    assert "les-corderies" in mitoyen("role list --place 35288").out
    assert "35049" not in mitoyen("role list --place 35288").out
    assert len(mitoyen("role list --place 243500782").out.splitlines()) == 2


def test_the_letters_of_whoever_leaves_serve_unless_they_are_withdrawn(mitoyen, driss):
    cast.belongs(driss, cast.les_corderies(), Role.LANDLORD)
    letters.order(place=cast.residence("a"), count=3, by=Actor(driss), now=cast.NOW)
    assert "still serve (--withdraw-letters ends them)" in mitoyen(["role", "end", *DRISS]).out
    assert not Letter.objects.exclude(withdrawn_at=None).exists()
    mitoyen(["role", "give", *DRISS])
    assert "3; they no longer serve" in mitoyen(["role", "end", *DRISS, "--withdraw-letters"]).out
    assert not Letter.objects.filter(withdrawn_at=None).exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["give", "nobody@exemple.fr", "town", "35288"], "no account has the address nobody@exemple.fr"),
        (["give", "driss@exemple.fr", "town", "99999"], "99999"),
        (["give", "driss@exemple.fr", "town", "fr"], "too wide"),
        (["give", "driss@exemple.fr", "resident", "35288"], "invalid choice"),
        (["end", "driss@exemple.fr", "town", "35288"], "Driss is not town in Saint-Malo"),
        (["end", "driss@exemple.fr", "town", "nowhere"], "no place here has the code 'nowhere'"),
        (["list", "--place", "nowhere"], "no place here has the code 'nowhere'"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(mitoyen, driss, words, told):
    said = mitoyen(["role", *words])
    assert (said.code, told in said.err) == (2, True), said.err
