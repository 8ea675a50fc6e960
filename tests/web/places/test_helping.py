"""Acting for others: who may, where, with what on paper."""

import datetime
from typing import Any

import pytest

from mitoyen.web.people import mandates
from mitoyen.web.people.acting import CHOSEN
from mitoyen.web.people.enums import Consent, ResidenceProof, Role
from mitoyen.web.people.mandates import CannotHelp
from mitoyen.web.people.models import Act, Mandate, MandateRequest, Person
from mitoyen.web.places import belonging, helping_actions, helping_rules, roles
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import NOW

pytestmark = pytest.mark.django_db
WELCOMED = {
    "first_name": "Bertrand",
    "place": "les-corderies-b",
    "language": "fr",
    "consent": "spoken",
    "witness": "Élodie",
    "contact": "Loge du gardien, 02 99 00 00 00",
}


@pytest.fixture
def gilles(client):
    found = cast.caretaker()
    client.force_login(found)
    return found


def welcome(client, **changed):
    return client.post("/compte/aide/accueillir/", WELCOMED | changed)


def test_bertrand_has_a_home_a_proof_and_somebody_to_act_for_him(client, gilles):
    answer = welcome(client)
    bertrand = Person.objects.get(first_name="Bertrand")
    mandate = Mandate.objects.get()
    home = belonging.home(bertrand)
    assert home is not None
    assert answer["Location"] == f"/compte/aide/{mandate.pk}/feuille/"
    assert (bertrand.email, bertrand.has_usable_password()) == (None, False)
    assert (home.place.code, home.proof) == ("les-corderies-b", ResidenceProof.INVITED)
    assert (mandate.helper, mandate.consent, mandate.witness) == (gilles, Consent.SPOKEN, "Élodie")


def test_without_a_witness_nobody_is_made(client, gilles):
    answer = welcome(client, witness="")
    assert "Écrivez le nom de la personne" in answer.text
    assert 'value="Bertrand"' in answer.text
    assert not Person.objects.filter(first_name="Bertrand").exists()


def test_a_form_sent_twice_makes_one_bertrand(client, gilles):
    welcome(client)
    assert "Vous venez d’inscrire Bertrand" in welcome(client).text
    welcome(client, first_name="Bertrand M.")
    assert sorted(Person.objects.filter(email=None).values_list("first_name", flat=True)) == ["Bertrand", "Bertrand M."]


@pytest.mark.parametrize("place", ["les-corderies-a", "les-corderies", "35288", "nulle-part"])
def test_a_caretaker_welcomes_in_their_residence_only(client, gilles, place):
    assert "id_place_error" in welcome(client, place=place).text
    assert not Mandate.objects.exists()


def test_an_association_of_the_quartier_welcomes_in_all_its_homes(client):
    client.force_login(cast.elodie())
    page = client.get("/compte/aide/accueillir/").text
    assert all(f'value="{code}"' in page for code in ("les-corderies", "les-corderies-a", "les-corderies-b"))
    assert 'value="35288"' not in page


@pytest.mark.parametrize("name", ["amina", "claire", "driss", "farid", "moderator"])
def test_nobody_else_acts_for_others(client, name):
    client.force_login(getattr(cast, name)())
    assert welcome(client).status_code == 404
    assert client.get("/compte/aide/accord/").status_code == 404
    assert client.post("/compte/aide/demander/", {"email": "a@b.example", "contact": "x"}).status_code == 404
    assert "Il faut être le gardien" in client.get("/compte/aide/").text


def test_fifty_people_a_day_are_enough():
    gilles = cast.caretaker()
    told: dict[str, Any] = {"helper": gilles, "place": cast.residence("b"), "consent": Consent.SIGNED}
    for number in range(50):
        helping_actions.welcome(first_name=f"Voisin {number}", now=NOW, **told)
    with pytest.raises(CannotHelp, match="Continuez demain"):
        helping_actions.welcome(first_name="Bertrand", now=NOW, **told)
    helping_actions.welcome(first_name="Bertrand", now=NOW + datetime.timedelta(days=1, minutes=1), **told)


def test_a_request_reaches_a_neighbour_and_the_page_says_the_same_for_a_stranger(client, gilles):
    cast.resident("Hugo", "b")
    pages = []
    for email in ("hugo@exemple.fr", "personne@exemple.fr"):
        typed = {"email": email, "contact": "Loge du gardien"}
        pages.append(client.post("/compte/aide/demander/", typed, follow=True).text.split("<main")[1])
    assert MandateRequest.objects.get().helped.first_name == "Hugo"
    assert _without_tokens(pages[0]) == _without_tokens(pages[1])


def test_a_request_goes_to_nobody_who_lives_elsewhere(client, gilles):
    cast.amina()
    client.post("/compte/aide/demander/", {"email": "amina@exemple.fr", "contact": "Loge"})
    assert not MandateRequest.objects.exists()


def test_acting_begins_with_a_choice_shows_on_every_page_and_ends_with_a_button(client, gilles):
    mandate = cast.mandate(gilles, cast.bertrand())
    client.post(f"/compte/aide/{mandate.pk}/agir/")
    for page in ("/compte/", "/compte/aide/", "/compte/mandats/", "/compte/adresse/", "/compte/securite/"):
        assert "Vous agissez pour <strong>Bertrand</strong>" in client.get(page).text
    client.post("/compte/moi-meme/")
    assert "Vous agissez" not in client.get("/compte/").text


