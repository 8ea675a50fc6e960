"""The laws that a simulated quartier obeys: its truth, read from `laws.yaml`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from mitoyen.counting.events import Counterfactual
from mitoyen.evidence.reader import Block, read

Numbers = NDArray[np.float64]

FILE = Path(__file__).parent / "laws.yaml"
ANSWERS: tuple[str, ...] = get_args(Counterfactual)
PROOFS = ("A", "B", "C", "D")
AMOUNTS = ("grams", "metres", "minutes", "cents")
AGES = ("young", "middle", "older", "old")
HOSTS = ("neighbour", "association", "shop")
OBJECT_PRACTICES = ("lend", "give", "resell", "repair")
POST, COMPOST = "post", "compost"
_MONTHS, _DAYS, _HOURS = 12, 7, 24


@dataclass(frozen=True)
class Amount:
    """A measured quantity: lognormal around `scale` (a median, or a share of the price), rounded to `step`."""

    scale: float
    spread: float
    step: int


@dataclass(frozen=True)
class Gathering:
    """People who come together: how many, at whose place, with how many helpers."""

    low: int
    mean: float
    high: int
    host: str
    helpers: int


@dataclass(frozen=True)
class PracticeLaw:
    """How one practice goes on: asked so many times a year by an active member, with these details."""

    id: str
    rate: float
    season: Numbers
    """Weight of each month of the year from January, mean 1, shape (12,)."""
    proof: Numbers
    """Shares of the proofs A, B, C, D between people with a smartphone, shape (4,)."""
    otherwise: Mapping[str, float]
    """Weights of the Dirichlet that a quartier's shares of answers are drawn from; empty when nobody is asked."""
    categories: Mapping[str, float]
    object: str | None
    """Whose belongings the object is one of: "giver" or "receiver"."""
    amounts: Mapping[str, Amount]
    gathering: Gathering | None
    burst: float
    """How many times the rate in the two months after the launch."""

    @property
    def alone(self) -> bool:
        """Whether it takes nobody else: a post, a year of composting."""
        return self.id in (POST, COMPOST)

    @property
    def paired(self) -> bool:
        """Whether one member asks and one neighbour answers."""
        return self.gathering is None and not self.alone


@dataclass(frozen=True)
class Calendar:
    """When things happen: weights of the days from Monday, and of the hours of a working day and of the week-end."""

    weekdays: Numbers
    hours: Numbers
    """Shape (2, 24): working days, week-ends."""


@dataclass(frozen=True)
class Laws:
    """Everything that is true of every simulated quartier."""

    take_up: Mapping[str, float]
    per_quartier: int
    stairs: int
    sizes: Numbers
    ages: Numbers
    without_phone: Numbers
    people: Mapping[str, float]
    between_places: float
    scales: Mapping[str, float]
    accidents: Mapping[str, float]
    calendar: Calendar
    practices: Mapping[str, PracticeLaw]
    objects: Mapping[str, Mapping[str, float]]
    """Family of objects → share of households owning each type, and how often it is exchanged, by practice."""
    most_lent: Mapping[str, float]
    digest: str
    """Eight digits of the file: other laws, other facts."""


@lru_cache(maxsize=1)
def house() -> Laws:
    """The laws that come with this distribution."""
    return load(FILE)


def load(path: Path) -> Laws:
    """Read the laws; EvidenceError names the line of what is missing, unknown or without its reason."""
    said = read(path)
    said.only(
        frozenset("take_up households people between_places matching accidents calendar practices objects".split())
    )
    for name in said:
        if name != "practices":
            said.block(name).text("why")
    homes, calendar, objects = said.block("households"), said.block("calendar"), said.block("objects")
    return Laws(
        take_up=_numbers(said.block("take_up"), "ceiling wave innovation imitation survival active"),
        per_quartier=homes.whole("per_quartier"),
        stairs=homes.whole("stairs"),
        sizes=_shares(homes, "sizes"),
        ages=_by_age(homes.block("adult_ages")),
        without_phone=_by_age(homes.block("without_phone")),
        people=_numbers(said.block("people"), "appetite generosity same_stair same_residence habit caretaker partner"),
        between_places=said.block("between_places").number("shape"),
        scales=_numbers(said.block("matching"), "objects services rides food gatherings"),
        accidents=_numbers(said.block("accidents"), "reversed late late_days asked unknown_category"),
        calendar=_calendar(calendar),
        practices={id: _practice(id, said.block("practices").block(id), calendar) for id in said.block("practices")},
        objects={
            family: _numbers(objects.block(family), "owned lend give resell repair")
            for family in objects
            if family not in ("why", "most_lent")
        },
        most_lent=_all_numbers(objects.block("most_lent")),
        digest=hashlib.sha256(path.read_bytes()).hexdigest()[:8],
    )


