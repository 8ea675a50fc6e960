"""Those who come to a gathering: places, the line, presences, words to all."""

import pytest

from mitoyen.web.neighbourhood.exchanges import gathering
from mitoyen.web.neighbourhood.models import Exchange
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.models import Notice
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW
from tests.web.neighbourhood.exchanges_pages import scenes
from tests.web.neighbourhood.exchanges_pages.scenes import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def elodie():
    return cast.elodie()


@pytest.fixture
def cafe(elodie):
    return scenes.repair_cafe(elodie)


@pytest.fixture
def neighbours(amina, bertrand):
    return [amina, bertrand, cast.resident("Hugo"), cast.resident("Inès")]


def brings(cafe, person, now=NOW):
    return cast.asked(cafe, person, now, part=scenes.part(cafe, "Venir avec un objet"), note="Un grille-pain.")


def page(listing):
    return f"/annonce/{listing.reference}/participants/"


def test_places_are_counted_part_by_part_and_who_comes_too_late_waits_in_order(cafe, neighbours):
    for person in neighbours:
        brings(cafe, person)
    repairs, brought = gathering.groups(cafe)
    assert (repairs.left, repairs.comes) == (2, [])
    assert [one.asker.first_name for one in brought.comes] == ["Amina", "Bertrand"]
    assert [one.asker.first_name for one in brought.waits] == ["Hugo", "Inès"]
    assert brought.left == 0


def test_when_somebody_cancels_the_first_in_line_has_the_place_and_is_told(cafe, neighbours):
    made = [brings(cafe, person) for person in neighbours]
    cast.moved(made[0], "cancel", neighbours[0])
    states = [Exchange.objects.get(pk=one.pk).state for one in made]
    assert states == ["cancelled", "accepted", "accepted", "asked"]
    assert Notice.objects.filter(person=neighbours[2]).exists()
    assert not Notice.objects.filter(person=neighbours[3]).exists()


def test_presences_are_noted_in_one_form_with_what_became_of_the_objects(cafe, elodie, neighbours, signed_in, clock):
    made = [brings(cafe, person) for person in neighbours[:2]]
    clock(NOW + DAY + HOUR)
    hers = signed_in(elodie)
    assert "Un grille-pain." in words(hers.get(page(cafe)))
    ticked = {
        "there": [made[0].reference],
        f"repaired-{made[0].reference}": "yes",
        f"repaired-{made[1].reference}": "no",
    }
    assert hers.post(page(cafe) + "presences/", ticked).status_code == 302
    first, second = (Exchange.objects.get(pk=one.pk) for one in made)
    assert (first.state, first.practice) == ("handed_over", "repair_done")
    assert (second.state, second.practice) == ("accepted", "repair")


def test_whoever_said_so_first_is_confirmed_by_the_presence(cafe, elodie, amina):
    there = cast.moved(brings(cafe, amina), "say_done", amina, now=NOW + DAY)
    seen = {there.reference: gathering.Seen(True)}
    assert gathering.note_presences(listing=cafe, seen=seen, by=Actor(elodie), now=NOW + DAY) == 1
    there.refresh_from_db()
    assert (there.state, there.proof) == ("confirmed", "B")
    assert gathering.note_presences(listing=cafe, seen=seen, by=Actor(elodie), now=NOW + DAY) == 0


def test_presences_of_another_gathering_are_left_alone(cafe, elodie, bertrand, amina):
    elsewhere = cast.asked(cast.listing(bertrand, "shared_meal", starts_at=NOW + DAY, seats=4), amina)
    seen = {elsewhere.reference: gathering.Seen(True)}
    assert gathering.note_presences(listing=cafe, seen=seen, by=Actor(elodie), now=NOW + DAY) == 0
    assert Exchange.objects.get(pk=elsewhere.pk).state == "accepted"


def test_before_it_begins_there_is_nothing_to_tick(cafe, elodie, amina, signed_in, clock):
    brings(cafe, amina)
    assert 'name="there"' not in signed_in(elodie).get(page(cafe)).content.decode()


