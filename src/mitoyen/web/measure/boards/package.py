"""The open data package of a place: its releases as tables, described by the Frictionless Data Package standard.

A release is the smallest thing that is published: facts of one source, place, month and practice in which enough
persons took part. Nothing here is finer than on a page.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mitoyen.counting.events import day_of
from mitoyen.counting.tallies import Tally
from mitoyen.evidence.records import Text
from mitoyen.uncertainty.summaries import intervals
from mitoyen.web.measure.boards import files, published
from mitoyen.web.measure.boards.periods import Period
from mitoyen.web.measure.models import Release, ReleaseCell, UsageSource
from mitoyen.web.measure.queries import PricedCell, within
from mitoyen.web.places.models import Place

MOST = 5_000
"""Releases of one package: pricing each costs about a millisecond."""
PROFILE, RESOURCE = "tabular-data-package", "tabular-data-resource"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""Of every file of the archive: the same figures make the same archive."""


class TooLarge(ValueError):
    """More releases than one package may hold."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, its type in the standard's words, what it holds."""

    name: str
    type: str
    about: Text
    unique: bool = False


_RELEASES = (
    Column("release", "integer", Text("Numéro du groupe publié.", "Number of the release."), unique=True),
    Column("source", "string", Text("Code de la source, voir sources.csv.", "Code of the source, see sources.csv.")),
    Column("place", "string", Text("Code du lieu, voir places.csv.", "Code of the place, see places.csv.")),
    Column("first_day", "date", Text("Premier jour possible des faits.", "First day that the facts may be of.")),
    Column("last_day", "date", Text("Dernier jour possible des faits.", "Last day that the facts may be of.")),
    Column(
        "practice",
        "string",
        Text("Pratique ; vide pour plusieurs ensemble.", "Practice; empty for several together."),
    ),
    Column(
        "open_data",
        "boolean",
        Text("Faits déjà publiés un par un ailleurs.", "Facts that are published one by one elsewhere."),
    ),
    Column(
        "corrects",
        "boolean",
        Text("Retire des faits annulés depuis : nombres négatifs.", "Takes off facts undone since: negative numbers."),
    ),
    Column("facts", "integer", Text("Faits comptés.", "Facts counted.")),
    Column(
        "newcomers",
        "integer",
        Text("Personnes qui prennent part pour la première fois.", "Persons who take part for the first time."),
    ),
    Column(
        "ties",
        "integer",
        Text("Paires qui échangent pour la première fois.", "Pairs that exchange for the first time."),
    ),
    Column(
        "units", "integer", Text("Prêts, dons, participations… de la pratique.", "Loans, gifts, attendances… counted.")
    ),
    Column("grams", "integer", Text("Grammes mesurés.", "Grams that were measured.")),
    Column("metres", "integer", Text("Mètres mesurés.", "Metres that were measured.")),
    Column("minutes", "integer", Text("Minutes mesurées.", "Minutes that were measured.")),
    Column("cents", "integer", Text("Centimes d'euro mesurés.", "Euro cents that were measured.")),
)
_FIGURES = (
    Column("release", "integer", Text("Numéro du groupe, voir releases.csv.", "Number, see releases.csv.")),
    Column("indicator", "string", Text("Ce qui est estimé, voir la méthode.", "What is estimated, see the method.")),
    Column("unit", "string", Text("Unité du chiffre.", "Unit of the figure.")),
    Column("p10", "number", Text("Une chance sur dix d'être au-dessous.", "One chance in ten to be below.")),
    Column("p50", "number", Text("Une chance sur deux d'être au-dessous.", "One chance in two to be below.")),
    Column("p90", "number", Text("Neuf chances sur dix d'être au-dessous.", "Nine chances in ten to be below.")),
    Column("mean", "number", Text("Moyenne : la seule qui s'additionne.", "Mean: the only one that adds up.")),
    Column("grade", "string", Text("C : modélisé d'après l'activité ; D : hypothèse.", "C: modelled; D: assumption.")),
    Column("evidence", "string", Text("Version des preuves qui donne le prix.", "Version of the evidence used.")),
)
_PLACES = (
    Column("place", "string", Text("Code du lieu.", "Code of the place."), unique=True),
    Column("name", "string", Text("Nom.", "Name.")),
    Column("kind", "string", Text("Genre : residence, quartier, commune…", "Kind: residence, quartier, commune…")),
    Column("path", "string", Text("Codes depuis le pays.", "Codes from the country down.")),
    Column("simulated", "boolean", Text("Lieu inventé.", "Invented place.")),
)
_SOURCES = (
    Column("source", "string", Text("Code de la source.", "Code of the source."), unique=True),
    Column("name", "string", Text("Qui a dit ce qui s'est passé.", "Who told what happened.")),
    Column("simulated", "boolean", Text("Faits inventés par un modèle.", "Facts invented by a model.")),
    Column("credit", "string", Text("Crédit à citer.", "Credit to give.")),
    Column("licence", "string", Text("Licence de cette source.", "Licence of this source.")),
)
TABLES = {"releases": _RELEASES, "figures": _FIGURES, "places": _PLACES, "sources": _SOURCES}
_LINKS = {"releases": (("source", "sources"), ("place", "places")), "figures": (("release", "releases"),)}


