"""Surface and centre of a commune from its contour, in plain numpy: no geometry library for one integral.

A contour is a WKB (MULTI)POLYGON in longitude and latitude (degrees, WGS 84). The surface is taken on the
sphere that has the Earth's area, with latitudes made authalic, so that the ellipsoid's areas are kept.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

AUTHALIC_RADIUS_KM = 6371.0072
WGS84_ECCENTRICITY_SQUARED = 0.00669437999014
POLYGON, MULTIPOLYGON = 3, 6

Ring = NDArray[np.float64]


@dataclass(frozen=True)
class Contour:
    """Polygons made of rings of shape (points, 2), longitude then latitude; the first ring is the outer."""

    polygons: tuple[tuple[Ring, ...], ...]

    def surface_km2(self) -> float:
        """Surface [km²], holes taken out."""
        return sum(
            abs(_ring_km2(rings[0])) - sum(abs(_ring_km2(hole)) for hole in rings[1:]) for rings in self.polygons
        )

    def centre(self) -> tuple[float, float]:
        """Latitude and longitude of the centroid of the largest polygon [degrees]."""
        outer = max((rings[0] for rings in self.polygons), key=lambda ring: abs(_ring_km2(ring)))
        x, y = outer[:-1, 0], outer[:-1, 1]
        x_next, y_next = outer[1:, 0], outer[1:, 1]
        x0, y0 = x[0], y[0]  # a local origin: the shoelace formula loses digits far from it
        cross = (x - x0) * (y_next - y0) - (x_next - x0) * (y - y0)
        twice_area = cross.sum()
        if twice_area == 0:
            return float(y.mean()), float(x.mean())
        longitude = x0 + ((x + x_next - 2 * x0) * cross).sum() / (3 * twice_area)
        latitude = y0 + ((y + y_next - 2 * y0) * cross).sum() / (3 * twice_area)
        return float(latitude), float(longitude)

    def is_near(self, latitude: float, longitude: float, margin: float) -> bool:
        """Whether a point lies in the bounding box widened by a margin [degrees]."""
        points = np.concatenate([rings[0] for rings in self.polygons])
        (west, south), (east, north) = points.min(axis=0) - margin, points.max(axis=0) + margin
        return bool(west <= longitude <= east and south <= latitude <= north)


def is_anticlockwise(ring: Ring) -> bool:
    """Whether a ring turns with its inside on the left."""
    return _ring_km2(ring) < 0


def read_wkb(hexadecimal: str) -> Contour:
    """Contour from hexadecimal WKB; ValueError on any other geometry than a polygon or several."""
    return Contour(tuple(_polygons(memoryview(bytes.fromhex(hexadecimal)))))


def read_wkb_point(hexadecimal: str) -> tuple[float, float]:
    """Latitude and longitude of a WKB point [degrees]."""
    data = bytes.fromhex(hexadecimal)
    longitude, latitude = struct.unpack_from("<2d" if data[0] else ">2d", data, 5)
    return latitude, longitude


def _polygons(data: memoryview) -> Iterator[tuple[Ring, ...]]:
    kind, offset = _header(data, 0)
    if kind == POLYGON:
        yield _rings(data, offset)[0]
        return
    if kind != MULTIPOLYGON:
        raise ValueError(f"A contour is a polygon or several, not WKB geometry {kind}.")
    (count,) = struct.unpack_from("<I", data, offset)
    offset += 4
    for _ in range(count):
        _, offset = _header(data, offset)
        rings, offset = _rings(data, offset)
        yield rings


def _header(data: memoryview, offset: int) -> tuple[int, int]:
    order, kind = struct.unpack_from("<BI", data, offset)
    if order != 1:
        raise ValueError("Only little-endian WKB is read here.")
    return kind, offset + 5


def _rings(data: memoryview, offset: int) -> tuple[tuple[Ring, ...], int]:
    (count,) = struct.unpack_from("<I", data, offset)
    offset += 4
    rings = []
    for _ in range(count):
        (points,) = struct.unpack_from("<I", data, offset)
        ring = np.frombuffer(data, "<f8", 2 * points, offset + 4).reshape(-1, 2)
        rings.append(ring)
        offset += 4 + 16 * points
    return tuple(rings), offset


def _ring_km2(ring: Ring) -> float:
    """Signed area on the authalic sphere: the integral of sin(latitude) over longitude, edge by edge."""
    longitude, height = np.radians(ring[:, 0]), _authalic_sine(np.radians(ring[:, 1]))
    edges = np.diff(longitude) * (height[1:] + height[:-1]) / 2
    return float(edges.sum()) * AUTHALIC_RADIUS_KM**2


def _authalic_sine(latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sine of the authalic latitude (Snyder, Map Projections, 1987, equations 3-11 and 3-12)."""
    return _snyder_q(np.sin(latitude)) / _snyder_q(np.ones(1))


def _snyder_q(sine: NDArray[np.float64]) -> NDArray[np.float64]:
    e2 = WGS84_ECCENTRICITY_SQUARED
    e = math.sqrt(e2)
    shape: NDArray[np.float64] = sine / (1 - e2 * sine**2) + np.arctanh(e * sine) / e
    return (1 - e2) * shape
