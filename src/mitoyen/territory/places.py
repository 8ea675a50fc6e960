"""Places: quartiers, communes and intercommunalities, with the figures a projection starts from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["quartier", "commune", "intercommunality"]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Note:
    """Why some figures of a place are estimated, in both languages."""

    fr: str
    en: str


NOTES = {
    "mayotte": Note(
        fr="Mayotte : population de 2017. Ménages, logements et personnes âgées sont estimés : les totaux de l'île "
        "sont répartis selon la population des communes.",
        en="Mayotte: population of 2017. Households, dwellings and older people are estimated: the totals of the "
        "island are shared by the population of its communes.",
    ),
    "split": Note(
        fr="Commune issue d'une séparation après le recensement de 2021 : ménages, logements et personnes âgées sont "
        "estimés, selon sa part de la population de l'ancienne commune.",
        en="This commune was part of a larger one in the census of 2021: households, dwellings and older people are "
        "estimated, by its share of the population of the former commune.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """What every place has.

    Households, dwellings and people of 65 and over come from the census of 2021, and those of a place are the sum of
    its quartiers'. The population of a commune is the legal one of 2023, that of a quartier the census of 2021.
    Houses and flats count all dwellings, second homes and empty ones included; `flat_households` are the households
    that live in a flat. Latitude and longitude [degrees] are those of the town hall, surface in km².
    """

    kind: ClassVar[Kind]

    code: str
    name: str
    population: int
    seniors: int
    households: int
    dwellings: int
    houses: int
    flats: int
    flat_households: int
    lat: float
    lon: float
    surface: float | None
    estimated: tuple[Note, ...]
    leaves: Counts = field(repr=False, compare=False)

    def leaf_households(self) -> Counts:
        """Households of each quartier of the place, shape (quartiers,); their sum is `households`."""
        return self.leaves


@dataclass(frozen=True, kw_only=True)
class Quartier(Place):
    """An IRIS of INSEE, or a whole commune where INSEE draws none; nine-character code; no surface is published."""

    kind: ClassVar[Kind] = "quartier"

    commune: str


@dataclass(frozen=True, kw_only=True)
class Commune(Place):
    """A French commune; five-character INSEE code."""

    kind: ClassVar[Kind] = "commune"

    postcodes: tuple[str, ...]
    department: str
    department_name: str
    region: str
    region_name: str
    intercommunality: str | None


@dataclass(frozen=True, kw_only=True)
class Intercommunality(Place):
    """An intercommunality with its own taxes (CC, CA, CU, metropolis); SIREN code; it may cross departments."""

    kind: ClassVar[Kind] = "intercommunality"

    legal_type: str
    communes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class CommunesTable:
    """Every commune at once, for the atlas.

    codes : (communes,)   households : (communes,)   leaf_offsets : (communes + 1,)   leaf_households : (quartiers,)
    The quartiers of commune i are leaf_households[leaf_offsets[i]:leaf_offsets[i + 1]].
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    households: Counts
    leaf_offsets: Counts
    leaf_households: Counts
