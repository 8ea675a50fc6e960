"""Where somebody lives: one home at a time, the old ones kept, and a proof that follows only where it was given."""

import datetime

import pytest

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Deed, ResidenceProof, Role
from mitoyen.web.people.models import Act
from mitoyen.web.places import actions, belonging, homes
from mitoyen.web.places.models import Belonging, Place
from tests.web.neighbourhood import cast
from tests.web.places.seen import home_of

pytestmark = pytest.mark.django_db

NOW = cast.NOW
DAY = datetime.timedelta(days=1)


@pytest.fixture
def nour():
    cast.les_corderies()
    return Actor(cast.person("Nour"))


def live(by, code, now=NOW):
    return homes.settle(place=actions.plant(code), by=by, now=now)


def test_the_first_home_is_not_proven(nour):
    home = live(nour, "les-corderies-a")
    assert (home.role, home.proof, home.until) == (Role.RESIDENT, ResidenceProof.NONE, None)
    assert belonging.home(nour.person) == home


def test_moving_ends_the_old_home_and_keeps_it(nour):
    old, new = live(nour, "les-corderies-a"), live(nour, "35049", NOW + DAY)
    old.refresh_from_db()
    assert (old.until, new.until) == (NOW + DAY, None)
    assert [home.place.code for home in belonging.current(nour.person)] == ["35049"]


def test_saying_the_same_home_twice_changes_nothing(nour):
    assert live(nour, "les-corderies-a") == live(nour, "les-corderies-a", NOW + DAY)
    assert Belonging.objects.count() == 1


def test_three_moves_in_thirty_days_and_then_a_kind_refusal(nour):
    for day, code in enumerate(("les-corderies-a", "les-corderies-b", "les-corderies", "35288")):
        live(nour, code, NOW + day * DAY)
    with pytest.raises(homes.CannotMove, match="à partir du 23 décembre 2026"):
        live(nour, "les-corderies-a", NOW + 4 * DAY)
    assert home_of(nour.person).place.code == "35288"
    assert live(nour, "les-corderies-a", NOW + 32 * DAY).place.code == "les-corderies-a"


@pytest.mark.parametrize("code", ["d35", "r53", "fr", "243500782"])
def test_a_home_is_no_wider_than_a_commune(nour, code):
    actions.plant("35288")
    with pytest.raises(homes.CannotMove, match="commune, un quartier ou une résidence"):
        homes.settle(place=Place.objects.get(code=code), by=nour, now=NOW)


@pytest.mark.parametrize(
    ("given_in", "then", "kept"),
    [
        ("les-corderies-a", ["les-corderies"], True),  # told more widely
        ("les-corderies-a", ["35288"], True),
        ("les-corderies", ["les-corderies-a"], True),  # told more finely, in what was proven
        ("les-corderies-a", ["les-corderies-b"], False),
        ("les-corderies-a", ["les-corderies", "les-corderies-b"], False),  # by a detour
        ("les-corderies-a", ["les-corderies", "les-corderies-a"], True),
        ("les-corderies-a", ["35049"], False),
    ],
)
def test_a_proof_follows_only_around_where_it_was_given(nour, given_in, then, kept):
    homes.prove(person=nour.person, place=actions.plant(given_in), proof=ResidenceProof.LETTER, now=NOW)
    for day, code in enumerate(then, 1):
        home = live(nour, code, NOW + day * DAY)
    assert home.proof == (ResidenceProof.LETTER if kept else ResidenceProof.NONE)


@pytest.mark.parametrize("before", ResidenceProof)
@pytest.mark.parametrize("after", [proof for proof in ResidenceProof if proof])
def test_a_weaker_proof_never_lowers_a_level(nour, before, after):
    place = cast.residence("a")
    cast.belongs(nour.person, place, Role.RESIDENT, before)
    assert homes.prove(person=nour.person, place=place, proof=after, now=NOW).proof == max(before, after)


def test_a_proof_of_the_quartier_leaves_the_residence_as_it_was_told(nour):
    live(nour, "les-corderies-a")
    home = homes.prove(person=nour.person, place=cast.les_corderies(), proof=ResidenceProof.INVITED, now=NOW)
    assert (home.place.code, home.proof) == ("les-corderies-a", ResidenceProof.INVITED)


def test_what_a_caretaker_says_for_bertrand_stands_where_he_may_read_it():
    bertrand, gilles = cast.bertrand(), cast.caretaker()
    live(Actor(bertrand, cast.mandate(gilles, bertrand)), "les-corderies-a")
    assert home_of(bertrand).place.code == "les-corderies-a"
    act = Act.objects.get()
    assert (act.deed, act.about, act.mandate.helper) == (Deed.CHANGED_SETTINGS, "Le Chanvre", gilles)
