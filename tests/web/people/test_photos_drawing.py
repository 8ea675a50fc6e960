"""What is shown is what one sees, upright and in sRGB, and nothing else of the file that was sent."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps

from mitoyen.web.people.photo_drawing import drawn
from tests.web.people import pictures
from tests.web.people.pictures import BLUE, RED

SENT = {
    "JPEG": pictures.jpeg(),
    "JPEG with a second image": pictures.pair(),
    "PNG": pictures.png(),
    "PNG with a page behind": pictures.png() + b"<script>alert('SAINT-MALO-SECRET')</script>",
    "JPEG with an archive behind": pictures.jpeg() + b"PK\x03\x04SAINT-MALO-SECRET",
    "WebP": pictures.webp(),
    "AVIF": pictures.avif(),
    "GIF": pictures.gif(),
}


def chunks(data):
    """Names of the chunks of a WebP, read without Pillow."""
    assert data[:4] + data[8:12] == b"RIFFWEBP"
    place, names = 12, []
    while place < len(data):
        length = int.from_bytes(data[place + 4 : place + 8], "little")
        names.append(data[place : place + 4])
        place += 8 + length + length % 2
    assert place == len(data), "something follows the picture"
    return names


@pytest.mark.parametrize("data", SENT.values(), ids=SENT)
def test_no_place_date_camera_word_or_second_file_is_left(data):
    sent = sum(secret.lower() in data.lower() for secret in pictures.SECRETS)
    made = drawn(data)
    assert sent > 0, "the picture of this test carries nothing that could be left"
    for file in made.files.values():
        assert [secret for secret in pictures.SECRETS if secret.lower() in file.lower()] == []
        assert chunks(file) == [b"VP8 "]


def seen(file):
    return Image.open(io.BytesIO(file)).convert("RGB")


def near(image, place, colour):
    found = image.getpixel(place)
    assert max(abs(a - b) for a, b in zip(colour, found, strict=True)) < 25, (colour, found)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_telephone_was_held(orientation):
    upright = pictures.quarters()
    as_held = next(image for image in held(upright) if stands(image, orientation) == upright.tobytes())
    made = drawn(pictures.jpeg(as_held, orientation))
    image = seen(made.files[1280])
    assert (made.width, made.height) == image.size == (400, 300)
    near(image, (20, 20), (255, 255, 255))
    near(image, (300, 60), RED)
    near(image, (200, 250), BLUE)


def held(image):
    """The picture in the eight ways in which a sensor may write it."""
    for turned in (image, ImageOps.mirror(image)):
        yield from (turned.rotate(angle, expand=True) for angle in (0, 90, 180, 270))


def stands(image, orientation):
    """Pillow's own way of turning a picture, independent of ours."""
    told = Image.Exif()
    told[0x0112] = orientation
    marked = Image.open(io.BytesIO(pictures.written(image, "PNG", exif=told.tobytes())))
    return ImageOps.exif_transpose(marked).tobytes()


@pytest.mark.parametrize(
    ("sent", "large", "small"),
    [
        ((4000, 3000), (1280, 960), (480, 360)),
        ((900, 2700), (427, 1280), (160, 480)),
        ((600, 400), (600, 400), (480, 320)),
        ((100, 80), (100, 80), (100, 80)),
        ((3000, 2), (1280, 1), (480, 1)),
    ],
)
def test_the_longest_side_is_brought_down_and_nothing_is_enlarged(sent, large, small):
    made = drawn(pictures.jpeg(pictures.quarters(*sent)))
    assert [seen(file).size for file in made.files.values()] == [large, small]
    assert (made.width, made.height) == large


def test_colours_of_another_profile_are_brought_to_srgb():
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    wide = display_p3_like()
    image = Image.new("RGB", (64, 64), (200, 60, 60))
    plain = seen(drawn(pictures.written(image, "PNG")).files[480]).getpixel((30, 30))
    tagged = seen(drawn(pictures.written(image, "PNG", icc_profile=wide)).files[480]).getpixel((30, 30))
    assert np.allclose(plain, (200, 60, 60), atol=6)
    assert tagged[0] > plain[0] + 8, "a wide red that is not brought over looks dull"
    lab = drawn(
        pictures.written(image, "PNG", icc_profile=linear.tobytes())
    )  # of another kind than the picture: left out
    assert np.allclose(seen(lab.files[480]).getpixel((30, 30)), (200, 60, 60), atol=6)


def display_p3_like():
    """The profile of sRGB with the red primary of a wide screen, written into the bytes themselves."""
    profile = bytearray(pictures.srgb())
    for number in range(int.from_bytes(profile[128:132], "big")):
        entry = 132 + 12 * number
        if profile[entry : entry + 4] == b"rXYZ":
            place = int.from_bytes(profile[entry + 4 : entry + 8], "big") + 8
            for at, value in enumerate((0.5151, 0.2412, -0.0011)):
                profile[place + 4 * at : place + 4 * at + 4] = round(value * 65_536).to_bytes(4, "big", signed=True)
    return bytes(profile)


MODES = {
    "black and white": ("1", "PNG"),
    "grey": ("L", "JPEG"),
    "grey, transparent": ("LA", "PNG"),
    "indexed": ("P", "PNG"),
    "transparent": ("RGBA", "PNG"),
    "four inks": ("CMYK", "JPEG"),
}


@pytest.mark.parametrize(("mode", "kind"), MODES.values(), ids=MODES)
def test_every_kind_of_colour_is_drawn(mode, kind):
    image = pictures.quarters(mode=mode)
    made = seen(drawn(pictures.written(image, kind)).files[480])
    expected = image.convert("RGB").resize((480, 360))
    assert made.size == (400, 300)
    for place in ((20, 20), (300, 60), (200, 250)):
        near(made, place, expected.getpixel((place[0] * 480 // 400, place[1] * 360 // 300)))


def test_sixteen_bits_of_grey_keep_their_shades():
    shades = np.linspace(0, 65_535, 256, dtype=np.uint16).reshape(1, 256).repeat(64, axis=0)
    made = seen(drawn(pictures.written(Image.fromarray(shades), "PNG")).files[480])
    assert np.allclose([made.getpixel((at, 30))[0] for at in (10, 128, 245)], (10, 128, 245), atol=6)


def test_what_is_transparent_is_white_and_hides_nothing():
    secret = Image.new("RGBA", (200, 200), (*BLUE, 0))
    secret.paste((*RED, 255), (0, 0, 100, 200))
    made = seen(drawn(pictures.written(secret, "PNG")).files[480])
    near(made, (40, 100), RED)
    near(made, (160, 100), (255, 255, 255))


def test_a_photo_of_a_telephone_is_drawn_within_a_weight_that_a_slow_line_carries():
    made = drawn(pictures.jpeg(pictures.quarters(4000, 3000)))
    assert len(made.files[480]) < 40_000
    assert len(drawn(pictures.jpeg(pictures.noise(2000, 1500))).files[1280]) < 1_000_000


def test_the_same_file_gives_the_same_bytes():
    assert drawn(SENT["JPEG"]).files == drawn(SENT["JPEG"]).files


@pytest.mark.parametrize("broken", [b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x02\0"])
def test_broken_exif_does_not_cost_the_photo(broken):
    assert drawn(pictures.written(pictures.quarters(), "JPEG", exif=broken)).width == 400
