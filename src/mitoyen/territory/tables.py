"""The committed tables, read once into columns: the standard library and numpy, nothing else."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from mitoyen.territory.places import Counts

COUNTS = ("population", "seniors", "dwellings", "households", "houses", "flats", "flat_households")
Columns = dict[str, tuple[str, ...]]
Decimals = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """A former or delegated commune, or an arrondissement of Paris, Lyon or Marseille; the name may be unknown."""

    name: str
    commune: str
    point: tuple[float, float] | None


@dataclass(frozen=True)
class Tables:
    """Communes and quartiers in the order of their codes, one entry per row in every column.

    leaf_offsets : (communes + 1,), the quartiers of commune i are the rows leaf_offsets[i] to leaf_offsets[i + 1]
    leaf_counts, commune_counts : per name of COUNTS, shape (quartiers,) and (communes,)
    """

    communes: Columns
    population: Counts
    lat: Decimals
    lon: Decimals
    surface: Decimals
    quartiers: tuple[str, ...]
    leaf_counts: dict[str, Counts]
    leaf_offsets: Counts
    commune_counts: dict[str, Counts]
    intercommunalities: Columns
    departments: dict[str, tuple[str, str, str]]
    parts: dict[str, Part]

    @property
    def codes(self) -> tuple[str, ...]:
        """INSEE codes of the communes, sorted."""
        return self.communes["code"]

    def members(self) -> dict[str, list[int]]:
        """Rows of the communes of each intercommunality, by SIREN."""
        found: dict[str, list[int]] = {}
        for row, code in enumerate(self.communes["intercommunality"]):
            if code:
                found.setdefault(code, []).append(row)
        return found


@lru_cache(maxsize=1)
def read() -> Tables:
    """The tables shipped with the package."""
    communes, quartiers = _columns("communes"), _columns("quartiers")
    leaf_counts = {name: _integers(quartiers[name]) for name in COUNTS}
    parts = _parts()
    offsets = _offsets(communes["code"], quartiers["code"], parts)
    return Tables(
        communes=communes,
        population=_integers(communes["population"]),
        lat=_decimals(communes["lat"]),
        lon=_decimals(communes["lon"]),
        surface=_decimals(communes["km2"]),
        quartiers=quartiers["code"],
        leaf_counts=leaf_counts,
        leaf_offsets=_frozen(offsets),
        commune_counts={name: _frozen(np.add.reduceat(leaf_counts[name], offsets[:-1])) for name in COUNTS},
        intercommunalities=_columns("intercommunalities"),
        departments=_departments(),
        parts=parts,
    )


def department_of(commune: str) -> str:
    """Department of an INSEE code: its first two characters, three overseas."""
    return commune[:3] if commune.startswith("97") else commune[:2]


def _columns(name: str) -> Columns:
    packed = (resources.files(__package__) / "data" / f"{name}.csv.gz").read_bytes()
    text = gzip.decompress(packed).decode()
    if '"' in text:
        header, *rows = csv.reader(io.StringIO(text))
        return dict(zip(header, zip(*rows, strict=True), strict=True))
    width = text.index("\n")
    names = text[:width].split(",")
    cells = text[width + 1 :].replace("\n", ",").split(",")  # nothing is quoted: four times faster than csv
    return {name: tuple(cells[place : -1 : len(names)]) for place, name in enumerate(names)}


def _integers(cells: tuple[str, ...]) -> Counts:
    return _frozen(np.fromiter(map(int, cells), np.int64, len(cells)))


def _decimals(cells: tuple[str, ...]) -> Decimals:
    return np.fromiter(map(float, cells), np.float64, len(cells))


def _parts() -> dict[str, Part]:
    columns = _columns("parts")
    rows = zip(*(columns[name] for name in ("code", "name", "commune", "lat", "lon")), strict=True)
    return {
        code: Part(name, commune, (float(lat), float(lon)) if lat else None) for code, name, commune, lat, lon in rows
    }


def _departments() -> dict[str, tuple[str, str, str]]:
    columns = _columns("departments")
    rows = zip(*(columns[name] for name in ("code", "name", "region", "region_name")), strict=True)
    return {code: (name, region, region_name) for code, name, region, region_name in rows}


def _offsets(communes: tuple[str, ...], quartiers: tuple[str, ...], parts: dict[str, Part]) -> Counts:
    row = {code: place for place, code in enumerate(communes)}
    row.update({code: row[part.commune] for code, part in parts.items()})
    sizes = np.bincount([row[quartier[:5]] for quartier in quartiers], minlength=len(communes))
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _frozen(column: Counts) -> Counts:
    column.flags.writeable = False
    return column
