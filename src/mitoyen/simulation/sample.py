"""Les Corderies: an invented quartier of Saint-Malo, its residences and the people that our examples speak of."""

from __future__ import annotations

from dataclasses import dataclass

COMMUNE = "35288"
SOURCE = "simulation-les-corderies"
QUARTIER = "les-corderies"
RESIDENCES = (("a", "Le Chanvre", 60), ("b", "L’Étoupe", 20), ("c", "Le Toron", 12), ("d", "La Filasse", 8))
"""Letter, name (words of the rope-makers), and share of the households of the quartier [%]: one large, three small."""
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


def quartier_code(number: int) -> str:
    """Code of a simulated quartier, counted from 1: `les-corderies`, then `les-corderies-2`…"""
    return QUARTIER if number == 1 else f"{QUARTIER}-{number}"


def places_of(number: int, households: int) -> tuple[Node, ...]:
    """A quartier and its residences, the quartier first."""
    code, name = quartier_code(number), "Les Corderies" if number == 1 else f"Les Corderies {number}"
    homes = (
        Node(f"{code}-{letter}", f"{name}, {home}", "residence", code, len(households_of(rank, households)))
        for rank, (letter, home, _) in enumerate(RESIDENCES)
    )
    return (Node(code, name, "quartier", COMMUNE, households), *homes)


def households_of(residence: int, households: int) -> range:
    """Rows of the households that live in a residence, when `households` live in the quartier."""
    before = [sum(share for *_, share in RESIDENCES[:rank]) for rank in (residence, residence + 1)]
    return range(*(-(-households * share // 100) for share in before))
