"""How releases are told by category and proof, so that no subtraction leaves too few persons.

A table has releases as its rows and parts (of categories and proofs) as its columns; both sums are published. Whoever
combines them is left with the facts of a *cut*: choose some rows and some columns, and take the cells that have only
one of the two chosen. So a table is safe when every cut has facts of enough persons, or no fact at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations

from mitoyen.counting.privacy import SEVERAL

Cell = tuple[str, str]
"""Category and proof; as a part, SEVERAL instead of either tells several together, or an unknown category."""
Persons = AbstractSet[int]
Row = Mapping[Cell, Persons]
"""A release: who stands behind each cell that holds a fact; nobody, if its persons were not told."""

REST: Cell = (SEVERAL, SEVERAL)
MOST_COLUMNS = 10
"""Columns tried in every combination; more, that no common release ties together, are not shown apart."""
MOST_STEPS = 5_000
"""How long a combination is searched before it counts as unsafe."""


def breakdown(releases: Sequence[Row], threshold: int) -> dict[Cell, Cell]:
    """The part in which each cell of the table is told; all in REST when nothing can be told apart."""
    parts = partition(_columns(releases), threshold)
    while len(set(parts.values())) > 1:
        table = [_columns([row], parts) for row in releases]
        weak = weak_side(table, threshold)
        if weak is None:
            break
        sizes = {part: len(found) for part, found in _columns(table).items() if part != REST}
        parts = _withdrawn(parts, min(weak & sizes.keys() or sizes, key=lambda part: (sizes[part], part)))
        parts = _with_full_rest(parts, _columns(releases), threshold)
    return parts


def partition(cells: Mapping[Cell, Persons], threshold: int) -> dict[Cell, Cell]:
    """The part of each cell: each part and the rest has enough persons, or there is only the rest.

    A cell with enough persons stands alone; then come the other proofs of a category together, then the other
    categories of a proof together. A rest too small is filled with the smallest parts.
    """
    parts = {cell: cell for cell, found in cells.items() if cell[0] != SEVERAL and len(found) >= threshold}
    for wider in (lambda cell: (cell[0], SEVERAL), lambda cell: (SEVERAL, cell[1])):
        together: dict[Cell, list[Cell]] = defaultdict(list)
        for cell in cells.keys() - parts.keys():
            together[wider(cell)].append(cell)
        for part, found in together.items():
            if part != REST and len(_everybody(cells[cell] for cell in found)) >= threshold:
                parts |= dict.fromkeys(found, part)
    parts |= dict.fromkeys(cells.keys() - parts.keys(), REST)
    return _with_full_rest(parts, cells, threshold)


def weak_side(table: Sequence[Row], threshold: int) -> set[Cell] | None:
    """Columns whose separation from the others leaves facts of too few persons; None when the table is safe.

    Every row and every column has enough persons by itself, so that only cuts between columns are searched. What is
    said safe is safe; a table may be called unsafe because the search gave up.
    """
    bundles = _bundles(table, threshold)
    if len(bundles) > MOST_COLUMNS:
        return set(bundles[-1])
    rows = [[_everybody_in(row, bundle) for bundle in bundles] for row in table]
    for many in range(1, len(bundles)):
        for others in combinations(range(1, len(bundles)), many):
            if _too_few(rows, set(others), threshold):
                return {part for number in others for part in bundles[number]}
    return None


def _too_few(rows: list[list[Persons | None]], chosen: set[int], threshold: int) -> bool:
    """Whether some choice of rows, with these columns, cuts facts of too few persons.

    A row with cells on both sides is cut on one or the other; one with cells on one side goes with it for nothing.
    """
    torn: list[tuple[Persons, Persons]] = []
    for row in rows:
        inside = [found for number, found in enumerate(row) if found is not None and number in chosen]
        outside = [found for number, found in enumerate(row) if found is not None and number not in chosen]
        if inside and outside:
            torn.append((_everybody(inside), _everybody(outside)))
    torn.sort(key=lambda sides: -min(map(len, sides)))
    return bool(torn) and _can_stay_under(threshold, torn)


def _can_stay_under(threshold: int, torn: Sequence[tuple[Persons, Persons]]) -> bool:
    """Whether one side of each row can be taken with fewer persons than the threshold in all; True if in doubt."""
    waiting: list[tuple[int, frozenset[int]]] = [(0, frozenset())]
    for _ in range(MOST_STEPS):
        if not waiting:
            return False
        depth, taken = waiting.pop()
        if depth == len(torn):
            return True
        for side in torn[depth]:
            more = taken | side
            if len(more) < threshold:
                waiting.append((depth + 1, more))
    return True


def _bundles(table: Sequence[Row], threshold: int) -> list[list[Cell]]:
    """Columns in bundles that no cut with too few persons can separate, the largest first."""
    sizes = {part: len(found) for part, found in _columns(table).items()}
    loose = sorted(sizes, key=lambda part: (-sizes[part], part))
    bundles: list[list[Cell]] = []
    while loose:
        first = loose.pop(0)
        bundle, rows = [first], [set(row[first]) if first in row else None for row in table]
        while (part := _one_tied(rows, table, loose, threshold)) is not None:
            loose.remove(part)
            bundle.append(part)
            rows = [_joined(row, cells.get(part)) for row, cells in zip(rows, table, strict=True)]
        bundles.append(bundle)
    return bundles


def _one_tied(
    rows: Sequence[Persons | None], table: Sequence[Row], loose: Sequence[Cell], threshold: int
) -> Cell | None:
    return next((part for part in loose if _tied(rows, [row.get(part) for row in table], threshold)), None)


def _joined(one: set[int] | None, other: Persons | None) -> set[int] | None:
    if other is None:
        return one
    return set(other) if one is None else one | other


def _tied(one: Sequence[Persons | None], other: Sequence[Persons | None], threshold: int) -> bool:
    """Whether any cut between two columns takes enough persons.

    In a row that has both, a cut takes all persons of the one or all of the other: so it takes at least one of every
    pair made of one of each, and pairs without a common person count.
    """
    used: set[int] = set()
    pairs = 0
    for left, right in zip(one, other, strict=True):
        if left and right:
            free_left, free_right = left - used, right - used
            both = free_left & free_right
            left_only, right_only = sorted(free_left - both), sorted(free_right - both)
            alone = min(len(left_only), len(right_only))
            used |= both | set(left_only[:alone]) | set(right_only[:alone])
            pairs += len(both) + alone
            if pairs >= threshold:
                return True
    return False


def _withdrawn(parts: Mapping[Cell, Cell], part: Cell) -> dict[Cell, Cell]:
    return {cell: REST if told == part else told for cell, told in parts.items()}


def _with_full_rest(parts: Mapping[Cell, Cell], cells: Mapping[Cell, Persons], threshold: int) -> dict[Cell, Cell]:
    """The parts, the smallest withdrawn into the rest until it has enough persons or is empty."""
    told = dict(parts)
    while True:
        sizes = {part: len(found) for part, found in _columns([cells], told).items()}
        if sizes.pop(REST, threshold) >= threshold or not sizes:
            return told
        told = _withdrawn(told, min(sizes, key=lambda part: (sizes[part], part)))


def _columns(rows: Iterable[Row], parts: Mapping[Cell, Cell] | None = None) -> dict[Cell, set[int]]:
    """Persons behind each column; behind each part, given the parts."""
    found: dict[Cell, set[int]] = defaultdict(set)
    for row in rows:
        for cell, people in row.items():
            found[parts[cell] if parts else cell] |= people
    return found


def _everybody(groups: Iterable[Persons]) -> frozenset[int]:
    return frozenset().union(*groups)


def _everybody_in(row: Row, bundle: Sequence[Cell]) -> Persons | None:
    """Persons of a row in some columns; None where it holds no fact there."""
    found = [row[part] for part in bundle if part in row]
    return _everybody(found) if found else None
