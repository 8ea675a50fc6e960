"""Two neighbours of two households say that a newcomer lives here; nobody else can, and nobody is listed."""

import datetime

import pytest

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.models import Household, Notice
from mitoyen.web.places import actions, cleaning, guesses, homes, vouching
from mitoyen.web.places.models import Vouching
from tests.web.neighbourhood import cast
from tests.web.places.seen import home_of

pytestmark = pytest.mark.django_db

NOW = cast.NOW
DAY = datetime.timedelta(days=1)


@pytest.fixture
def nour():
    return Actor(cast.resident("Nour", "a", ResidenceProof.NONE))


@pytest.fixture
def code(nour):
    return vouching.introduce(by=nour, now=NOW).code


@pytest.fixture
def amina():
    return Actor(cast.amina())


@pytest.fixture
def bertrand():
    return Actor(cast.bertrand())


def vouch(by, code, now=NOW):
    return vouching.vouch(typed=code, by=by, now=now)


def refused(by, code, words, now=NOW):
    with pytest.raises(vouching.CannotVouch, match=words):
        vouch(by, code, now)
    assert not Vouching.objects.filter(by=by.person).exists()


def test_the_second_voice_makes_the_proof(nour, code, amina, bertrand):
    assert vouch(amina, code).proof == ResidenceProof.NONE
    assert vouch(bertrand, f"{code[:4]} {code[4:]}".lower()).proof == ResidenceProof.VOUCHED
    assert home_of(nour.person).proof == ResidenceProof.VOUCHED
    said = list(Notice.objects.filter(person=nour.person).order_by("pk").values_list("text", flat=True))
    assert said == [
        "Amina a dit que vous habitez là. Encore un voisin.",
        "Deux voisins ont dit que vous habitez là : votre domicile est connu dans votre quartier.",
    ]


def test_the_same_neighbour_counts_once(code, amina):
    vouch(amina, code)
    with pytest.raises(vouching.CannotVouch, match="déjà dit que cette personne habite là"):
        vouch(amina, code)
    assert Vouching.objects.count() == 1


def test_nobody_vouches_for_themselves(nour, code):
    refused(nour, code, "votre propre code")


@pytest.mark.parametrize("proof", [ResidenceProof.NONE, ResidenceProof.VOUCHED])
def test_who_is_not_surely_at_home_does_not_vouch(code, proof):
    refused(Actor(cast.resident("Hugo", "a", proof)), code, "habiter la même résidence")


def test_who_lives_in_another_quartier_does_not_vouch(code):
    other = cast.belongs(cast.person("Hugo"), actions.plant("352880101"), Role.RESIDENT, ResidenceProof.LETTER)
    refused(Actor(other), code, "habiter la même résidence")


def test_a_landlord_does_not_vouch(code):
    refused(Actor(cast.driss()), code, "habiter la même résidence")


def test_one_household_has_one_voice(nour, code, amina):
    roof = Household.objects.create()
    for person in (amina.person, nour.person):
        person.household = roof
        person.save()
    refused(amina, code, "même toit")


def test_two_voices_come_from_two_households(code, amina):
    hugo = Actor(cast.resident("Hugo", "a"))
    roof = Household.objects.create()
    for person in (amina.person, hugo.person):
        person.household = roof
        person.save()
    vouch(amina, code)
    refused(hugo, code, "Quelqu’un de votre foyer")


def test_one_vouches_oneself_and_not_by_a_caretaker(code, bertrand):
    acting = Actor(bertrand.person, cast.mandate(cast.caretaker(), bertrand.person))
    refused(acting, code, "en son propre nom")


def test_ten_newcomers_a_year(code, amina, monkeypatch):
    monkeypatch.setattr(vouching, "A_YEAR", 1)
    other = Actor(cast.resident("Hugo", "a", ResidenceProof.NONE))
    vouch(amina, vouching.introduce(by=other, now=NOW - 364 * DAY).code, NOW - 364 * DAY)
    with pytest.raises(vouching.CannotVouch, match="1 personnes en un an"):
        vouch(amina, code)
    assert vouching.left(amina.person, NOW + 2 * DAY) == 1


def test_a_code_lasts_two_days_and_then_changes(nour, code, amina):
    assert vouching.introduce(by=nour, now=NOW + DAY).code == code
    with pytest.raises(vouching.NoSuchNewcomer):
        vouch(amina, code, NOW + 2 * DAY)
    assert vouching.introduce(by=nour, now=NOW + 2 * DAY).code != code


def test_a_code_ends_with_a_move(nour, code, amina):
    homes.settle(place=cast.residence("b"), by=nour, now=NOW)
    with pytest.raises(vouching.NoSuchNewcomer):
        vouch(amina, code)


def test_a_letter_makes_voices_needless(nour, code, amina):
    homes.prove(person=nour.person, place=cast.residence("a"), proof=ResidenceProof.LETTER, now=NOW)
    refused(amina, code, "n’a plus besoin")
    with pytest.raises(vouching.CannotVouch, match="plus besoin de ce code"):
        vouching.introduce(by=nour, now=NOW)


def test_codes_are_not_guessed(amina):
    for _ in range(5):
        with pytest.raises(vouching.NoSuchNewcomer):
            vouch(amina, "BCDFGHJK")
    with pytest.raises(guesses.TooManyGuesses):
        vouch(amina, "BCDFGHJK")


def test_voices_for_a_former_home_do_not_follow(nour, code, amina, bertrand):
    vouch(amina, code)
    homes.settle(place=cast.residence("b"), by=nour, now=NOW)
    vouch(bertrand, vouching.introduce(by=nour, now=NOW).code)
    assert home_of(nour.person).proof == ResidenceProof.NONE


def test_codes_that_are_over_and_old_mistakes_go(nour, code, amina):
    with pytest.raises(vouching.NoSuchNewcomer):
        vouch(amina, "BCDFGHJK")
    assert [cleaning.codes(now=NOW + days * DAY) for days in (1, 2, 2)] == [0, 2, 0]
    assert home_of(nour.person).proof == ResidenceProof.NONE
