"""What the page of a listing says to take part, and what stands where a photo will be."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.enums import Course, Direction
from mitoyen.web.neighbourhood.exchanges.entry import CannotAsk
from mitoyen.web.neighbourhood.models import Listing, ListingPhoto
from mitoyen.web.people import photos
from mitoyen.web.people.models import Notice
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, NOW
from tests.web.neighbourhood.listings.pages import sent, signed_in
from tests.web.people import pictures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_of_the_cast")]
SOON = {"starts_at": NOW + DAY}


@pytest.fixture
def bertrand():
    return cast.bertrand()


@pytest.fixture
def amina():
    return cast.amina()


def page_of(listing, reader, prefix=""):
    return sent(signed_in(reader).get(f"{prefix}/annonce/{listing.reference}/"))


def button(page):
    """What the last button of the page says, and the title above it."""
    title = re.findall(r'id="ask">([^<]+)<', page)[0]
    return title, re.findall(r'<button[^>]*type="submit"[^>]*>([^<]+)</button>', page)[-1].strip()


# --- taking part -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("practice", "french", "english"),
    [
        ("event", "Participer", "Take part"),
        ("shared_meal", "Participer", "Take part"),
        ("group_order", "Participer", "Take part"),
        ("ride", "Demander une place", "Ask for a seat"),
        ("give", "Demander", "Ask"),
        ("lend", "Demander", "Ask"),
    ],
)
def test_the_button_says_what_one_does(practice, french, english, bertrand, amina):
    listing = cast.listing(bertrand, practice, **(SOON if practice in ("event", "ride") else {}))
    assert button(page_of(listing, amina)) == (french, french)
    assert button(page_of(listing, amina, "/en")) == (english, english)


def test_who_answers_a_request_helps_whatever_is_asked_for(bertrand, amina):
    listing = cast.listing(bertrand, "ride", direction=Direction.REQUEST, **SOON)
    assert button(page_of(listing, amina)) == ("Répondre", "Je peux aider")


def test_every_gathering_is_joined_and_nothing_else_is():
    joined = {id for id, known in practices.listables().items() if known.join}
    assert joined == {id for id, known in practices.listables().items() if known.course == Course.GATHERING}


def test_the_words_around_speak_of_taking_part(bertrand, amina):
    ride = cast.listing(bertrand, "ride", title="Rennes", seats=3, **SOON)
    cast.asked(ride, amina)
    assert Notice.objects.get(person=bertrand).text == "Amina voudrait participer\u00a0: Rennes."
    assert "Inscription du" in page_of(ride, amina)
    with pytest.raises(CannotAsk, match="Vous participez déjà"):
        cast.asked(ride, amina)


# --- photos on their way ---------------------------------------------------------------------------------------------


@pytest.fixture
def ladder(bertrand):
    """A listing with a photo that was just sent: 1,600 × 1,200 pixels."""
    listing = cast.listing(bertrand, title="Échelle")
    send(listing, 1600, 1200)
    return listing


def send(listing, width, height, **about):
    upload = SimpleUploadedFile("photo.jpg", pictures.jpeg(pictures.quarters(width, height), **about))
    photo = photos.keep(owner=listing.owner, upload=upload, description=listing.title, now=NOW)
    return ListingPhoto.objects.create(listing=listing, photo=photo, rank=listing.photos.count()).photo


def boxes(page):
    """Width and height of each photo, or of what stands for it."""
    found = re.findall(r'<(?:img|svg)[^>]*(?:/photo/|pictures__coming)[^>]*width="(\d+)" height="(\d+)"', page)
    return [(int(width), int(height)) for width, height in found]


def test_its_owner_reads_that_a_photo_is_on_its_way_and_nobody_else_does(ladder, bertrand, amina):
    assert "La photo arrive" in page_of(ladder, bertrand)
    page = page_of(ladder, amina)
    assert "La photo arrive" not in page
    assert boxes(page) == []


@pytest.mark.parametrize(
    ("sent_as", "shown"),
    [((1600, 1200), (427, 320)), ((1600, 400), (480, 120)), ((900, 1600), (180, 320)), ((60, 40), (60, 40))],
)
def test_the_photo_takes_the_place_that_was_kept_for_it(bertrand, amina, sent_as, shown):
    listing = cast.listing(bertrand)
    photo = send(listing, *sent_as)
    assert boxes(page_of(listing, bertrand)) == [shown]
    photos.draw.call(photo.key)
    for reader in (bertrand, amina):
        page = page_of(listing, reader)
        assert "La photo arrive" not in page
        assert boxes(page)[0] == pytest.approx(shown, abs=1), "a pixel of rounding, once drawn smaller"


def test_a_photo_taken_upright_by_a_phone_that_says_so_keeps_its_place_upright(bertrand):
    listing = cast.listing(bertrand)
    send(listing, 1600, 1200, orientation=6)
    assert boxes(page_of(listing, bertrand)) == [(240, 320)]


def test_only_the_first_photo_is_fetched_before_it_is_scrolled_to(ladder, amina):
    send(ladder, 800, 600)
    for shown in ladder.photos.all():
        photos.draw.call(shown.photo.key)
    page = page_of(Listing.objects.get(), amina)
    assert [("lazy" in image) for image in re.findall(r"<img[^>]*/photo/[^>]*>", page)] == [False, True]
