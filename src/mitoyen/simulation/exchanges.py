"""Needs that arise, and the neighbours who answer them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mitoyen.simulation.calendar import Month
from mitoyen.simulation.facts import Parties
from mitoyen.simulation.laws import Laws, Numbers
from mitoyen.simulation.residents import Indices, Residents

Matrix = NDArray[np.float64]
_CARETAKERS_ANSWER = ("lend", "service")


@dataclass
class Neighbours:
    """How readily those who exchange answer each other, and how often they have met."""

    rank: Indices
    """Rank of each row among those who ever exchange, shape (rows,)."""
    closeness: Matrix
    """Shape (ranks asking, ranks answering), 0 on the diagonal."""
    met: Matrix
    habit: float

    def weights(self, asking: Indices, answering: Indices) -> Matrix:
        """Relative chances that each row of `answering` is the one who answers, shape (asking, answering)."""
        between = np.ix_(self.rank[asking], self.rank[answering])
        readiness: Matrix = self.closeness[between] * (1 + self.habit * self.met[between])
        return readiness

    def meet(self, giver: Indices, receiver: Indices) -> None:
        """Remember which rows have exchanged with which."""
        by, to = self.rank[giver], self.rank[receiver]
        np.add.at(self.met, (by, to), 1.0)
        np.add.at(self.met, (to, by), 1.0)


def neighbours(residents: Residents, laws: Laws) -> Neighbours:
    """Nobody has met yet; those of one staircase, then of one residence, answer more readily."""
    exchange = residents.active & np.isfinite(residents.joined)
    exchange[residents.households :] = True
    home, stair = residents.residence[exchange], residents.stair[exchange]
    same_home = home[:, np.newaxis] == home
    same_stair = same_home & (stair[:, np.newaxis] == stair)
    people = laws.people
    nearness = np.where(same_stair, people["same_stair"], np.where(same_home, people["same_residence"], 1.0))
    closeness = nearness * residents.generosity[exchange]
    np.fill_diagonal(closeness, 0.0)
    return Neighbours(np.cumsum(exchange) - 1, closeness, np.zeros_like(closeness), people["habit"])


@dataclass(frozen=True)
class Needs:
    """What was asked of neighbours in a month; shape (needs,) everywhere."""

    practice: Indices
    """Rank among the paired practices."""
    row: Indices
    moment: Indices
    odds: Numbers
    """Chance that it is met: 1 − exp(−scale · other active members of the quartier)."""


def needs(residents: Residents, rates: Numbers, scales: Numbers, month: Month, chance: np.random.Generator) -> Needs:
    """What active members ask in a month.

    rates : (practices,) [need/active member/month]     scales : (practices,) [1/member]
    """
    asking = np.flatnonzero(residents.active & residents.during(month.number))
    counts = chance.poisson(rates[:, np.newaxis] * residents.appetite[asking])
    practice = np.repeat(np.arange(len(rates)), counts.sum(axis=1))
    row = np.repeat(np.tile(asking, len(rates)), counts.ravel())
    moment = month.moments(chance, len(row))
    time = month.time_of(moment)
    there = residents.there(time, row)
    practice, row, moment, time = practice[there], row[there], moment[there], time[there]
    arrived = np.searchsorted(np.sort(residents.joined[asking]), time, side="right")
    gone = np.searchsorted(np.sort(residents.left[asking]), time, side="right")
    return Needs(practice, row, moment, -np.expm1(-scales[practice] * (arrived - gone - 1)))


def answered(
    asked: Needs,
    residents: Residents,
    known: Neighbours,
    practices: Indices,
    month: Month,
    caretakers_answer: NDArray[np.bool_],
    chance: np.random.Generator,
) -> Parties:
    """The needs that are met, with who answered.

    practices : (paired practices,) their ranks among all     caretakers_answer : (paired practices,)
    """
    met = chance.random(len(asked.row)) < asked.odds
    practice, row, moment = asked.practice[met], asked.row[met], asked.moment[met]
    caretakers = residents.caretakers
    active = residents.active & residents.during(month.number)
    answering = np.append(np.flatnonzero(active), caretakers)
    weights = known.weights(row, answering) * residents.there(month.time_of(moment)[:, np.newaxis], answering)
    weights[:, -len(caretakers) :] *= caretakers_answer[practice][:, np.newaxis]
    giver = answering[pick(weights, chance)]
    known.meet(giver, row)
    return Parties(practices[practice], moment, giver, row)


def pick(weights: Matrix, chance: np.random.Generator) -> Indices:
    """One column a row, drawn by the weights of the row, shape (rows,); no row may weigh nothing."""
    total = np.cumsum(weights, axis=1)
    drawn = chance.random(len(weights)) * total[:, -1] if len(weights) else np.empty(0)
    return np.asarray((total <= drawn[:, np.newaxis]).sum(axis=1), dtype=np.int64)


def caretakers_answer(ids: tuple[str, ...]) -> NDArray[np.bool_]:
    """Whether a caretaker answers each practice: they lend the workshop's tools and lend a hand."""
    return np.array([id in _CARETAKERS_ANSWER for id in ids])
