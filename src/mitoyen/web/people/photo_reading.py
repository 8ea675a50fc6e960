"""What a picture must be to be kept, told from its bytes: a kind, a size, one image, nothing missing."""

from __future__ import annotations

import io
import re
import warnings

from django.utils.translation import gettext as _
from PIL import Image

from mitoyen.web.people.photo_uploads import MOST_BYTES

MOST_PIXELS = 50_000_000
"""Largest picture that is drawn: a few bytes may promise thousands of millions of pixels."""
MOST_SCANS = 100
"""Passes that a JPEG makes over its pixels: cameras write ten, an attack writes thousands."""
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_START, _SCAN, _END = b"\xff\xd8", b"\xff\xda", b"\xff\xd9"


class CannotKeep(ValueError):
    """Why a picture is refused, and what to do about it, in the reader's language."""


def check(data: bytes) -> tuple[int, int]:
    """Width and height [pixels] of a picture that may be drawn; raises CannotKeep. Its pixels are not read yet."""
    if not data:
        raise CannotKeep(_("Ce fichier est vide. Choisissez une photo."))
    if len(data) > MOST_BYTES:
        raise too_long()
    try:
        return _checked(data)
    except CannotKeep:
        raise
    except Exception as error:  # on a broken file, Pillow's readers raise whatever their next line does
        raise CannotKeep(_unreadable(data)) from error


def too_long() -> CannotKeep:
    """The refusal of a file that is too long."""
    most = MOST_BYTES // 2**20
    return CannotKeep(_("Cette photo dépasse %(most)d Mo. Choisissez-en une plus légère.") % {"most": most})


def opened(data: bytes) -> Image.Image:
    """The picture, its head alone read; raises CannotKeep when it has too many pixels, anything when it is broken."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
        try:
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError as error:
            raise _too_large() from error
    if image.width * image.height > MOST_PIXELS:
        raise _too_large()
    return image


def _checked(data: bytes) -> tuple[int, int]:
    image = opened(data)
    if image.format in ("PNG", "GIF", "WEBP", "AVIF") and getattr(image, "is_animated", False):
        raise CannotKeep(_("Cette image bouge. Choisissez une photo fixe."))
    if not _whole(data, str(image.format)):
        raise CannotKeep(_("Cette photo n’est pas arrivée entière. Envoyez-la de nouveau."))
    size = image.size
    if image.format == "PNG":
        image.verify()
    return size


def _whole(data: bytes, kind: str) -> bool:
    """Whether the file goes to the end that its format announces."""
    if kind == "WEBP":
        return len(data) >= 8 + int.from_bytes(data[4:8], "little")
    if kind == "AVIF":
        return _boxes_end(data)
    if kind == "GIF":
        return b";" in data[-16:]
    if kind == "PNG":
        return b"IEND" in data
    return _jpeg_ends(data)


def _jpeg_ends(data: bytes) -> bool:
    """Whether a JPEG comes to its end marker; raises CannotKeep when it makes too many passes."""
    place, scans = 2, 0
    while found := _MARKER.search(data, place):
        marker, place = found[0], found.end()
        if marker == _END:
            return scans > 0
        scans += marker == _SCAN
        if scans > MOST_SCANS:
            raise CannotKeep(_unreadable(data))
        if marker != _START:
            place += int.from_bytes(data[place : place + 2], "big")
    return False


def _boxes_end(data: bytes) -> bool:
    """Whether the last box of an AVIF is all there."""
    place = 0
    while place + 8 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        if length == 1:
            length = int.from_bytes(data[place + 8 : place + 16], "big")
        if length == 0:  # up to the end of the file
            return True
        place += max(length, 8)
    return place == len(data)


def _unreadable(data: bytes) -> str:
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        return _(
            "Les photos HEIC d’iPhone ne se lisent pas partout. Envoyez-la en JPEG : dans Réglages, Appareil photo, "
            "Formats, choisissez « Le plus compatible »."
        )
    return _("Ce fichier n’est pas une photo que nous savons lire. Envoyez une image JPEG, PNG, WebP ou AVIF.")


def _too_large() -> CannotKeep:
    most = MOST_PIXELS // 1_000_000
    return CannotKeep(_("Cette image a plus de %(most)d millions de points. Réduisez-la d’abord.") % {"most": most})