def archive(place: Place, period: Period, language: str) -> bytes:
    """The package as a ZIP file; TooLarge beyond what one may hold."""
    releases = _releases(place, period)
    tables = {
        "releases": list(_release_rows(releases)),
        "figures": list(_figure_rows(releases)),
        "places": [_place_row(found) for found in sorted({each.place for each, _ in releases}, key=_code)],
        "sources": [_source_row(found) for found in sorted({each.source for each, _ in releases}, key=_code)],
    }
    written = {f"{name}.csv": _csv(TABLES[name], rows) for name, rows in tables.items()}
    written["datapackage.json"] = json.dumps(description(place, period, language), ensure_ascii=False, indent=2)
    written["README.md"] = readme(place, period, language)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in sorted(written.items()):
            file.writestr(zipfile.ZipInfo(name, _MOMENT), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def description(place: Place, period: Period, language: str) -> dict[str, Any]:
    """The descriptor, `datapackage.json`."""
    return {
        "profile": PROFILE,
        "name": f"mitoyen-{place.code.lower()}",
        "title": _TITLE.in_(language).format(place=place.name),
        "description": f"{period.first.isoformat()} – {period.last.isoformat()}. {files.rule(language)}",
        "licenses": [LICENCE],
        "resources": [_resource(name, language) for name in TABLES],
    }


def readme(place: Place, period: Period, language: str) -> str:
    """What the package holds, column by column."""
    lines = [
        f"# {_TITLE.in_(language).format(place=place.name)}",
        f"{period.first.isoformat()} – {period.last.isoformat()}",
        files.rule(language),
        _ADDING.in_(language),
        _LICENCES.in_(language).format(licence=LICENCE["title"], path=LICENCE["path"]),
    ]
    for name, columns in TABLES.items():
        told = "\n".join(f"- `{column.name}` ({column.type}): {column.about.in_(language)}" for column in columns)
        lines += [f"## {name}.csv", told]
    return "\n\n".join(lines) + "\n"


def _resource(name: str, language: str) -> dict[str, Any]:
    columns = TABLES[name]
    fields = [
        {"name": column.name, "type": column.type, "description": column.about.in_(language)}
        | ({"constraints": {"required": True, "unique": True}} if column.unique else {})
        for column in columns
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    keys = [column.name for column in columns if column.unique]
    if keys:
        schema["primaryKey"] = keys
    if name in _LINKS:
        schema["foreignKeys"] = [
            {"fields": field, "reference": {"resource": other, "fields": field}} for field, other in _LINKS[name]
        ]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": RESOURCE,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _releases(place: Place, period: Period) -> list[tuple[Release, list[PricedCell]]]:
    """The releases of the place in the period, each with what prices it."""
    found = Release.objects.filter(within(place, period.first, period.last)).select_related("place", "source")
    releases = list(found.order_by("pk")[: MOST + 1])
    if len(releases) > MOST:
        raise TooLarge(f"more than {MOST} releases")
    cells: dict[int, list[PricedCell]] = defaultdict(list)
    rows = ReleaseCell.objects.filter(within(place, period.first, period.last, "release__"))
    for release, practice, category, *numbers in rows.values_list("release", "practice", "category", *Tally._fields):
        cells[release].append(PricedCell(practice, category, Tally(*numbers)))
    return [(release, cells[release.pk]) for release in releases]


def _release_rows(releases: Iterable[tuple[Release, list[PricedCell]]]) -> Iterator[Sequence[Any]]:
    for release, cells in releases:
        sums = [sum(column) for column in zip(*(cell.tally for cell in cells), strict=True)] or [0] * len(Tally._fields)
        tally = Tally(*sums)
        yield (
            release.pk, release.source.code, release.place.code, day_of(release.first_day), day_of(release.last_day),
            release.practice, _truth(release.open_data), _truth(release.corrects), release.facts, release.newcomers,
            release.ties, tally.units, tally.grams, tally.metres, tally.minutes, tally.cents,
        )  # fmt: skip


def _figure_rows(releases: Iterable[tuple[Release, list[PricedCell]]]) -> Iterator[Sequence[Any]]:
    """Every figure of each release, so that what a board says is the sum of what stands here."""
    for release, cells in releases:
        whole = published.priced(cells)
        indicators = [indicator for indicator in whole.pack.indicators.values() if whole[indicator.id].any()]
        if not indicators:
            continue
        found = intervals(np.stack([whole[indicator.id] for indicator in indicators]))
        for indicator, interval in zip(indicators, found, strict=True):
            values = files.interval(interval).values()
            yield release.pk, indicator.id, indicator.unit, *values, published.grade(indicator), whole.pack.name


def _place_row(place: Place) -> Sequence[Any]:
    return place.code, place.name, place.kind, place.path, _truth(place.simulated)


def _source_row(source: UsageSource) -> Sequence[Any]:
    return source.code, source.name, _truth(source.simulated), source.credit, source.licence


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _code(found: Place | UsageSource) -> str:
    return found.code


def _csv(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows(rows)
    return out.getvalue()


_TITLE = Text("Échanges entre voisins : {place}", "Exchanges between neighbours: {place}")
_ADDING = Text(
    "Un fait n'est que dans un groupe : les nombres et les moyennes s'additionnent, les quantiles non.",
    "A fact is in one release only: counts and means add up, quantiles do not.",
)
_LICENCES = Text(
    "Licence : {licence}, {path}. Une source qui a sa propre licence la garde : voir sources.csv.",
    "Licence: {licence}, {path}. A source that has a licence of its own keeps it: see sources.csv.",
)
