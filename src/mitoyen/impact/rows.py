"""Unit impacts as rows of draws, each computed once and shared by every pair that rests on the same inputs.

A board adds up dozens of pairs (practice, category); a tie or a trip is the same row for many of them. So a pair is a
few terms: which indicator, which row, which number of the tally multiplies it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.draws import FactorDraws
from mitoyen.evidence.pack import TALLY
from mitoyen.evidence.records import MEASURES, Category, Practice
from mitoyen.impact.graph import Graph

Draws = NDArray[np.float64]

_TOGETHER = 64
"""Rows gathered at once: a megabyte, which stays in the processor's cache."""


class NotProportional(ValueError):
    """A quantity declared as measured that a result does not follow in a straight line: sums could not be priced."""


class Term(NamedTuple):
    """A part of what a tally brings: `by` times the number called `of`, times a row, to an indicator."""

    indicator: str
    row: int
    of: str
    """Field of the tally: units, grams, known_grams, …"""
    by: float


class Key(NamedTuple):
    """What makes a row: an equation, the factors that the category binds, and the argument set by measurement."""

    result: str
    bound: tuple[tuple[str, str], ...] = ()
    argument: str = ""
    """What is measured, if the row is about it."""
    part: str = "usual"
    """"usual": the argument at its factor's own value; "nothing": at 0; "each": what one more unit of it adds."""


class Row(NamedTuple):
    """One row, summed up: what bounds, means and restatements need without touching its draws."""

    key: Key
    least: float
    most: float
    mean: float


class Rows:
    """The rows asked for so far, in one matrix of float32 that grows; safe to share between threads."""

    def __init__(self, graph: Graph, draws: FactorDraws) -> None:
        self.graph, self.draws = graph, draws
        self._places: dict[Key, int] = {}
        self._rows: list[Row] = []
        self._inputs: dict[int, frozenset[str]] = {}
        self._matrix = np.empty((64, draws.size), np.float32)
        self._lock = Lock()

    def __getitem__(self, place: int) -> Row:
        return self._rows[place]

    def combined(self, weights: Mapping[int, float]) -> Draws:
        """Σ weight × row over `weights` (place → weight), shape (draws,)."""
        places = np.fromiter(weights, np.int64, len(weights))
        factors = np.fromiter(weights.values(), np.float32, len(weights))
        total = np.zeros(self.draws.size, np.float32)
        for start in range(0, len(places), _TOGETHER):
            some = slice(start, start + _TOGETHER)
            total += factors[some] @ self._matrix[places[some]]
        return total.astype(np.float64)

    def mean(self, weights: Mapping[int, float]) -> float:
        """The mean over draws of Σ weight × row, from the means of the rows: exactly additive."""
        return sum(weight * self[place].mean for place, weight in weights.items())

    def inputs(self, place: int) -> frozenset[str]:
        """The factors that a row follows."""
        if place not in self._inputs:
            key = self[place].key
            bound, leaves = dict(key.bound), () if key.result == TALLY else self._leaves(key.result, key.argument)
            self._inputs[place] = frozenset(bound.get(leaf, leaf) for leaf in leaves)
        return self._inputs[place]

    def terms(self, practice: Practice, category: Category | None) -> Iterator[Term]:
        """The terms of one pair, row by row."""
        reached = measured_by_indicator(self.graph, practice)
        for indicator, result in practice.results.items():
            yield Term(indicator, self._place(_key(self.graph, result, category)), "units", 1.0)
            if indicator in reached:
                quantity, argument = reached[indicator]
                yield from self._measured(indicator, result, category, quantity, argument)

    def _measured(
        self, indicator: str, result: str, category: Category | None, quantity: str, argument: str
    ) -> Iterator[Term]:
        """Of the units that were measured, the usual row is taken off; what they measured is put in its place."""
        usual = self._place(_key(self.graph, result, category))
        nothing = self._place(_key(self.graph, result, category, argument, "nothing"))
        each = self._place(_key(self.graph, result, category, argument, "each"))
        yield Term(indicator, usual, f"known_{quantity}", -1.0)
        if self[nothing].least != 0 or self[nothing].most != 0:
            yield Term(indicator, nothing, f"known_{quantity}", 1.0)
        yield Term(indicator, each, quantity, 1 / MEASURES[quantity][1])

    def _place(self, key: Key) -> int:
        with self._lock:
            if key not in self._places:
                self._add(key, self._computed(key))
            return self._places[key]

    def _add(self, key: Key, draws: Draws) -> None:
        place = len(self._rows)
        if place == len(self._matrix):
            self._matrix = np.concatenate([self._matrix, np.empty_like(self._matrix)])
        self._matrix[place] = draws
        self._rows.append(Row(key, float(draws.min()), float(draws.max()), float(draws.mean())))
        self._places[key] = place

    def _computed(self, key: Key) -> Draws:
        if key.result == TALLY:
            return np.ones(self.draws.size)
        bound = dict(key.bound)
        values = {leaf: self.draws[bound.get(leaf, leaf)] for leaf in self._leaves(key.result, key.argument)}

        def at(given: Mapping[str, float]) -> Draws:
            return np.broadcast_to(self.graph.evaluate([key.result], {**values, **given})[key.result], self.draws.size)

        if key.part == "usual":
            return at({})
        nothing = at({key.argument: 0.0})
        return nothing if key.part == "nothing" else _slope(key, nothing, at)

    def _leaves(self, result: str, argument: str) -> Iterator[str]:
        return (leaf for leaf in self.graph.leaves(result) if leaf != argument)


def _slope(key: Key, nothing: Draws, at: Callable[[Mapping[str, float]], Draws]) -> Draws:
    """What one more unit of the argument adds; NotProportional unless a thousand of them add a thousand times that."""
    each, far = at({key.argument: 1.0}) - nothing, 1000.0
    if not np.allclose(at({key.argument: far}), nothing + far * each):
        raise NotProportional(f"{key.result} does not follow {key.argument} in a straight line; measure something else")
    return each


def measured_by_indicator(graph: Graph, practice: Practice) -> dict[str, tuple[str, str]]:
    """Indicator → the quantity that reaches it and the argument that it replaces; at most one quantity each."""
    return {
        indicator: (quantity, argument)
        for quantity, argument in practice.measured.items()
        for indicator, result in practice.results.items()
        if result != TALLY and graph.rests_on(result, argument)
    }


def _key(graph: Graph, result: str, category: Category | None, argument: str = "", part: str = "usual") -> Key:
    """The key of a row, with what it does not depend on left out, so that rows alike are one."""
    attributes = category.attributes if category and result != TALLY else {}
    leaves = graph.leaves(result) if attributes else ()
    bound = tuple((leaf, attributes[leaf]) for leaf in leaves if leaf in attributes and leaf != argument)
    return Key(result, bound, argument, part)
