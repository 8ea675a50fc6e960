"""The waiting line of an object: what is said to whoever waits, until when, and whom an extension must leave alone."""

import pytest

from mitoyen.web.neighbourhood.enums import ListingState, State
from mitoyen.web.neighbourhood.exchanges import actions
from mitoyen.web.neighbourhood.exchanges.actions import CannotAsk, CannotMove
from mitoyen.web.neighbourhood.models import Block, Listing
from mitoyen.web.places.models import Belonging
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW
from tests.web.neighbourhood.exchanges_pages.scenes import address, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
IN_LINE = "vous êtes sur la liste d’attente"
YEAR = 366 * DAY


@pytest.fixture
def gaelle(amina):
    return cast.resident("Gaëlle", "b")


@pytest.fixture
def lent(drill, gaelle, bertrand):
    """To Gaëlle, tomorrow from seven to nine in the evening (Paris)."""
    return cast.moved(cast.asked(drill, gaelle), "accept", bertrand)


def read(signed_in, person, exchange):
    return words(signed_in(person).get(address(exchange)))


def test_whoever_asks_for_a_time_that_is_taken_reads_that_they_wait_in_line(lent, drill, amina, signed_in):
    page = read(signed_in, amina, cast.asked(drill, amina))
    assert "L’objet est pris à ce moment-là : vous êtes sur la liste d’attente." in page
    assert "personne a demandé avant vous" not in page, "who has it does not wait"


def test_whoever_asked_first_reads_it_too_once_another_has_it(drill, amina, gaelle, bertrand, signed_in):
    first = cast.asked(drill, amina)
    assert IN_LINE not in read(signed_in, amina, first)
    cast.moved(cast.asked(drill, gaelle), "accept", bertrand)
    assert IN_LINE in read(signed_in, amina, first)


def test_a_time_that_is_free_has_no_line(lent, drill, amina, signed_in):
    free = cast.asked(drill, amina, starts_at=NOW + DAY + 2 * HOUR, ends_at=NOW + DAY + 3 * HOUR)
    assert IN_LINE not in read(signed_in, amina, free)


def test_the_time_that_its_owner_keeps_is_taken_too(drill, amina, bertrand, signed_in):
    Block.objects.create(listing=drill, starts_at=NOW + DAY, ends_at=NOW + 2 * DAY, made_at=NOW)
    waits = cast.asked(drill, amina)
    assert IN_LINE in read(signed_in, amina, waits)
    assert "Amina est sur la liste d’attente" in read(signed_in, bertrand, waits)


def test_the_owner_reads_that_it_is_promised_before_they_accept(lent, drill, amina, bertrand, signed_in):
    page = read(signed_in, bertrand, cast.asked(drill, amina))
    assert "L’objet est déjà pris à ce moment-là : Amina est sur la liste d’attente." in page


def test_the_line_ends_when_it_is_free_again(lent, drill, amina, gaelle, signed_in):
    waits = cast.asked(drill, amina)
    cast.moved(lent, "cancel", gaelle)
    assert IN_LINE not in read(signed_in, amina, waits)


@pytest.mark.parametrize("state", [ListingState.CLOSED, ListingState.PAUSED])
def test_whoever_waits_reads_that_the_listing_is_away(state, drill, amina, bertrand, signed_in):
    waits = cast.asked(drill, amina)
    Listing.objects.filter(pk=drill.pk).update(state=state)
    said = "L’annonce n’est plus en ligne. Bertrand peut encore vous répondre, mais cherchez aussi ailleurs."
    assert said in read(signed_in, amina, waits)
    assert said not in read(signed_in, bertrand, waits)


def test_where_the_first_is_served_waiting_is_no_question_of_an_answer(lent, drill, amina, signed_in):
    Listing.objects.filter(pk=drill.pk).update(at_once=True)
    page = read(signed_in, amina, cast.asked(Listing.objects.get(pk=drill.pk), amina))
    assert "Dès que c’est libre, c’est accordé au premier de la liste, qui reçoit un avis." in page
    assert "pour répondre" not in page


def test_an_answer_may_come_until_the_time_that_is_asked_for(drill, amina, signed_in):
    page = read(signed_in, amina, cast.asked(drill, amina))
    assert "Bertrand a jusqu’au lundi 23 novembre 2026 à 19 h pour répondre." in page


