"""A code in a letter: good once, for a time, for whoever read it at home; and nothing is learnt by guessing."""

import datetime
from itertools import pairwise

import pytest

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.places import actions, codes, guesses, homes, letters
from mitoyen.web.places.models import Letter
from tests.web.neighbourhood import cast
from tests.web.places.seen import home_of

pytestmark = pytest.mark.django_db

NOW = cast.NOW
DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
WRONG = "BCDFG HJKMN"


@pytest.fixture
def driss():
    return Actor(cast.driss())


@pytest.fixture
def nour(driss):
    return Actor(cast.person("Nour"))


@pytest.fixture
def code(driss):
    return letters.order(place=cast.residence("a"), count=1, by=driss, now=NOW).codes[0]


def use(by, typed, now=NOW):
    return letters.use(typed=typed, by=by, now=now)


def refusal(by, typed, now=NOW):
    with pytest.raises(letters.NoSuchLetter) as refused:
        use(by, typed, now)
    return str(refused.value)


def test_the_code_of_a_letter_says_and_shows_where_nour_lives(nour, code):
    home = use(nour, code)
    assert (home.place.code, home.proof) == ("les-corderies-a", ResidenceProof.LETTER)
    letter = Letter.objects.get()
    assert (letter.used_by, letter.used_at) == (nour.person, NOW)


@pytest.mark.parametrize("typed", ["{} {}", "{}-{}", " {}{} ", "{}  {}", "{}.{}"])
@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_a_code_is_typed_as_one_likes(nour, code, typed, case):
    assert use(nour, case(typed.format(code[:5], code[5:]))).proof == ResidenceProof.LETTER


def test_codes_are_ten_letters_that_are_not_mistaken_for_one_another_and_all_differ(driss):
    made = letters.order(place=cast.residence("a"), count=300, by=driss, now=NOW)
    assert len(set(made.codes)) == 300
    assert {len(code) for code in made.codes} == {10}
    assert not set("".join(made.codes)) & set("AEIOUYL0123456789")
    assert {letter for code in made.codes for letter in code} == set(codes.LETTERS)


def test_a_code_is_kept_nowhere(driss, code):
    row = Letter.objects.values().get()
    assert not any(code in str(value) for value in row.values())
    assert len(row["digest"]) == 64


def test_the_same_code_under_another_key_of_the_site_is_another(settings, code):
    before = codes.digest(code, letters.SALT)
    settings.SECRET_KEY = "another key, of another site, as long as it should be"  # noqa: S105 - an example
    assert codes.digest(code, letters.SALT) != before


def test_every_reason_gives_the_same_answer(nour, driss, code):
    used, old, withdrawn = (letters.order(place=cast.residence("a"), count=1, by=driss, now=NOW) for _ in range(3))
    use(Actor(cast.person("Hugo")), used.codes[0])
    Letter.objects.filter(batch=old.batch).update(expires_at=NOW)
    letters.withdraw(place=cast.residence("a"), batch=withdrawn.batch, now=NOW)
    said = {refusal(nour, typed) for typed in (WRONG, used.codes[0], old.codes[0], withdrawn.codes[0])}
    assert len(said) == 1
    assert "Ce code ne va pas" in said.pop()


def test_a_letter_serves_until_the_evening_of_its_last_day(nour, driss):
    made = letters.order(place=cast.residence("a"), count=2, by=driss, now=NOW)  # 22 November, 19:00 in Saint-Malo
    evening = datetime.datetime(2027, 1, 21, 22, 58, tzinfo=datetime.UTC)  # 60 days later, 23:58 there
    assert use(nour, made.codes[0], evening).proof == ResidenceProof.LETTER
    refusal(Actor(cast.person("Hugo")), made.codes[1], evening + 2 * MINUTE)


def test_nobody_shows_their_own_home_with_a_letter_that_they_ordered(driss, code):
    refusal(driss, code)
    assert Letter.objects.get().used_at is None


def test_five_wrong_codes_an_hour_and_then_even_a_good_one_waits(nour, code):
    for minute in range(5):
        refusal(nour, WRONG, NOW + minute * MINUTE)
    with pytest.raises(guesses.TooManyGuesses, match="dans 55 minutes"):
        use(nour, code, NOW + 5 * MINUTE)
    assert Letter.objects.get().used_at is None
    assert use(nour, code, NOW + 61 * MINUTE).proof == ResidenceProof.LETTER


def test_no_hour_has_more_than_five_guesses(nour):
    tried = []
    for minute in range(0, 240, 7):
        try:
            use(nour, WRONG, NOW + minute * MINUTE)
        except letters.NoSuchLetter:
            tried.append(minute)
        except guesses.TooManyGuesses:
            continue
    assert len(tried) == 20
    assert all(late - early >= 60 for early, late in pairwise(tried[::5]))


def test_guesses_count_for_the_hand_that_types_them(code):
    gilles, bertrand, amina = cast.caretaker(), cast.bertrand(), cast.amina()
    for helped in (bertrand, bertrand, bertrand, amina, amina):
        refusal(Actor(helped, _mandate(gilles, helped)), WRONG)
    with pytest.raises(guesses.TooManyGuesses):
        use(Actor(gilles), code)


def _mandate(helper, helped):
    return helped.mandates_given.filter(helper=helper).first() or cast.mandate(helper, helped)


def test_a_code_that_would_move_somebody_too_often_stays_good(nour, code):
    for day, place in enumerate(("35288", "35049", "les-corderies-b", "352880101")):
        homes.settle(place=actions.plant(place), by=nour, now=NOW - (9 - day) * DAY)
    with pytest.raises(homes.CannotMove):
        use(nour, code)
    assert Letter.objects.get().used_at is None
    assert home_of(nour.person).place.code == "352880101"


def test_an_order_sent_twice_makes_the_letters_once(driss):
    letters.order(place=cast.residence("a"), count=3, by=driss, now=NOW, batch="abcdefghjkmn")
    with pytest.raises(letters.CannotOrder, match="déjà faites"):
        letters.order(place=cast.residence("a"), count=3, by=driss, now=NOW, batch="abcdefghjkmn")
    assert Letter.objects.count() == 3


@pytest.mark.parametrize(("place", "count"), [("35288", 3), ("les-corderies-a", 0), ("les-corderies-a", 301)])
def test_letters_go_to_a_residence_or_a_quartier_and_not_by_the_thousand(driss, place, count):
    with pytest.raises(letters.CannotOrder):
        letters.order(place=actions.plant(place), count=count, by=driss, now=NOW)
    assert not Letter.objects.exists()


def test_a_letter_of_the_quartier_moves_who_lives_elsewhere_there(nour, driss):
    cast.belongs(nour.person, actions.plant("35049"), Role.RESIDENT)
    code = letters.order(place=cast.les_corderies(), count=1, by=driss, now=NOW).codes[0]
    assert use(nour, code).place.code == "les-corderies"
