"""The few operations, beyond + − × ÷, that equations may use.

Each works on numpy arrays (draws), pint quantities (units) and sympy symbols (the printed formula), so that one and the
same equation is evaluated three ways. They also keep literals out of equations.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def _symbolic(*values: Any) -> bool:
    return any(hasattr(value, "free_symbols") for value in values)


def complement(share: Any) -> Any:
    """What is left of a whole: 1 − share."""
    return 1 - share


def others(count: Any) -> Any:
    """The share of the others among `count`: (n − 1) / n."""
    return 1 - 1 / count


def smaller(value: Any, limit: Any) -> Any:
    """The smaller of two."""
    if _symbolic(value, limit):
        import sympy

        return sympy.Min(value, limit)
    return np.minimum(value, limit)


def surplus(value: Any, cost: Any) -> Any:
    """What `value` exceeds `cost` by, or nothing."""
    if _symbolic(value, cost):
        import sympy

        return sympy.Max(value - cost, 0)
    gap = value - cost
    return np.maximum(gap, 0 * gap)
