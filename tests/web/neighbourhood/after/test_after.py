"""After an exchange: thanks, what one would have done otherwise, reports and reminders."""

import datetime

import pytest

from mitoyen.web.measure.models import Event
from mitoyen.web.neighbourhood.enums import Otherwise, ReportKind
from mitoyen.web.neighbourhood.exchanges import after, entry
from mitoyen.web.neighbourhood.exchanges.actions import Said
from mitoyen.web.neighbourhood.exchanges.after import CannotFollow
from mitoyen.web.neighbourhood.models import Exchange, Report, Thanks
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Role
from mitoyen.web.people.models import Notice
from mitoyen.web.places import actions as places
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW

pytestmark = pytest.mark.django_db

SPACE = "\N{NO-BREAK SPACE}"
MINUTE = datetime.timedelta(minutes=1)


def told(person, start=""):
    return [notice.text for notice in Notice.objects.filter(person=person).order_by("pk") if start in notice.text]


def asking(exchange, asks=True):
    Exchange.objects.filter(pk=exchange.pk).update(asks_counterfactual=asks)
    exchange.refresh_from_db()
    return exchange


def handed(drill, amina, starts=NOW + DAY, ends=NOW + DAY + 2 * HOUR):
    exchange = cast.moved(cast.asked(drill, amina, starts_at=starts, ends_at=ends), "accept", drill.owner)
    return cast.moved(exchange, "hand_over", drill.owner, now=starts)


def returned(drill, amina, at=NOW + DAY + 2 * HOUR):
    return cast.moved(asking(handed(drill, amina)), "give_back", amina, now=at)


def answer(exchange, person, otherwise=Otherwise.BOUGHT_NEW):
    after.answer(exchange=exchange, by=Actor(person), now=NOW + 2 * DAY, otherwise=otherwise)
    exchange.refresh_from_db()
    return exchange


# --- thanks ----------------------------------------------------------------------------------------------------------


def test_thanks_take_one_tap_and_are_given_once(drill, amina, bertrand):
    loan = cast.lent(drill, amina)
    for note in ("Merci pour tout.", "Encore !"):
        after.thank(exchange=loan, by=Actor(amina), now=NOW + 2 * DAY, note=note)
    assert [(one.by, one.note) for one in Thanks.objects.all()] == [(amina, "Merci pour tout.")]
    assert told(bertrand, "merci") == ["Amina vous dit merci\N{NO-BREAK SPACE}: Perceuse."]


def test_nobody_thanks_before_it_took_place(drill, amina):
    with pytest.raises(CannotFollow):
        after.thank(exchange=cast.asked(drill, amina), by=Actor(amina), now=NOW)


def test_each_side_thanks(drill, amina, bertrand):
    loan = cast.lent(drill, amina)
    for person in (amina, bertrand):
        after.thank(exchange=loan, by=Actor(person), now=NOW + 2 * DAY)
    assert loan.thanks.count() == 2


# --- disagreements ---------------------------------------------------------------------------------------------------


def test_whoever_decides_disagreements_there_is_told_of_one(drill, amina, bertrand):
    """The two read that moderation will decide: it must hear of it; a moderator elsewhere or of the past does not."""
    maud, rennes = cast.moderator(), cast.belongs(cast.person("Yann"), places.plant("35238"), Role.MODERATOR)
    former = cast.belongs(cast.person("Loïc"), cast.les_corderies(), Role.MODERATOR)
    former.belongings.update(until=NOW - DAY)
    loan = cast.lent(drill, amina)
    cast.moved(loan, "dispute", amina, now=NOW + 2 * DAY, note="Je ne l’ai jamais eue.")
    assert [told(person) for person in (maud, rennes, former)] == [
        [f"Un désaccord attend votre décision{SPACE}: Perceuse."], [], [],
    ]  # fmt: skip
    assert Notice.objects.get(person=maud).link == f"/echange/{loan.reference}/"


def test_a_moderator_is_not_told_to_decide_their_own_disagreement(amina, bertrand):
    cast.belongs(bertrand, cast.les_corderies(), Role.MODERATOR)
    loan = cast.lent(cast.listing(bertrand), amina)
    cast.moved(loan, "dispute", amina, now=NOW + 2 * DAY)
    assert told(bertrand, "Un désaccord") == []


