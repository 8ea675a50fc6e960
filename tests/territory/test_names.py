"""Folding of names, and the slips counted against the textbook table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitoyen.territory.names import edits, fold, letter_masks

WORDS = st.text("abc", min_size=1, max_size=12)


def textbook(typed, name):
    """Optimal string alignment by the full table: distance to the name, and to its nearest beginning."""
    rows = [[max(i, j) if 0 in (i, j) else 0 for j in range(len(name) + 1)] for i in range(len(typed) + 1)]
    for i in range(1, len(typed) + 1):
        for j in range(1, len(name) + 1):
            change = rows[i - 1][j - 1] + (typed[i - 1] != name[j - 1])
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, change)
            if i > 1 and j > 1 and typed[i - 2 : i] == name[j - 2 : j][::-1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1], min(rows[-1])


@given(WORDS, st.text("abc", max_size=12))
def test_slips_are_those_of_the_textbook(typed, name):
    assert edits(typed, name, letter_masks(typed)) == textbook(typed, name)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("STE-COLOMBE", "sainte colombe"),
        ("St. Malo", "saint malo"),
        ("Œting", "oeting"),
        ("Chalon s/Saône", "chalon sur saone"),
        ("  Nuits--Saint   Georges ", "nuits saint georges"),
        ("日本", ""),
        ("", ""),
    ],
)
def test_folding(typed, folded):
    assert fold(typed) == folded


@given(st.text(max_size=30))
def test_folding_gives_plain_words_whatever_is_typed_and_is_stable(typed):
    folded = fold(typed)
    assert all(letter in "abcdefghijklmnopqrstuvwxyz0123456789 " for letter in folded)
    assert fold(folded) == folded
