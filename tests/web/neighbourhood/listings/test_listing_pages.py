"""The pages of listings: who reads what, and who finds nothing there."""

import datetime

import pytest
from django.test import Client

from mitoyen.web.neighbourhood.enums import Direction, ListingState, Reach
from mitoyen.web.neighbourhood.models import Exchange, Listing
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.models import Person
from mitoyen.web.places import actions as places
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.listings.pages import FEED, form, sent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_of_the_cast")]
DAY = datetime.timedelta(days=1)
NBSP = "\N{NO-BREAK SPACE}"


# --- reading ---------------------------------------------------------------------------------------------------------


def test_a_resident_reads_the_feed_of_their_quartier():
    amina = cast.amina()
    cast.listing(cast.bertrand(), title="Échelle de 3 m")
    page = sent(signed_in(amina).get(FEED))
    assert "Échelle de 3 m" in page
    assert "L’Étoupe, à 300 m" in page  # 0.0015° north and 0.003° east: 277 m


def test_a_stranger_reads_what_the_place_is_and_no_listing():
    cast.listing(cast.bertrand(), title="Échelle de 3 m")
    answer = Client().get(FEED)
    page = sent(answer)
    assert "Les Corderies" in page
    assert "Échelle" not in page
    assert not answer.cookies


@pytest.mark.parametrize(("listings", "said"), [(10, False), (11, True)])
def test_how_many_listings_is_said_from_eleven_on(listings, said):
    bertrand = cast.bertrand()
    for _ in range(listings):
        cast.listing(bertrand)
    assert (f"{listings} annonces en ce moment" in sent(Client().get(FEED))) is said


def test_somebody_of_another_commune_reads_no_listing():
    cast.listing(cast.bertrand(), title="Échelle de 3 m")
    far = cast.belongs(cast.person("Hugo"), places.plant("35238"), Role.RESIDENT, ResidenceProof.LETTER)
    assert "Échelle" not in sent(signed_in(far).get(FEED))
    assert sent(signed_in(far).get(f"{FEED}chercher/"), 404)


def test_the_town_and_the_landlord_read_no_listing():
    cast.listing(cast.bertrand(), title="Échelle de 3 m")
    for partner in (cast.claire(), cast.driss()):
        assert "Échelle" not in sent(signed_in(partner).get(FEED))
        assert sent(signed_in(partner).get(f"{FEED}chercher/"), 404)
    assert f'href="{FEED}publier/"' in sent(signed_in(Person.objects.get(first_name="Claire")).get(FEED))


@pytest.mark.parametrize("code", ["fr", "r53", "d35", "nowhere", "les%20corderies", "%00", "..", "x" * 300])
def test_what_is_no_neighbourhood_is_not_found(code):
    assert sent(signed_in(cast.amina()).get(f"/v/{code}/"), 404)


def test_the_way_to_the_neighbourhood():
    assert sent(Client().get("/v/"))
    assert signed_in(cast.amina()).get("/v/").url == FEED
    assert signed_in(cast.person("Hugo")).get("/v/").url == "/rejoindre/"
    assert signed_in(cast.driss()).get("/v/").url == "/partenaires/"
    assert signed_in(cast.caretaker()).get("/v/?words=velo").url == "/v/les-corderies-b/chercher/?words=velo"


def test_what_is_left_is_said_of_many_things_and_a_place_of_gatherings_alone():
    amina = signed_in(cast.amina())
    bertrand = cast.bertrand()
    cot, apples, cafe = (
        cast.listing(bertrand, practice="give", title="Lit de bébé", seats=1),
        cast.listing(bertrand, practice="give", title="Pommes", seats=6),
        cast.listing(cast.elodie(), practice="event", title="Repair café", seats=9, starts_at=cast.NOW + DAY),
    )
    pages = [sent(amina.get(f"/annonce/{one.reference}/")) for one in (cot, apples, cafe)]
    assert ["Il en reste" in page for page in pages] == [False, True, False]
    assert ["Places libres" in page for page in pages] == [False, False, True]
    assert "<strong>Élodie</strong>, association" in pages[2]


def test_two_requests_for_one_object_are_told_apart_by_their_time():
    amina, bertrand = cast.amina(), cast.bertrand()
    drill = cast.listing(bertrand)
    for days in (4, 5):
        begins = cast.NOW + days * DAY
        cast.asked(drill, amina, starts_at=begins, ends_at=begins + datetime.timedelta(hours=2))
    times = [f"{day} novembre à 19{NBSP}h" for day in (26, 27)]
    theirs, his = (sent(signed_in(one).get(f"/annonce/{drill.reference}/")) for one in (amina, bertrand))
    assert [f"Demande pour le {time}" in theirs for time in times] == [True, True]
    assert [f"Amina, pour le {time}" in his for time in times] == [True, True]


