"""From a request to a confirmed exchange, in the database: what each step changes, refuses, tells and counts."""

from collections.abc import Mapping
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from mitoyen.web.measure.models import Event
from mitoyen.web.neighbourhood.enums import Direction, ListingState, State
from mitoyen.web.neighbourhood.exchanges import actions, machine
from mitoyen.web.neighbourhood.exchanges.actions import CannotAsk, CannotMove
from mitoyen.web.neighbourhood.models import Exchange, Listing, Part, Step
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof
from mitoyen.web.people.models import Act, Household, Notice, Person
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def bertrand() -> Person:
    return cast.bertrand()


@pytest.fixture
def amina() -> Person:
    return cast.amina()


@pytest.fixture
def drill(bertrand) -> Listing:
    return cast.listing(bertrand)


def test_a_loan_with_the_code_is_one_fact_of_proof_a(drill, amina):
    loan = cast.lent(drill, amina)
    fact = Event.objects.get()
    assert (loan.state, loan.proof, loan.fact) == (State.CONFIRMED, "A", f"{loan.reference}-1")
    assert (fact.event_id, fact.practice, fact.category, fact.proof) == (loan.fact, "lend", "drill_cordless", "A")
    assert (fact.place.code, fact.count) == ("les-corderies", 1), "the smallest place that holds both residences"
    assert fact.giver != fact.receiver


def test_neighbours_of_one_residence_count_in_it(drill):
    gaelle = cast.resident("Gaëlle", "b")
    cast.lent(drill, gaelle)
    assert Event.objects.get().place.code == "les-corderies-b"


def test_without_the_code_both_words_make_proof_b(drill, amina, bertrand):
    loan = cast.asked(drill, amina)
    cast.moved(loan, "accept", bertrand)
    cast.moved(loan, "hand_over", bertrand)
    cast.moved(loan, "give_back", amina)
    assert cast.moved(loan, "confirm", bertrand).proof == "B"


def test_one_word_counts_alone_after_three_days(drill, amina, bertrand):
    loan = cast.asked(drill, amina)
    for name, who in (("accept", bertrand), ("hand_over", bertrand), ("give_back", amina)):
        cast.moved(loan, name, who)
    assert actions.by_the_clock(now=NOW + 3 * DAY - HOUR) == 0
    assert actions.by_the_clock(now=NOW + 3 * DAY) == 1
    assert actions.by_the_clock(now=NOW + 3 * DAY) == 0, "once is enough"
    assert (Event.objects.get().proof, Exchange.objects.get().state) == ("C", State.CONFIRMED)


def test_a_request_that_nobody_answers_is_closed(drill, amina):
    cast.asked(drill, amina, starts_at=NOW + 60 * DAY, ends_at=NOW + 61 * DAY)
    assert actions.by_the_clock(now=NOW + 14 * DAY) == 1
    assert Exchange.objects.get().state == State.CANCELLED


def test_an_exchange_of_which_nobody_speaks_any_more_is_closed(amina, bertrand):
    gift = cast.listing(bertrand, "give", seats=1)
    cast.moved(cast.asked(gift, amina), "accept", bertrand)
    assert actions.by_the_clock(now=NOW + 29 * DAY) == 0
    assert actions.by_the_clock(now=NOW + 30 * DAY) == 1
    gift.refresh_from_db()
    assert (Exchange.objects.get().state, gift.taken) == (State.CANCELLED, 0)


def test_a_wrong_code_changes_nothing(drill, amina, bertrand):
    loan = cast.moved(cast.asked(drill, amina), "accept", bertrand)
    wrong = f"{(int(loan.code) + 1) % 1_000_000:06d}"
    with pytest.raises(CannotMove, match="Ce code n’est pas le bon"):
        cast.moved(loan, "hand_over_by_code", bertrand, code=wrong)
    assert Exchange.objects.get().state == State.ACCEPTED


def test_a_code_may_be_typed_with_spaces(drill, amina, bertrand):
    loan = cast.moved(cast.asked(drill, amina), "accept", bertrand)
    cast.moved(loan, "hand_over_by_code", bertrand, code=f" {loan.code[:3]} {loan.code[3:]} ")
    assert Exchange.objects.get().met


