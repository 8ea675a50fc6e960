"""Search of communes and intercommunalities by name, postcode or code, as someone types.

Three ways, each only when the better one has left room. First the beginnings of the name and of its words, found by
bisection in one sorted list. Then, with slips of the finger: names that share most pairs of letters with what was
typed (an inverted index, counted by numpy), of which the nearest are measured one by one. Pairs of letters were
taken rather than a deletion index because they answer as well for two or three slips in a long name without its
millions of entries. Among misspelled names the likeliest comes first: a big town is typed, and mistyped, more often
than a hamlet, so a slip less weighs as much as a population twenty times larger. Measures:
benchmarks/territory_search.py.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from mitoyen.territory.letters import LetterPairs, allowed_slips
from mitoyen.territory.names import fold
from mitoyen.territory.places import Counts
from mitoyen.territory.tables import Tables, department_of

Flags = NDArray[np.bool_]

_LONGEST_QUERY = 80
_SMALL_WORDS = frozenset("a au aux d de des du en et l la las le les los lès ou sous sur the".split())
_LEGAL_WORDS = frozenset("ca cc cu agglo agglomeration communaute communes metropole urbaine".split())
_CODE = re.compile(r"(?:2[AB]|\d\d)\d{3}")
_NAME_AND_WHERE = re.compile(r"(?P<name>.*?)[\s(,]+(?P<where>\d{5}|97\d|2[AB]|\d\d)\s*\)?", re.IGNORECASE)
_TIER = 10**10  # more than any population, so that a better match always comes first


class Match(StrEnum):
    """Why a place was found, the surest first."""

    CODE = "code"
    POSTCODE = "postcode"
    NAME = "name"
    FORMER_NAME = "former name"
    BEGINNING = "beginning"
    WORD = "word"
    SPELLING = "spelling"


_WHOLE, _BARE, _FORMER, _BEGINNING, _WORD, _SPELLING = range(6)  # qualities, the best first
_REASONS = {_WHOLE: Match.NAME, _BARE: Match.NAME, _BEGINNING: Match.BEGINNING, _WORD: Match.WORD}
_SLIP = 1.3  # in powers of ten of the population


@dataclass(frozen=True)
class Found:
    """Row of a place: a commune, or an intercommunality counted after the last commune; why; and the text matched."""

    row: int
    why: Match
    text: str


class SearchIndex:
    """Everything that can be typed for a place, in order."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._names, self._rows, self._first_former = _everything_named(tables)
        self._people = np.concatenate([tables.population, _population_of_main_communes(tables)])
        self._department = np.array([*map(department_of, tables.codes), *[""] * len(tables.intercommunalities["code"])])
        folded = [fold(name) for name in self._names]
        self._entries = _Entries(folded, self._rows, self._first_former, self._people)
        self._pairs = LetterPairs(folded, _without_small_words)
        self._postcodes = sorted(
            (postcode, row)
            for row, postcodes in enumerate(tables.communes["postcodes"])
            for postcode in postcodes.split()
        )
        self._by_code = {code: row for row, code in enumerate(tables.codes)}
        self._sirens = tables.intercommunalities["code"]

    def find(self, query: str, limit: int) -> list[Found]:
        """The best places for a query, at most `limit`, by quality of the match and then by population."""
        query = query.strip()[:_LONGEST_QUERY]
        if limit < 1:
            return []
        typed = query.replace(" ", "").upper()
        if typed.isdigit() or is_commune_code(typed):
            return self._by_number(typed, limit)
        found = self._beginning(fold(query), limit)
        name, where = name_and_where(query)
        if where and not found:
            inside = self._rows_in(where)
            found = self._beginning(fold(name), limit, inside) or self._misspelled(fold(name), limit, inside)
        told = any(hit.why is Match.NAME for hit in found) or self._entries.whole(fold(query))
        if len(found) < limit and not told:
            seen = {hit.row for hit in found}
            found += [hit for hit in self._misspelled(fold(query), limit) if hit.row not in seen]
        return found[:limit]

    def named(self, name: str) -> list[int]:
        """Rows of the places whose whole current name this is, but for accents, hyphens and capitals."""
        places = self._entries.whole(fold(name))
        return [int(self._rows[place]) for place in places if place < self._first_former]

    def with_postcode(self, postcode: str) -> list[int]:
        """Rows of the communes that have this postcode, or whose postcodes begin so, the most populated first."""
        first = bisect_left(self._postcodes, (postcode, -1))
        last = bisect_left(self._postcodes, (postcode + "~", -1))
        return sorted({row for _, row in self._postcodes[first:last]}, key=lambda row: -int(self._people[row]))

    def in_department(self, rows: list[int], where: str) -> list[int]:
        """The rows among these that lie in a department or have a postcode."""
        inside = self._rows_in(where)
        return [row for row in rows if inside[row]]

    def _by_number(self, number: str, limit: int) -> list[Found]:
        """Most people type a postcode: its largest commune comes before the one whose INSEE code it is."""
        found = [Found(row, Match.POSTCODE, number) for row in self.with_postcode(number)[:limit]]
        code = self._by_code.get(number)
        if number in self._sirens:
            code = len(self._by_code) + self._sirens.index(number)
        if code is not None:
            found = [hit for hit in found if hit.row != code]
            found.insert(1, Found(code, Match.CODE, number))
        return found[:limit]

    def _rows_in(self, where: str) -> Flags:
        inside = np.zeros(len(self._people), np.bool_)
        if len(where) < 5:
            inside[self._department == where] = True
        else:
            inside[self.with_postcode(where)] = True
        return inside

    def _beginning(self, typed: str, limit: int, inside: Flags | None = None) -> list[Found]:
        return self._best(*self._entries.beginning(typed), limit, inside) if typed else []

    def _misspelled(self, typed: str, limit: int, inside: Flags | None = None) -> list[Found]:
        if not allowed_slips(typed):
            return []
        names, slips = self._pairs.nearest(typed)
        likelihood = np.log10(self._people[self._rows[names]] + 1) - _SLIP * slips
        order = (_SPELLING * _TIER - likelihood * 1e6).astype(np.int64)
        return self._best(names, order, limit, inside)

    def _best(self, names: Counts, order: Counts, limit: int, inside: Flags | None) -> list[Found]:
        if inside is not None:
            kept = inside[self._rows[names]]
            names, order = names[kept], order[kept]
        many = 8 * limit  # several names lead to one place
        if len(names) > many:
            nearest = np.argpartition(order, many)[:many]
            names, order = names[nearest], order[nearest]
        found: dict[int, Found] = {}
        for place in np.argsort(order, kind="stable"):
            name = int(names[place])
            row = int(self._rows[name])
            found.setdefault(row, Found(row, self._reason(name, int(order[place])), self._names[name]))
        return list(found.values())[:limit]

    def _reason(self, name: int, order: int) -> Match:
        quality = -(-order // _TIER)
        if quality >= _SPELLING:
            return Match.SPELLING
        return Match.FORMER_NAME if name >= self._first_former else _REASONS[quality]


def is_commune_code(text: str) -> bool:
    """Whether a text has the form of an INSEE code, or of a postcode, in capitals."""
    return _CODE.fullmatch(text) is not None


def name_and_where(text: str) -> tuple[str, str]:
    """A name and the department or the postcode said after it: “Saint-Denis (93)”; else the text and nothing."""
    said = _NAME_AND_WHERE.fullmatch(text)
    return (said["name"], said["where"].upper()) if said else (text, "")


class _Entries:
    """Every name from each of its words on, sorted, to be found by its beginning."""

    def __init__(self, folded: list[str], rows: Counts, first_former: int, people: Counts) -> None:
        entries = [(text, name, start) for name, text in enumerate(folded) for text, start in _beginnings(text)]
        entries.sort()
        self._texts = [text for text, _, _ in entries]
        self._names = np.array([name for _, name, _ in entries], np.int64)
        start = np.array([start for _, _, start in entries], np.int64)
        former, population = self._names >= first_former, people[rows[self._names]]
        self._is_whole = start == _WHOLE
        exact = np.where(former, _FORMER, np.where(start == _WORD, _BEGINNING, start))
        longer = np.where(former | (start == _WORD), _WORD, _BEGINNING)
        self._exact, self._longer = exact * _TIER - population, longer * _TIER - population

    def beginning(self, typed: str) -> tuple[Counts, Counts]:
        """Names that begin so, or have a word that does, and their order (smaller is better)."""
        first, exact = bisect_left(self._texts, typed), bisect_right(self._texts, typed)
        last = bisect_left(self._texts, typed + "~", exact)
        return self._names[first:last], np.concatenate([self._exact[first:exact], self._longer[exact:last]])

    def whole(self, typed: str) -> list[int]:
        """Names that are exactly so."""
        first, last = bisect_left(self._texts, typed), bisect_right(self._texts, typed)
        return [int(self._names[place]) for place in range(first, last) if self._is_whole[place]]


def _beginnings(name: str) -> list[tuple[str, int]]:
    """The name, the name without its article, and from each word that counts, with the quality of each."""
    words = name.split()
    bare = len(words) - len(_without_small_words(name).split())
    starts = [place for place in range(1, len(words)) if place == bare or words[place] not in _SMALL_WORDS]
    return [(name, _WHOLE)] + [(" ".join(words[place:]), _BARE if place == bare else _WORD) for place in starts]


def _without_small_words(name: str) -> str:
    """A name without the articles and legal words it begins with; the whole name if nothing would be left."""
    words = name.split()
    place = 0
    while place < len(words) - 1 and (words[place] in _SMALL_WORDS or words[place] in _LEGAL_WORDS):
        place += 1
    return " ".join(words[place:])


def _everything_named(tables: Tables) -> tuple[list[str], Counts, int]:
    """Names, the row of the place each one leads to, and where the former names start."""
    communes, groups = tables.communes["name"], tables.intercommunalities["name"]
    row = {code: place for place, code in enumerate(tables.codes)}
    former = [(part.name, row[part.commune]) for part in tables.parts.values() if part.name]
    names = [*communes, *groups, *(name for name, _ in former)]
    current = len(communes) + len(groups)
    rows = np.array([*range(current), *(place for _, place in former)], np.int64)
    return names, rows, current


def _population_of_main_communes(tables: Tables) -> Counts:
    """Population of the largest member less one: an intercommunality is listed just after its main town."""
    members = tables.members()
    return np.array([tables.population[members[code]].max() - 1 for code in tables.intercommunalities["code"]])
