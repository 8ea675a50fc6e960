"""How far neighbours live: told roughly, between the points of their places."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mitoyen.reporting import numbers
from mitoyen.web.neighbourhood.rules import Sight
from mitoyen.web.places.belonging import distance, great_circle
from mitoyen.web.places.models import Place
from mitoyen.web.prepared import Prepared

MOST = 400
"""Places that a search around looks into, the nearest; SQLite joins at most 500 branches."""
DEGREE = 111.2
"""[km] of a degree of latitude."""
_STEP = 0.1
"""[km] to which a distance is told."""


def _below(top: Any, **box: Any) -> QuerySet[Place, tuple[int, float | None, float | None]]:
    """Keys and points of the places below, and of those below them: an index for each."""
    rows = Place.objects.filter(**box).values_list("pk", "latitude", "longitude")
    return rows.filter(parent=top).union(rows.filter(parent__parent=top), all=True)


_BELOW = Prepared(_below)
_BELOW_WITHIN = Prepared(
    lambda top, south, north, west, east: _below(top, latitude__range=(south, north), longitude__range=(west, east))
)


def homes(sight: Sight, within: float | None) -> dict[int, float]:
    """Places around a home with their distance [km], the nearest first; those without a point come last, or not.

    They lie in the largest place whose listings are seen, a commune at most.
    """
    if not sight.shown_in:
        return {}
    top = sight.shown_in[-1]
    box = _box(sight.home, within)
    found = [(top.pk, top.latitude, top.longitude), *(_BELOW_WITHIN(top.pk, *box) if box else _BELOW(top.pk))]
    distances = {pk: apart(sight.home, pk, *point) for pk, *point in found}
    near = {pk: far for pk, far in distances.items() if within is None or far <= within}
    return dict(sorted(near.items(), key=lambda pair: pair[::-1])[:MOST])


def told(home: Place, place: Place, language: str) -> str:
    """« à 300 m », « à 1,2 km », « tout près », in the language of the page; empty when nobody knows."""
    far = distance(home, place)
    return "" if far is None else _told(language, 0 if far < _STEP / 2 else max(1, round(far * 10)))


@lru_cache(1024)
def _told(language: str, steps: int) -> str:
    """A distance of so many hundreds of metres."""
    if not steps:
        return _("tout près")
    if steps < 10:
        return _("à %(far)s m") % {"far": numbers.number(steps * 100, language)}
    return _("à %(far)s km") % {"far": numbers.number(steps / 10, language)}


def apart(home: Place, pk: int, latitude: float | None, longitude: float | None) -> float:
    """As `belonging.distance`, of what was read without an instance; the unknown lies beyond everything."""
    if pk == home.pk:
        return 0.0
    if None in (latitude, longitude, home.latitude, home.longitude):
        return math.inf
    return great_circle((home.latitude, home.longitude), (latitude, longitude))


def _box(home: Place, within: float | None) -> tuple[float, float, float, float] | None:
    """South, north, west and east of a box around the circle, so that only its places are read."""
    if within is None or home.latitude is None or home.longitude is None:
        return None
    north = within / DEGREE
    east = within / (DEGREE * max(0.01, math.cos(math.radians(home.latitude))))
    return home.latitude - north, home.latitude + north, home.longitude - east, home.longitude + east
