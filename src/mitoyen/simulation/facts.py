"""Facts as rows of numbers: how a month of a quartier is held before it becomes usage events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Facts = NDArray[np.void]
NONE = -1
"""Nobody, nothing, no answer."""

ROW = np.dtype(
    [
        ("quartier", np.int32),
        ("month", np.int16),
        ("number", np.int32),  # in its quartier and month; names the fact
        ("occurred", np.int64),  # seconds since 1970, UTC
        ("received", np.int64),
        ("practice", np.int16),
        ("category", np.int16),
        ("place", np.int8),  # 0 the quartier, then its residences
        ("grams", np.int32),
        ("metres", np.int32),
        ("minutes", np.int32),
        ("cents", np.int32),
        ("giver_row", np.int32),
        ("receiver_row", np.int32),
        ("giver", np.int32),  # person, among those of the quartier
        ("receiver", np.int32),
        ("proof", np.int8),
        ("answer", np.int8),
        ("undoes", np.bool_),  # the reversal of the fact of the same number
    ]
)


class Parties(NamedTuple):
    """When something happened, and between whom, told by their rows; shape (facts,) everywhere."""

    practice: NDArray[np.int64]
    occurred: NDArray[np.int64]
    giver: NDArray[np.int64]
    receiver: NDArray[np.int64]


def parties(practice: int, occurred: ArrayLike, giver: ArrayLike, receiver: ArrayLike) -> Parties:
    """Facts of one practice; a single giver or receiver is that of all of them."""
    moments = np.asarray(occurred, dtype=np.int64)
    whole = (np.broadcast_to(np.asarray(each, dtype=np.int64), moments.shape) for each in (practice, giver, receiver))
    rank, by, to = whole
    return Parties(rank, moments, by, to)


def in_order(made: Sequence[Parties]) -> Facts:
    """One row a fact, in the order in which they happened, numbered; details are filled in afterwards."""
    practice, occurred, giver, receiver = (np.concatenate(column) for column in zip(*made, strict=True))
    order = np.argsort(occurred, kind="stable")
    rows = np.zeros(len(order), ROW)
    rows["practice"], rows["occurred"] = practice[order], occurred[order]
    rows["giver_row"], rows["receiver_row"] = giver[order], receiver[order]
    rows["number"] = np.arange(len(order))
    return rows


def together(parts: Sequence[Facts]) -> Facts:
    """The parts one after the other; numpy's own concatenation compares every field each time."""
    rows = np.empty(sum(map(len, parts)), ROW)
    done = 0
    for part in parts:
        rows[done : done + len(part)] = part
        done += len(part)
    return rows
