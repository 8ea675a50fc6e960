"""Places entered in the tree."""

from __future__ import annotations

from django.db import transaction

from mitoyen.territory import Commune, Intercommunality, PlaceError, Quartier, load
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place

COUNTRY = "fr"


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
    if isinstance(found, Quartier):
        return _below(plant(found.commune), found.code, found.name, Kind.QUARTIER, found.households)
    if isinstance(found, Intercommunality):
        return _below(country(), found.code, found.name, Kind.INTERCOMMUNALITY, found.households)
    if not isinstance(found, Commune):
        raise CannotPlant(f"'{code}' is no commune, quartier or intercommunality")
    region = _below(country(), f"r{found.region}", found.region_name, Kind.REGION)
    department = _below(region, f"d{found.department}", found.department_name, Kind.DEPARTMENT)
    group = found.intercommunality or ""
    if group:
        plant(group)
    return _below(department, found.code, found.name, Kind.COMMUNE, found.households, group)


def country() -> Place:
    """The root of the tree."""
    fields = {"name": "France", "kind": Kind.COUNTRY, "path": f"{COUNTRY}/"}
    return Place.objects.get_or_create(code=COUNTRY, defaults=fields)[0]


@transaction.atomic
def add(
    *, code: str, name: str, kind: Kind, parent: Place, households: int | None = None, simulated: bool = False
) -> Place:
    """A quartier drawn in a commune, or a residence in either; CannotPlant if it does not fit there."""
    above = {Kind.QUARTIER: (Kind.COMMUNE,), Kind.RESIDENCE: (Kind.QUARTIER, Kind.COMMUNE)}.get(kind)
    if above is None or parent.kind not in above:
        raise CannotPlant(f"a {kind.value} does not stand in a {parent.kind}")
    place = _below(parent, code, name, kind, households, parent.intercommunality, simulated=simulated)
    if place.parent_id != parent.pk or place.kind != kind:
        raise CannotPlant(f"the code '{code}' is already that of {place.name}; choose another")
    return place


def _below(
    parent: Place,
    code: str,
    name: str,
    kind: Kind,
    households: int | None = None,
    intercommunality: str = "",
    *,
    simulated: bool = False,
) -> Place:
    fields = {
        "name": name,
        "kind": kind,
        "parent": parent,
        "path": f"{parent.path}{code}/",
        "intercommunality": intercommunality or parent.intercommunality,
        "households": households,
        "simulated": simulated,
    }
    return Place.objects.get_or_create(code=code, defaults=fields)[0]


__all__ = ["COUNTRY", "CannotPlant", "PlaceError", "add", "country", "plant"]
