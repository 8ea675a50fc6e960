"""Amina's evening on her phone: from a need to a drill, and from the drill given back to the board of her quartier."""

import re

import pytest
from playwright.sync_api import expect

from tests import prepared
from tests.journeys.conftest import DESKTOP
from tests.journeys.neighbours import answer, neighbourhood, press, shown_code, state

pytestmark = pytest.mark.journey
BOARD = "/mesure/les-corderies/?period=all"


@pytest.fixture(scope="module")
def evening(chromium, copy_of):
    with neighbourhood(chromium, copy_of(prepared.sample)) as neighbours:
        yield neighbours


def test_from_a_need_to_the_board(evening, axe):
    board = evening.anybody(viewport=DESKTOP)
    board.goto(BOARD)
    before = board.locator("#figures").inner_text()

    amina = evening.page("Amina")
    expect(amina).to_have_url(re.compile("/v/les-corderies/$"))
    amina.get_by_label("De quoi avez-vous besoin ?").fill("Une perceuse ce soir")
    press(amina, "Demander à mes voisins")
    listing = re.sub(r".*(/annonce/\w+/).*", r"\1", amina.url)
    assert axe(amina) == []

    karim, gilles = evening.page("Karim"), evening.page("Gilles")
    karim.goto(listing)
    answer(karim, "Je peux aider", "La mienne est un peu ancienne.")
    gilles.goto("/compte/aide/")
    press(gilles, "Agir pour Bertrand")
    expect(gilles.get_by_text("Vous agissez pour Bertrand")).to_be_visible()
    gilles.goto(listing)
    loan = answer(gilles, "Je peux aider", "Bertrand prête volontiers la sienne.")

    amina.goto("/moi/")
    assert amina.get_by_role("main").get_by_text("Une perceuse ce soir").count() >= 2, "two neighbours answered"
    amina.goto(loan)
    press(amina, "Accepter")
    assert state(amina) == "accepté"
    evening.ask_otherwise(loan)
    amina.reload()
    code = shown_code(amina)
    assert axe(amina) == []

    gilles.goto(loan)
    gilles.locator("input[name=code]").fill(code)
    press(gilles, "Remettre avec le code")
    assert state(gilles) == "remis"

    amina.goto(loan)
    press(amina, "C’est rendu")
    press(amina, "acheté d’occasion")
    gilles.goto(loan)
    press(gilles, "Confirmer le retour")
    expect(board.locator("#figures")).not_to_have_text(before, timeout=3_000)

    amina.goto(loan)
    assert state(amina) == "confirmé"
    press(amina, "Dire merci à Bertrand")
    assert axe(amina) == []
    steps = amina.locator(".steps").inner_text()
    assert "Gilles" in steps, "who acted for Bertrand is told"

    amina.goto("/moi/impact/")
    told = amina.get_by_role("main").inner_text()
    told = re.sub(r"[\u202f\xa0]", " ", told)
    assert "1 prêt" in told
    assert re.search(r"(de|entre) [\d,]+ k?g.{0,40} (à|et) [\d,]+ k?g", told), told
    assert axe(amina) == []
