"""The shapes of an ignorance.

A distribution is known here by its quantile function: uniform points of [0, 1] go in, values come out, so that the same
point of one named dimension gives the same draw everywhere. scipy is loaded only when a shape needs it; a server reads
draws made beforehand and never does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Z_OF_LEVEL = {80: 1.2815515655446004, 90: 1.6448536269514722, 95: 1.959963984540054}
"""Half-width of a central interval in standard deviations of a normal law, by its level in percent."""


class DistributionError(ValueError):
    """Parameters that make no distribution."""


class Distribution(Protocol):
    """Anything with a quantile function and a mean."""

    def quantile(self, u: Array) -> Array:
        """Values at the probabilities `u`, same shape."""

    def mean(self) -> float:
        """The expected value."""


def _special() -> Any:
    from scipy import special

    return special


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise DistributionError(message)


@dataclass(frozen=True)
class Constant:
    """A rule or a definition: no doubt."""

    value: float

    def quantile(self, u: Array) -> Array:
        return np.full_like(u, self.value)

    def mean(self) -> float:
        return self.value


@dataclass(frozen=True)
class Uniform:
    """Anything between two bounds, all alike."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _require(self.low < self.high, "a uniform law needs low < high")

    def quantile(self, u: Array) -> Array:
        return self.low + (self.high - self.low) * u

    def mean(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Triangular:
    """Two bounds and a most likely value, straight lines between."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _require(
            self.low <= self.mode <= self.high and self.low < self.high, "a triangular law needs low ≤ mode ≤ high"
        )

    def quantile(self, u: Array) -> Array:
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        rising = self.low + np.sqrt(u * width * left)
        falling = self.high - np.sqrt((1 - u) * width * right)
        return np.where(u * width < left, rising, falling)

    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3


@dataclass(frozen=True)
class Pert:
    """Two bounds and a most likely value, bell-shaped: a beta law with weight 4 on the mode."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _require(self.low <= self.mode <= self.high and self.low < self.high, "a PERT law needs low ≤ mode ≤ high")

    def quantile(self, u: Array) -> Array:
        width = self.high - self.low
        alpha = 1 + 4 * (self.mode - self.low) / width
        beta = 1 + 4 * (self.high - self.mode) / width
        return self.low + width * np.asarray(_special().betaincinv(alpha, beta, u))

    def mean(self) -> float:
        return (self.low + 4 * self.mode + self.high) / 6


@dataclass(frozen=True)
class Beta:
    """A share or a probability."""

    alpha: float
    beta: float

    def __post_init__(self) -> None:
        _require(self.alpha > 0 and self.beta > 0, "a beta law needs alpha > 0 and beta > 0")

    def quantile(self, u: Array) -> Array:
        return np.asarray(_special().betaincinv(self.alpha, self.beta, u))

    def mean(self) -> float:
        return self.alpha / (self.alpha + self.beta)


@dataclass(frozen=True)
class Gamma:
    """A rate: shape `k`, mean `average`."""

    k: float
    average: float

    def __post_init__(self) -> None:
        _require(self.k > 0 and self.average > 0, "a gamma law needs k > 0 and a mean > 0")

    def quantile(self, u: Array) -> Array:
        return np.asarray(_special().gammaincinv(self.k, u)) * (self.average / self.k)

    def mean(self) -> float:
        return self.average


@dataclass(frozen=True)
class Normal:
    """A measured mean with a symmetric error."""

    average: float
    sd: float

    def __post_init__(self) -> None:
        _require(self.sd > 0, "a normal law needs a standard deviation > 0")

    @classmethod
    def from_interval(cls, value: float, low: float, high: float, level: int) -> Normal:
        """Centre `value`; spread of the central `level` % interval [low, high]."""
        _require(low < high, "an interval needs low < high")
        return cls(value, (high - low) / (2 * _half_width(level)))

    def quantile(self, u: Array) -> Array:
        return self.average + self.sd * np.asarray(_special().ndtri(u))

    def mean(self) -> float:
        return self.average


@dataclass(frozen=True)
class LogNormal:
    """A positive quantity known up to a factor: `median`, and geometric standard deviation `gsd`."""

    median: float
    gsd: float

    def __post_init__(self) -> None:
        _require(self.median > 0 and self.gsd > 1, "a lognormal law needs a median > 0 and a gsd > 1")

    @classmethod
    def from_interval(cls, value: float, low: float, high: float, level: int) -> LogNormal:
        """Median `value`; spread of the central `level` % interval [low, high], which need not be centred on it."""
        _require(0 < low < high, "a lognormal interval needs 0 < low < high")
        return cls(value, math.exp(math.log(high / low) / (2 * _half_width(level))))

    def quantile(self, u: Array) -> Array:
        return self.median * np.exp(math.log(self.gsd) * np.asarray(_special().ndtri(u)))

    def mean(self) -> float:
        return self.median * math.exp(math.log(self.gsd) ** 2 / 2)


def _half_width(level: int) -> float:
    _require(level in Z_OF_LEVEL, f"an interval is an 80, 90 or 95 % interval, not {level}")
    return Z_OF_LEVEL[level]


@dataclass(frozen=True)
class Dirichlet:
    """Shares that sum to one: a weight for each part, in answers' worth of belief."""

    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        _require(
            len(self.weights) > 1 and all(w > 0 for w in self.weights), "shares need two parts or more, weights > 0"
        )

    def quantiles(self, u: Array) -> Array:
        """Shares, shape (parts, draws), from uniform points `u` of the same shape (one dimension a part)."""
        columns = zip(self.weights, u, strict=True)
        gammas = np.stack([np.asarray(_special().gammaincinv(weight, points)) for weight, points in columns])
        return np.asarray(gammas / gammas.sum(axis=0))

    def means(self) -> tuple[float, ...]:
        """The expected shares."""
        return tuple(weight / sum(self.weights) for weight in self.weights)


def multinomial_share(counts: tuple[int, ...], prior: Dirichlet) -> Dirichlet:
    """The shares believed after `counts` answers: Dirichlet is the conjugate of the multinomial."""
    _require(len(counts) == len(prior.weights), "as many counts as parts")
    _require(all(count >= 0 for count in counts), "counts are zero or more")
    return Dirichlet(tuple(weight + count for weight, count in zip(prior.weights, counts, strict=True)))