def test_two_loans_of_one_object_never_overlap(drill, amina, bertrand):
    gaelle = cast.resident("Gaëlle")
    first = cast.asked(drill, amina, starts_at=NOW + DAY, ends_at=NOW + DAY + 2 * HOUR)
    other = cast.asked(drill, gaelle, starts_at=NOW + DAY + HOUR, ends_at=NOW + DAY + 3 * HOUR)
    cast.moved(first, "accept", bertrand)
    with pytest.raises(CannotMove, match="Vous avez déjà promis cet objet"):
        cast.moved(other, "accept", bertrand)
    other.refresh_from_db()
    assert (other.state, other.occupies) == (State.ASKED, False), "it waits its turn"


def test_a_loan_may_begin_at_the_minute_when_another_ends(drill, amina, bertrand):
    gaelle = cast.resident("Gaëlle")
    first = cast.asked(drill, amina, starts_at=NOW + DAY, ends_at=NOW + DAY + HOUR)
    other = cast.asked(drill, gaelle, starts_at=NOW + DAY + HOUR, ends_at=NOW + DAY + 2 * HOUR)
    cast.moved(first, "accept", bertrand)
    assert cast.moved(other, "accept", bertrand).state == State.ACCEPTED


def test_the_database_itself_refuses_an_overlap(drill, amina, bertrand):
    gaelle = cast.resident("Gaëlle")
    cast.moved(cast.asked(drill, amina), "accept", bertrand)
    waiting = cast.asked(drill, gaelle)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exchange.objects.filter(pk=waiting.pk).update(occupies=True)


def test_the_rule_against_overlaps_outlives_every_migration():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = 'exchange_one_borrower_at_a_time'")
            assert cursor.fetchone()[0] == 1
        else:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'exchange_one_%'")
            assert cursor.fetchone()[0] == 2


def test_an_object_given_back_early_is_free_again(drill, amina, bertrand):
    gaelle = cast.resident("Gaëlle")
    cast.lent(drill, amina)
    again = cast.asked(drill, gaelle)
    assert cast.moved(again, "accept", bertrand).state == State.ACCEPTED


def test_a_loan_is_not_extended_while_somebody_waits(drill, amina, bertrand):
    gaelle = cast.resident("Gaëlle")
    loan = cast.moved(cast.asked(drill, amina), "accept", bertrand)
    cast.moved(loan, "hand_over", bertrand)
    end = loan.ends_at or NOW
    cast.asked(drill, gaelle, starts_at=end, ends_at=end + HOUR)
    with pytest.raises(CannotMove, match="Un autre voisin attend cet objet"):
        cast.moved(loan, "extend", amina, ends_at=end + 2 * HOUR)


def test_a_loan_is_extended_when_nobody_waits(drill, amina, bertrand):
    loan = cast.moved(cast.asked(drill, amina), "accept", bertrand)
    cast.moved(loan, "hand_over", bertrand)
    later = (loan.ends_at or NOW) + DAY
    assert cast.moved(loan, "extend", amina, ends_at=later).ends_at == later


def test_a_gift_is_promised_to_one(amina, bertrand):
    sofa = cast.listing(bertrand, "give", seats=1)
    first, other = cast.asked(sofa, amina), cast.asked(sofa, cast.resident("Gaëlle"))
    cast.moved(first, "accept", bertrand)
    with pytest.raises(CannotMove, match="déjà promis"):
        cast.moved(other, "accept", bertrand)
    cast.moved(first, "cancel", amina)
    assert cast.moved(other, "accept", bertrand).state == State.ACCEPTED


def test_a_gift_that_nobody_fetched_may_be_promised_again(amina, bertrand):
    sofa = cast.listing(bertrand, "give", seats=1)
    first, other = cast.asked(sofa, amina), cast.asked(sofa, cast.resident("Gaëlle"))
    cast.moved(first, "accept", bertrand)
    cast.moved(first, "miss", bertrand, NOW + 2 * DAY)
    assert Notice.objects.filter(text__startswith="C’est de nouveau libre").count() == 2
    assert cast.moved(other, "accept", bertrand, NOW + 2 * DAY).state == State.ACCEPTED


