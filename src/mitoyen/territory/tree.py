"""The tree of places: quartiers in communes, communes in intercommunalities."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TypedDict

import numpy as np

from mitoyen.territory import errors
from mitoyen.territory.places import (
    NOTES,
    Commune,
    CommunesTable,
    Counts,
    Intercommunality,
    Note,
    Place,
    Quartier,
)
from mitoyen.territory.tables import Tables, department_of


class _Figures(TypedDict):
    seniors: int
    households: int
    dwellings: int
    houses: int
    flats: int
    flat_households: int


class Tree:
    """Places by code, their parents and their children; a place is made when it is asked for."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._row = {code: row for row, code in enumerate(tables.codes)}

    def commune(self, code: str) -> Commune:
        """The commune of an INSEE code; UnknownPlace otherwise."""
        row = self._row.get(code)
        if row is not None:
            return self._commune(row)
        part = self._tables.parts.get(code)
        if part:
            raise errors.part_of(code, part.name, self.commune(part.commune))
        raise errors.unknown(code, ())

    @property
    def departments(self) -> Mapping[str, tuple[str, str, str]]:
        """Code of each department → its name, and the code and name of its region."""
        return self._tables.departments

    def quartier(self, code: str) -> Quartier:
        """The quartier of an IRIS code, or of a commune's code and 0000 where INSEE draws none; UnknownPlace."""
        leaf = self._leaf.get(code)
        if leaf is None:
            raise errors.unknown(code, ())
        return self._quartier(leaf)

    def intercommunality(self, code: str) -> Intercommunality:
        """The intercommunality of a SIREN code; UnknownPlace otherwise."""
        row = self._group.get(code)
        if row is None:
            raise errors.unknown(code, ())
        return self._intercommunality(row)

    def quartiers_of(self, place: Place) -> tuple[Quartier, ...]:
        """The quartiers of a place, in the order of `place.leaf_households()`."""
        if isinstance(place, Quartier):
            return (place,)
        if isinstance(place, Intercommunality):
            return tuple(leaf for code in place.communes for leaf in self.quartiers_of(self.commune(code)))
        return tuple(self._quartier(leaf) for leaf in range(*self._leaves_of(self._row[place.code])))

    def children(self, place: Place) -> tuple[Place, ...]:
        """The communes of an intercommunality, the quartiers of a commune, nothing below a quartier."""
        if isinstance(place, Intercommunality):
            return tuple(self.commune(code) for code in place.communes)
        return self.quartiers_of(place) if isinstance(place, Commune) else ()

    def parent(self, place: Place) -> Place | None:
        """The commune of a quartier, the intercommunality of a commune (four islands have none), else None."""
        if isinstance(place, Quartier):
            return self.commune(place.commune)
        if isinstance(place, Commune) and place.intercommunality:
            return self.intercommunality(place.intercommunality)
        return None

    def communes_table(self) -> CommunesTable:
        """Every commune at once, in the order of the codes, in arrays that cannot be written to."""
        tables = self._tables
        return CommunesTable(
            codes=tables.codes,
            names=tables.communes["name"],
            households=tables.commune_counts["households"],
            leaf_offsets=tables.leaf_offsets,
            leaf_households=tables.leaf_counts["households"],
        )

    @cached_property
    def _leaf(self) -> dict[str, int]:
        return {code: leaf for leaf, code in enumerate(self._tables.quartiers)}

    @cached_property
    def _group(self) -> dict[str, int]:
        return {code: row for row, code in enumerate(self._tables.intercommunalities["code"])}

    @cached_property
    def _members(self) -> dict[str, list[int]]:
        return self._tables.members()

    def _leaves_of(self, row: int) -> tuple[int, int]:
        return int(self._tables.leaf_offsets[row]), int(self._tables.leaf_offsets[row + 1])

    def _notes(self, rows: list[int]) -> tuple[Note, ...]:
        kinds = sorted({self._tables.communes["note"][row] for row in rows} - {""})
        return tuple(NOTES[kind] for kind in kinds)

    def _commune(self, row: int) -> Commune:
        tables, code = self._tables, self._tables.codes[row]
        first, last = self._leaves_of(row)
        department = department_of(code)
        department_name, region, region_name = tables.departments[department]
        return Commune(
            **_figures(tables.commune_counts, row),
            code=code,
            name=tables.communes["name"][row],
            population=int(tables.population[row]),
            lat=float(tables.lat[row]),
            lon=float(tables.lon[row]),
            surface=float(tables.surface[row]),
            estimated=self._notes([row]),
            leaves=tables.leaf_counts["households"][first:last],
            postcodes=tuple(tables.communes["postcodes"][row].split()),
            department=department,
            department_name=department_name,
            region=region,
            region_name=region_name,
            intercommunality=tables.communes["intercommunality"][row] or None,
        )

    def _quartier(self, leaf: int) -> Quartier:
        tables, code = self._tables, self._tables.quartiers[leaf]
        row = int(np.searchsorted(tables.leaf_offsets, leaf, side="right")) - 1
        part = tables.parts.get(code[:5])
        lat, lon = (part and part.point) or (float(tables.lat[row]), float(tables.lon[row]))
        return Quartier(
            **_figures(tables.leaf_counts, leaf),
            code=code,
            name=self._quartier_name(code, row),
            population=int(tables.leaf_counts["population"][leaf]),
            lat=lat,
            lon=lon,
            surface=None,
            estimated=self._notes([row]),
            leaves=tables.leaf_counts["households"][leaf : leaf + 1],
            commune=tables.codes[row],
        )

    def _quartier_name(self, code: str, row: int) -> str:
        """INSEE publishes no names for IRIS: the commune, the part of it if it was one, and the number."""
        commune, part = self._tables.communes["name"][row], self._tables.parts.get(code[:5])
        first, last = self._leaves_of(row)
        if last - first == 1:
            return commune
        if not part:
            return f"{commune}, IRIS {code[5:]}"
        if not part.name:
            return f"{commune}, IRIS {code}"
        name = part.name if part.name.startswith(commune) else f"{commune}, {part.name}"
        return name if code.endswith("0000") else f"{name}, IRIS {code[5:]}"

    def _intercommunality(self, row: int) -> Intercommunality:
        tables = self._tables
        code = tables.intercommunalities["code"][row]
        members = self._members[code]
        people = tables.population[members]
        leaves = np.concatenate([np.arange(*self._leaves_of(member)) for member in members])
        households = tables.leaf_counts["households"][leaves]
        households.flags.writeable = False
        return Intercommunality(
            **_figures(tables.commune_counts, members),
            code=code,
            name=tables.intercommunalities["name"][row],
            population=int(people.sum()),
            lat=float(np.average(tables.lat[members], weights=people)),
            lon=float(np.average(tables.lon[members], weights=people)),
            surface=float(tables.surface[members].sum()),
            estimated=self._notes(members),
            leaves=households,
            legal_type=tables.intercommunalities["type"][row],
            communes=tuple(tables.codes[member] for member in members),
        )


def _figures(counts: dict[str, Counts], rows: int | list[int]) -> _Figures:
    """Census figures of one row, or the sums over several."""
    return _Figures(
        seniors=int(counts["seniors"][rows].sum()),
        households=int(counts["households"][rows].sum()),
        dwellings=int(counts["dwellings"][rows].sum()),
        houses=int(counts["houses"][rows].sum()),
        flats=int(counts["flats"][rows].sum()),
        flat_households=int(counts["flat_households"][rows].sum()),
    )