def test_a_neighbour_reads_since_when_it_is_asked():
    need = cast.listing(cast.bertrand(), direction=Direction.REQUEST, published_at=cast.NOW - 3 * DAY)
    assert "En ligne depuis le 19 novembre 2026" in sent(signed_in(cast.amina()).get(f"/annonce/{need.reference}/"))


def test_a_basket_is_no_seat():
    basket = cast.listing(cast.farid(), practice="group_order", seats=20)
    page = sent(signed_in(cast.amina()).get(f"/annonce/{basket.reference}/"))
    assert ("Il en reste" in page, "laces" in page) == (True, False)
    assert f"Combien en voulez-vous{NBSP}?" in page
    asked = sent(signed_in(basket.owner).get(f"{FEED}publier/?direction=offer&practice=group_order"))
    assert f"Combien de commandes, au plus{NBSP}?" in asked


def test_html_in_a_listing_is_only_text():
    amina = cast.amina()
    found = cast.listing(cast.bertrand(), title="<b>Perceuse</b>", text="<script>alert(1)</script>")
    client = signed_in(amina)
    for page in (client.get(FEED), client.get(f"/annonce/{found.reference}/")):
        assert "&lt;b&gt;Perceuse&lt;/b&gt;" in sent(page)
        assert "<script>alert" not in sent(page)


def test_the_tabs_keep_to_a_family_and_a_direction():
    amina, bertrand = cast.amina(), cast.bertrand()
    cast.listing(bertrand, title="Échelle")
    cast.listing(bertrand, "service", title="Cours de guitare")
    cast.listing(bertrand, "service", title="Aide pour un papier", direction=Direction.REQUEST)
    page = sent(signed_in(amina).get(f"{FEED}?family=services&direction=offer"))
    assert "Cours de guitare" in page
    assert "Échelle" not in page
    assert "Aide pour un papier" not in page


@pytest.mark.parametrize(("practice", "said"), [("give", "déjà promis"), ("ride", "complet")])
def test_what_has_nothing_left_says_so_and_lets_one_wait(practice, said):
    amina = cast.amina()
    soon = {"starts_at": cast.NOW + DAY} if practice == "ride" else {}
    made = cast.listing(cast.bertrand(), practice, seats=2, taken=1, **soon)
    client = signed_in(amina)
    pages = [FEED, f"/annonce/{made.reference}/"] if practice == "ride" else [f"/annonce/{made.reference}/"]
    for page in pages:
        assert f">{said}<" not in sent(client.get(page))
    Listing.objects.filter(pk=made.pk).update(taken=2)
    for page in pages:
        assert f">{said}<" in sent(client.get(page))
    assert "vous entrez dans la liste d’attente" in sent(client.get(pages[-1]))


@pytest.mark.parametrize(
    "query",
    ["family=x&direction=y&after=z", "after=1-2", "words=%00", "words=" + "é" * 10_000, "within=900&sort=x&practice=x",
     "words=';--&category=../..&free=2"],
)  # fmt: skip
def test_a_query_that_nobody_would_write_is_still_answered(query):
    client = signed_in(cast.amina())
    assert sent(client.get(f"{FEED}?{query}"))
    assert sent(client.get(f"{FEED}chercher/?{query}"))
    assert sent(client.get(f"{FEED}chercher/?view=map&{query}"))


@pytest.mark.parametrize(("path", "most"), [("", 16), ("chercher/", 16), ("chercher/?view=map", 18)])
def test_a_page_asks_as_many_questions_for_one_listing_as_for_thirty(path, most, django_assert_max_num_queries):
    amina, bertrand = cast.amina(), cast.bertrand()
    cast.listing(bertrand)
    client = signed_in(amina)
    counted = []
    for listings in (0, 30):
        for _ in range(listings):
            cast.listing(bertrand)
        with django_assert_max_num_queries(most) as asked:
            client.get(f"{FEED}{path}")
        counted.append(len(asked))
    assert counted[0] == counted[1]


# --- one listing -----------------------------------------------------------------------------------------------------


def test_a_listing_out_of_reach_is_not_found():
    amina, bertrand = cast.amina(), cast.bertrand()
    found = cast.listing(amina, shown_in=cast.residence("a"), reach=Reach.RESIDENCE)
    page = f"/annonce/{found.reference}/"
    assert "Perceuse" in sent(signed_in(amina).get(page))
    assert sent(signed_in(bertrand).get(page), 404)
    assert sent(signed_in(bertrand).post(f"{page}repondre/", {"seats": 1}), 404)
    assert Client().get(page).status_code == 302


