"""What is really so in a simulated quartier: what learning has to find again from the facts alone."""

from __future__ import annotations

import msgspec


class QuartierTruth(msgspec.Struct, kw_only=True):
    """One quartier. Lists have one number a month; dictionaries go by practice, or by family for the scales."""

    code: str
    households: int
    rates: dict[str, float]
    """Asked a year by an active member; for `compost`, the share of active members who ever start."""
    scales: dict[str, float]
    """Odds that one active neighbour answers: s of 1 − exp(−s·n), with n the other active members."""
    otherwise: dict[str, dict[str, float]]
    """Shares of the answers to "without the platform, you would have…"."""
    registered: list[int] = []
    """Households registered since the launch, at the end of the month."""
    present: list[int] = []
    active: list[int] = []
    active_member_years: list[float] = []
    """Time spent in the month by active members."""
    asked: dict[str, list[float]] = {}
    """Needs that arose; participations expected, for gatherings."""
    odds: dict[str, list[float]] = {}
    """Sum of the chances that those needs are met; for gatherings, of the participations expected and met."""
    met: dict[str, list[int]] = {}
    """Facts that happened, those undone later included."""
    undone: list[int] = []
    ties: list[int] = []
    """Pairs of persons who met for the first time, in facts that stand."""
    loans: int = 0
    first_loans: int = 0
    """Loans of an object type that the household had not borrowed before, among the loans whose object is known."""


class Truth(msgspec.Struct, kw_only=True):
    """A whole simulation."""

    source: str
    seed: int
    start: str
    months: int
    liveliness: float
    laws: str
    """Digest of the laws."""
    take_up: dict[str, float]
    """Parameters of registration and activity; rates are a month, as `registered_share` takes them."""
    registered_share: list[float]
    """Expected share of households registered, at the end of each month."""
    accidents: dict[str, float]
    proofs: dict[str, list[float]]
    """Shares of the proofs A, B, C, D, between people with a smartphone; with one who has none, C."""
    quartiers: list[QuartierTruth]
    facts: int = 0
    reversals: int = 0
    resent: int = 0
    untold: int = 0
    """Facts and reversals that nobody had told yet when the simulation was stopped."""


def written(truth: Truth) -> bytes:
    """The truth as JSON."""
    return msgspec.json.format(msgspec.json.encode(truth), indent=1) + b"\n"
