"""How many questions a page asks of the database: a number of its own, whatever it holds."""

import pytest
from django.http import Http404

from mitoyen.web.neighbourhood import rules
from mitoyen.web.neighbourhood.models import ListingPhoto
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Role
from mitoyen.web.people.models import Photo
from mitoyen.web.places import belonging, queries
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import NOW
from tests.web.neighbourhood.listings.pages import FEED, sent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_of_the_cast")]
SEARCH = f"{FEED}chercher/"
PAGES = {
    FEED: 3,  # the session with its person, where they belong with the place, what is listed
    f"{FEED}?family=objects&direction=offer": 3,
    f"{SEARCH}?words=objet": 4,  # and the searches they keep
    f"{SEARCH}?words=objet&within=1&sort=near": 5,  # those that fit with where they are, what is listed of them
    f"{SEARCH}?sort=near": 6,  # the homes around, those that fit, what is listed of them
}


def pictured(owner, number):
    listing = cast.listing(owner, title=f"Objet {number}", words=f" objet {number}")
    photo = Photo.objects.create(owner=owner, made_at=NOW, ready_at=NOW if number % 2 else None, width=4, height=3)
    ListingPhoto.objects.create(listing=listing, photo=photo)
    return photo.key


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_listings_asks_the_same_whatever_it_holds(page, django_assert_num_queries):
    browser, bertrand = signed_in(cast.amina()), cast.bertrand()
    for many in (1, 25):
        keys = [pictured(bertrand, number) for number in range(many)]
        with django_assert_num_queries(PAGES[page]):
            text = sent(browser.get(page))
    assert sum(key in text for key in keys) == 10  # of twenty, those that are drawn
    assert not [key for number, key in enumerate(keys) if number % 2 == 0 and key in text]


def test_a_listing_with_two_first_photos_is_shown_once():
    browser, bertrand = signed_in(cast.amina()), cast.bertrand()
    pictured(bertrand, 1)
    photo = Photo.objects.create(owner=bertrand, made_at=NOW, ready_at=NOW, width=4, height=3)
    ListingPhoto.objects.create(
        listing=ListingPhoto.objects.get().listing, photo=photo
    )  # nothing in the rows forbids it
    assert sent(browser.get(FEED)).count('class="slip__picture"') == 1


def test_a_place_found_brings_the_places_that_hold_it(django_assert_num_queries):
    cast.les_corderies()
    for code in (cast.residence("a").code, "les-corderies", "35288"):
        with django_assert_num_queries(1):
            found = queries.find(code)
            around = belonging.around(found)
        assert {place.pk for place in around} == {place.pk for place in belonging.near(found.codes)}
        alone = Place.objects.get(pk=found.pk)
        assert {place.pk for place in belonging.around(alone)} == {place.pk for place in around}


def test_a_house_may_stand_in_no_quartier(django_assert_num_queries):
    cast.les_corderies()
    house = cast.residence("a")
    commune = Place.objects.get(code="35288")
    Place.objects.filter(pk=house.pk).update(parent=commune, path=f"{commune.path}{house.code}/")
    with django_assert_num_queries(1):
        assert [place.code for place in belonging.around(queries.find(house.code))] == [house.code, "35288"]


@pytest.mark.parametrize("who", [cast.amina, cast.elodie, cast.caretaker, cast.claire], ids=lambda make: make.__name__)
def test_a_place_that_came_with_its_reader_is_the_one_that_its_code_tells(who):
    reader = Actor(who())
    for code in (cast.residence("a").code, cast.residence("b").code, "les-corderies", "35288"):
        told = queries.find(code)
        shown, _ = rules.sight(reader, code)
        assert (shown.pk, shown.code, shown.name, shown.path) == (told.pk, told.code, told.name, told.path)


def test_what_holds_a_commune_is_no_place_to_read_even_for_who_belongs_there():
    cast.les_corderies()
    region = Place.objects.get(kind=Kind.REGION)
    by = Actor(cast.belongs(cast.person("Hugo"), region, Role.TOWN))
    with pytest.raises(Http404):
        rules.sight(by, region.code)
