"""Releases told by category and proof: no sum of rows and columns isolates too few persons."""

from fractions import Fraction
from itertools import combinations

from hypothesis import example, given
from hypothesis import strategies as st

from mitoyen.counting import breakdowns
from mitoyen.counting.breakdowns import REST

FEW = 3
DRILL, LADDER, SAW = ("drill", "A"), ("ladder", "A"), ("saw", "B")


def rank(rows):
    """Rank by exact elimination."""
    rows, found = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for row in rows[found + 1 :]:
            ratio = row[column] / pivot[column]
            row[:] = [value - ratio * top for value, top in zip(row, pivot, strict=True)]
        found += 1
    return found


def isolated(table, parts, threshold):
    """Persons, fewer than the threshold, of whose facts some combination of rows and parts is made; None without any.

    A combination made only of facts in a set of cells exists exactly when forgetting these cells lowers the rank.
    """
    cells = [(number, cell) for number, row in enumerate(table) for cell in row]
    columns = sorted(set(parts.values()))
    equations = [[int(at == number) for at, _ in cells] for number in range(len(table))]
    equations += [[int(parts[cell] == column) for _, cell in cells] for column in columns]
    everybody = sorted({person for row in table for people in row.values() for person in people})
    whole = rank(equations)
    for group in combinations(everybody, min(threshold - 1, len(everybody))):
        kept = [index for index, (at, cell) in enumerate(cells) if not table[at][cell] <= set(group)]
        if rank([[row[index] for index in kept] for row in equations]) < whole:
            return group
    return None


CELLS = st.sampled_from([(category, proof) for category in ("", "drill", "ladder", "saw") for proof in "AB"])
ROWS = st.dictionaries(CELLS, st.frozensets(st.integers(1, 9), max_size=4), min_size=1, max_size=6)
TABLES = st.lists(ROWS.filter(lambda row: len(frozenset().union(*row.values())) >= FEW), min_size=1, max_size=4)


@given(TABLES)
@example([{DRILL: {1, 2, 3}, SAW: {4, 5, 6}}, {DRILL: {7, 8}, SAW: {1, 2, 3}}])
@example([{DRILL: {1, 2, 3}}, {DRILL: {4}, LADDER: {4, 5, 6}}, {LADDER: {7, 8, 9}}])
def test_no_combination_of_releases_and_parts_is_made_of_too_few_persons(table):
    parts = breakdowns.breakdown(table, FEW)
    assert parts.keys() == {cell for row in table for cell in row}
    assert isolated(table, parts, FEW) is None


def test_the_check_itself_finds_a_hole_when_there_is_one():
    """Drills less the first release is what the second lent of drills: one person."""
    table = [{DRILL: {1, 2, 3}}, {DRILL: {4}, LADDER: {4, 5, 6}}, {LADDER: {7, 8, 9}}]
    assert isolated(table, {DRILL: DRILL, LADDER: LADDER}, FEW) is not None
    assert set(breakdowns.breakdown(table, FEW).values()) == {REST}


@given(st.dictionaries(CELLS, st.frozensets(st.integers(1, 30), max_size=9), min_size=1, max_size=8))
def test_each_part_and_the_rest_have_enough_persons_or_there_is_only_the_rest(cells):
    parts = breakdowns.partition(cells, FEW)
    people = {
        part: frozenset().union(*(cells[cell] for cell in cells if parts[cell] == part)) for part in parts.values()
    }
    assert set(parts.values()) == {REST} or all(len(found) >= FEW for found in people.values())
    assert all(part[0] in ("", cell[0]) and part[1] in ("", cell[1]) for cell, part in parts.items())


def test_categories_with_enough_persons_stand_apart():
    parts = breakdowns.partition({DRILL: {1, 2, 3}, LADDER: {4, 5, 6}, SAW: {7, 8, 9}}, FEW)
    assert parts == {DRILL: DRILL, LADDER: LADDER, SAW: SAW}


def test_the_proofs_of_a_category_are_told_together_when_each_is_too_thin():
    parts = breakdowns.partition({("drill", "A"): {1, 2}, ("drill", "B"): {3, 4}}, FEW)
    assert set(parts.values()) == {("drill", "")}


def test_then_the_categories_of_a_proof():
    parts = breakdowns.partition({("drill", "A"): {1, 2}, ("ladder", "A"): {3, 4}, SAW: {5, 6, 7}}, FEW)
    assert parts == {("drill", "A"): ("", "A"), ("ladder", "A"): ("", "A"), SAW: SAW}


def test_a_rest_too_thin_takes_in_the_smallest_part():
    parts = breakdowns.partition({DRILL: {1, 2, 3, 4}, LADDER: {5, 6, 7}, SAW: {8}}, FEW)
    assert parts == {DRILL: DRILL, LADDER: REST, SAW: REST}


def test_a_month_of_many_small_releases_still_tells_its_categories():
    """Forty releases of twelve persons, half of them with a drill, half with a ladder."""
    table = [{DRILL: set(range(12 * n, 12 * n + 6)), LADDER: set(range(12 * n + 6, 12 * n + 12))} for n in range(40)]
    assert breakdowns.breakdown(table, 11) == {DRILL: DRILL, LADDER: LADDER}


def test_a_big_table_of_many_categories_is_told_whole():
    table = [{(f"c{c}", "A"): {1000 * n + 10 * c + k for k in range(6)} for c in range(60)} for n in range(200)]
    parts = breakdowns.breakdown(table, 11)
    assert all(cell == part for cell, part in parts.items())


def test_a_search_that_gives_up_calls_the_table_unsafe(monkeypatch):
    table = [{DRILL: {1, 2, 3}, LADDER: {4, 5, 6}}, {DRILL: {7, 8, 9}, LADDER: {1, 5, 9}}]
    monkeypatch.setattr(breakdowns, "_tied", lambda *columns: False)
    assert breakdowns.weak_side(table, FEW) is None
    monkeypatch.setattr(breakdowns, "MOST_STEPS", 0)
    assert breakdowns.weak_side(table, FEW) is not None


def test_more_loose_columns_than_can_be_tried_are_told_together():
    table = [{(f"c{n:02}", "A"): {3 * n, 3 * n + 1, 3 * n + 2}} for n in range(30)]
    parts = breakdowns.breakdown(table, FEW)
    assert len(set(parts.values())) == breakdowns.MOST_COLUMNS


def test_facts_that_tell_nobody_are_not_isolated_either():
    """Drills less the first release would be a loan between persons that were not told."""
    table: list[dict[tuple[str, str], set[int]]] = [
        {DRILL: {1, 2, 3}},
        {DRILL: set(), LADDER: {4, 5, 6}},
        {LADDER: {7, 8, 9}},
    ]
    assert set(breakdowns.breakdown(table, FEW).values()) == {REST}
