"""Who registers, who stays, who takes part: from households to active members, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]
MONTHS_PER_YEAR = 12


@dataclass(frozen=True)
class TakeUp:
    """Shares of the households of a place, shape (months, draws), at the middle of each month."""

    registered: Draws
    """Registered since the launch: what platforms publish."""
    present: Draws
    """Registered and still there."""
    active: Draws
    """Present and taking part in exchanges during the year."""


def registered_share(draws: Mapping[str, Draws], launch: str, months: Draws) -> Draws:
    """Share of households registered `months` after a launch, shape (months, draws).

    A first wave in the days of the launch, then Bass diffusion (1969) towards a ceiling:
    ceiling · (wave + (1 − wave) · B(t)),  B(t) = (1 − e^{−(p+q)t}) / (1 + (q/p) · e^{−(p+q)t}), rates per month.
    """
    p = draws[f"takeup_innovation_{launch}"] / MONTHS_PER_YEAR
    q = draws[f"takeup_imitation_{launch}"] / MONTHS_PER_YEAR
    wave = draws[f"takeup_launch_{launch}"]
    fading = np.exp(-np.multiply.outer(months, p + q))
    diffusion = (1 - fading) / (1 + (q / p) * fading)
    return np.asarray(draws[f"takeup_ceiling_{launch}"] * (wave + (1 - wave) * diffusion))


def take_up(draws: Mapping[str, Draws], *, launch: str, animation: str, months: int) -> TakeUp:
    """Registered, present and active shares for `months` months after a launch."""
    registered = registered_share(draws, launch, np.arange(months, dtype=np.float64) + 0.5)
    present = _survivors(registered, draws["member_survival"])
    activity = draws["active_share"] * (1.0 if animation == "none" else draws[f"animation_{animation}"])
    return TakeUp(registered, present, present * np.minimum(activity, 1.0))


def _survivors(registered: Draws, survival: Draws) -> Draws:
    """Those who stay, when each month a share `survival` of the members does, shape (months, draws)."""
    joined = np.diff(registered, axis=0, prepend=0.0)
    present = np.empty_like(registered)
    staying = np.zeros_like(survival)
    for month, newcomers in enumerate(joined):
        staying = staying * survival + newcomers
        present[month] = staying
    return present