def test_the_settings_stay_those_of_the_helper(client, gilles):
    bertrand = cast.bertrand()
    client.post(f"/compte/aide/{cast.mandate(gilles, bertrand).pk}/agir/")
    assert 'value="Gilles"' in client.get("/compte/profil/").text
    client.post("/compte/profil/", {"first_name": "Gilles", "about": "Le matin", "languages": ["fr"]})
    bertrand.refresh_from_db()
    assert bertrand.about == ""
    client.post("/compte/foyer/", {"action": "invite"})
    bertrand.refresh_from_db()
    assert bertrand.household is None


def test_another_s_mandate_can_neither_be_used_nor_ended_nor_read(client, gilles):
    mandate = cast.mandate(cast.elodie(), cast.amina())
    assert client.post(f"/compte/aide/{mandate.pk}/agir/").status_code == 404
    assert client.post(f"/compte/mandats/{mandate.pk}/finir/").status_code == 404
    assert client.post(f"/compte/aide/{mandate.pk}/finir/").status_code == 404
    assert client.get(f"/compte/aide/{mandate.pk}/feuille/").status_code == 404


def test_a_lost_role_ends_the_mandates_that_it_let_hold(client, gilles):
    mandate = cast.mandate(gilles, cast.bertrand())
    client.post(f"/compte/aide/{mandate.pk}/agir/")
    roles.end(person=gilles, role=Role.CARETAKER, place=cast.residence("b"), now=NOW)
    mandate.refresh_from_db()
    assert mandate.ended_at == NOW
    assert "Vous agissez" not in client.get("/compte/").text
    assert client.post(f"/compte/aide/{mandate.pk}/agir/").status_code == 404


def test_a_role_that_still_reaches_the_home_keeps_its_mandates():
    gilles, bertrand = cast.caretaker(), cast.bertrand()
    roles.give(person=gilles, role=Role.ASSOCIATION, place=cast.les_corderies(), now=NOW)
    mandate = cast.mandate(gilles, bertrand)
    roles.end(person=gilles, role=Role.CARETAKER, place=cast.residence("b"), now=NOW)
    mandate.refresh_from_db()
    assert mandate.ended_at is None


def test_a_mandate_never_lends_the_powers_of_a_role(client, gilles):
    hugo = cast.resident("Hugo", "b")
    mandate = cast.mandate(gilles, hugo)
    client.post(f"/compte/aide/{mandate.pk}/agir/")
    roles.give(person=hugo, role=Role.LANDLORD, place=cast.residence("b"), now=NOW)
    mandate.refresh_from_db()
    assert mandate.ended_at == NOW
    assert "Vous agissez" not in client.get("/compte/").text
    client.post("/compte/aide/demander/", {"email": "hugo@exemple.fr", "contact": "Loge"})
    assert not MandateRequest.objects.exists()


def test_a_contact_is_typed_once(client, gilles):
    welcome(client)
    for page in ("/compte/aide/accueillir/", "/compte/aide/"):
        assert 'value="Loge du gardien, 02 99 00 00 00"' in client.get(page).text


def test_bertrand_may_tell_any_helper_of_his_place_to_end_it(client):
    mandate = cast.mandate(cast.caretaker(), cast.bertrand())
    elodie = cast.elodie()
    client.force_login(elodie)
    assert "Gilles agit pour Bertrand" in client.get("/compte/aide/").text
    client.post(f"/compte/aide/{mandate.pk}/finir/")
    mandate.refresh_from_db()
    assert mandate.ended_at is not None


def test_whoever_has_an_account_ends_their_mandates_alone():
    mandate = cast.mandate(cast.caretaker(), cast.resident("Hugo", "b"))
    assert mandate not in helping_rules.held_by_others(cast.elodie())


def test_a_sheet_says_when_what_with_whom_and_how_to_be_reached(client, gilles):
    mandate = mandates.give(
        helper=gilles, helped=cast.bertrand(), consent=Consent.SIGNED, contact="Loge du gardien", now=NOW
    )
    kept = {"mandate": mandate, "deed": "moved_exchange"}
    drill = Act.objects.create(about="Perceuse", other="Farid", at=NOW, **kept)
    Act.objects.create(about="Échelle", other="Amina", at=NOW + datetime.timedelta(days=1), **kept)
    whole = client.get(f"/compte/aide/{mandate.pk}/feuille/").text
    assert all(word in whole for word in ("22 novembre 2026", "Perceuse", "Farid", "Échelle", "Loge du gardien"))
    for asked in ("jour=2026-11-22", f"acte={drill.pk}"):
        part = client.get(f"/compte/aide/{mandate.pk}/feuille/?{asked}").text
        assert "Perceuse" in part
        assert "Échelle" not in part


@pytest.mark.parametrize("asked", ["jour=hier", "jour=2026-13-40", "jour=2026-11-22T10:00", "acte=x", "acte=-1"])
def test_a_day_that_is_none_shows_the_whole_sheet(client, gilles, asked):
    mandate = cast.mandate(gilles, cast.bertrand())
    Act.objects.create(mandate=mandate, deed="listed", about="Perceuse", at=NOW)
    assert "Perceuse" in client.get(f"/compte/aide/{mandate.pk}/feuille/?{asked}").text


def test_what_was_done_stays_readable_after_the_end(client, gilles):
    mandate = cast.mandate(gilles, cast.bertrand())
    Act.objects.create(mandate=mandate, deed="listed", about="Perceuse", at=NOW)
    mandates.end(mandate=mandate, by=gilles, now=NOW)
    assert "Perceuse" in client.get(f"/compte/aide/{mandate.pk}/feuille/").text


def test_the_choice_of_somebody_is_kept_in_the_session_alone(client, gilles):
    mandate = cast.mandate(gilles, cast.bertrand())
    client.get(f"/compte/?{CHOSEN}={mandate.pk}")
    client.cookies[CHOSEN] = str(mandate.pk)
    assert "Vous agissez" not in client.get("/compte/").text


def _without_tokens(page):
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)