def test_an_answer_may_come_within_fourteen_days_when_the_time_is_far(drill, amina, signed_in):
    far = cast.asked(drill, amina, starts_at=NOW + 30 * DAY, ends_at=NOW + 31 * DAY)
    assert "Bertrand a jusqu’au dimanche 6 décembre 2026 à 19 h pour répondre." in read(signed_in, amina, far)


def test_what_is_asked_for_at_once_waits_until_the_time_is_over(drill, amina):
    now = cast.asked(drill, amina, starts_at=NOW - HOUR, ends_at=NOW + 3 * HOUR)
    assert actions.by_the_clock(now=NOW + HOUR) == 0
    assert actions.by_the_clock(now=NOW + 3 * HOUR) == 1
    now.refresh_from_db()
    assert now.state == State.CANCELLED


def test_a_request_still_ends_when_its_time_begins(drill, amina):
    cast.asked(drill, amina)
    assert actions.by_the_clock(now=NOW + DAY - HOUR) == 0
    assert actions.by_the_clock(now=NOW + DAY) == 1


def test_one_s_own_next_loan_does_not_stand_in_the_way_of_keeping_it(lent, drill, gaelle, bertrand):
    cast.moved(lent, "hand_over", bertrand, now=NOW + DAY)
    cast.asked(drill, gaelle, starts_at=NOW + DAY + 2 * HOUR, ends_at=NOW + DAY + 4 * HOUR)
    kept = cast.moved(lent, "extend", gaelle, now=NOW + DAY, ends_at=NOW + DAY + 3 * HOUR)
    assert kept.ends_at == NOW + DAY + 3 * HOUR


def test_a_neighbour_who_waits_still_does(lent, drill, amina, gaelle, bertrand):
    cast.moved(lent, "hand_over", bertrand, now=NOW + DAY)
    cast.asked(drill, amina, starts_at=NOW + DAY + 2 * HOUR, ends_at=NOW + DAY + 4 * HOUR)
    with pytest.raises(CannotMove, match="Un autre voisin attend cet objet"):
        cast.moved(lent, "extend", gaelle, now=NOW + DAY, ends_at=NOW + DAY + 3 * HOUR)


@pytest.mark.parametrize("ends", [NOW + DAY + YEAR + HOUR, NOW + DAY + 3 * HOUR], ids=["too far", "past"])
def test_an_object_is_kept_longer_until_a_moment_to_come_within_the_year(ends, lent, gaelle, bertrand):
    cast.moved(lent, "hand_over", bertrand, now=NOW + DAY)
    now = NOW + DAY if ends > NOW + 2 * DAY else NOW + DAY + 4 * HOUR
    with pytest.raises(CannotMove, match="Choisissez un moment à venir, dans l’année"):
        cast.moved(lent, "extend", gaelle, now=now, ends_at=ends)


def test_nobody_asks_for_an_object_beyond_the_year(drill, amina):
    assert cast.asked(drill, amina, starts_at=NOW + YEAR - DAY, ends_at=NOW + YEAR).pk
    with pytest.raises(CannotAsk, match="dans l’année"):
        cast.asked(drill, amina, starts_at=NOW + DAY, ends_at=NOW + YEAR + HOUR)


@pytest.mark.parametrize(
    ("at_once", "said"),
    [
        (False, "Attendez la réponse, puis venez le chercher."),
        (True, "S’il est libre, il est à vous : venez le chercher."),
    ],
)
def test_the_sheet_says_whether_an_answer_comes_first(at_once, said, drill, bertrand, signed_in):
    Listing.objects.filter(pk=drill.pk).update(at_once=at_once)
    assert said in words(signed_in(bertrand).get(f"/annonce/{drill.reference}/fiche/"))


def test_whoever_moves_away_still_reads_where_their_request_stands(lent, drill, amina, bertrand, signed_in):
    waits = cast.asked(drill, amina)
    Belonging.objects.filter(person=amina).update(until=NOW)
    assert IN_LINE in read(signed_in, amina, waits)
    cast.moved(lent, "cancel", lent.asker)
    assert cast.moved(waits, "accept", bertrand).state == State.ACCEPTED
