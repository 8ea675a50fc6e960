"""A quartier as a drawing: its outline, and its residences as numbered points. North is up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from django.utils.translation import gettext

from mitoyen.reporting.charts import Chart
from mitoyen.web.places.actions import Point
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place

WIDTH, HEIGHT, EDGE = 360, 250, 22
"""As on a telephone, whose width it takes whole: the numbers stay readable."""
SMALLEST = 0.002
"""Degrees of latitude that a drawing shows at least: about 200 m."""


def drawing(place: Place, within: Sequence[Place]) -> Chart | None:
    """The outlines of a place and of those in it, the points of the residences, and the same as a table.

    None when there is nothing to draw.
    """
    lands = [_corners(found) for found in (place, *within) if found.boundary]
    homes = [(found, _point(found)) for found in within if found.kind == Kind.RESIDENCE and _point(found)]
    points = [point for _, point in homes if point]
    if not lands and len(set(points)) < 2:
        return None
    at = _Plane([*(corner for land in lands for corner in land), *points])
    body = [_land([at.of(corner) for corner in land]) for land in lands]
    body += [_mark(number, at.of(point)) for number, point in enumerate(points, 1)]
    rows = tuple(
        (f"{number}. {found.name}", f"{point[0]:.4f}", f"{point[1]:.4f}")
        for number, (found, point) in enumerate(homes, 1)
        if point
    )
    title = gettext("%(place)s : le contour et les résidences") % {"place": place.name}
    header = (gettext("Résidence"), gettext("Latitude"), gettext("Longitude"))
    return Chart(title, _svg(place, title, body), header, rows)


class _Plane:
    """From latitude and longitude to a place on the drawing, the same scale both ways."""

    def __init__(self, points: Sequence[Point]) -> None:
        norths, easts = zip(*points, strict=True)
        self._narrow = math.cos(math.radians(sum(norths) / len(norths)))
        self._middle = ((max(norths) + min(norths)) / 2, (max(easts) + min(easts)) / 2)
        tall = max(max(norths) - min(norths), SMALLEST)
        broad = max((max(easts) - min(easts)) * self._narrow, SMALLEST)
        self._scale = min((HEIGHT - 2 * EDGE) / tall, (WIDTH - 2 * EDGE) / broad)

    def of(self, point: Point) -> tuple[float, float]:
        """Pixels from the left and from the top."""
        north, east = point[0] - self._middle[0], (point[1] - self._middle[1]) * self._narrow
        return round(WIDTH / 2 + east * self._scale, 1), round(HEIGHT / 2 - north * self._scale, 1)


def _point(place: Place) -> Point | None:
    known = place.latitude is not None and place.longitude is not None
    return (float(place.latitude or 0), float(place.longitude or 0)) if known else None


def _corners(place: Place) -> list[Point]:
    ring: list[list[float]] = place.boundary["coordinates"][0] if place.boundary else []
    return [(latitude, longitude) for longitude, latitude in ring]


def _land(corners: Sequence[tuple[float, float]]) -> str:
    spelt = " ".join(f"{x},{y}" for x, y in corners)
    return f'<polygon class="outline__land" points="{spelt}"/>'


def _mark(number: int, at: tuple[float, float]) -> str:
    x, y = at
    return (
        f'<g class="outline__home"><circle cx="{x}" cy="{y}" r="11"/>'
        f'<text x="{x}" y="{y + 4.5:.1f}" text-anchor="middle">{number}</text></g>'
    )


def _svg(place: Place, title: str, body: Sequence[str]) -> str:
    name = f"outline-{escape(place.code)}"
    said = gettext("Chaque point numéroté est une résidence ; le tableau dit laquelle. Le nord est en haut.")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="outline" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(said)}</desc>{"".join(body)}</svg>'
    )
