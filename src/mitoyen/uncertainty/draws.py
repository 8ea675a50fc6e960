"""One dimension of doubt for each name.

A name (of a factor, of an attribute of an object) owns one dimension of a scrambled Sobol sequence: its line in the
register. The register only grows at its end, so a new factor moves no draw of another. The same name gives the same
draws in every practice, place and scenario.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from mitoyen.uncertainty import sobol

SIZE = 4096
"""Draws of a published figure: about the precision of 10,000 plain random draws for a quantile."""
SEED = 2026
"""The seed of published figures."""


class UnknownName(LookupError):
    """A name that owns no dimension."""


class Register:
    """Names and their dimensions, in the order they came."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self._dimensions = {name: index for index, name in enumerate(self.names)}
        if len(self._dimensions) != len(self.names):
            twice = sorted({name for name in self.names if self.names.count(name) > 1})
            raise ValueError(f"the register of draws names {', '.join(twice)} twice; remove the later line")

    def dimension(self, name: str) -> int:
        """The dimension of `name`; raises UnknownName saying where to add it."""
        try:
            return self._dimensions[name]
        except KeyError:
            raise UnknownName(f"'{name}' owns no draws yet; add it as the last line of draws.txt") from None

    def uniform(self, name: str, *, seed: int = SEED, size: int = SIZE) -> NDArray[np.float64]:
        """Points of (0, 1) of `name`, shape (size,); they depend on the name, its dimension, seed and size only."""
        return sobol.points(self.dimension(name), key=f"{seed}:{name}", size=size)
