"""Gaps between contours: communes that left the list after a merger, and whose outline their neighbours still draw.

The contours share their edges point for point, each edge once in each direction. An edge without its opposite lies
on a border, a coast or a gap; the opposites, walked end to end, draw the outline of what is missing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np

from tools.contours import Contour, Ring, is_anticlockwise

Vertex = tuple[float, float]
Gap = tuple[Contour, Counter[str]]


def gaps(contours: Mapping[str, Contour]) -> list[Gap]:
    """Each gap closed by contours, with the number of edges that every neighbour has along it."""
    edges = dict(_edges(contours))
    outside: dict[Vertex, list[tuple[Vertex, str]]] = defaultdict(list)
    for (start, end), code in edges.items():
        if (end, start) not in edges:
            outside[end].append((start, code))
    found = []
    while outside:
        for ring, neighbours in _walk(outside):
            if len(ring) > 3 and is_anticlockwise(ring):  # the outline of the land itself turns the other way
                found.append((Contour(((ring,),)), neighbours))
    return found


def _edges(contours: Mapping[str, Contour]) -> Iterable[tuple[tuple[Vertex, Vertex], str]]:
    for code, contour in contours.items():
        for rings in contour.polygons:
            for place, ring in enumerate(rings):
                inner = place > 0
                turned = ring if is_anticlockwise(ring) != inner else ring[::-1]
                points = [(x, y) for x, y in np.round(turned, 7).tolist()]
                for start, end in pairwise(points):
                    if start != end:
                        yield (start, end), code


def _walk(outside: dict[Vertex, list[tuple[Vertex, str]]]) -> Iterable[tuple[Ring, Counter[str]]]:
    """Follow and remove edges from any vertex; each time the walk crosses itself, a ring is cut off."""
    path: list[tuple[Vertex, str]] = []
    vertex, seen = next(iter(outside)), dict[Vertex, int]()
    while vertex in outside:
        seen[vertex] = len(path)
        following, code = outside[vertex].pop()
        if not outside[vertex]:
            del outside[vertex]
        path.append((vertex, code))
        vertex = following
        if vertex in seen:
            ring = path[seen[vertex] :]
            del path[seen[vertex] :]
            yield np.array([point for point, _ in ring] + [vertex]), Counter(code for _, code in ring)
            for point, _ in ring:
                del seen[point]
