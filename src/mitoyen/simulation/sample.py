"""Les Corderies: an invented quartier of Saint-Malo, its residences and the people that our examples speak of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

COMMUNE = "35288"
SOURCE = "simulation-les-corderies"
QUARTIER = "les-corderies"
RESIDENCES = (("a", "Le Chanvre", 60), ("b", "L’Étoupe", 20), ("c", "Le Toron", 12), ("d", "La Filasse", 8))
"""Letter, name (words of the rope-makers), and share of the households of the quartier [%]: one large, three small."""
CENTRE = (48.6462, -2.0118)
"""(latitude, longitude) [degrees] of the first quartier, about a kilometre from the town hall: an invention."""
CORNERS = ((42, -38), (50, 4), (31, 46), (-2, 58), (-40, 41), (-52, 2), (-36, -44), (3, -55))
"""Of the outline, from the centre: north and east, in ten-thousandths of a degree of latitude (11 m)."""
HOMES = ((14, 16), (-22, 24), (-18, -24), (24, -22))
"""Of the residences, from the centre, as the corners."""
GOLDEN = math.pi * (3 - math.sqrt(5))
PARTNERS = ("town", "landlord", "association", "shop")

CAST = {
    "amina": "q1.h001.1",
    "bertrand": "q1.h002.1",
    "claire": "q1.p1",
    "driss": "q1.p2",
    "elodie": "q1.p3",
    "farid": "q1.p4",
}
"""Who is who in the first quartier: references at the source, which look like nobody's name."""
AMINA, BERTRAND = 0, 1
"""Their households, by row."""


@dataclass(frozen=True)
class Node:
    """A place of the sample, to be made beside the real ones."""

    code: str
    name: str
    kind: str
    parent: str
    households: int | None = None
    point: tuple[float, float] | None = None
    """(latitude, longitude) [degrees]"""
    boundary: dict[str, Any] | None = None
    """Outline, as a GeoJSON polygon."""


def quartier_code(number: int) -> str:
    """Code of a simulated quartier, counted from 1: `les-corderies`, then `les-corderies-2`…"""
    return QUARTIER if number == 1 else f"{QUARTIER}-{number}"


def places_of(number: int, households: int) -> tuple[Node, ...]:
    """A quartier and its residences, the quartier first."""
    code, name = quartier_code(number), "Les Corderies" if number == 1 else f"Les Corderies {number}"
    centre = _centre(number)
    homes = (
        Node(f"{code}-{letter}", f"{name}, {home}", "residence", code, len(households_of(rank, households)), point)
        for rank, ((letter, home, _), point) in enumerate(zip(RESIDENCES, _around(centre, HOMES), strict=True))
    )
    return (Node(code, name, "quartier", COMMUNE, households, centre, _outline(centre)), *homes)


def households_of(residence: int, households: int) -> range:
    """Rows of the households that live in a residence, when `households` live in the quartier."""
    before = [sum(share for *_, share in RESIDENCES[:rank]) for rank in (residence, residence + 1)]
    return range(*(-(-households * share // 100) for share in before))


def _centre(number: int) -> tuple[float, float]:
    """Point of a quartier; those after the first wind around it, each about as far from the next."""
    turn, far = (number - 1) * GOLDEN, 70 * math.sqrt(number - 1)
    return _around(CENTRE, [(far * math.cos(turn), far * math.sin(turn))])[0]


def _around(centre: tuple[float, float], steps: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points so many ten-thousandths of a degree of latitude (11 m) north and east of the centre."""
    narrow = math.cos(math.radians(centre[0]))
    moved = ((centre[0] + north / 1e4, centre[1] + east / 1e4 / narrow) for north, east in steps)
    return [(round(latitude, 6), round(longitude, 6)) for latitude, longitude in moved]


def _outline(centre: tuple[float, float]) -> dict[str, Any]:
    ring = [[longitude, latitude] for latitude, longitude in _around(centre, CORNERS)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
