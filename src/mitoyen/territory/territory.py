"""The French places: found by code, by name, or searched as someone types."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from mitoyen.territory import errors
from mitoyen.territory.places import Commune, Place
from mitoyen.territory.search import Match, SearchIndex, is_commune_code, name_and_where
from mitoyen.territory.tables import department_of, read
from mitoyen.territory.tree import Tree

_LONG_CODE = re.compile(r"(?:2[AB]|\d\d)\d{7}")
_CLOSE = 3
_LONGEST = 200  # no name is longer; a page of text is not worth a pattern's time


@dataclass(frozen=True)
class Hit:
    """A place found by a search, why, and the name, postcode or code that matched."""

    place: Place
    why: Match
    text: str


class Territory(Tree):
    """All French communes without the overseas collectivities, their quartiers and intercommunalities."""

    def search(self, query: str, limit: int = 8) -> list[Hit]:
        """Communes and intercommunalities for what someone is typing, the best first, at most `limit`.

        A name in any case, without accents, unfinished or misspelled; a name and a department or a postcode; a
        postcode or its beginning; a code. Better matches come first, then more people. Nothing typed, nothing found.
        """
        return [Hit(self._at(found.row), found.why, found.text) for found in self._index.find(query, limit)]

    def resolve(self, text: str) -> Place:
        """The one place that a text tells; UnknownPlace or AmbiguousPlace otherwise.

        In this order: the INSEE code of a commune, the code of a quartier (IRIS), the SIREN of an intercommunality, a
        postcode that only one commune has, a name that only one place has, a name and a department or a postcode
        (“Saint-Denis (93)”, “Saint-Malo 35”). Accents, hyphens and capitals do not matter; spelling does.
        """
        text = " ".join(text.split())
        if not text:
            raise errors.missing()
        if len(text) > _LONGEST:
            raise errors.unknown(text, ())
        code = text.upper()
        if is_commune_code(code):
            return self._by_commune_code(code)
        if _LONG_CODE.fullmatch(code):
            return self.intercommunality(code) if code in self._group else self.quartier(code)
        return self._by_name(text)

    @cached_property
    def _index(self) -> SearchIndex:
        return SearchIndex(self._tables)

    def _at(self, row: int) -> Place:
        communes = len(self._tables.codes)
        return self._commune(row) if row < communes else self._intercommunality(row - communes)

    def _by_commune_code(self, code: str) -> Place:
        if code in self._row or code in self._tables.parts:
            return self.commune(code)
        rows = self._index.with_postcode(code)
        if not rows:
            raise errors.unknown(code, ())
        return self._only(code, rows)

    def _by_name(self, text: str) -> Place:
        rows = self._index.named(text)
        name, where = name_and_where(text)
        if not rows and where:
            rows = self._index.in_department(self._index.named(name), where)
        communes = [row for row in rows if row < len(self._tables.codes)]
        if not rows:
            raise errors.unknown(text, tuple(hit.place for hit in self.search(text, _CLOSE)))
        return self._only(text, communes or rows)

    def _only(self, text: str, rows: list[int]) -> Place:
        places = tuple(sorted((self._at(row) for row in rows), key=lambda place: -place.population))
        if len(places) == 1:
            return places[0]
        first = places[0]
        departments = [department_of(place.code) for place in places if isinstance(place, Commune)]
        told = bool(departments) and departments.count(departments[0]) == 1
        raise errors.ambiguous(text, places, errors.label(first) if told else first.code)


@lru_cache(maxsize=1)
def load() -> Territory:
    """The places shipped with the package, read once (about a third of a second)."""
    return Territory(read())