def test_a_gift_that_was_undone_is_free_for_who_waits(amina, bertrand):
    sofa = cast.listing(bertrand, "give", seats=1)
    first, other = cast.asked(sofa, amina), cast.asked(sofa, cast.resident("Gaëlle"))
    for name, who in (("accept", bertrand), ("say_done", bertrand), ("dispute", amina)):
        cast.moved(first, name, who)
    with pytest.raises(CannotMove, match="déjà promis"):
        cast.moved(other, "accept", bertrand)
    cast.moved(first, "concede", bertrand)
    assert Notice.objects.filter(text__startswith="C’est de nouveau libre").count() == 2
    assert cast.moved(other, "accept", bertrand).state == State.ACCEPTED


def test_a_gift_confirmed_with_the_code_is_one_gesture(amina, bertrand):
    gift = cast.moved(cast.asked(cast.listing(bertrand, "give", seats=1), amina), "accept", bertrand)
    done = cast.moved(gift, "meet_by_code", bertrand, code=gift.code)
    assert (done.state, done.proof) == (State.CONFIRMED, "A")


def test_where_the_first_has_it_the_others_wait_in_line(amina, bertrand):
    shared = cast.listing(bertrand, at_once=True)
    gaelle = cast.resident("Gaëlle")
    first, second = cast.asked(shared, amina), cast.asked(shared, gaelle)
    assert (first.state, second.state) == (State.ACCEPTED, State.ASKED)
    cast.moved(first, "cancel", amina)
    second.refresh_from_db()
    assert (second.state, second.occupies) == (State.ACCEPTED, True), "what is freed goes to the next"


def test_who_waits_is_told_when_the_owner_answers_each(drill, amina, bertrand):
    gaelle = cast.resident("Gaëlle")
    first = cast.moved(cast.asked(drill, amina), "accept", bertrand)
    cast.asked(drill, gaelle)
    cast.moved(first, "cancel", amina)
    told = Notice.objects.filter(text__startswith="C’est de nouveau libre").values_list("person__first_name", flat=True)
    assert sorted(told) == ["Bertrand", "Gaëlle"]


def test_a_full_gathering_keeps_a_line_and_calls_the_next(amina, bertrand):
    feast = cast.listing(bertrand, "event", starts_at=NOW + DAY, seats=1)
    first, second = cast.asked(feast, amina), cast.asked(feast, cast.resident("Gaëlle"))
    assert (first.state, second.state) == (State.ACCEPTED, State.ASKED)
    cast.moved(first, "cancel", amina)
    second.refresh_from_db()
    feast.refresh_from_db()
    assert (second.state, feast.taken) == (State.ACCEPTED, 1)


def test_a_request_makes_who_answers_the_giver(amina, bertrand):
    wanted = cast.listing(amina, direction=Direction.REQUEST, title="Une perceuse ce soir")
    answer = cast.asked(wanted, bertrand)
    assert (answer.owner, answer.giver, answer.receiver) == (amina, bertrand, amina)
    assert cast.moved(answer, "accept", amina).state == State.ACCEPTED


def test_an_exchange_undone_is_no_longer_counted(drill, amina, bertrand):
    loan = cast.lent(drill, amina)
    cast.moved(loan, "dispute", amina)
    undone = cast.moved(loan, "concede", bertrand)
    facts = list(Event.objects.order_by("seq").values_list("event_id", "reverses_key"))
    assert undone.state == State.REVERSED
    assert [id for id, _ in facts] == [f"{loan.reference}-1", f"{loan.reference}-1-undone"]
    assert facts[1][1] == Event.objects.order_by("seq")[0].event_key


def test_a_disagreement_dropped_goes_back_where_it_came_from_and_counts_once(drill, amina, bertrand):
    loan = cast.lent(drill, amina)
    cast.moved(loan, "dispute", amina)
    assert cast.moved(loan, "drop", amina).state == State.CONFIRMED
    assert Event.objects.count() == 1


def test_a_moderator_of_the_place_decides_a_disagreement(drill, amina, bertrand):
    maud = cast.moderator()
    loan = cast.lent(drill, amina)
    with pytest.raises(CannotMove):
        cast.moved(loan, "undo", maud)
    cast.moved(loan, "dispute", amina)
    assert cast.moved(loan, "undo", maud).state == State.REVERSED


