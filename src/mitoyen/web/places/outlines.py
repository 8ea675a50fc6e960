"""Outlines of quartiers, drawn or typed: read, judged, measured. Planes suffice: they are a few kilometres wide."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from django.utils.translation import gettext

from mitoyen.territory import Commune
from mitoyen.web.places.belonging import great_circle

MOST = 500
"""Points of an outline."""
LONGEST = 200_000
"""Characters of a file."""
DECIMALS = 6
"""Of a coordinate: about ten centimetres."""
MARGIN = 5.0
"""What a commune is granted around the circle of its surface, twice as wide [km]."""

Corner = tuple[float, float]
"""(longitude, latitude) [degrees], in the order of GeoJSON."""
Point = tuple[float, float]
_NUMBER = re.compile(r"[-+−]?\d{1,3}(?:[.,]\d+)?")


class BadOutline(ValueError):
    """An outline that cannot be kept; the sentence says what is wrong, and what to do."""


def from_geojson(text: str, commune: Commune) -> dict[str, Any]:
    """The polygon of a GeoJSON text, judged; BadOutline."""
    if len(text) > LONGEST:
        raise BadOutline(
            gettext("Ce fichier est trop long pour un seul contour : gardez-y le quartier, sans le reste.")
        )
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadOutline(
            gettext("Ce n’est pas du GeoJSON. Copiez tout le texte du fichier, de la première à la dernière accolade.")
        ) from error
    ring = [_corner(point) for point in _ring(told)]
    if ring[0] != ring[-1]:
        raise BadOutline(gettext("Le contour n’est pas fermé : son dernier point doit répéter le premier."))
    return _judged(ring[:-1], commune)


def from_corners(text: str, commune: Commune) -> dict[str, Any]:
    """The polygon whose corners are typed, one a line, latitude first as maps show them; BadOutline."""
    lines = [line for line in text[:LONGEST].splitlines() if line.strip()]
    corners = [_typed(line, number) for number, line in enumerate(lines, 1)]
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    return _judged(corners, commune)


def centre(outline: dict[str, Any]) -> tuple[float, float]:
    """(latitude, longitude) [degrees] of the centroid of an outline."""
    ring = outline["coordinates"][0]
    east_0, north_0 = ring[0]
    area = east = north = 0.0
    for (x, y), (x_2, y_2) in _sides([(x - east_0, y - north_0) for x, y in ring[:-1]]):
        cross = x * y_2 - x_2 * y
        area, east, north = area + cross, east + (x + x_2) * cross, north + (y + y_2) * cross
    return round(north_0 + north / (3 * area), DECIMALS), round(east_0 + east / (3 * area), DECIMALS)


def reach(commune: Commune) -> float:
    """How far from the point of a commune something may lie to be told in it [km]."""
    return 2 * math.sqrt(commune.surface / math.pi) + MARGIN if commune.surface else 4 * MARGIN


def near(commune: Commune, latitude: float, longitude: float) -> bool:
    """Whether a point lies in the vicinity of a commune."""
    return great_circle((commune.lat, commune.lon), (latitude, longitude)) <= reach(commune)


def _ring(told: Any) -> list[Any]:
    """The one ring of the one polygon of a GeoJSON document."""
    found = told
    if isinstance(found, dict) and found.get("type") == "FeatureCollection":
        features = found.get("features")
        found = features[0] if isinstance(features, list) and len(features) == 1 else None
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    rings = found.get("coordinates") if isinstance(found, dict) else None
    if isinstance(found, dict) and found.get("type") == "MultiPolygon":
        rings = rings[0] if isinstance(rings, list) and len(rings) == 1 else None
    elif not isinstance(found, dict) or found.get("type") != "Polygon":
        rings = None
    if not isinstance(rings, list) or not rings or not all(isinstance(ring, list) and ring for ring in rings):
        raise BadOutline(gettext("Il faut un seul contour : un « Polygon » de GeoJSON, seul dans son fichier."))
    if len(rings) > 1:
        raise BadOutline(gettext("Ce contour a des trous. Gardez le tour du quartier, sans trou."))
    ring: list[Any] = rings[0]
    return ring


def _corner(point: Any) -> Corner:
    numbers = point[:2] if isinstance(point, list) else []
    if len(numbers) < 2 or not all(type(value) in (int, float) and abs(value) <= 180 for value in numbers):
        raise BadOutline(
            gettext("Un point du contour n’est pas lisible : il faut deux nombres, la longitude puis la latitude.")
        )
    return round(float(numbers[0]), DECIMALS), round(float(numbers[1]), DECIMALS)


def _typed(line: str, number: int) -> Corner:
    found = _NUMBER.findall(line)
    rest = re.sub(r"[\s,;/()°]", "", _NUMBER.sub("", line))
    if len(found) != 2 or rest:
        said = gettext(
            "La ligne %(number)s n’est pas un coin : écrivez la latitude puis la longitude, « 48.6493 -2.0257 »."
        )
        raise BadOutline(said % {"number": number})
    latitude, longitude = (float(text.replace(",", ".").replace("−", "-")) for text in found)
    return round(longitude, DECIMALS), round(latitude, DECIMALS)


def _judged(corners: list[Corner], commune: Commune) -> dict[str, Any]:
    """The polygon of these corners, the first not repeated, if it can be an outline in a commune."""
    if len(set(corners)) < 3:
        raise BadOutline(gettext("Il faut au moins trois coins différents pour faire un contour."))
    if len(corners) > MOST:
        said = gettext("Ce contour a %(count)s points ; simplifiez-le pour en garder %(most)s au plus.")
        raise BadOutline(said % {"count": len(corners), "most": MOST})
    _check_vicinity(corners, commune)
    if len(set(corners)) < len(corners) or _crosses_itself(corners):
        raise BadOutline(
            gettext("Le contour se croise lui-même. Suivez le bord du quartier dans l’ordre, sans revenir.")
        )
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in [*corners, corners[0]]]]}


def _check_vicinity(corners: list[Corner], commune: Commune) -> None:
    if all(near(commune, latitude, longitude) for longitude, latitude in corners):
        return
    if all(near(commune, longitude, latitude) for longitude, latitude in corners):
        raise BadOutline(gettext("Latitude et longitude sont échangées : changez leur ordre, et c’est bon."))
    said = {"far": math.floor(reach(commune)), "commune": commune.name}
    raise BadOutline(
        gettext("Un point est à plus de %(far)s km du centre de la commune (%(commune)s) : vérifiez les coordonnées.")
        % said
    )


def _crosses_itself(corners: list[Corner]) -> bool:
    """Whether two sides meet elsewhere than at the corner they share, or one turns back along the one before.

    Counted in millionths of a degree, hence exactly.
    """
    sides = _sides([(round(x * 10**DECIMALS), round(y * 10**DECIMALS)) for x, y in corners])
    if any(_turns_back(a, b, c) for (a, b), (_, c) in zip(sides, [*sides[1:], sides[0]], strict=True)):
        return True
    return any(
        _meet(*side, *sides[other])
        for rank, side in enumerate(sides)
        for other in range(rank + 2, len(sides) - (rank == 0))
    )


def _sides(corners: list[Point]) -> list[tuple[Point, Point]]:
    return list(zip(corners, [*corners[1:], corners[0]], strict=True))


def _turns_back(a: Point, b: Point, c: Point) -> bool:
    return _turn(a, b, c) == 0 and (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two segments share a point."""
    for axis in (0, 1):
        if max(a[axis], b[axis]) < min(c[axis], d[axis]) or max(c[axis], d[axis]) < min(a[axis], b[axis]):
            return False
    return _turn(a, b, c) * _turn(a, b, d) <= 0 and _turn(c, d, a) * _turn(c, d, b) <= 0


def _turn(a: Point, b: Point, c: Point) -> int:
    """1 for a turn to the left from a over b to c, -1 to the right, 0 straight on or back."""
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return int(cross > 0) - int(cross < 0)
