"""The archive of somebody's data: a CSV file a section, a README of every column, their photos."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

from django.utils.translation import gettext

from mitoyen.web.neighbourhood.mine import export
from mitoyen.web.people import photos
from mitoyen.web.people.models import Person, Photo
from mitoyen.web.ui.words import language

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def archive(person: Person) -> bytes:
    """A ZIP archive, in the language of the page."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(gettext("LISEZMOI.txt"), readme())
        for section in export.sections():
            packed.writestr(f"{section.name}.csv", table(section, person))
        _photos(packed, person)
    return held.getvalue()


def table(section: export.Section, person: Person) -> str:
    """The rows of a section as CSV, in UTF-8 with the mark that spreadsheets want."""
    held = io.StringIO()
    held.write("\ufeff")
    written = csv.writer(held)
    written.writerow([column.name for column in section.columns])
    written.writerows([_cell(value) for value in row] for row in section.rows(person))
    return held.getvalue()


def readme() -> str:
    """What each file and each column holds, and what is kept back, with the reason."""
    spoken = language()
    lines = [
        gettext("Vos données sur Mitoyen"),
        "",
        gettext("Un fichier par sujet, en CSV (UTF-8, virgules). Les dates sont en ISO 8601, heure de Paris."),
        gettext("Devant =, +, - ou @, une apostrophe : ainsi, aucun tableur ne prend un texte pour un calcul."),
    ]
    for section in export.sections():
        lines += ["", f"{section.name}.csv : {section.title.in_(spoken)}"]
        lines += [f"  {column.name} : {column.meaning.in_(spoken)}" for column in section.columns]
    lines += ["", gettext("Ce qui n’est pas donné, et pourquoi")]
    lines += [f"  {name} : {why.in_(spoken)}" for name, why in export.kept_back().items()]
    return "\n".join(lines) + "\n"


def _cell(value: Any) -> Any:
    """A value as a spreadsheet may open it: a text that it would take for a formula is marked as text."""
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _photos(packed: zipfile.ZipFile, person: Person) -> None:
    """The largest size of each photo; one whose file is missing is left out."""
    for key in Photo.objects.filter(owner=person).order_by("pk").values_list("key", flat=True):
        name = photos.drawing(key, max(photos.SIZES))
        if photos.storage().exists(name):
            with photos.storage().open(name) as file:
                packed.writestr(f"photos/{key}.webp", file.read())
