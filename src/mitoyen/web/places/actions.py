"""Places entered in the tree."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from mitoyen.territory import Commune, Intercommunality, PlaceError, Quartier, load
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place

COUNTRY = "fr"
ABOVE = {Kind.QUARTIER: (Kind.COMMUNE,), Kind.RESIDENCE: (Kind.QUARTIER, Kind.COMMUNE)}
"""In what kinds of place somebody may enter one of a kind."""
Point = tuple[float, float]
"""(latitude, longitude) [degrees]"""


class CannotPlant(ValueError):
    """A place that cannot enter the tree; the sentence says why."""


@transaction.atomic
def plant(code: str) -> Place:
    """The row of a French quartier, commune or intercommunality, entered with all that is above it if need be.

    PlaceError (UnknownPlace, AmbiguousPlace) when the territory does not know the code.
    """
    planted = Place.objects.filter(code=code).first()
    if planted is not None:
        return planted
    found = load().resolve(code)
    point = (found.lat, found.lon)
    if isinstance(found, Quartier):
        return _below(plant(found.commune), found.code, found.name, Kind.QUARTIER, found.households, point=point)
    if isinstance(found, Intercommunality):
        return _below(country(), found.code, found.name, Kind.INTERCOMMUNALITY, found.households, point=point)
    if not isinstance(found, Commune):
        raise CannotPlant(f"'{code}' is no commune, quartier or intercommunality")
    region = _below(country(), f"r{found.region}", found.region_name, Kind.REGION)
    department = _below(region, f"d{found.department}", found.department_name, Kind.DEPARTMENT)
    group = found.intercommunality or ""
    if group:
        plant(group)
    return _below(department, found.code, found.name, Kind.COMMUNE, found.households, group, point=point)


def country() -> Place:
    """The root of the tree."""
    fields = {"name": "France", "kind": Kind.COUNTRY, "path": f"{COUNTRY}/"}
    return Place.objects.get_or_create(code=COUNTRY, defaults=fields)[0]


@transaction.atomic
def add(
    *,
    code: str,
    name: str,
    kind: Kind,
    parent: Place,
    households: int | None = None,
    simulated: bool = False,
    point: Point | None = None,
    boundary: dict[str, Any] | None = None,
) -> Place:
    """A quartier drawn in a commune, or a residence in either; CannotPlant if it does not fit there.

    point : (latitude, longitude) [degrees]; without it, the point of what it lies in     boundary : GeoJSON polygon
    """
    if parent.kind not in ABOVE.get(kind, ()):
        raise CannotPlant(f"a {kind.value} does not stand in a {parent.kind}")
    about: dict[str, Any] = {"simulated": simulated, "boundary": boundary}
    place = _below(parent, code, name, kind, households, parent.intercommunality, point=point, **about)
    if place.parent_id != parent.pk or place.kind != kind:
        raise CannotPlant(f"the code '{code}' is already that of {place.name}; choose another")
    return _placed(place, point, boundary)


def _below(
    parent: Place,
    code: str,
    name: str,
    kind: Kind,
    households: int | None = None,
    intercommunality: str = "",
    *,
    point: Point | None = None,
    **about: Any,
) -> Place:
    latitude, longitude = point or (parent.latitude, parent.longitude)
    fields = {
        "name": name,
        "kind": kind,
        "parent": parent,
        "path": f"{parent.path}{code}/",
        "intercommunality": intercommunality or parent.intercommunality,
        "households": households,
        "latitude": latitude,
        "longitude": longitude,
        **about,
    }
    return Place.objects.get_or_create(code=code, defaults=fields)[0]


def _placed(place: Place, point: Point | None, boundary: dict[str, Any] | None) -> Place:
    """An invented place lies where it is told now, even if it was entered before places had points."""
    if place.simulated and point and (place.latitude, place.longitude, place.boundary) != (*point, boundary):
        place.latitude, place.longitude, place.boundary = *point, boundary
        place.save(update_fields=["latitude", "longitude", "boundary"])
    return place


__all__ = ["COUNTRY", "CannotPlant", "PlaceError", "add", "country", "plant"]
