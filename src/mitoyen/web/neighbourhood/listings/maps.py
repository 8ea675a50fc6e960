"""A map of what is listed, drawn here: outlines and points of places, never a home."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.neighbourhood.rules import Sight
from mitoyen.web.places.models import Place

WIDTH, HEIGHT, MARGIN = 640, 440, 40
LEAST = 0.006
"""Least breadth shown [degrees of latitude], some 700 m: two homes next door do not fill the map."""
Point = tuple[float, float]
Pixel = tuple[int, int]


@dataclass(frozen=True)
class Pin:
    """A place with its listings, at its point."""

    place: Place
    x: int
    y: int
    radius: int
    listings: list[Listing]

    @property
    def count(self) -> int:
        """How many listings are from there."""
        return len(self.listings)


@dataclass(frozen=True)
class Drawing:
    """Everything that the template draws, in pixels."""

    width: int
    height: int
    outlines: list[str]
    """Path of each outline."""
    pins: list[Pin]
    home: Pixel | None
    unplaced: list[Listing]
    """Listings of places whose point nobody gave."""


def drawn(listings: Sequence[Listing], sight: Sight) -> Drawing:
    """The listings on a map around what they show."""
    by_place: dict[int, list[Listing]] = {}
    for listing in listings:
        by_place.setdefault(listing.place_id, []).append(listing)
    placed = {pk: found for pk, found in by_place.items() if _point(found[0].place)}
    outlined = _outlined(sight)
    rings = [_rings(place.boundary) for place in outlined]
    points = [point for found in placed.values() if (point := _point(found[0].place))]
    home = _point(sight.home)
    around = [point for rings_of in rings for ring in rings_of for point in ring]
    project = _projection([*points, *around, *([home] if home else [])])
    pins = [_pin(found, project) for found in placed.values()]
    return Drawing(
        width=WIDTH,
        height=HEIGHT,
        outlines=["".join(_path(ring, project) for ring in found) for found in rings if found],
        pins=sorted(pins, key=lambda pin: -pin.count),
        home=project(home) if home else None,
        unplaced=[listing for pk, found in by_place.items() if pk not in placed for listing in found],
    )


def _outlined(sight: Sight) -> list[Place]:
    """Residences and quartiers seen, with an outline; the commune would leave nothing to see of them."""
    seen = [place.pk for place in sight.shown_in[:-1] or sight.shown_in]
    rows = Place.objects.filter(Q(pk__in=seen) | Q(parent__in=seen)).filter(boundary__isnull=False)
    return list(rows.order_by("path")[:100])


def _point(place: Place) -> Point | None:
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _rings(boundary: Any) -> list[list[Point]]:
    """Outer rings of a GeoJSON polygon or of several, as (latitude, longitude)."""
    if not isinstance(boundary, dict):
        return []
    found = boundary.get("coordinates") or []
    polygons = found if boundary.get("type") == "MultiPolygon" else [found]
    return [[(float(point[1]), float(point[0])) for point in polygon[0]] for polygon in polygons if polygon]


def _projection(points: Iterable[Point]) -> Any:
    """A function from (latitude, longitude) to pixels: equirectangular, true enough within a commune."""
    known = list(points) or [(0.0, 0.0)]
    south, north = min(point[0] for point in known), max(point[0] for point in known)
    west, east = min(point[1] for point in known), max(point[1] for point in known)
    middle, centre = (south + north) / 2, (west + east) / 2
    narrow = max(0.01, math.cos(math.radians(middle)))
    scale = min(
        (HEIGHT - 2 * MARGIN) / max(north - south, LEAST), (WIDTH - 2 * MARGIN) / max((east - west) * narrow, LEAST)
    )

    def project(point: Point) -> Pixel:
        x = WIDTH / 2 + (point[1] - centre) * narrow * scale
        return round(x), round(HEIGHT / 2 - (point[0] - middle) * scale)

    return project


def _pin(found: list[Listing], project: Any) -> Pin:
    x, y = project(_point(found[0].place))
    return Pin(found[0].place, x, y, round(11 + 2.5 * math.log2(len(found))), found)


def _path(ring: Sequence[Point], project: Any) -> str:
    """The outline as an SVG path."""
    return "M" + "L".join(f"{x} {y}" for x, y in map(project, ring)) + "Z"
