"""What is said of each fact: object or service, quantities, proof, answer, and when it is told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.pack import Pack
from mitoyen.simulation.belongings import ObjectTypes, object_types
from mitoyen.simulation.exchanges import Matrix, pick
from mitoyen.simulation.facts import NONE, Facts
from mitoyen.simulation.laws import AMOUNTS, OBJECT_PRACTICES, PROOFS, Amount, Laws, Numbers
from mitoyen.simulation.residents import Indices, Residents

_MINUTE, _DAY = 60, 86_400
_MINUTES_PER_HOUR = 60
_SOON = 20.0
"""A fact is told twenty seconds after it happened, on average."""
_UNDONE_AFTER = 2 * _DAY
"""A mistake is seen two days after it was told, on average, and a minute at least."""
_CENTS = 100
_ONE_SIDE = PROOFS.index("C")


@dataclass(frozen=True)
class Tables:
    """The laws and the pack as arrays, one row a practice; made once, used every month."""

    practices: tuple[str, ...]
    families: tuple[str, ...]
    categories: tuple[str, ...]
    types: ObjectTypes
    fixed: Matrix
    """Weights of the categories that do not depend on belongings, shape (practices, categories)."""
    wanted: Matrix
    """Weights of the object types, shape (practices, types); the types are the first categories."""
    belongs_to_giver: NDArray[np.bool_]
    belongs_to_receiver: NDArray[np.bool_]
    amounts: Matrix
    """Scale, spread and step of each quantity, shape (practices, quantities, 3)."""
    prices: Numbers
    """Euros of a new object, or of an hour of service, shape (categories,)."""
    hourly: NDArray[np.bool_]
    """Whether the price is that of an hour, shape (practices,)."""
    proofs: Matrix
    """Cumulated shares, shape (practices, proofs)."""
    asks: NDArray[np.bool_]
    """Whether the question is put, shape (practices,)."""
    accidents: dict[str, float]


def tables(laws: Laws, pack: Pack) -> Tables:
    """Everything that is looked up month after month."""
    types, known = object_types(laws, pack), list(laws.practices.values())
    named = {name for practice in known for name in practice.categories}
    categories = (*types.ids, *sorted(named))
    wanted = np.zeros((len(known), len(types.ids)))
    for rank, practice in enumerate(known):
        if practice.object:
            wanted[rank] = types.wanted[OBJECT_PRACTICES.index(practice.id)]
    return Tables(
        practices=tuple(laws.practices),
        families=tuple(pack.practices[practice.id].family for practice in known),
        categories=categories,
        types=types,
        fixed=np.array([[practice.categories.get(name, 0.0) for name in categories] for practice in known]),
        wanted=wanted,
        belongs_to_giver=np.array([practice.object == "giver" for practice in known]),
        belongs_to_receiver=np.array([practice.object == "receiver" for practice in known]),
        amounts=np.array([[_law(practice.amounts.get(name)) for name in AMOUNTS] for practice in known]),
        prices=np.array([_price(pack, name) for name in categories]),
        hourly=np.array(["minutes" in practice.amounts for practice in known]),
        proofs=np.cumsum([practice.proof for practice in known], axis=1),
        asks=np.array([bool(practice.otherwise) for practice in known]),
        accidents=dict(laws.accidents),
    )


def _law(amount: Amount | None) -> tuple[float, float, int]:
    return (amount.scale, amount.spread, amount.step) if amount else (0.0, 0.0, 1)


def _price(pack: Pack, category: str) -> float:
    """The central value of the pack: euros of a new object or of an hour; 0 when it has none."""
    attributes = pack.categories[category].attributes
    factor = attributes.get("object_price") or attributes.get("service_price")
    return (pack.factors[factor].current.value or 0.0) if factor else 0.0


def complete(facts: Facts, laid: Tables, residents: Residents, answers: Matrix, chance: np.random.Generator) -> None:
    """Fill in the details of facts whose practice, moment and parties are known.

    answers : cumulated shares of the answers in this quartier, shape (practices, answers)
    """
    practice = facts["practice"]
    category = _categories(facts, laid, residents, chance)
    _quantities(facts, laid, category, chance)
    unknown = chance.random(len(facts)) < laid.accidents["unknown_category"]
    facts["category"] = np.where(unknown, NONE, category)
    facts["giver"] = residents.persons(facts["giver_row"], chance)
    facts["receiver"] = residents.persons(facts["receiver_row"], chance)
    phones = [_has_phone(residents, facts[side]) for side in ("giver", "receiver")]
    proof = (chance.random(len(facts))[:, np.newaxis] >= laid.proofs[practice, :-1]).sum(axis=1)
    facts["proof"] = np.where(phones[0] & phones[1], proof, _ONE_SIDE)
    asked = laid.asks[practice] & (chance.random(len(facts)) < laid.accidents["asked"])
    answer = (chance.random(len(facts))[:, np.newaxis] >= answers[practice, :-1]).sum(axis=1)
    facts["answer"] = np.where(asked, answer, NONE)
    homes, others = residents.residence[facts["giver_row"]], residents.residence[facts["receiver_row"]]
    facts["place"] = np.where((facts["receiver_row"] != NONE) & (homes == others), homes + 1, 0)
    facts["received"] = facts["occurred"] + _delays(len(facts), laid, chance)


def _categories(facts: Facts, laid: Tables, residents: Residents, chance: np.random.Generator) -> Indices:
    """What is exchanged, NONE for practices that have no categories."""
    practice = facts["practice"]
    found = np.full(len(facts), NONE, np.int64)
    for flags, owner in ((laid.belongs_to_giver, "giver_row"), (laid.belongs_to_receiver, "receiver_row")):
        of = np.flatnonzero(flags[practice])
        found[of] = pick(residents.owned[facts[owner][of]] * laid.wanted[practice[of]], chance)
    named = np.flatnonzero((laid.fixed.sum(axis=1) > 0)[practice])
    found[named] = pick(laid.fixed[practice[named]], chance)
    return found


def _quantities(facts: Facts, laid: Tables, category: Indices, chance: np.random.Generator) -> None:
    practice = facts["practice"]
    noise = chance.standard_normal((len(AMOUNTS), len(facts)))
    for rank, name in enumerate(AMOUNTS):
        scale, spread, step = laid.amounts[practice, rank].T
        if name == "cents":
            hours = np.where(laid.hourly[practice], facts["minutes"] / _MINUTES_PER_HOUR, 1.0)
            scale = scale * laid.prices[category] * hours * _CENTS
        drawn = np.rint(scale * np.exp(spread * noise[rank]) / step) * step
        facts[name] = np.where(scale > 0, np.maximum(drawn, step), 0)


def _has_phone(residents: Residents, persons: Indices) -> NDArray[np.bool_]:
    return np.asarray((persons == NONE) | residents.phone[persons], dtype=np.bool_)


def _delays(size: int, laid: Tables, chance: np.random.Generator) -> Indices:
    """Seconds between a fact and the moment when it is told."""
    late = chance.random(size) < laid.accidents["late"]
    mean = np.where(late, laid.accidents["late_days"] * _DAY, _SOON)
    return np.asarray(1 + chance.exponential(mean), dtype=np.int64)


def reversals(facts: Facts, laid: Tables, chance: np.random.Generator) -> Facts:
    """The facts that are undone: told up to some days after the fact itself was."""
    undone = facts[chance.random(len(facts)) < laid.accidents["reversed"]].copy()
    undone["received"] += np.asarray(_MINUTE + chance.exponential(_UNDONE_AFTER, len(undone)), dtype=np.int64)
    undone["occurred"], undone["undoes"] = undone["received"] - 1, True
    return undone
