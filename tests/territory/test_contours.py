"""Surfaces and centres from contours, against the geometry of the ellipsoid; shares that sum to the whole."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from tools.build_territory import share_out
from tools.contours import read_wkb, read_wkb_point
from tools.gaps import gaps

SEMI_MAJOR_KM, E2 = 6378.137, 0.00669437999014  # WGS 84


def box(west, south, east, north):
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def squares(west, south, east, north):
    """A box with a vertex at every degree, as contours that share their edges have."""
    left, right = range(south, north), range(north, south, -1)
    bottom, top = range(west, east), range(east, west, -1)
    sides = [
        [(x, south) for x in bottom],
        [(east, y) for y in left],
        [(x, north) for x in top],
        [(west, y) for y in right],
    ]
    return [*(corner for side in sides for corner in side), (west, south)]


def polygon(*rings):
    body = b"".join(struct.pack("<I", len(ring)) + np.array(ring, "<f8").tobytes() for ring in rings)
    return struct.pack("<BII", 1, 3, len(rings)) + body


def cell_on_the_ellipsoid(south, north, degrees):
    def strip(latitude):
        return np.cos(latitude) * (1 - E2) / (1 - E2 * np.sin(latitude) ** 2) ** 2

    return SEMI_MAJOR_KM**2 * np.radians(degrees) * integrate.quad(strip, np.radians(south), np.radians(north))[0]


@pytest.mark.parametrize("south", [-22, 0, 43, 48.5, 60])
def test_a_cell_has_its_surface_on_the_ellipsoid(south):
    contour = read_wkb(polygon(box(2, south, 3, south + 1)).hex())
    assert contour.surface_km2() == pytest.approx(cell_on_the_ellipsoid(south, south + 1, 1), rel=1e-6)
    assert contour.centre() == pytest.approx((south + 0.5, 2.5))


def test_holes_are_taken_out_and_islands_added():
    whole, hole = box(0, 45, 2, 46), box(1, 45, 2, 46)
    halved = polygon(whole, hole)
    several = struct.pack("<BII", 1, 6, 2) + halved + polygon(box(5, 45, 6, 46))
    one = read_wkb(polygon(hole).hex()).surface_km2()
    assert read_wkb(halved.hex()).surface_km2() == pytest.approx(one)
    assert read_wkb(several.hex()).surface_km2() == pytest.approx(2 * one)


def test_a_gap_between_contours_is_found_with_its_neighbours():
    ring = {"west": (0, 45, 1, 48), "east": (2, 45, 3, 48), "south": (1, 45, 2, 46), "north": (1, 47, 2, 48)}
    corners = {name: read_wkb(polygon(squares(*sides)).hex()) for name, sides in ring.items()}
    ((gap, neighbours),) = gaps(corners)
    assert gap.surface_km2() == pytest.approx(cell_on_the_ellipsoid(46, 47, 1), rel=1e-6)
    assert set(neighbours) == set(ring)


def test_two_gaps_that_touch_at_a_corner_are_two():
    kept = {f"{x}{y}": (x, 40 + y, x + 1, 41 + y) for x in range(4) for y in range(4) if (x, y) not in {(1, 1), (2, 2)}}
    found = gaps({name: read_wkb(polygon(box(*sides)).hex()) for name, sides in kept.items()})
    assert sorted(gap.centre() for gap, _ in found) == [pytest.approx((41.5, 1.5)), pytest.approx((42.5, 2.5))]


def test_a_point_is_latitude_then_longitude_and_another_geometry_is_refused():
    point = struct.pack("<BIdd", 1, 1, -2.02, 48.65).hex()
    assert read_wkb_point(point) == (48.65, -2.02)
    with pytest.raises(ValueError, match="not WKB geometry 1"):
        read_wkb(point)


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**5), min_size=1, max_size=8).filter(any))
def test_shares_sum_to_the_whole_and_are_within_one_of_their_due(total, weights):
    shares = share_out(total, weights)
    due = [total * weight / sum(weights) for weight in weights]
    assert sum(shares) == total
    assert all(abs(share - exact) < 1 for share, exact in zip(shares, due, strict=True))