# --- what one would have done otherwise ------------------------------------------------------------------------------


def test_an_answer_given_before_the_confirmation_goes_with_the_fact(drill, amina, bertrand):
    loan = answer(returned(drill, amina), amina)
    assert (loan.counterfactual, loan.fact) == ("bought_new", "")
    cast.moved(loan, "confirm", bertrand, now=NOW + 2 * DAY)
    assert [(event.event_id, event.counterfactual) for event in events()] == [(f"{loan.reference}-1", "bought_new")]


def test_an_answer_given_after_the_confirmation_counts_the_fact_again(drill, amina, bertrand):
    loan = cast.moved(returned(drill, amina), "confirm", bertrand, now=NOW + 2 * DAY)
    first = loan.fact
    loan = answer(loan, amina, Otherwise.GONE_WITHOUT)
    assert loan.fact == f"{loan.reference}-2"
    counted, undone, again = events()
    assert [event.event_id for event in (counted, undone, again)] == [first, f"{first}-undone", loan.fact]
    assert undone.reverses_key == counted.event_key
    assert (counted.counterfactual, again.counterfactual) == ("", "gone_without")


def test_the_first_answer_stays(drill, amina):
    loan = answer(returned(drill, amina), amina)
    assert answer(loan, amina, Otherwise.RENTED).counterfactual == "bought_new"


def test_whoever_passes_is_not_asked_again_and_nothing_is_counted_of_it(drill, amina):
    loan = answer(returned(drill, amina), amina, None)
    assert (loan.counterfactual, loan.counterfactual_at) == ("", NOW + 2 * DAY)
    assert not after.asks(loan, amina)


def test_the_answers_fit_what_was_exchanged(amina, bertrand):
    """Nobody buys an hour of help second-hand; nothing one may say fits a seat in a car or an afternoon together."""
    lesson = cast.asked(cast.listing(bertrand, "service"), amina)
    assert after.answers(lesson) == [Otherwise.PAID_PROFESSIONAL, Otherwise.ASKED_SOMEONE, Otherwise.GONE_WITHOUT]
    drill = cast.asked(cast.listing(bertrand), amina)
    assert after.answers(drill) == list(Otherwise)
    later = {"starts_at": NOW + DAY, "ends_at": NOW + 2 * DAY}
    rides = [cast.asked(cast.listing(bertrand, "ride", **later), amina) for _ in range(30)]
    assert not any(ride.asks_counterfactual for ride in rides)


def test_a_repair_still_has_its_answers_once_it_is_known_whether_it_worked(amina, bertrand):
    """It is then told under another practice, which nobody lists."""
    repair = cast.moved(cast.asked(cast.listing(bertrand, "repair"), amina), "accept", bertrand)
    done = cast.moved(asking(repair), "say_done", amina, repaired=True)
    assert done.practice == "repair_done"
    assert Otherwise.PAID_PROFESSIONAL in after.answers(done)
    assert after.asks(done, amina)


def test_an_answer_that_does_not_fit_is_not_kept(amina, bertrand, signed_in, clock):
    lesson = cast.moved(cast.asked(cast.listing(bertrand, "service"), amina), "accept", bertrand)
    done = asking(cast.moved(lesson, "say_done", amina))
    hers = signed_in(amina)
    page = hers.get(f"/echange/{done.reference}/").content.decode()
    assert ("payé un professionnel" in page, "acheté neuf" in page) == (True, False)
    hers.post(f"/echange/{done.reference}/autrement/", {"answer": "bought_new"})
    done.refresh_from_db()
    assert (done.counterfactual, done.counterfactual_at) == ("", None)


def test_only_the_receiver_is_asked_and_only_one_in_three(drill, amina, bertrand):
    loan = returned(drill, amina)
    assert after.asks(loan, amina)
    assert not after.asks(loan, bertrand)
    assert answer(loan, bertrand).counterfactual == ""
    assert not after.asks(asking(loan, asks=False), amina)


def test_the_question_comes_with_the_receiver_s_own_gesture(drill, amina, bertrand):
    loan = asking(handed(drill, amina))
    assert not after.asks(loan, amina)
    given_back = cast.moved(loan, "give_back", bertrand, now=NOW + 2 * DAY)
    assert not after.asks(given_back, amina)
    assert after.asks(cast.moved(given_back, "confirm", amina, now=NOW + 2 * DAY), amina)


