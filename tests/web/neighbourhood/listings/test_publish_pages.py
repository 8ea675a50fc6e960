"""The pages where listings are published, changed and searched again: what is kept, what is refused kindly."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from mitoyen.web.neighbourhood.enums import Direction, Terms
from mitoyen.web.neighbourhood.models import Listing, SavedSearch
from mitoyen.web.people import photos
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.models import Act, Photo
from mitoyen.web.places import actions as places
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.listings.pages import FEED, PUBLISH, form, sent, signed_in
from tests.web.people import pictures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_of_the_cast")]
DAY = datetime.timedelta(days=1)


# --- publishing ------------------------------------------------------------------------------------------------------


def test_one_field_asks_everybody_nearby():
    amina = cast.amina()
    answer = signed_in(amina).post(f"{FEED}demander/", {"need": "  une perceuse pour samedi "})
    made = Listing.objects.get()
    assert answer.url == f"/annonce/{made.reference}/"
    assert (made.owner, made.direction, made.practice, made.category, made.title) == (
        amina, Direction.REQUEST, "lend", "drill_cordless", "une perceuse pour samedi",
    )  # fmt: skip
    assert (made.place.code, made.shown_in.code) == ("les-corderies-a", "les-corderies")


@pytest.mark.parametrize("seats", ["0", "501", "beaucoup"])
def test_a_number_of_places_that_is_none_is_refused_in_plain_words(seats):
    ride = {**form("Rennes"), "starts_at": "2026-11-28T07:00", "seats": seats, "category": ""}
    page = sent(signed_in(cast.amina()).post(f"{FEED}publier/?practice=ride&direction=offer", ride), 422)
    assert "Écrivez un nombre entier de 1 à 500, ou laissez vide." in page


def test_an_empty_need_is_refused_on_the_feed():
    page = sent(signed_in(cast.amina()).post(f"{FEED}demander/", {"need": "   "}), 422)
    assert "Écrivez ce qu’il vous faut" in page


def test_a_need_of_ten_thousand_letters_or_with_a_nul_is_kept_as_words():
    client = signed_in(cast.amina())
    client.post(f"{FEED}demander/", {"need": "perceuse\0 " + "é" * 10_000})
    made = Listing.objects.get()
    assert len(made.title) == 120
    assert made.text.startswith("perceuse ééé")


@pytest.mark.parametrize("path", ["/annonce/%00/", "/annonce/%00/modifier/", "/annonce/abc%00def/photo/%00-480.webp"])
def test_an_address_that_nobody_wrote_is_not_found(path):
    assert sent(signed_in(cast.amina()).get(path), 404)


def test_a_need_to_buy_goes_on_to_the_form():
    answer = signed_in(cast.amina()).post(f"{FEED}demander/", {"need": "Acheter un vélo"})
    assert answer.url.startswith(f"{FEED}publier/?practice=resell&direction=request&title=Acheter")
    assert not Listing.objects.exists()


def test_an_offer_is_published_and_found():
    amina = cast.amina()
    client = signed_in(amina)
    assert "Je prête" in sent(client.get(PUBLISH))
    answer = client.post(PUBLISH, form(availability="le soir", deposit="20,50", most_minutes="4320"))
    made = Listing.objects.get()
    assert answer.url == f"/annonce/{made.reference}/"
    assert (made.deposit, made.most_minutes, made.availability) == (2050, 4320, "le soir")
    assert "Perceuse à percussion" in sent(signed_in(cast.bertrand()).get(f"{FEED}chercher/?words=percu"))


def test_what_is_wrong_is_said_beside_what_was_typed():
    client = signed_in(cast.amina())
    page = sent(client.post(f"{FEED}publier/?practice=resell&direction=offer", form(title="Vélo", cents="abc")), 422)
    assert "Écrivez un nombre en chiffres" in page
    assert "abc" in page
    page = sent(client.post(f"{FEED}publier/?practice=resell&direction=offer", form(title="Vélo", category="")), 422)
    assert "Indiquez un prix en euros" in page
    assert not Listing.objects.exists()


def test_a_gathering_needs_neighbours_who_know_you():
    newcomer = cast.resident("Hugo", proof=ResidenceProof.NONE)
    address = f"{FEED}publier/?practice=event&direction=offer"
    for answer in (signed_in(newcomer).get(address), signed_in(newcomer).post(address, form())):
        page = sent(answer, 403)
        assert "Pour inviter plusieurs personnes" in page
        assert "/rejoindre/" in page


def test_a_partner_who_lives_elsewhere_is_offered_what_their_role_allows():
    """A landlord invites; two neighbours will never say that they live here."""
    client = signed_in(cast.driss())
    address = "/v/les-corderies-a/publier/"
    page = sent(client.get(address))
    assert ("J’organise une rencontre" in page, "Je prête" in page, "pas encore" in page) == (True, False, False)
    assert "Je cherche" not in page
    refused = sent(client.get(f"{address}?practice=resell&direction=offer"), 403)
    assert "Votre rôle ici ne le permet pas" in refused
    assert "Deux voisins" not in refused


def test_a_price_that_a_role_may_not_ask_is_refused_with_what_was_typed():
    answers = form(title="Fête du port", starts_at="2026-11-28T14:00", terms="price", cents="5", reach="commune")
    page = sent(signed_in(cast.claire()).post("/v/35288/publier/?practice=event&direction=offer", answers), 422)
    assert "Pour demander de l’argent" in page
    assert 'value="Fête du port"' in page
    assert not Listing.objects.exists()


def test_a_resident_with_a_role_is_told_how_to_be_known():
    """Who lives here may come to more, whatever else they are."""
    gilles = cast.belongs(cast.resident("Gilles", "b", ResidenceProof.NONE), cast.residence("b"), Role.CARETAKER)
    page = sent(signed_in(gilles).get(f"{FEED}publier/"))
    assert ("Je vends" in page, "pas encore" in page) == (True, True)
    refused = sent(signed_in(gilles).get(f"{FEED}publier/?practice=resell&direction=offer"), 403)
    assert "Deux voisins" in refused


def test_somebody_without_a_place_here_publishes_nothing():
    assert sent(signed_in(cast.person("Hugo")).get(f"{FEED}publier/"), 404)
    assert sent(signed_in(cast.person("Gaëlle")).post(f"{FEED}demander/", {"need": "vélo"}), 404)


def test_a_repair_afternoon_with_its_parts():
    address = f"{FEED}publier/?practice=event&direction=offer"
    parts = {"part_0_name": "Réparatrice", "part_0_does": "help", "part_0_seats": "2",
             "part_1_name": "Avec un objet", "part_1_does": "repair", "part_1_seats": "10"}  # fmt: skip
    answers = form(title="Café réparation", starts_at="2026-11-28T14:00", ends_at="2026-11-28T17:00", **parts)
    signed_in(cast.elodie()).post(address, answers)
    made = Listing.objects.get()
    assert list(made.parts.order_by("pk").values_list("name", "practice", "gives", "seats")) == [
        ("Réparatrice", "event", True, 2), ("Avec un objet", "repair", False, 10),
    ]  # fmt: skip
    assert made.expires_at == datetime.datetime(2026, 11, 28, 16, 0, tzinfo=datetime.UTC)
    assert len(made.code) == 6


def test_the_twenty_first_listing_of_a_day_waits():
    amina = cast.amina()
    for n in range(20):
        cast.listing(amina, title=f"Objet {n}", published_at=cast.NOW - DAY / 2)
    page = sent(signed_in(amina).post(PUBLISH, form()), 422)
    assert "Vous avez déjà publié vingt annonces aujourd’hui" in page
    assert Listing.objects.count() == 20


def test_a_finger_that_taps_twice_publishes_once():
    client = signed_in(cast.amina())
    addresses = {client.post(PUBLISH, form()).url for _ in range(2)}
    assert Listing.objects.count() == 1
    assert len(addresses) == 1


def test_a_listing_is_changed_with_its_practice():
    amina = cast.amina()
    found = cast.listing(amina)
    client = signed_in(amina)
    page = sent(client.get(f"/annonce/{found.reference}/modifier/"))
    assert 'value="Perceuse"' in page
    client.post(f"/annonce/{found.reference}/modifier/?practice=give", form(title="Perceuse à donner"))
    found.refresh_from_db()
    assert (found.practice, found.title, found.seats) == ("give", "Perceuse à donner", 1)


def test_what_neighbours_count_on_is_not_changed_behind_their_backs():
    amina, bertrand = cast.amina(), cast.bertrand()
    soon = {"starts_at": cast.NOW + DAY, "title": "Gare de Rennes"}
    found = cast.listing(bertrand, "ride", **soon, terms=Terms.PRICE, cents=400, seats=3)
    cast.asked(found, amina)
    answers = form(
        title="Gare de Rennes", category="", terms="price", cents="9", starts_at="2026-11-23T19:00", seats="3"
    )
    page = sent(signed_in(bertrand).post(f"/annonce/{found.reference}/modifier/", answers), 422)
    assert "Des voisins ont déjà répondu" in page


def test_pause_renew_and_close():
    amina = cast.amina()
    found = cast.listing(amina, expires_at=cast.NOW + DAY)
    client = signed_in(amina)
    states = []
    for gesture in ("pause", "renouveler", "retirer", "renouveler"):
        client.post(f"/annonce/{found.reference}/{gesture}/")
        found.refresh_from_db()
        states.append(found.state)
    assert states == ["paused", "open", "closed", "open"]
    assert found.expires_at == cast.NOW + 365 * DAY


def test_a_helper_publishes_for_somebody_who_may_read_it_later():
    bertrand, gilles = cast.bertrand(), cast.caretaker()
    held = cast.mandate(gilles, bertrand)
    client = signed_in(gilles)
    session = client.session
    session["mandate"] = held.pk
    session.save()
    client.post(PUBLISH, form())
    assert Listing.objects.get().owner == bertrand
    assert Act.objects.get().about == "Perceuse à percussion"


# --- categories while one types --------------------------------------------------------------------------------------


def test_the_title_proposes_a_category():
    page = sent(signed_in(cast.amina()).get("/annonce/categories/?practice=lend&title=perceuse&category=&proposed="))
    assert '<option value="drill_cordless" selected>' in page
    assert "Proposée d’après votre titre" in page


def test_a_category_that_somebody_chose_stays():
    query = "practice=lend&title=perceuse&category=jigsaw&proposed=drill_cordless"
    page = sent(signed_in(cast.amina()).get(f"/annonce/categories/?{query}"))
    assert '<option value="jigsaw" selected>' in page


def test_no_form_asks_for_a_weight_or_for_carbon():
    client = signed_in(cast.amina())
    for practice in ("lend", "give", "food_gift", "ride", "event"):
        page = sent(client.get(f"{FEED}publier/?practice={practice}&direction=offer"))
        assert 'name="grams"' not in page
        assert 'name="weight"' not in page


# --- saved searches --------------------------------------------------------------------------------------------------


def test_a_search_is_saved_and_forgotten():
    amina = cast.amina()
    client = signed_in(amina)
    answer = client.post(f"{FEED}chercher/garder/", {"words": "vélo", "category": "bicycle"})
    assert answer.url == f"{FEED}chercher/?words=v%C3%A9lo&category=bicycle"
    kept = SavedSearch.objects.get()
    assert sent(signed_in(cast.bertrand()).post(f"{FEED}chercher/{kept.pk}/oublier/"), 404)
    client.post(f"{FEED}chercher/{kept.pk}/oublier/")
    assert not SavedSearch.objects.exists()


def test_an_empty_search_is_not_saved():
    client = signed_in(cast.amina())
    client.post(f"{FEED}chercher/garder/", {})
    assert not SavedSearch.objects.exists()


# --- the map ---------------------------------------------------------------------------------------------------------


def test_the_map_shows_places_and_never_a_home():
    amina, bertrand = cast.amina(), cast.bertrand()
    cast.listing(bertrand, title="Échelle")
    cast.listing(bertrand, title="Ponceuse")
    house = places.add(code="rocabey", name="Rocabey", kind=Kind.QUARTIER, parent=Place.objects.get(code="35288"))
    Place.objects.filter(pk=house.pk).update(latitude=None, longitude=None)
    cast.listing(cast.resident("Hugo"), title="Sans point", place=house)
    page = sent(signed_in(amina).get(f"{FEED}chercher/?view=map"))
    assert page.count('class="map__pin"') == 1
    assert "L’Étoupe (2)" in page
    assert "Lieux absents de la carte" in page


# --- photos ----------------------------------------------------------------------------------------------------------


def with_photos(client, *pictures_sent, address=PUBLISH, **answers):
    files = [SimpleUploadedFile(f"{n}.jpg", data) for n, data in enumerate(pictures_sent)]
    return client.post(address, form(**answers) | {"photos": files}, follow=True)


def test_photos_are_kept_in_their_order_and_shown_to_whom_the_listing_is(monkeypatch):
    amina, bertrand, far = cast.amina(), cast.bertrand(), cast.person("Hugo")
    with_photos(signed_in(amina), pictures.jpeg(), pictures.jpeg())
    made = Listing.objects.get()
    Photo.objects.update(ready_at=cast.NOW)
    first, second = (shown.photo for shown in made.photos.all())
    page = sent(signed_in(bertrand).get(f"/annonce/{made.reference}/"))
    assert page.index(first.key) < page.index(second.key)
    assert first.key in sent(signed_in(bertrand).get(FEED))
    monkeypatch.setattr(photos, "answer", lambda photo, size: HttpResponse(f"{photo.key} {size}"))
    address = f"/annonce/{made.reference}/photo/{first.key}-480.webp"
    assert sent(signed_in(bertrand).get(address)) == f"{first.key} 480"
    assert sent(signed_in(far).get(address), 404)


def test_a_file_that_is_no_photo_and_a_seventh_photo_are_refused_and_the_rest_is_kept():
    amina = cast.amina()
    page = sent(with_photos(signed_in(amina), b"no photo", *[pictures.jpeg() for _ in range(7)]))
    assert Listing.objects.get().photos.count() == 6
    assert "Six photos au plus" in page
    assert page.count("told--error") == 2


def test_a_photo_is_taken_away():
    amina = cast.amina()
    client = signed_in(amina)
    with_photos(client, pictures.jpeg(), pictures.jpeg())
    Photo.objects.update(ready_at=cast.NOW)
    made = Listing.objects.get()
    first, second = (shown.photo.key for shown in made.photos.all())
    client.post(f"/annonce/{made.reference}/modifier/", form(discard=first))
    assert [(shown.photo.key, shown.rank) for shown in made.photos.all()] == [(second, 0)]