def test_repairs_say_whether_it_works_again(amina):
    elodie = cast.elodie()
    cafe = cast.listing(elodie, "event", starts_at=NOW + DAY, ends_at=NOW + DAY + 3 * HOUR, code="123456")
    bring = Part.objects.create(listing=cafe, name="Apporter un objet", practice="repair", seats=2)
    visit = cast.asked(cafe, amina, part=bring)
    assert visit.state == State.ACCEPTED, "all comers are welcome while there are places"
    cast.moved(visit, "say_done", amina, NOW + 2 * DAY)
    cast.moved(visit, "confirm_done", elodie, NOW + 2 * DAY, repaired=True)
    assert Event.objects.get().practice == "repair_done"


def test_a_ride_has_as_many_passengers_as_seats(bertrand, amina):
    ride = cast.listing(bertrand, "ride", category="neighbour_ride", starts_at=NOW + DAY, seats=3, metres=12_000)
    gaelle, hugo = cast.resident("Gaëlle"), cast.resident("Hugo")
    for who, seats in ((amina, 2), (gaelle, 1)):
        cast.moved(cast.asked(ride, who, seats=seats), "accept", bertrand)
    with pytest.raises(CannotMove, match="Il n’y a plus de place"):
        cast.moved(cast.asked(ride, hugo), "accept", bertrand)
    ride.refresh_from_db()
    assert (ride.taken, ride.state) == (3, ListingState.OPEN)


def test_a_helper_acts_for_bertrand_and_leaves_a_trace(drill, amina, bertrand):
    gilles = cast.caretaker()
    held = cast.mandate(gilles, bertrand)
    loan = cast.asked(drill, amina)
    actions.move(exchange=loan, name="accept", by=Actor(bertrand, held), now=NOW)
    step, act = Step.objects.get(move="accept"), Act.objects.get()
    assert (step.by, step.hand) == (bertrand, gilles)
    assert (act.mandate, act.about, act.other) == (held, "Perceuse", "Amina")
    assert act.link == f"/echange/{loan.reference}/"


def test_each_step_tells_the_other_side(drill, amina, bertrand):
    loan = cast.asked(drill, amina)
    cast.moved(loan, "accept", bertrand)
    told = [(notice.person.first_name, notice.text) for notice in Notice.objects.order_by("pk")]
    assert told == [("Bertrand", "Amina vous demande : Perceuse."), ("Amina", "Bertrand accepte : Perceuse.")]


def test_who_reads_neither_french_nor_the_page_s_language_is_told_in_the_next_of_theirs(drill):
    cast.asked(drill, cast.amina())
    told = cast.moved(Exchange.objects.get(), "accept", drill.owner)
    Person.objects.filter(pk=told.asker_id).update(languages=["ar", "en"])
    cast.moved(told, "cancel", drill.owner)
    assert Notice.objects.order_by("-pk")[0].text == "Bertrand cancels: Perceuse."


def test_a_costly_object_asks_for_good_loans_first(amina, bertrand):
    drill, bike = cast.listing(bertrand), cast.listing(bertrand, title="Vélo cargo", good_loans=2)
    for _ in range(2):
        with pytest.raises(CannotAsk, match="Il vous faut encore"):
            cast.asked(bike, amina)
        cast.lent(drill, amina)
    assert cast.asked(bike, amina).state == State.ASKED


