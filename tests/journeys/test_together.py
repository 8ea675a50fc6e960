"""Neighbours who exchange more than objects: a paid lesson, a shared ride, a grouped order, a repair afternoon."""

import pytest
from playwright.sync_api import expect

from tests import prepared
from tests.journeys.neighbours import answer, find, follow, neighbourhood, press, shown_code, state

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def corderies(chromium, copy_of):
    with neighbourhood(chromium, copy_of(prepared.sample)) as neighbours:
        yield neighbours


def test_a_paid_lesson_leaves_a_receipt_and_says_what_to_declare(corderies, axe):
    lea, ines = corderies.page("Léa"), corderies.page("Inès")
    find(lea, "Cours de français")
    lesson = answer(lea, "Demander", "Mercredi à 15 h, pour ma fille en quatrième ?")
    ines.goto(lesson)
    press(ines, "Accepter")
    lea.goto(lesson)
    code = shown_code(lea)
    ines.goto(lesson)
    ines.locator("input[name=code]").fill(code)
    press(ines, "Confirmer avec le code")
    assert state(ines) == "confirmé"
    assert "15" in ines.locator("#money + *").inner_text()
    expect(ines.get_by_text("peut être à déclarer")).to_be_visible()
    lea.goto(lesson)
    press(lea, "J’ai payé")
    ines.reload()
    press(ines, "J’ai reçu l’argent")
    expect(ines.get_by_text("Léa dit avoir payé")).to_be_visible()
    assert axe(ines) == []


def test_three_neighbours_share_a_ride_and_a_fourth_waits(corderies, axe):
    karim, before = corderies.page("Karim"), corderies.facts()
    ride = find(karim, "Saint-Malo – Rennes")
    for name in ("Nolwenn", "Malo"):
        page = corderies.page(name)
        page.goto(ride)
        place = answer(page, "Demander une place")
        karim.goto(place)
        press(karim, "Accepter")
    hugo = corderies.page("Hugo")
    hugo.goto(ride)
    waiting = answer(hugo, "Demander une place")
    karim.goto(waiting)
    press(karim, "Accepter")
    expect(karim.get_by_text("Il n’y a plus de place")).to_be_visible()
    karim.goto(f"{ride}participants/")
    code = shown_code(karim)
    assert axe(karim) == []
    corderies.wait_for(ride)
    for name in ("Gaëlle", "Nolwenn", "Malo"):
        page = corderies.page(name)
        page.goto("/moi/")
        follow(page, "Saint-Malo – Rennes")
        page.locator("input[name=code]").first.fill(code)
        press(page, "J’y suis : taper le code")
        assert state(page) == "confirmé"
    assert corderies.facts() == before + 3, "each passenger is one shared ride"


def test_eight_households_order_together(corderies, axe):
    farid, before = corderies.page("Farid"), corderies.facts()
    order = find(farid, "Panier de légumes")
    for name in ("Amina", "Gaëlle", "Hugo", "Inès", "Malo", "Nolwenn"):
        page = corderies.page(name)
        page.goto(order)
        answer(page, "Participer")
        assert state(page) == "accepté", "all comers are welcome while there are places"
    corderies.wait_for(order)
    farid.goto(f"{order}participants/")
    there = farid.get_by_role("checkbox")
    expect(there).to_have_count(8)
    expect(farid.get_by_text("96")).to_be_visible()
    for box in there.all():
        box.check()
    assert axe(farid) == []
    press(farid, "Noter les présences")
    for name in ("Amina", "Gaëlle", "Hugo", "Inès", "Malo", "Nolwenn", "Léa", "Jules"):
        page = corderies.page(name)
        page.goto("/moi/")
        follow(page, "Panier de légumes")
        press(page, "Confirmer")
        assert state(page) == "confirmé"
    assert corderies.facts() == before + 8


def test_a_repair_afternoon_counts_what_was_repaired(corderies, axe):
    elodie, before = corderies.page("Élodie"), corderies.facts()
    paul = corderies.page("Paul", java_script_enabled=False)
    cafe = find(elodie, "Repair café")
    paul.goto(cafe)
    paul.get_by_label("Apporter un objet").check()
    visit = answer(paul, "Participer", "Un grille-pain qui ne chauffe plus.")
    corderies.wait_for(cafe)
    elodie.goto(f"{cafe}participants/")
    elodie.get_by_label("Paul est là").check()
    elodie.locator("li", has_text="Paul est là").get_by_label("Oui, réparé").check()
    assert axe(elodie) == []
    press(elodie, "Noter les présences")
    paul.goto(visit)
    press(paul, "Confirmer")
    assert state(paul) == "confirmé"
    assert corderies.facts() == before + 1
