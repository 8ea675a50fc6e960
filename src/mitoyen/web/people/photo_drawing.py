"""Drawing a photo anew at the sizes that are shown: nothing of the file that was sent is kept but what one sees."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageCms

from mitoyen.web.people.photo_reading import opened

SIZES = (1280, 480)
"""Longest side of each size that is drawn [pixels], the largest first; a smaller picture is never enlarged."""
QUALITY = 80
ORIENTATION = 0x0112
"""Tag of EXIF that says how the camera was held."""
_TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
"""What brings a picture upright, by the number in that tag."""


@dataclass(frozen=True)
class Drawn:
    """The files of a photo by size, and how large the largest is [pixels]."""

    files: dict[int, bytes]
    width: int
    height: int


def drawn(data: bytes) -> Drawn:
    """Every size of a picture, upright, in sRGB, on white; raises anything when its pixels cannot be read."""
    image = upright(data)
    files = {}
    for size in SIZES:
        image.thumbnail((size, size), Image.Resampling.LANCZOS)
        files[size] = _webp(image)
        if size == SIZES[0]:
            width, height = image.size
    return Drawn(files, width, height)


def upright(data: bytes) -> Image.Image:
    """The picture at most as large as the largest size, with nothing but its pixels."""
    image = opened(data)
    profile, turns = image.info.get("icc_profile"), _TURNS.get(_orientation(image), ())
    image.draft("RGB", (SIZES[0], SIZES[0]))  # a JPEG is read at a fraction of its size, never less than this
    image.load()
    image = _eight_bits(image)
    image.thumbnail((SIZES[0], SIZES[0]), Image.Resampling.LANCZOS)
    for turn in turns:
        image = image.transpose(turn)
    clean = Image.new("RGB", image.size, "white")
    coloured = _coloured(image, profile)
    clean.paste(coloured.convert("RGB"), mask=coloured.getchannel("A") if "A" in coloured.getbands() else None)
    return clean


def size_upright(data: bytes, size: tuple[int, int]) -> tuple[int, int]:
    """Width and height of a picture once it stands upright, from those of its file."""
    lies = _orientation(opened(data)) in (5, 6, 7, 8)
    return size[::-1] if lies else size


def _orientation(image: Image.Image) -> int:
    """How the camera was held; 1 when the file says nothing that can be understood."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - broken EXIF raises anything, and must not cost the photo
        return 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """The picture in bands that can be resized: indexed colours spread out, sixteen bits brought to eight."""
    if image.mode.startswith("I"):
        return image.convert("I").point([step // 256 for step in range(65_536)], "L")
    if image.mode in ("1", "P", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image


def _coloured(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB; one without a profile, or whose profile cannot be read, is taken to be in it."""
    bands = "RGBA" if "A" in image.getbands() else "RGB"
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            flat = image.convert(image.mode.removesuffix("A")) if bands == "RGBA" else image
            seen = ImageCms.profileToProfile(flat, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            return image.convert(bands)
        if seen is not None:
            if bands == "RGBA":
                seen.putalpha(image.getchannel("A"))
            return seen
    return image.convert(bands)


def _webp(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "WEBP", quality=QUALITY, method=4)
    return written.getvalue()
