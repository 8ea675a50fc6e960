"""The object types of the pack, as the simulated residents own and exchange them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.pack import Pack
from mitoyen.evidence.records import Category
from mitoyen.simulation.laws import OBJECT_PRACTICES, Laws, Numbers

TOOLS, KEPT = "tools_garden", "book"


@dataclass(frozen=True)
class ObjectTypes:
    """Every type that the laws speak of."""

    ids: tuple[str, ...]
    owned: Numbers
    """Share of the households that own it, shape (types,)."""
    wanted: Numbers
    """How often it is exchanged, relative to the others, shape (object practices, types)."""
    tools: NDArray[np.int16]
    """What the caretaker's workshop holds: one of each tool, shape (types,)."""
    kept: NDArray[np.int16]
    """What everybody has and nobody parts with, a book: so that there is always something to lend, shape (types,)."""


def object_types(laws: Laws, pack: Pack) -> ObjectTypes:
    """The object types of the pack whose family has a law, less those that it excludes."""
    found = [category for category in pack.categories.values() if _exchanged(category, laws)]
    families = [laws.objects[category.family or ""] for category in found]
    wanted = np.array([[family[practice] for family in families] for practice in OBJECT_PRACTICES])
    lend = OBJECT_PRACTICES.index("lend")
    wanted[lend] *= [laws.most_lent.get(category.id, 1.0) for category in found]
    return ObjectTypes(
        ids=tuple(category.id for category in found),
        owned=np.array([family["owned"] for family in families]),
        wanted=wanted,
        kept=np.array([category.id == KEPT for category in found], dtype=np.int16),
        tools=np.array([category.family == TOOLS for category in found], dtype=np.int16),
    )


def _exchanged(category: Category, laws: Laws) -> bool:
    return category.kind == "object" and category.family in laws.objects and category.excluded is None
