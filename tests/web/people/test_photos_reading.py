"""What is refused before it is kept, and in which words."""

import io
import zipfile
from contextlib import suppress

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from mitoyen.web.people import photo_reading
from mitoyen.web.people.photo_reading import CannotKeep
from tests.web.people import pictures

WHOLE = {
    "JPEG": pictures.jpeg(),
    "progressive JPEG": pictures.jpeg(progressive=True),
    "JPEG in four inks": pictures.written(pictures.quarters(mode="CMYK"), "JPEG"),
    "JPEG with a second image": pictures.pair(),
    "JPEG with a film behind": pictures.jpeg() + b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 99,
    "PNG": pictures.png(),
    "WebP": pictures.webp(),
    "WebP without loss": pictures.written(pictures.quarters(), "WEBP", lossless=True),
    "AVIF": pictures.avif(),
    "still GIF": pictures.gif(),
}


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE)
def test_a_photo_is_kept(data):
    assert photo_reading.check(data) == (400, 300)


def page(data):
    with pytest.raises(CannotKeep) as refusal:
        photo_reading.check(data)
    return str(refusal.value)


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as folder:
        folder.writestr("photo.jpg", pictures.jpeg())
    return file.getvalue()


NO_PHOTO = {
    "text": b"Bonjour Bertrand",
    "a page with a script": b"<!doctype html><script>alert(1)</script>",
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a ZIP": zipped(),
    "a TIFF": pictures.written(pictures.quarters(), "TIFF"),
    "a BMP": pictures.written(pictures.quarters(), "BMP"),
    "an icon": pictures.written(pictures.quarters(64, 64), "ICO"),
    "a PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "a JPEG of two thousand passes": pictures.many_scans(),
    "a PNG whose sums are wrong": WHOLE["PNG"][:-30] + bytes(18) + WHOLE["PNG"][-12:],
}


@pytest.mark.parametrize("data", NO_PHOTO.values(), ids=NO_PHOTO)
def test_what_is_no_photo_is_refused_with_what_to_send(data):
    assert page(data) == (
        "Ce fichier n’est pas une photo que nous savons lire. Envoyez une image JPEG, PNG, WebP ou AVIF."
    )


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_a_photo_of_an_iphone_is_told_which_setting_to_change(brand):
    assert "« Le plus compatible »" in page(b"\0\0\0\x18ftyp" + brand + bytes(400)).replace("\xa0", " ")


def test_an_empty_file_says_so():
    assert page(b"") == "Ce fichier est vide. Choisissez une photo."


def test_twelve_megabytes_are_accepted_and_one_byte_more_is_not():
    long = WHOLE["JPEG"] + bytes(12 * 1024**2 - len(WHOLE["JPEG"]))
    assert photo_reading.check(long) == (400, 300)
    assert page(long + b"\0") == "Cette photo dépasse 12 Mo. Choisissez-en une plus légère."


@pytest.mark.parametrize(
    ("width", "height"), [(10_000, 5_001), (60_000, 60_000), (2**31 - 1, 2**31 - 1), (10_000, 12_000)]
)
def test_a_few_bytes_that_promise_many_pixels_are_refused(width, height):
    told = page(pictures.promise(width, height))
    assert told == "Cette image a plus de 50 millions de points. Réduisez-la d’abord."


def test_fifty_million_pixels_are_accepted():
    assert photo_reading.check(pictures.promise(10_000, 5_000)) == (10_000, 5_000)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_an_image_that_moves_is_refused(kind):
    assert page(pictures.moving(kind)) == "Cette image bouge. Choisissez une photo fixe."


@pytest.mark.parametrize("name", ["JPEG", "progressive JPEG", "PNG", "WebP", "AVIF"])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_a_photo_cut_on_its_way_is_asked_for_again(name, share):
    data = WHOLE[name]
    assert page(data[: int(len(data) * share)]) in (
        "Cette photo n’est pas arrivée entière. Envoyez-la de nouveau.",
        "Ce fichier n’est pas une photo que nous savons lire. Envoyez une image JPEG, PNG, WebP ou AVIF.",
    )


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(WHOLE)), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=30))
def test_whatever_happened_to_a_file_the_answer_is_a_size_or_a_sentence(name, changes):
    data = bytearray(WHOLE[name])
    for place, value in changes:
        data[min(int(place * len(data)), len(data) - 1)] = value
    with suppress(CannotKeep):
        assert min(photo_reading.check(bytes(data))) > 0
