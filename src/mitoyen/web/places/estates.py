"""What partners enter in the tree: residences, and quartiers with their outline."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext

from mitoyen.territory import Commune, load
from mitoyen.web.places import actions, belonging, outlines
from mitoyen.web.places.actions import Point
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place

MOST_DWELLINGS = 20_000
MOST_WITHIN = 500
"""Places that may be entered in one place."""
_LONGEST_CODE = 60


class CannotEnter(ValueError):
    """A place that cannot be entered; `field` is the answer to mend, and the sentence says how."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__(said)
        self.field = field


@transaction.atomic
def add_residence(*, parent: Place, name: str, dwellings: int | None, point: Point | None) -> Place:
    """A residence in a quartier or a commune; without a point, it lies where its quartier does. CannotEnter."""
    _check_name(parent, name, Kind.RESIDENCE)
    if dwellings is not None and not 1 <= dwellings <= MOST_DWELLINGS:
        said = gettext("Écrivez un nombre de logements entre 1 et %(most)s.") % {"most": MOST_DWELLINGS}
        raise CannotEnter("dwellings", said)
    if point is not None and not outlines.near(commune_of(parent), *point):
        said = gettext("Ce point est trop loin de la commune (%(commune)s) : vérifiez la latitude et la longitude.")
        raise CannotEnter("point", said % {"commune": commune_of(parent).name})
    return _enter(parent, name, Kind.RESIDENCE, households=dwellings, point=point)


@transaction.atomic
def add_quartier(*, commune: Place, name: str, outline: dict[str, Any] | None) -> Place:
    """A quartier drawn in a commune; without an outline, it lies where its commune does. CannotEnter."""
    _check_name(commune, name, Kind.QUARTIER)
    point = outlines.centre(outline) if outline else None
    return _enter(commune, name, Kind.QUARTIER, point=point, boundary=outline)


@transaction.atomic
def draw(*, quartier: Place, outline: dict[str, Any]) -> Place:
    """Give a quartier its outline, and its middle as its point; so do the residences that nobody placed."""
    latitude, longitude = outlines.centre(outline)
    found = Place.objects.select_for_update().get(pk=quartier.pk)
    unplaced = Place.objects.filter(parent=found, latitude=found.latitude, longitude=found.longitude)
    unplaced.update(latitude=latitude, longitude=longitude)
    found.latitude, found.longitude, found.boundary = latitude, longitude, outline
    found.save(update_fields=["latitude", "longitude", "boundary"])
    return found


def commune_of(place: Place) -> Commune:
    """The commune that a place is, or lies in."""
    return load().commune(belonging.circle(place)[Kind.COMMUNE].code)


def _check_name(parent: Place, name: str, kind: Kind) -> None:
    if not slugify(name):
        raise CannotEnter("name", gettext("Écrivez le nom que les habitants lui donnent."))
    Place.objects.select_for_update().get(pk=parent.pk)  # two who enter the same name at once: one waits
    names = {other.name.casefold() for other in Place.objects.filter(parent=parent, kind=kind)}
    if name.casefold() in names:
        said = gettext("« %(name)s » existe déjà ici. Choisissez un autre nom, ou gardez celui qui existe.")
        raise CannotEnter("name", said % {"name": name})
    if len(names) >= MOST_WITHIN:
        raise CannotEnter("name", gettext("Il y a déjà trop de lieux ici. Parlez-en à qui tient ce site."))


def _enter(parent: Place, name: str, kind: Kind, **about: Any) -> Place:
    """Under a code that no French place has, since it begins with that of the commune and a hyphen."""
    base = f"{commune_of(parent).code}-{slugify(name)}"[:_LONGEST_CODE].rstrip("-").lower()
    taken = set(Place.objects.filter(code__startswith=base).values_list("code", flat=True))
    code = next(code for code in _codes(base) if code not in taken)
    return actions.add(code=code, name=name, kind=kind, parent=parent, **about)


def _codes(base: str) -> list[str]:
    return [base, *(f"{base}-{number}" for number in range(2, 10 * MOST_WITHIN))]