def events():
    return list(Event.objects.order_by("seq"))


# --- reports ---------------------------------------------------------------------------------------------------------


def test_the_lender_reports_a_late_return_and_the_borrower_answers(drill, amina, bertrand):
    loan = cast.moved(handed(drill, amina), "give_back", amina, now=NOW + 2 * DAY)
    report = after.report(
        exchange=loan, by=Actor(bertrand), kind=ReportKind.LATE, text="Un jour de plus.", now=NOW + 2 * DAY
    )
    assert told(amina, "signalé")
    after.reply(report=report, by=Actor(amina), text="J’étais souffrante.", now=NOW + 2 * DAY)
    assert Report.objects.get().reply == "J’étais souffrante."
    with pytest.raises(CannotFollow):
        after.reply(report=report, by=Actor(amina), text="Encore.", now=NOW + 2 * DAY)


@pytest.mark.parametrize(("back", "late"), [(2 * HOUR, False), (2 * HOUR + MINUTE, True)], ids=["on time", "a minute"])
def test_a_return_is_late_from_the_first_minute(drill, amina, bertrand, back, late):
    loan = cast.moved(handed(drill, amina), "give_back", amina, now=NOW + DAY + back)
    assert (ReportKind.LATE in after.reportable(loan, bertrand, NOW + 2 * DAY)) is late


def test_nobody_reports_twice_nor_what_does_not_fit(drill, amina, bertrand):
    loan = handed(drill, amina)
    with pytest.raises(CannotFollow):
        after.report(exchange=loan, by=Actor(bertrand), kind=ReportKind.NO_SHOW, text="", now=NOW + DAY)
    late = {"exchange": loan, "by": Actor(bertrand), "kind": ReportKind.LATE, "text": "", "now": NOW + 2 * DAY}
    after.report(**late)
    with pytest.raises(CannotFollow):
        after.report(**late)


def test_a_report_counts_against_nobody_once_it_is_taken_back(drill, amina, bertrand):
    loan = cast.lent(drill, amina)
    report = after.report(exchange=loan, by=Actor(bertrand), kind=ReportKind.DAMAGE, text="Rayée.", now=NOW + DAY)
    assert entry.good_loans(amina) == 0
    with pytest.raises(CannotFollow):
        after.withdraw(report=report, by=Actor(amina), now=NOW + DAY)
    after.withdraw(report=report, by=Actor(bertrand), now=NOW + DAY)
    assert entry.good_loans(amina) == 1
    with pytest.raises(CannotFollow):
        after.reply(report=report, by=Actor(amina), text="Non.", now=NOW + DAY)


def test_whoever_says_that_nobody_came_leaves_a_report_that_the_other_may_answer(drill, amina, bertrand):
    accepted = cast.moved(cast.asked(drill, amina), "accept", bertrand)
    said = Said(note="J’ai attendu une heure.")
    after.make(exchange=accepted, name="miss", by=Actor(bertrand), now=NOW + 2 * DAY, said=said)
    report = Report.objects.get()
    assert (report.kind, report.text) == ("no_show", "J’ai attendu une heure.")
    after.reply(report=report, by=Actor(amina), text="Le bus n’est pas passé.", now=NOW + 2 * DAY)
    assert told(bertrand, "répondu")


def test_two_weeks_later_nothing_is_reported_any_more(drill, amina, bertrand):
    loan = cast.lent(drill, amina)
    assert loan.confirmed_at is not None
    confirmed = loan.confirmed_at
    assert after.reportable(loan, bertrand, confirmed + 14 * DAY - MINUTE) == [ReportKind.DAMAGE]
    assert after.reportable(loan, bertrand, confirmed + 14 * DAY) == []


# --- the line --------------------------------------------------------------------------------------------------------


def test_whoever_gets_a_place_at_once_is_told_in_a_whole_sentence(bertrand, amina):
    meal = cast.listing(bertrand, "shared_meal", starts_at=NOW + DAY, seats=4)
    cast.asked(meal, amina)
    assert told(amina) == ["C’est accordé\N{NO-BREAK SPACE}: " + meal.title + "."]
