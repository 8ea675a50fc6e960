"""From what someone types and chooses to one place: the commune, its intercommunality, one of its quartiers."""

from __future__ import annotations

from django.utils.translation import gettext

from mitoyen.territory import Commune, Intercommunality, Place, PlaceError, Quartier, Territory
from mitoyen.territory.errors import label

WHOLE, GROUP, QUARTIER, HOUSING = KINDS = ("whole", "group", "quartier", "housing")


class NoSuchPart(ValueError):
    """The place has no such part, or which one was not said; `quartiers` are those to choose from."""

    def __init__(self, words: str, quartiers: tuple[Quartier, ...] = ()) -> None:
        super().__init__(words)
        self.words = words
        self.quartiers = quartiers


def told(territory: Territory, place: Place) -> str:
    """A text a person can read and that tells this place and no other: “Saint-Malo (35)”, or its code."""
    name = label(place)
    try:
        return name if territory.resolve(name) == place else place.code
    except PlaceError:
        return place.code


def part(territory: Territory, place: Place, kind: str, quartier: str = "") -> Place:
    """The place that a kind of project is about; raises NoSuchPart."""
    if kind == GROUP:
        return _group(territory, place)
    if kind == QUARTIER:
        return _quartier(territory, place, quartier)
    return place


def kind_of(place: Place) -> str:
    """The kind of project that takes the whole of a place."""
    if isinstance(place, Intercommunality):
        return GROUP
    return QUARTIER if isinstance(place, Quartier) else WHOLE


def _group(territory: Territory, place: Place) -> Place:
    found: Place | None = place
    while found is not None and not isinstance(found, Intercommunality):
        found = territory.parent(found)
    if found is None:
        raise NoSuchPart(gettext("Cette commune n’appartient à aucune intercommunalité : choisissez toute la commune."))
    return found


def _quartier(territory: Territory, place: Place, code: str) -> Place:
    if isinstance(place, Quartier):
        return place
    if not isinstance(place, Commune):
        raise NoSuchPart(gettext("Indiquez une commune pour choisir l’un de ses quartiers."))
    quartiers = territory.quartiers_of(place)
    chosen = [each for each in quartiers if each.code == code] or (quartiers if len(quartiers) == 1 else ())
    if not chosen:
        raise NoSuchPart(gettext("Choisissez un quartier dans la liste."), quartiers)
    return chosen[0]
