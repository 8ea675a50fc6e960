"""The page of an exchange: one obvious button, what happened in words, refusals on the same page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mitoyen.web.neighbourhood.enums import ReportKind
from mitoyen.web.neighbourhood.exchanges import actions, after, rules
from mitoyen.web.neighbourhood.exchanges.machine import MOVES, open_moves
from mitoyen.web.neighbourhood.models import Exchange
from mitoyen.web.people.actor import Actor
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW
from tests.web.neighbourhood.exchanges_pages.scenes import words


def address(exchange, *more):
    return "/".join(["/echange", exchange.reference, *more, ""])


@pytest.fixture(autouse=True)
def at_six(clock):
    return clock


@pytest.fixture
def asked(drill, amina):
    return cast.asked(drill, amina)


@pytest.fixture
def accepted(asked, bertrand):
    return cast.moved(asked, "accept", bertrand)


def test_the_owner_finds_one_great_button_and_quieter_ones(asked, bertrand, signed_in):
    page = signed_in(bertrand).get(address(asked)).content.decode()
    assert page.count("button--main") == 1
    assert "Accepter</button>" in page.split("button--main")[1].split("</form>")[0]
    for quiet in ("Décliner", "Écrire"):
        assert f"<summary>{quiet}</summary>" in page


@pytest.mark.parametrize(
    "state", ["asked", "accepted", "handed_over", "returned", "confirmed", "disputed", "cancelled"]
)
def test_the_page_offers_every_move_that_the_table_opens_and_no_other(state, asked, amina, bertrand, signed_in):
    ways = {
        "asked": [],
        "accepted": [("accept", bertrand)],
        "handed_over": [("accept", bertrand), ("hand_over", bertrand)],
        "returned": [("accept", bertrand), ("hand_over", bertrand), ("give_back", amina)],
        "confirmed": [("accept", bertrand), ("hand_over", bertrand), ("give_back", amina), ("confirm", bertrand)],
        "disputed": [("accept", bertrand), ("hand_over", bertrand), ("dispute", amina)],
        "cancelled": [("accept", bertrand), ("cancel", amina)],
    }
    exchange = asked
    for name, who in ways[state]:
        exchange = cast.moved(exchange, name, who)
    assert exchange.state == state
    for person in (amina, bertrand):
        page = signed_in(person).get(address(exchange)).content.decode()
        shown = {move.name for move in MOVES if address(exchange, move.name) in page}
        assert shown == {move.name for move in open_moves(exchange, rules.standing(exchange, Actor(person)), NOW)}


WALKS = {
    "asked": [],
    "accepted": ["accept"],
    "declined": ["decline"],
    "handed_over": ["accept", "say_done"],
    "confirmed": ["accept", "say_done", "confirm_done"],
    "cancelled": ["accept", "cancel"],
    "not_shown": ["accept", "miss"],
    "disputed": ["accept", "say_done", "dispute"],
    "reversed": ["accept", "say_done", "dispute", "concede"],
}
"""How to bring what changes hands once, or a gathering, to each state: by the owner, the asker in turn where needed."""


@pytest.mark.parametrize(
    "practice", ["give", "resell", "repair", "service", "paid_service", "food_gift", "ride", "event"]
)
@pytest.mark.parametrize("state", WALKS)
def test_every_practice_has_its_page_in_every_state(practice, state, amina, bertrand, signed_in, at_six):
    at_once = practice == "event"
    dated = {"starts_at": NOW + HOUR} if practice in ("ride", "event") else {}
    priced = {"terms": "price", "cents": 500} if practice in ("resell", "paid_service") else {}
    exchange = cast.asked(cast.listing(bertrand, practice, **dated, **priced), amina)
    if at_once and state in ("asked", "declined"):
        return
    later = NOW + 2 * DAY
    for name in WALKS[state][1 if at_once else 0 :]:
        who = amina if name in ("confirm_done", "concede") else bertrand
        exchange = cast.moved(exchange, name, who, now=NOW if name == "accept" else later)
    assert exchange.state == state
    at_six(later)
    for person in (amina, bertrand):
        page = signed_in(person).get(address(exchange)).content.decode()
        shown = {move.name for move in MOVES if f'action="{address(exchange, move.name)}"' in page}
        assert shown == {move.name for move in open_moves(exchange, rules.standing(exchange, Actor(person)), later)}
        assert page.count("button--main") <= 1


def test_the_borrower_sees_her_code_in_large_figures_and_as_a_square_and_the_lender_does_not(
    accepted, amina, bertrand, signed_in
):
    code = accepted.code
    page = signed_in(amina).get(address(accepted))
    assert f"{code[:3]}&nbsp;{code[3:]}" in page.content.decode()
    assert 'class="qr"' in page.content.decode()
    other = signed_in(bertrand).get(address(accepted)).content.decode()
    assert code[:3] + "&nbsp;" not in other
    assert code not in other
    assert 'inputmode="numeric"' in other


def test_the_square_leads_to_the_code_filled_in(accepted, bertrand, signed_in):
    page = signed_in(bertrand).get(address(accepted, "code", accepted.code)).content.decode()
    assert f'value="{accepted.code}"' in page


def test_the_whole_loan_walks_from_page_to_page(asked, amina, bertrand, signed_in):
    hers, his = signed_in(amina), signed_in(bertrand)
    for browser, name, said in (
        (his, "accept", {"note": "À 18 h au pied de l’escalier."}),
        (hers, "write", {"note": "Parfait."}),
        (his, "hand_over_by_code", {"code": f" {asked.code[:3]} {asked.code[3:]}"}),
        (hers, "give_back", {}),
        (his, "confirm", {}),
    ):
        answer = browser.post(address(asked, name), said)
        assert (name, answer.status_code, answer.headers.get("Location")) == (name, 302, address(asked))
    asked.refresh_from_db()
    assert (asked.state, asked.proof) == ("confirmed", "A")
    page = words(hers.get(address(asked)))
    assert "Bertrand a accepté" in page
    assert "À 18 h au pied de l’escalier." in page
    assert "Bertrand a remis l’objet, avec le code" in page


def test_a_wrong_code_is_refused_on_the_same_page_and_stays_typed(accepted, bertrand, signed_in):
    wrong = f"{(int(accepted.code) + 1) % 1_000_000:06d}"
    answer = signed_in(bertrand).post(address(accepted, "hand_over_by_code"), {"code": wrong})
    assert answer.status_code == 200
    assert "Ce code n’est pas le bon" in words(answer)
    assert f'value="{wrong}"' in answer.content.decode()
    assert Exchange.objects.get().state == "accepted"


def test_nobody_guesses_a_code_in_more_than_ten_tries(accepted, bertrand, signed_in):
    his = signed_in(bertrand)
    wrong = f"{(int(accepted.code) + 1) % 1_000_000:06d}"
    answers = [his.post(address(accepted, "hand_over_by_code"), {"code": wrong}) for _ in range(11)]
    assert ["Trop d’essais" in words(answer) for answer in answers] == [False] * 10 + [True]
    right = his.post(address(accepted, "hand_over_by_code"), {"code": accepted.code})
    assert "Trop d’essais" in words(right)


def test_what_was_written_with_a_move_that_is_closed_meanwhile_is_shown_again(asked, amina, bertrand, signed_in):
    cast.moved(asked, "withdraw", amina)
    answer = signed_in(bertrand).post(address(asked, "accept"), {"note": "Venez à 18 h."})
    assert "L’échange a changé entre-temps" in words(answer)
    assert "Venez à 18 h." in words(answer)


def test_a_finger_that_taps_twice_accepts_once_and_is_not_scolded(asked, bertrand, signed_in):
    his = signed_in(bertrand)
    answers = [his.post(address(asked, "accept"), {"note": "Venez à 18 h."}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert [step.move for step in Exchange.objects.get().steps.all()].count("accept") == 1


def test_the_same_words_tapped_twice_are_one_message(accepted, bertrand, signed_in):
    his = signed_in(bertrand)
    for words_ in ("Je suis en bas.", "Je suis en bas.", "J’ai la perceuse."):
        assert his.post(address(accepted, "write"), {"note": words_}).status_code == 302
    said = [step.note for step in Exchange.objects.get().steps.filter(move="write")]
    assert said == ["Je suis en bas.", "J’ai la perceuse."]


LONG = "Bonjour, voici toute l’histoire. " * 40


@pytest.mark.parametrize(
    ("way", "sent"),
    [
        ("signaler", {"kind": "damage", "text": "La batterie est fendue", "picture": b"pas une image"}),
        ("signaler", {"text": "La batterie est fendue"}),
        ("merci", {"note": LONG}),
        ("repondre", {"text": LONG}),
    ],
)
def test_what_was_written_with_what_is_refused_is_not_lost(way, sent, accepted, amina, bertrand, signed_in):
    loan = cast.moved(cast.moved(accepted, "hand_over", bertrand), "give_back", amina)
    kind, by = ReportKind.DAMAGE, Actor(bertrand)
    scratched = after.report(exchange=loan, by=by, kind=kind, text="Rayée", now=NOW)
    file = {"picture": SimpleUploadedFile("p.jpg", sent["picture"])} if "picture" in sent else {}
    where = address(loan, "signalement", str(scratched.pk), way) if way == "repondre" else address(loan, way)
    page = words(signed_in(amina).post(where, {**sent, **file}))
    assert f"Vous aviez écrit : « {sent.get('text', sent.get('note')).strip()} »" in page


def test_the_end_of_a_loan_is_asked_in_paris_time_and_kept_in_universal_time(accepted, amina, bertrand, signed_in):
    handed = cast.moved(accepted, "hand_over", bertrand)
    hers = signed_in(amina)
    page = hers.get(address(handed)).content.decode()
    assert 'value="2026-11-23T21:00"' in page  # 20:00 universal time
    hers.post(address(handed, "extend"), {"ends_at": "2026-11-24T09:30"})
    handed.refresh_from_db()
    assert handed.ends_at == NOW.replace(day=24, hour=8, minute=30)


def test_an_end_that_comes_too_early_is_refused_kindly(accepted, amina, bertrand, signed_in):
    handed = cast.moved(accepted, "hand_over", bertrand)
    answer = signed_in(amina).post(address(handed, "extend"), {"ends_at": "2026-11-23T20:00"})
    assert "Donnez une fin plus tardive" in words(answer)


def test_names_are_given_in_full_only_once_it_is_accepted(asked, bertrand, signed_in):
    his = signed_in(bertrand)
    assert "Benali" not in words(his.get(address(asked)))
    cast.moved(asked, "accept", bertrand)
    assert "Amina Benali" in words(his.get(address(asked)))


def test_a_helper_s_hand_is_seen_in_the_steps(asked, amina, bertrand, signed_in):
    actions.move(exchange=asked, name="accept", by=Actor(bertrand, cast.mandate(cast.elodie(), bertrand)), now=NOW)
    assert "(par Élodie, pour Bertrand)" in words(signed_in(amina).get(address(asked)))


def test_a_helper_moves_for_the_one_who_gave_a_mandate(asked, bertrand, signed_in):
    elodie = cast.elodie()
    browser = signed_in(elodie)
    assert browser.get(address(asked)).status_code == 404
    session = browser.session
    session["mandate"] = cast.mandate(elodie, bertrand).pk
    session.save()
    assert browser.post(address(asked, "accept"), {}).status_code == 302
    step = asked.steps.last()
    assert (step.move, step.by, step.hand) == ("accept", bertrand, elodie)


def test_an_ended_mandate_sees_nothing_any_more(asked, bertrand, signed_in):
    elodie = cast.elodie()
    mandate = cast.mandate(elodie, bertrand)
    browser = signed_in(elodie)
    session = browser.session
    session["mandate"] = mandate.pk
    session.save()
    mandate.ended_at = NOW
    mandate.save()
    assert browser.get(address(asked)).status_code == 404


def test_the_minutes_of_a_service_are_asked_and_kept(bertrand, amina, signed_in):
    help_offered = cast.listing(bertrand, "service", minutes=60)
    exchange = cast.moved(cast.asked(help_offered, amina), "accept", bertrand)
    page = signed_in(bertrand).get(address(exchange)).content.decode()
    assert 'value="60"' in page
    signed_in(bertrand).post(address(exchange, "say_done"), {"minutes": "95"})
    exchange.refresh_from_db()
    assert (exchange.state, exchange.minutes) == ("handed_over", 95)


def test_a_repair_says_whether_it_works_again(bertrand, amina, signed_in):
    exchange = cast.moved(cast.asked(cast.listing(bertrand, "repair"), amina), "accept", bertrand)
    signed_in(bertrand).post(address(exchange, "say_done"), {"repaired": "no"})
    exchange.refresh_from_db()
    assert exchange.practice == "repair_not_done"


def test_the_kilometres_of_a_ride_are_kept_in_metres(bertrand, amina, signed_in, at_six):
    ride = cast.listing(bertrand, "ride", starts_at=NOW + DAY, metres=70_000, seats=3)
    exchange = cast.moved(cast.asked(ride, amina), "accept", bertrand)
    assert address(exchange, "say_done") not in signed_in(amina).get(address(exchange)).content.decode()
    at_six(NOW + DAY + HOUR)
    assert address(exchange, "say_done") in signed_in(amina).get(address(exchange)).content.decode()
    signed_in(amina).post(address(exchange, "say_done"), {"kilometres": "72.5"})
    exchange.refresh_from_db()
    assert exchange.metres == 72_500


def test_english_readers_find_the_page_in_english(accepted, amina, signed_in):
    page = signed_in(amina).get("/en" + address(accepted))
    assert page.status_code == 200
    assert "Monday 23 November 2026" in words(page)


def test_an_unknown_move_is_a_page_that_does_not_exist(asked, bertrand, signed_in):
    assert signed_in(bertrand).post(address(asked, "explode")).status_code == 404
    assert signed_in(bertrand).get(address(asked, "accept")).status_code == 302


@pytest.mark.parametrize("name", ["fade", "lapse", "lapse_done", "uphold", "undo"])
def test_nobody_makes_the_moves_of_the_clock_or_of_moderation(name, asked, bertrand, signed_in):
    answer = signed_in(bertrand).post(address(asked, name))
    assert "ce geste n’est plus possible" in words(answer)
    assert asked.steps.count() == 1


def test_a_moderator_reads_a_disagreement_and_decides(accepted, amina, bertrand, signed_in):
    handed = cast.moved(accepted, "hand_over", bertrand)
    maud = signed_in(cast.moderator())
    assert maud.get(address(handed)).status_code == 404
    cast.moved(handed, "dispute", amina, note="Je ne l’ai jamais eue.")
    page = maud.get(address(handed))
    assert "Je ne l’ai jamais eue." in words(page)
    assert handed.code not in words(page)
    decided = maud.post(address(handed, "undo"), {}, follow=True)
    assert decided.redirect_chain == [("/moi/", 302)]
    assert "Votre décision est notée" in words(decided)
    assert Exchange.objects.get().state == "reversed"
