"""Outlines that partners draw: read from GeoJSON or typed by corners, judged kindly, measured right."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitoyen.territory import load
from mitoyen.web.places import outlines
from mitoyen.web.places.outlines import BadOutline

SQUARE = [[-2.02, 48.64], [-2.01, 48.64], [-2.01, 48.65], [-2.02, 48.65], [-2.02, 48.64]]
DART = [[-2.02, 48.64], [-2.01, 48.65], [-2.0, 48.64], [-2.01, 48.66], [-2.02, 48.64]]


@pytest.fixture(scope="module")
def saint_malo():
    return load().commune("35288")


def polygon(ring):
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def round_ring(count, radius=0.005):
    turns = [2 * math.pi * step / count for step in range(count)]
    ring = [[round(-2.01 + radius * math.cos(turn), 6), round(48.645 + radius * math.sin(turn), 6)] for turn in turns]
    return [*ring, ring[0]]


@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1], DART, round_ring(500)], ids=["square", "back", "dart", "500"])
def test_an_outline_is_kept_as_it_was_drawn(saint_malo, ring):
    assert outlines.from_geojson(polygon(ring), saint_malo) == {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize(
    "document",
    [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": json.loads(polygon(SQUARE))}]},
        {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
        {"type": "Polygon", "coordinates": [[[*corner, 12.5] for corner in SQUARE]]},  # with an altitude
    ],
)
def test_what_the_tools_of_maps_write_is_read(saint_malo, document):
    assert outlines.from_geojson(json.dumps(document), saint_malo)["coordinates"] == [SQUARE]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "pas du GeoJSON"),
        ("<kml>", "pas du GeoJSON"),
        ("[" * 100_000, "pas du GeoJSON"),
        ("x" * 200_001, "trop long"),
        ("[]", "un seul contour"),
        ("null", "un seul contour"),
        ('{"type": "Point", "coordinates": [-2.02, 48.64]}', "un seul contour"),
        ('{"type": "Polygon"}', "un seul contour"),
        ('{"type": "Polygon", "coordinates": []}', "un seul contour"),
        ('{"type": "Polygon", "coordinates": [[]]}', "un seul contour"),
        ('{"type": "Polygon", "coordinates": "1"}', "un seul contour"),
        ('{"type": "FeatureCollection", "features": []}', "un seul contour"),
        (json.dumps({"type": "MultiPolygon", "coordinates": [[SQUARE], [DART]]}), "un seul contour"),
        (json.dumps({"type": "Polygon", "coordinates": [SQUARE, DART]}), "trous"),
        (polygon(["a", "b"]), "deux nombres"),
        (polygon([[1], [2]]), "deux nombres"),
        (polygon([[True, False], [2, 3]]), "deux nombres"),
        (polygon([["1", "2"], [2, 3]]), "deux nombres"),
        ('{"type": "Polygon", "coordinates": [[[NaN, 48.6], [NaN, 48.6]]]}', "deux nombres"),
        ('{"type": "Polygon", "coordinates": [[[1e999, 48.6], [1e999, 48.6]]]}', "deux nombres"),
        (polygon(SQUARE[:-1]), "pas fermé"),
        (polygon([SQUARE[0], SQUARE[1], SQUARE[0]]), "trois coins"),
        (polygon(round_ring(501)), "501 points"),
        (polygon([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]), "se croise"),
        (polygon([SQUARE[0], SQUARE[1], SQUARE[2], SQUARE[1], SQUARE[0]]), "se croise"),
        (polygon([SQUARE[0], [-2.015, 48.64], SQUARE[1], [-2.018, 48.64], SQUARE[0]]), "se croise"),  # flat
        (polygon([[lat, lon] for lon, lat in SQUARE]), "échangées"),
        (polygon([[lon + 0.5, lat] for lon, lat in SQUARE]), "à plus de 11 km du centre de la commune .Saint-Malo."),
        (polygon([*SQUARE[:3], [-2.02, 49.65], SQUARE[0]]), "à plus de 11 km"),
        (polygon([[0, 0], [1, 0], [1, 1], [0, 0]]), "à plus de 11 km"),
    ],
)
def test_what_is_wrong_is_said(saint_malo, text, said):
    with pytest.raises(BadOutline, match=said):
        outlines.from_geojson(text, saint_malo)


@pytest.mark.parametrize(
    "text",
    [
        "48.64 -2.02\n48.64 -2.01\n48.65 -2.01\n48.65 -2.02",
        "48,64 ; -2,02\n48,64 ; -2,01\n\n48,65 ; -2,01\n48,65 ; -2,02\n48,64 ; -2,02",
        "(48.64°, −2.02°)\n48.64/-2.01\n48.65,-2.01\n48.65,  -2.02\n",
    ],
)
def test_corners_are_typed_as_maps_show_them(saint_malo, text):
    assert outlines.from_corners(text, saint_malo)["coordinates"] == [SQUARE]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("48.64 -2.02\nau coin de la rue", "La ligne 2"),
        ("48.64 -2.02 12", "La ligne 1"),
        ("48.64", "La ligne 1"),
        ("", "trois coins"),
        ("-2.02 48.64\n-2.01 48.64\n-2.01 48.65", "échangées"),
        ("48.64 -2.02\n48.65 -2.01\n48.64 -2.01\n48.65 -2.02", "se croise"),
    ],
)
def test_a_line_that_is_no_corner_is_told_by_its_number(saint_malo, text, said):
    with pytest.raises(BadOutline, match=said):
        outlines.from_corners(text, saint_malo)


@pytest.mark.parametrize(
    ("ring", "expected"),
    [(SQUARE, (48.645, -2.015)), (SQUARE[::-1], (48.645, -2.015)), (round_ring(60), (48.645, -2.01))],
)
def test_the_middle_of_an_outline(ring, expected):
    assert outlines.centre({"type": "Polygon", "coordinates": [ring]}) == pytest.approx(expected, abs=2e-6)


def test_the_middle_of_a_dart_is_that_of_the_two_triangles_it_is_made_of():
    halves = [(DART[0], DART[1], DART[3]), (DART[1], DART[2], DART[3])]
    expected = [sum(sum(point[axis] for point in half) / 3 for half in halves) / 2 for axis in (1, 0)]  # equal areas
    assert outlines.centre({"type": "Polygon", "coordinates": [DART]}) == pytest.approx(expected, abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=7, unique=True))
def test_an_outline_is_refused_exactly_when_its_sides_meet(corners):
    """Against fractions: sides apart share a point, or sides that follow share more than their corner."""
    spread = [(-2.02 + x / 1000, 48.64 + y / 1000) for x, y in corners]
    assert outlines._crosses_itself(spread) is _meets_by_fractions(corners)


def _meets_by_fractions(corners):
    from fractions import Fraction

    sides = list(zip(corners, [*corners[1:], corners[0]], strict=True))

    def shared(one, other):
        (ax, ay), (bx, by) = one
        (cx, cy), (dx, dy) = other
        cross = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
        if cross:
            along = Fraction((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx), cross)
            across = Fraction((cx - ax) * (by - ay) - (cy - ay) * (bx - ax), cross)
            inside = 0 <= along <= 1 and 0 <= across <= 1
            return {(ax + along * (bx - ax), ay + along * (by - ay))} if inside else set()
        if (cx - ax) * (by - ay) != (cy - ay) * (bx - ax):
            return set()
        low, high = max(min(one), min(other)), min(max(one), max(other))
        return {low, high} if low <= high else set()

    for first in range(len(sides)):
        for second in range(first + 1, len(sides)):
            common = shared(sides[first], sides[second])
            neighbours = second == first + 1 or (first == 0 and second == len(sides) - 1)
            if len(common) > (1 if neighbours else 0):
                return True
    return False
