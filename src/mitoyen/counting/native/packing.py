"""The key of each fact's cell: period, place and kind in one number, and facts put in order of place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mitoyen.counting.native import kernels
from mitoyen.counting.native.cells import Rows
from mitoyen.counting.native.memory import Memory
from mitoyen.counting.native.reader import Array, Coded, Texts, Words, fixed
from mitoyen.counting.results import KEYS

TIMES = ("day", "month")
_TRIPLES = 1 << 22  # more of them in a batch are numbered by sorting
_ONE = np.zeros(1, np.int32)


@dataclass(frozen=True)
class Facts:
    """Records of one month: their columns, and for each question which of them it does not count."""

    given: dict[str, Array]
    coded: dict[str, Coded]
    lost: dict[str, Array]

    @property
    def month(self) -> int:
        """The month, of all of them."""
        return int(self.given["month"][0])


@dataclass(frozen=True)
class Packed:
    """The key of each record's cell, EMPTY for what is not counted, and how many rows come before each part."""

    keys: Array
    starts: Array


def by_month(facts: Facts) -> Iterator[Facts]:
    """Records of any months, month by month."""
    month = facts.given["month"]
    if len(month) == 1:
        yield facts
        return
    for one in np.unique(month):
        rows = np.nonzero(month == one)[0]
        given = {name: column if len(column) == 1 else fixed(column[rows]) for name, column in facts.given.items()}
        coded = {name: each if len(each.codes) == 1 else each.taken(rows) for name, each in facts.coded.items()}
        given["month"] = fixed(month[rows[:1]])
        yield Facts(given, coded, {name: lost[rows] for name, lost in facts.lost.items()})


class Packing:
    """Numbers given to places and to kinds of exchange; several threads may pack."""

    def __init__(self, asked: Sequence[str], memory: Memory):
        self.places = Texts(1 << kernels.PLACE_BITS, "places")
        self._memory = memory
        self.kinds = {question: Words(1 << kernels.KIND_BITS, "kinds of exchange") for question in asked}

    def packed(self, question: str, facts: Facts) -> Packed:
        """The keys of the facts that a question counts, in memory that is lent."""
        lost, place = facts.lost[question], facts.coded["place"]
        numbers = self.places.numbers(place.words)
        names = [name for name in KEYS[question] if name != "place" and name not in TIMES]
        one, two, three, sizes, kind = self._kinds(question, [facts.coded[name] for name in names])
        period = facts.given["day" if "day" in KEYS[question] else "month"]
        keys = self._memory.lend(len(lost), np.int64)
        starts = np.empty((int(numbers.max(initial=0)) >> kernels.PLACE_SHIFT) + 2, np.int64)
        kernels.pack(lost, period, place.codes, numbers, one, two, three, sizes, kind, keys, starts)
        return Packed(keys, starts)

    def split(self, packed: Packed, columns: Sequence[Array]) -> Rows:
        """The facts part by part, with some of their columns, in memory that is lent."""
        size = int(packed.starts[-1])
        keys, *put = (self._memory.lend(size, kind) for kind in (np.int64, *(column.dtype for column in columns)))
        kernels.split(packed.keys, tuple(columns), packed.starts, keys, tuple(put))
        return Rows(packed.starts, keys, tuple(put))

    def _kinds(self, question: str, coded: Sequence[Coded]) -> tuple[Array, Array, Array, Array, Array]:
        """Three arrays of codes, how many codes each has, and the number of each triple of them."""
        if not coded:
            return _ONE, _ONE, _ONE, np.ones(3, np.int64), self.kinds[question].numbers([()])
        one, two, three = (each.codes for each in coded)
        sizes = np.array([len(each.words) for each in coded], np.int64)
        if sizes.prod() <= _TRIPLES:
            seen = np.zeros(max(1, int(sizes.prod())), np.uint8)
            kernels.mark(one, two, three, sizes, seen)
            triples = np.nonzero(seen)[0]
            kind = np.full(len(seen), kernels.EMPTY, np.int64)
            kind[triples] = self._numbered(question, triples, sizes, coded)
            return one, two, three, sizes, kind
        joined = (one.astype(np.int64) * sizes[1] + two) * sizes[2] + three
        triples, place = np.unique(joined, return_inverse=True)
        kind = self._numbered(question, triples, sizes, coded)
        return place.astype(np.int32), _ONE, _ONE, np.array([len(triples), 1, 1]), kind

    def _numbered(self, question: str, triples: Array, sizes: Array, coded: Sequence[Coded]) -> Array:
        words = [each.words.to_pylist() for each in coded]
        parts = np.unravel_index(triples, sizes)
        told = list(zip(*([each[i] for i in part] for each, part in zip(words, parts, strict=True)), strict=True))
        numbers = self.kinds[question].numbers(told)
        if question == "answers":  # an empty last word: nothing was answered
            numbers[[not words[-1] for words in told]] = kernels.EMPTY
        return numbers
