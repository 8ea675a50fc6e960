"""Names near a misspelled one: those that share most pairs of letters, then the slips counted one by one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mitoyen.territory.names import edits, letter_masks
from mitoyen.territory.places import Counts

_MEASURED = 96  # names measured letter by letter: enough for the right one, few enough for a millisecond
_ALPHABET = 64
_START = 63  # stands before the first letter: the beginning of a name is a pair too


def allowed_slips(typed: str) -> int:
    """How many slips are forgiven in what was typed: none in three letters, three in thirteen."""
    length = len(typed.replace(" ", ""))
    return 0 if length <= 3 else 1 if length <= 6 else 2 if length <= 12 else 3


class LetterPairs:
    """Inverted index from pairs of letters to names, spaces left out."""

    def __init__(self, folded: list[str], shorter: Callable[[str], str]) -> None:
        """`shorter` gives a second spelling of a name (without its article), indexed when it differs."""
        spellings = [(text.replace(" ", ""), name) for name, text in enumerate(folded)]
        for name, text in enumerate(folded):
            short = shorter(text)
            if short != text:
                spellings.append((short.replace(" ", ""), name))
        self._spellings = [text for text, _ in spellings]
        self._names = np.array([name for _, name in spellings], np.int64)
        self._lengths = np.array([len(text) for text in self._spellings], np.int64)
        self._owners, self._starts = _postings(self._spellings, self._lengths)

    def nearest(self, typed: str) -> tuple[Counts, Counts]:
        """Names within the allowed slips, and how many slips; beginnings of names count after whole names."""
        word = typed.replace(" ", "")
        allowed, masks = allowed_slips(word), letter_masks(word)
        names, slips = [], []
        for place in self._candidates(word, allowed):
            whole, beginning = edits(word, self._spellings[place], masks)
            if whole <= allowed or beginning < max(2, allowed):  # a beginning is sooner right by chance
                names.append(self._names[place])
                slips.append(whole if whole <= allowed else allowed + 1 + beginning)
        return np.array(names, np.int64), np.array(slips, np.int64)

    def _candidates(self, word: str, allowed: int) -> Counts:
        pairs = sorted(set(_pair_codes(word).tolist()))
        lists = [self._owners[self._starts[pair] : self._starts[pair + 1]] for pair in pairs]
        shared = np.bincount(np.concatenate(lists), minlength=len(self._spellings))
        (likely,) = np.nonzero(shared >= max(1, len(pairs) - 3 * allowed))
        likeness = shared[likely] / (len(word) + self._lengths[likely]) + shared[likely] / len(word)
        if len(likely) > _MEASURED:
            likely = likely[np.argpartition(-likeness, _MEASURED)[:_MEASURED]]
        return likely


def _postings(spellings: list[str], lengths: Counts) -> tuple[Counts, Counts]:
    """Spellings by pair, in one array, and where the list of each pair starts; both without a loop over letters."""
    letters = np.frombuffer(("{" + "{".join(spellings)).encode("ascii"), np.uint8)
    codes = _letter_codes(letters)
    pairs = codes[:-1] * _ALPHABET + codes[1:]
    owners = np.repeat(np.arange(len(spellings)), lengths + 1)[: len(pairs)]
    inside = codes[1:] != _START
    pairs, owners = pairs[inside], owners[inside]
    owners = owners[np.argsort(pairs, kind="stable")]
    counts = np.bincount(pairs, minlength=_ALPHABET**2)
    return owners, np.concatenate([[0], np.cumsum(counts)])


def _pair_codes(word: str) -> Counts:
    codes = _letter_codes(np.frombuffer(("{" + word).encode("ascii"), np.uint8))
    return codes[:-1] * _ALPHABET + codes[1:]


def _letter_codes(letters: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> Counts:
    """Digits from 0, letters from 10, the brace that stands before a name last."""
    codes = letters.astype(np.int64)
    return np.where(codes == ord("{"), _START, np.where(codes < ord("a"), codes - ord("0"), codes - ord("a") + 10))
