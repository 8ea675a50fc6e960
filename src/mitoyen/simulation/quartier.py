"""A quartier that lives month after month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from mitoyen.simulation import details, facts, gatherings
from mitoyen.simulation.calendar import Month
from mitoyen.simulation.details import Tables
from mitoyen.simulation.exchanges import Matrix, Needs, Neighbours, answered, caretakers_answer, needs, neighbours
from mitoyen.simulation.facts import NONE, Facts, Parties
from mitoyen.simulation.laws import ANSWERS, COMPOST, POST, Laws, Numbers
from mitoyen.simulation.residents import Residents, settle
from mitoyen.simulation.sample import quartier_code
from mitoyen.simulation.truth import QuartierTruth

_BURST_MONTHS = 2
_MONTHS_PER_YEAR = 12
_MOVING = ("give", "resell")
"""Practices after which the object belongs to the receiver."""


def stream(seed: int, quartier: int, chapter: int) -> np.random.Generator:
    """The chance of one chapter of one quartier: nothing that happens elsewhere, before or after, changes it."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, quartier, chapter])))


@dataclass
class Quartier:
    """Residents, what they own, whom they have met, and the truth about them as months go by."""

    number: int
    seed: int
    laws: Laws
    laid: Tables
    residents: Residents
    known: Neighbours
    rates: Numbers
    """Asked a month by an active member, shape (practices,)."""
    answers: Matrix
    """Cumulated shares of the answers, shape (practices, answers)."""
    truth: QuartierTruth
    waiting: dict[int, float] = field(default_factory=dict)
    """Participations asked for and not yet gathered, by practice."""
    pairs: set[int] = field(default_factory=set)
    borrowed: set[int] = field(default_factory=set)

    def live(self, month: Month) -> Facts:
        """The facts of a month, and their reversals, numbered in the order in which they happen."""
        chance = stream(self.seed, self.number, month.number + 1)
        rates = self.rates * [law.season[month.of_year] for law in self.laws.practices.values()]
        members = self._count_members(month.number)
        paired = self._exchanges(rates, month, chance)
        gathered = self._gatherings(rates, members, month, chance)
        happened = facts.in_order([paired, *gathered, *self._alone(rates, month, chance)])
        happened["quartier"], happened["month"] = self.number, month.number
        details.complete(happened, self.laid, self.residents, self.answers, chance)
        undone = details.reversals(happened, self.laid, chance)
        self._hand_over(happened)
        self._remember(happened, undone)
        return facts.together([happened, undone])

    def _exchanges(self, rates: Numbers, month: Month, chance: np.random.Generator) -> Parties:
        laws = list(self.laws.practices.values())
        paired = np.array([rank for rank, law in enumerate(laws) if law.paired])
        scales = np.array([self.laws.scales[self.laid.families[rank]] for rank in paired])
        asked = needs(self.residents, rates[paired], scales, month, chance)
        by_caretakers = caretakers_answer(tuple(laws[rank].id for rank in paired))
        made = answered(asked, self.residents, self.known, paired, month, by_caretakers, chance)
        self._count_needs(asked, paired)
        return made

    def _gatherings(self, rates: Numbers, members: float, month: Month, chance: np.random.Generator) -> list[Parties]:
        """`members` is the mean number of active members in the month."""
        made: list[Parties] = []
        for rank, law in enumerate(self.laws.practices.values()):
            if law.gathering is None:
                continue
            asked = rates[rank] * members
            odds = -np.expm1(-self.laws.scales[self.laid.families[rank]] * max(members - 1, 0.0))
            self._count(law.id, asked, asked * odds)
            places = self.waiting.get(rank, 0.0) + asked * odds
            held, self.waiting[rank] = gatherings.gathered(law.gathering, rank, places, self.residents, month, chance)
            for each in held:
                self.known.meet(each.giver, each.receiver)
            made += held
        return made

    def _alone(self, rates: Numbers, month: Month, chance: np.random.Generator) -> list[Parties]:
        ranks = {law.id: rank for rank, law in enumerate(self.laws.practices.values())}
        post = ranks[POST]
        burst = self.laws.practices[POST].burst if month.number < _BURST_MONTHS else 1.0
        posted = gatherings.posts(post, rates[post] * burst, self.residents, month, chance)
        composted = gatherings.composted(ranks[COMPOST], self.residents, month)
        self._count(POST, len(posted.occurred), len(posted.occurred))
        self._count(COMPOST, len(composted.occurred), len(composted.occurred))
        return [posted, composted]

    def _hand_over(self, happened: Facts) -> None:
        """What was given or sold is owned by another now; everybody keeps a book."""
        moving = np.isin(happened["practice"], [self.laid.practices.index(id) for id in _MOVING])
        moved = happened[moving & (happened["category"] != NONE)]
        owned = self.residents.owned
        np.add.at(owned, (moved["giver_row"], moved["category"]), -1)
        np.add.at(owned, (moved["receiver_row"], moved["category"]), 1)
        np.maximum(owned, self.residents.kept, out=owned)

    def _count_members(self, number: int) -> float:
        """Note who is there; the mean number of active members in the month."""
        residents, truth = self.residents, self.truth
        joined, left = residents.joined[: residents.households], residents.left[: residents.households]
        active = residents.active[: residents.households]
        present = (joined <= number + 1) & (left > number + 1)
        time = np.clip(np.minimum(left, number + 1) - np.maximum(joined, number), 0, 1)[active].sum()
        truth.registered.append(int((joined <= number + 1).sum()))
        truth.present.append(int(present.sum()))
        truth.active.append(int((present & active).sum()))
        truth.active_member_years.append(float(time) / _MONTHS_PER_YEAR)
        return float(time)

    def _count_needs(self, asked: Needs, paired: Numbers) -> None:
        many = np.bincount(asked.practice, minlength=len(paired))
        odds = np.bincount(asked.practice, weights=asked.odds, minlength=len(paired))
        for rank, practice in enumerate(paired):
            self._count(self.laid.practices[int(practice)], int(many[rank]), float(odds[rank]))

    def _count(self, practice: str, asked: float, odds: float) -> None:
        self.truth.asked.setdefault(practice, []).append(float(asked))
        self.truth.odds.setdefault(practice, []).append(float(odds))

    def _remember(self, happened: Facts, undone: Facts) -> None:
        """Count what happened, and the ties and first loans among what stands."""
        truth = self.truth
        counts = np.bincount(happened["practice"], minlength=len(self.laid.practices))
        for practice, many in zip(self.laid.practices, counts.tolist(), strict=True):
            truth.met.setdefault(practice, []).append(many)
        truth.undone.append(len(undone))
        standing = np.ones(len(happened), np.bool_)
        standing[undone["number"]] = False
        kept = happened[standing]
        told = kept[(kept["receiver"] != NONE) & (kept["giver"] != kept["receiver"])]
        low, high = np.minimum(told["giver"], told["receiver"]), np.maximum(told["giver"], told["receiver"])
        before = len(self.pairs)
        self.pairs.update((low.astype(np.int64) * len(self.residents.references) + high).tolist())
        truth.ties.append(len(self.pairs) - before)
        lent = kept[(kept["practice"] == self.laid.practices.index("lend")) & (kept["category"] != NONE)]
        self.borrowed.update(
            (lent["receiver_row"].astype(np.int64) * len(self.laid.categories) + lent["category"]).tolist()
        )
        truth.loans, truth.first_loans = truth.loans + len(lent), len(self.borrowed)