@pytest.mark.parametrize("state", [ListingState.PAUSED, ListingState.CLOSED, ListingState.EXPIRED, ListingState.HIDDEN])
def test_what_is_no_longer_online_is_seen_by_its_owner_and_those_who_asked(state):
    amina, bertrand, gaelle = cast.amina(), cast.bertrand(), cast.resident("Gaëlle")
    found = cast.listing(bertrand)
    cast.asked(found, amina)
    Listing.objects.filter(pk=found.pk).update(state=state)
    page = f"/annonce/{found.reference}/"
    assert "Perceuse" in sent(signed_in(bertrand).get(page))
    assert "Perceuse" in sent(signed_in(amina).get(page))
    assert sent(signed_in(gaelle).get(page), 404)


def test_nobody_changes_the_listing_of_another():
    amina = cast.amina()
    page = f"/annonce/{cast.listing(cast.bertrand()).reference}/"
    client = signed_in(amina)
    assert sent(client.get(f"{page}modifier/"), 404)
    for gesture in ("modifier", "pause", "retirer", "renouveler"):
        assert sent(client.post(f"{page}{gesture}/", form()), 404)
    assert Listing.objects.get().state == ListingState.OPEN


def test_a_gesture_is_a_post():
    amina = cast.amina()
    page = f"/annonce/{cast.listing(amina).reference}/"
    for gesture in ("pause", "retirer", "renouveler"):
        assert signed_in(amina).get(f"{page}{gesture}/").status_code == 405


def test_a_neighbour_asks_from_the_page():
    amina = cast.amina()
    found = cast.listing(cast.bertrand())
    wish = {"starts_at": "2026-11-23T19:00", "ends_at": "2026-11-23T21:00", "note": "Pour une étagère"}
    answer = signed_in(amina).post(f"/annonce/{found.reference}/repondre/", wish)
    made = Exchange.objects.get()
    assert answer.url == f"/echange/{made.reference}/"
    assert made.starts_at == datetime.datetime(2026, 11, 23, 18, 0, tzinfo=datetime.UTC)  # Paris is an hour ahead
    assert made.asker == amina


def test_a_refusal_stays_on_the_page_with_what_was_typed():
    amina = cast.amina()
    found = cast.listing(cast.bertrand())
    wish = {"starts_at": "2026-11-23T21:00", "ends_at": "2026-11-23T19:00", "note": "Pour une étagère"}
    page = sent(signed_in(amina).post(f"/annonce/{found.reference}/repondre/", wish), 422)
    assert "Le retour vient après le départ" in page
    assert "Pour une étagère" in page
    assert "2026-11-23T21:00" in page


def test_the_meeting_place_is_told_to_its_owner_alone():
    amina, bertrand = cast.amina(), cast.bertrand()
    soon = {"starts_at": cast.NOW + DAY, "meeting": "12 rue de la Corderie, code 34A"}
    page = f"/annonce/{cast.listing(bertrand, 'event', **soon).reference}/"
    assert "code 34A" in sent(signed_in(bertrand).get(page))
    assert "code 34A" not in sent(signed_in(amina).get(page))


# --- who only reads --------------------------------------------------------------------------------------------------


def test_who_decides_disagreements_is_offered_nothing_that_they_may_not():
    """A moderator who lives elsewhere: no field for a need, no way to publish, no form that would be refused."""
    drill = cast.listing(cast.bertrand(), title="Perceuse")
    client = signed_in(cast.moderator())
    feed = sent(client.get(FEED))
    assert ("Perceuse" in feed, "Demander à mes voisins" in feed, "/publier/" in feed) == (True, False, False)
    page = sent(client.get(f"/annonce/{drill.reference}/"))
    assert ("/repondre/" in page, 'href="/rejoindre/"' in page) == (False, True)


def test_a_caretaker_answers_a_need_and_asks_for_nothing():
    """Their role lets them offer; the way back leads to the residence they look after."""
    drill = cast.listing(cast.amina(), title="Perceuse")
    need = cast.listing(cast.bertrand(), "service", direction=Direction.REQUEST, title="Monter une armoire")
    client = signed_in(cast.caretaker())
    feed = sent(client.get("/v/les-corderies-b/"))
    assert ("Demander à mes voisins" in feed, "/publier/" in feed) == (False, True)
    assert "/repondre/" not in sent(client.get(f"/annonce/{drill.reference}/"))
    page = sent(client.get(f"/annonce/{need.reference}/"))
    assert ("/repondre/" in page, 'href="/v/les-corderies-b/"' in page) == (True, True)
