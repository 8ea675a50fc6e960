"""What is kept between two pages is never older than what it shows."""

import datetime

import pytest
from django.utils import timezone

from mitoyen.web.neighbourhood.enums import ListingState
from mitoyen.web.neighbourhood.models import Listing, ListingPhoto
from mitoyen.web.people.models import Photo
from mitoyen.web.places.models import Belonging, Place
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.listings.pages import FEED, sent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_of_the_cast")]


@pytest.fixture
def shown():
    """A listing of Bertrand, and the feed that Amina has already read once."""
    listing, browser = cast.listing(cast.bertrand(), title="Échelle de 3 m"), signed_in(cast.amina())
    assert "Échelle de 3 m" in sent(browser.get(FEED))
    return listing, browser


def test_a_listing_is_shown_as_it_was_last_edited(shown):
    listing, browser = shown
    Listing.objects.filter(pk=listing.pk).update(title="Échelle de 4 m", terms="price", cents=1250)
    page = sent(browser.get(FEED))
    assert "Échelle de 4 m" in page
    assert "12,50\xa0€" in page
    assert "Échelle de 3 m" not in page


def test_a_place_is_shown_by_its_last_name_and_point(shown):
    listing, browser = shown
    Place.objects.filter(pk=listing.place_id).update(name="Le Grand-Voile", latitude=48.7, longitude=-2.0)
    assert "Le Grand-Voile, à " in sent(browser.get(FEED))
    assert "L’Étoupe, à 300 m" not in sent(browser.get(FEED))


@pytest.mark.parametrize(
    "change",
    [
        {"state": ListingState.PAUSED},
        {"state": ListingState.HIDDEN},
        {"expires_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
    ],
)
def test_what_is_no_longer_online_is_gone_at_once(shown, change):
    listing, browser = shown
    Listing.objects.filter(pk=listing.pk).update(**change)
    assert "Échelle" not in sent(browser.get(FEED))


def test_whoever_no_longer_lives_there_reads_nothing_more(shown):
    listing, browser = shown
    Belonging.objects.exclude(person=listing.owner).update(until=timezone.now())
    assert "Échelle" not in sent(browser.get(FEED))
    assert sent(browser.get(listing.get_absolute_url()), 404)


def test_a_photo_is_shown_once_it_is_drawn(shown):
    listing, browser = shown
    photo = Photo.objects.create(owner=listing.owner, made_at=timezone.now(), width=480, height=320)
    ListingPhoto.objects.create(listing=listing, photo=photo)
    assert photo.key not in sent(browser.get(FEED))
    Photo.objects.filter(pk=photo.pk).update(ready_at=timezone.now())
    assert photo.key in sent(browser.get(FEED))


def test_a_closed_account_and_an_ended_session_end_at_the_next_page(shown):
    listing, browser = shown
    browser.session.flush()
    assert "Échelle" not in sent(browser.get(FEED))
    other = signed_in(cast.elodie())
    type(listing.owner).objects.filter(first_name="Élodie").update(is_active=False)
    assert "Échelle" not in sent(other.get(FEED))


def test_the_fields_of_a_search_show_what_this_reader_chose(shown):
    _, browser = shown
    chosen = '<option value="bicycle" selected>'
    assert chosen in sent(browser.get(f"{FEED}chercher/?category=bicycle"))
    assert chosen not in sent(browser.get(f"{FEED}chercher/"))
    assert "Anywhere" not in sent(browser.get(f"{FEED}chercher/"))
    assert "dans toute la commune" not in sent(browser.get(f"/en{FEED}chercher/"))
