"""Who reaches which page: each address, asked by each of the cast. Whatever one may not see does not exist."""

import pytest
from django.test import Client

from mitoyen.web.neighbourhood.enums import ReportKind
from mitoyen.web.neighbourhood.exchanges import after
from mitoyen.web.people.actor import Actor
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import NOW
from tests.web.neighbourhood.exchanges_pages import scenes

CAST = ("amina", "bertrand", "hugo", "caretaker", "elodie", "farid", "claire", "driss", "moderator")
TWO = {"amina", "bertrand"}
NEIGHBOURS = {"amina", "bertrand", "hugo", "caretaker", "elodie", "farid", "moderator"}
"""Those who read what the quartier shares: neither the town nor the landlord."""
EXCHANGE = "/echange/{loan}"
PAGES = {
    f"{EXCHANGE}/": TWO,
    f"{EXCHANGE}/code/123456/": TWO,
    f"{EXCHANGE}/accept/": TWO,
    f"{EXCHANGE}/photos/{{photo}}/480/": set(),
    "/annonce/{drill}/calendrier/": NEIGHBOURS,
    "/annonce/{drill}/fiche/": {"bertrand"},
    "/annonce/{ride}/participants/": {"bertrand"},
    "/annonce/{ride}/rendez-vous.ics": NEIGHBOURS,
    "/annonce/{ride}/presence/123456/": NEIGHBOURS,
    "/moi/agenda/": set(CAST),
    "/moi/recapitulatif/2026/": set(CAST),
    "/moi/recapitulatif/2026.csv": set(CAST),
    "/moi/agenda/abcdefghjkmn.ics": set(),
}
"""Each page, and who gets it."""
DEEDS = {
    f"{EXCHANGE}/write/": TWO,
    f"{EXCHANGE}/uphold/": TWO,
    f"{EXCHANGE}/merci/": TWO,
    f"{EXCHANGE}/autrement/": TWO,
    f"{EXCHANGE}/signaler/": TWO,
    f"{EXCHANGE}/photos/": TWO,
    f"{EXCHANGE}/regler/": TWO,
    f"{EXCHANGE}/signalement/{{report}}/repondre/": TWO,
    f"{EXCHANGE}/signalement/{{report}}/retirer/": TWO,
    f"{EXCHANGE}/payer/": set(),
    "/annonce/{drill}/calendrier/garder/": {"bertrand"},
    "/annonce/{drill}/calendrier/1/preter/": {"bertrand"},
    "/annonce/{ride}/participants/presences/": {"bertrand"},
    "/annonce/{ride}/participants/ecrire/": {"bertrand"},
}
"""Each form, and whose hand it obeys (refusals on the page included)."""


@pytest.fixture
def everybody(amina, bertrand):
    others = {name: getattr(cast, name)() for name in CAST if name not in ("amina", "bertrand", "hugo")}
    return {"amina": amina, "bertrand": bertrand, "hugo": cast.resident("Hugo"), **others}


@pytest.fixture
def filled(drill, amina, bertrand, clock):
    """What the addresses stand for: a loan that came back with a report, and a ride."""
    loan = cast.lent(drill, amina)
    report = after.report(exchange=loan, by=Actor(bertrand), kind=ReportKind.DAMAGE, text="Rayée.", now=NOW)
    ride = scenes.ride(bertrand)
    told = {"loan": loan.reference, "drill": drill.reference, "ride": ride.reference, "report": report.pk}
    return {**told, "photo": "abcdefghjkmn"}


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_found_by_those_whom_it_concerns_and_by_nobody_else(page, everybody, filled, signed_in):
    answers = {name: signed_in(person).get(page.format(**filled)).status_code for name, person in everybody.items()}
    assert {name for name, status in answers.items() if status in (200, 302)} == PAGES[page]
    assert {status for name, status in answers.items() if name not in PAGES[page]} <= {404}


@pytest.mark.parametrize("deed", DEEDS)
def test_each_form_obeys_those_whom_it_concerns_and_nobody_else(deed, everybody, filled, signed_in):
    answers = {name: signed_in(person).post(deed.format(**filled)).status_code for name, person in everybody.items()}
    assert {name for name, status in answers.items() if status in (200, 302)} == DEEDS[deed]
    assert {status for name, status in answers.items() if name not in DEEDS[deed]} <= {404}


@pytest.mark.parametrize("page", [page for page in PAGES if not page.endswith("abcdefghjkmn.ics")])
def test_whoever_is_not_signed_in_is_asked_to_sign_in(page, filled):
    answer = Client().get(page.format(**filled))
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/compte/entrer/")


@pytest.mark.parametrize("page", [*PAGES, *DEEDS])
def test_what_does_not_exist_answers_like_what_one_may_not_see(page, everybody, filled, signed_in):
    none = dict.fromkeys(filled, "zzzzzzzzzzzz") | {"report": 999_999}
    if "/moi/" in page:
        return
    hugo = signed_in(everybody["hugo"])
    ask = hugo.post if page in DEEDS else hugo.get
    assert ask(page.format(**none)).status_code == 404


def test_a_report_is_answered_under_its_own_exchange_only(filled, amina, bertrand, signed_in):
    other = cast.lent(cast.listing(bertrand, title="Échelle"), amina)
    address = f"/echange/{other.reference}/signalement/{filled['report']}/repondre/"
    assert signed_in(amina).post(address, {"text": "Non."}).status_code == 404


def test_a_form_without_its_token_is_refused(filled, amina):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)
    assert client.post(f"/echange/{filled['loan']}/write/", {"note": "Bonjour"}).status_code == 403