def test_the_square_of_the_gathering_leads_each_to_their_own_exchange(cafe, elodie, amina, signed_in, clock):
    mine = brings(cafe, amina)
    code = gathering.code_of(cafe)
    assert code == gathering.code_of(cafe)
    shown = signed_in(elodie).get(page(cafe)).content.decode()
    assert f"{code[:3]}&nbsp;{code[3:]}" in shown
    clock(NOW + DAY)
    hers = signed_in(amina)
    answer = hers.get(f"/annonce/{cafe.reference}/presence/{code}/")
    assert answer.headers["Location"] == f"/echange/{mine.reference}/code/{code}/"
    assert f'value="{code}"' in hers.get(answer.headers["Location"]).content.decode()
    hers.post(f"/echange/{mine.reference}/attend_by_code/", {"code": code})
    mine.refresh_from_db()
    assert (mine.state, mine.proof) == ("confirmed", "A")


def test_the_same_words_reach_everybody_who_comes_or_waits(cafe, elodie, neighbours, signed_in, clock):
    for person in neighbours:
        brings(cafe, person)
    text = {"text": "Entrez par la cour."}
    assert signed_in(elodie).post(page(cafe) + "ecrire/", text).status_code == 302
    notes = [one.steps.filter(move="write").get().note for one in Exchange.objects.all()]
    assert notes == ["Entrez par la cour."] * 4


def test_an_empty_message_is_not_sent(cafe, elodie, amina, signed_in, clock):
    made = brings(cafe, amina)
    assert signed_in(elodie).post(page(cafe) + "ecrire/", {"text": "  "}).status_code == 200
    assert not made.steps.filter(move="write").exists()


def test_only_who_holds_it_sees_who_comes(cafe, amina, signed_in, clock):
    brings(cafe, amina)
    hers = signed_in(amina)
    for path in ("", "presences/", "ecrire/"):
        assert hers.post(page(cafe) + path, {"text": "Bonjour"}).status_code in (404, 405)
    assert hers.get(page(cafe)).status_code == 404


def test_a_loan_has_no_page_of_participants(drill, bertrand, signed_in, clock):
    assert signed_in(bertrand).get(page(drill)).status_code == 404


def test_a_grouped_order_says_what_each_household_owes_and_the_whole(amina, bertrand, signed_in, clock):
    farid = cast.farid()
    order = scenes.order(farid)
    asked = cast.asked(order, amina, seats=2)
    cast.asked(order, bertrand)
    said = words(signed_in(farid).get(page(order)))
    assert "Total de la commande 37,50 €" in said
    assert "Amina Benali × 2 25 €" in said
    assert "Inscriptions jusqu’au mercredi 25 novembre 2026 à 19 h" in said
    assert "il en reste 5" in said
    assert "places libres" not in said
    hers = words(signed_in(amina).get(f"/echange/{asked.reference}/"))
    assert "Votre commande est notée" in hers
    assert "Combien 2" in hers
    assert "Amina a commandé" in words(signed_in(farid).get(f"/echange/{asked.reference}/"))


def test_a_shared_ride_says_seats_share_and_distance(amina, bertrand, signed_in, clock):
    ride = scenes.ride(bertrand)
    taken = cast.moved(cast.asked(ride, amina), "accept", bertrand)
    said = words(signed_in(bertrand).get(page(ride)))
    assert "2 places libres" in said
    assert "70 km" in said
    hers = words(signed_in(amina).get(f"/echange/{taken.reference}/"))
    assert "Devant la boulangerie" in hers
    assert "4 €" in hers


def test_the_meeting_point_is_told_only_to_those_who_come(amina, bertrand, signed_in, clock):
    waiting = cast.asked(scenes.ride(bertrand), amina)
    assert "Devant la boulangerie" not in words(signed_in(amina).get(f"/echange/{waiting.reference}/"))