def test_a_costly_object_is_not_for_an_unverified_address(bertrand):
    hugo = cast.resident("Hugo", proof=ResidenceProof.NONE)
    with pytest.raises(CannotAsk, match="l’adresse est vérifiée"):
        cast.asked(cast.listing(bertrand, good_loans=1), hugo)


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"starts_at": None, "ends_at": None}, "Dites quand vous prenez l’objet"),
        ({"starts_at": NOW + DAY, "ends_at": NOW + DAY}, "Le retour vient après le départ"),
        ({"starts_at": NOW - 2 * DAY, "ends_at": NOW - DAY}, "Choisissez un moment à venir"),
        ({"starts_at": NOW + 400 * DAY, "ends_at": NOW + 401 * DAY}, "Choisissez un moment à venir"),
        ({"starts_at": NOW + DAY, "ends_at": NOW + 9 * DAY}, "plus long que ce que son propriétaire prévoit"),
        ({"starts_at": NOW + DAY, "ends_at": NOW + DAY + HOUR, "seats": 0}, "au moins une place"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(bertrand, amina, wish, sentence):
    drill = cast.listing(bertrand, most_minutes=7 * 24 * 60)
    with pytest.raises(CannotAsk, match=sentence):
        actions.ask(listing=drill, by=Actor(amina), now=NOW, **wish)
    assert not Exchange.objects.exists()


def test_nobody_answers_their_own_listing(drill, bertrand):
    with pytest.raises(CannotAsk, match="votre propre annonce"):
        cast.asked(drill, bertrand)


def test_what_is_lent_within_a_household_is_no_exchange_between_neighbours(amina):
    together = Household.objects.create()
    other = cast.resident("Inès", household=together)
    Person.objects.filter(pk=amina.pk).update(household=together)
    amina.refresh_from_db()
    with pytest.raises(CannotAsk, match="quelqu’un de votre foyer"):
        cast.asked(cast.listing(other), amina)


def test_a_stranger_of_the_place_cannot_ask(drill):
    elsewhere = cast.person("Zoé")
    with pytest.raises(CannotAsk, match="Dites d’abord où vous habitez"):
        cast.asked(drill, elsewhere)


def test_asking_twice_for_the_same_time_is_refused(drill, amina):
    cast.asked(drill, amina)
    with pytest.raises(CannotAsk, match="déjà demandé"):
        cast.asked(drill, amina)


def test_a_robot_is_slowed_down(bertrand, amina):
    for number in range(40):
        cast.asked(cast.listing(bertrand, title=f"Perceuse {number}"), amina)
    with pytest.raises(CannotAsk, match="déjà beaucoup demandé"):
        cast.asked(cast.listing(bertrand), amina)


def test_about_one_exchange_in_three_asks_what_would_have_been_done():
    from mitoyen.web.people.models import new_reference

    asked = sum(actions.asks_counterfactual(new_reference()) for _ in range(3_000))
    assert 850 < asked < 1_150, "one in three, within six standard errors"


def test_what_the_table_refuses_changes_nothing(drill, amina, bertrand):
    """Every move, from every state of a loan, by everybody: allowed exactly as the table says, or nothing."""
    maud, gaelle = cast.moderator(), cast.resident("Gaëlle")
    loan = cast.asked(cast.listing(bertrand), amina, starts_at=NOW + HOUR, ends_at=NOW + DAY)
    for state, name, who in product(State, machine.BY_NAME, (amina, bertrand, gaelle, maud)):
        with transaction.atomic():
            before = _put(loan, state)
            here = Exchange.objects.get(pk=loan.pk)
            stands = machine.sides(here, who.pk, settles=who == maud and state == State.DISPUTED)
            open_now = machine.allowed(machine.BY_NAME[name], here, stands, NOW)
            said = actions.Said(note="Bonjour", code=loan.code, ends_at=NOW + 2 * DAY)
            try:
                actions.move(exchange=here, name=name, by=Actor(who), now=NOW, said=said)
                assert open_now, (state, name, who.first_name)
            except CannotMove:
                assert not open_now, (state, name, who.first_name)
                assert Exchange.objects.filter(pk=loan.pk).values().get() == before
            transaction.set_rollback(True)


def _put(loan: Exchange, state: State) -> Mapping[str, object]:
    """The row of a loan, once it stands so."""
    past = NOW - 5 * DAY
    Exchange.objects.filter(pk=loan.pk).update(
        state=state,
        asked_at=past,
        moved_at=past,
        giver_said_at=past if state == State.RETURNED else None,
        disputed_by=loan.owner_id if state == State.DISPUTED else None,
        disputed_from=State.HANDED_OVER if state == State.DISPUTED else "",
    )
    Listing.objects.filter(pk=loan.listing_id).update(taken=int(state in (*actions.OCCUPIES, State.DISPUTED)))
    return Exchange.objects.filter(pk=loan.pk).values().get()
