"""From what a partner sends to an outline, whichever way they chose."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from mitoyen.territory import Commune
from mitoyen.web.places import outlines


class Refused(ValueError):
    """An outline that cannot be kept: `field` is the answer to mend, `text` what was read of a file, kept for it."""

    def __init__(self, field: str, said: str, text: str = "") -> None:
        super().__init__(said)
        self.field, self.text = field, text


def read(answers: dict[str, Any], commune: Commune) -> dict[str, Any] | None:
    """The outline of a file, else of a text, else of corners; None when nothing was sent. Refused."""
    file: UploadedFile[bytes] | None = answers.get("file")
    text = _text(file) if file else answers.get("geojson") or ""
    field = "geojson" if text else "corners"
    try:
        if text:
            return outlines.from_geojson(text, commune)
        corners = answers.get("corners") or ""
        return outlines.from_corners(corners, commune) if corners.strip() else None
    except outlines.BadOutline as error:
        raise Refused(field, str(error), text) from error


def _text(file: UploadedFile[bytes]) -> str:
    if (file.size or 0) > outlines.LONGEST:
        raise Refused(
            "file", gettext("Ce fichier est trop lourd pour un contour : gardez-y le quartier, sans le reste.")
        )
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused("file", gettext("Ce fichier n’est pas un texte : choisissez un fichier .geojson.")) from error