def _numbers(block: Block, names: str) -> dict[str, float]:
    block.only(frozenset({*names.split(), "why"}))
    return {name: block.number(name) for name in names.split()}


def _all_numbers(block: Block) -> dict[str, float]:
    return {name: block.number(name) for name in block}


def _by_age(block: Block) -> Numbers:
    block.only(frozenset(AGES))
    return np.array([block.number(age) for age in AGES])


def _list(block: Block, key: str, length: int | None = None) -> Numbers:
    values = block.get(key)
    wrong = not isinstance(values, list) or not all(isinstance(value, int | float) for value in values)
    if wrong or (length is not None and len(values) != length):  # type: ignore[arg-type]  # `wrong` says it is a list
        raise block.error(f"'{key}' must be a list of {length or 'several'} numbers", key)
    return np.array(values, dtype=np.float64)


def _shares(block: Block, key: str) -> Numbers:
    shares = _list(block, key)
    if abs(shares.sum() - 1) > 1e-9:
        raise block.error(f"the shares of '{key}' add up to {shares.sum():g}; they must add up to 1", key)
    return shares


def _calendar(block: Block) -> Calendar:
    block.only(frozenset({"months", "weekdays", "hours_week", "hours_weekend", "why"}))
    hours = np.stack([_list(block, "hours_week", _HOURS), _list(block, "hours_weekend", _HOURS)])
    return Calendar(_list(block, "weekdays", _DAYS), hours)


def _practice(id: str, block: Block, calendar: Block) -> PracticeLaw:
    known = "rate season proof otherwise categories object gathering burst why".split()
    block.only(frozenset({*known, *AMOUNTS}))
    block.text("why")
    season = _list(calendar.block("months"), block.text("season"), _MONTHS)
    proof = _all_numbers(block.block("proof"))
    return PracticeLaw(
        id=id,
        rate=block.number("rate"),
        season=season / season.mean(),
        proof=np.array([proof.get(letter, 0.0) for letter in PROOFS]),
        otherwise=_otherwise(block),
        categories=_all_numbers(block.block("categories")) if "categories" in block else {},
        object=block.choice("object", ("giver", "receiver")) if "object" in block else None,
        amounts={name: _amount(block.block(name)) for name in AMOUNTS if name in block},
        gathering=_gathering(block.block("gathering")) if "gathering" in block else None,
        burst=block.number("burst") if "burst" in block else 1.0,
    )


def _otherwise(block: Block) -> dict[str, float]:
    weights = _all_numbers(block.block("otherwise")) if "otherwise" in block else {}
    if unknown := [name for name in weights if name not in ANSWERS]:
        raise block.error(f"'{unknown[0]}' is not an answer; the answers are {', '.join(ANSWERS)}", "otherwise")
    return weights


def _amount(block: Block) -> Amount:
    block.only(frozenset({"median", "ratio", "spread", "step"}))
    return Amount(block.number("median" if "median" in block else "ratio"), block.number("spread"), block.whole("step"))


def _gathering(block: Block) -> Gathering:
    block.only(frozenset({"low", "mean", "high", "host", "helpers"}))
    helpers = block.whole("helpers") if "helpers" in block else 0
    return Gathering(
        block.whole("low"), block.number("mean"), block.whole("high"), block.choice("host", HOSTS), helpers
    )