def found(number: int, households: int, seed: int, liveliness: float, laws: Laws, laid: Tables) -> Quartier:
    """A quartier on the eve of its launch: its own residents, rates and answers, drawn once."""
    chance = stream(seed, number, 0)
    residents = settle(number, households, laws, laid.types, chance)
    practices = list(laws.practices.values())
    own = chance.gamma(laws.between_places, 1 / laws.between_places, len(practices)) * liveliness
    yearly = np.array([law.rate for law in practices]) * own
    shares = {law.id: _shares(law.otherwise, chance) for law in practices if law.otherwise}
    answers = np.array([[shares.get(law.id, {}).get(answer, 0.0) for answer in ANSWERS] for law in practices])
    rates = {law.id: float(rate) for law, rate in zip(practices, yearly, strict=True)}
    rates[COMPOST] = laws.practices[COMPOST].rate
    truth = QuartierTruth(
        code=quartier_code(number), households=households, rates=rates, scales=dict(laws.scales), otherwise=shares
    )
    known = neighbours(residents, laws)
    return Quartier(
        number, seed, laws, laid, residents, known, yearly / _MONTHS_PER_YEAR, np.cumsum(answers, axis=1), truth
    )


def _shares(weights: Mapping[str, float], chance: np.random.Generator) -> dict[str, float]:
    return dict(zip(weights, chance.dirichlet(list(weights.values())).tolist(), strict=True))
