"""Names as people type them: accents, hyphens, abbreviations and slips of the finger set aside."""

from __future__ import annotations

import unicodedata

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o"})


_EUROPEAN = 0x250  # beyond, nothing is remembered: strangers choose what is typed


class _Plain(dict[int, str]):
    """Character table that learns: a letter keeps its base letter, everything else is a space."""

    def __missing__(self, character: int) -> str:
        base = unicodedata.normalize("NFKD", chr(character))[0]
        plain = base if base in _LETTERS else "" if unicodedata.combining(chr(character)) else " "
        if character < _EUROPEAN:
            self[character] = plain
        return plain


_PLAIN = _Plain()


def fold(text: str) -> str:
    """Words of a name in plain lower-case letters: “St-Malo” and “SAINT MALO” are both “saint malo”."""
    plain = text.lower().translate(_LIGATURES).replace("s/", "sur ").translate(_PLAIN)
    return " ".join([_ABBREVIATIONS.get(word, word) for word in plain.split()])


def edits(typed: str, name: str, masks: dict[str, int]) -> tuple[int, int]:
    """Slips between what was typed and a name, and between what was typed and the nearest beginning of that name.

    A slip is a letter missing, added, changed, or two neighbours swapped (optimal string alignment). All the rows of
    the usual table are carried as bits of one integer. `masks` is `letter_masks(typed)`.
    Method: Hyyrö, A bit-vector algorithm for computing Levenshtein and Damerau edit distances, 2003.
    """
    full = (1 << len(typed)) - 1
    last = 1 << (len(typed) - 1)
    up, down, diagonal, seen = full, 0, 0, 0
    score = best = len(typed)
    for letter in name:
        here = masks.get(letter, 0)
        swapped = ((~diagonal & here) << 1) & seen
        diagonal = (((here & up) + up) ^ up) | here | down | swapped
        right, left = down | (full & ~(diagonal | up)), diagonal & up
        score += bool(right & last) - bool(left & last)
        best = min(best, score)
        right, left = (right << 1) | 1, left << 1
        up, down = (left | ~(diagonal | right)) & full, right & diagonal & full
        seen = here
    return score, best


def letter_masks(typed: str) -> dict[str, int]:
    """For each letter, the integer whose bits are its places in what was typed."""
    masks: dict[str, int] = {}
    for place, letter in enumerate(typed):
        masks[letter] = masks.get(letter, 0) | 1 << place
    return masks
