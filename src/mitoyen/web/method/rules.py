"""The two historical claims, rebuilt: a year of exchanges against 646 kg, and what +25 % would have to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.records import Persona, Usage
from mitoyen.impact.assessment import GROSS, REBOUND, TRIPS, assess
from mitoyen.projection.calculator import Calculator
from mitoyen.projection.takeup import take_up
from mitoyen.reporting.words import CLAIM_KG
from mitoyen.uncertainty.summaries import Interval, interval

Draws = NDArray[np.float64]

HABITS: Mapping[str, tuple[str, str | None]] = {
    "loans": ("first_loan", "loan_item_mix"),
    "small": ("resell", "small_item_mix"),
    "large": ("resell", "large_item_mix"),
    "repairs": ("repair", "repair_item_mix"),
    "food": ("food_gift", "surplus_food"),
    "orders": ("group_order", None),
    "meals": ("shared_meal", None),
    "rides": ("ride", "commute_ride"),
    "compost": ("compost", None),
    "local": ("local_diet", None),
}
"""Field of the form → practice and category; `compost` and `local` are shares of a year."""

INTENSIVE: Mapping[str, float] = {
    "loans": 12, "small": 30, "large": 2, "repairs": 3, "food": 52, "orders": 24, "meals": 12, "rides": 94,
    "compost": 1, "local": 0.5,
}  # fmt: skip
"""A very active neighbour who also shares one return trip a week, 47 weeks a year: our preset, deliberately high."""


@dataclass(frozen=True)
class Year:
    """A year of exchanges of one person, in kilograms of CO2e."""

    steps: Mapping[str, Interval]
    """Gross, trips and wear, rebound (the last two taken off, hence negative), net."""
    gross_over: float
    net_over: float
    """Probabilities to pass the claim."""
    exchanges: float


def usage(habits: Mapping[str, float]) -> list[Usage]:
    """The exchanges of a year, from the fields of the form."""
    return [Usage(*HABITS[name], per_year=count) for name, count in habits.items() if count]


def habits_of(persona: Persona) -> dict[str, float]:
    """A person of reference as fields of the form."""
    counts = {(item.practice, item.category): item.per_year for item in persona.usage}
    return {name: counts.get(pair, 0.0) for name, pair in HABITS.items()}


def year(tool: Calculator, habits: Mapping[str, float]) -> Year:
    """What a year of exchanges brings to the climate, beside the claim."""
    found = assess(tool.pricing, usage(habits))
    gross, net = found[GROSS], found["co2_net"]
    steps = {GROSS: gross, TRIPS: -found[TRIPS], REBOUND: -found[REBOUND], "co2_net": net}
    return Year(
        {id: interval(draws) for id, draws in steps.items()},
        float(np.mean(gross > CLAIM_KG)),
        float(np.mean(net > CLAIM_KG)),
        sum(count for name, count in habits.items() if name not in ("compost", "local")),
    )


def each_habit(tool: Calculator, habits: Mapping[str, float]) -> dict[str, tuple[Interval, Interval]]:
    """Gross and net of each habit taken alone."""
    alone = {name: assess(tool.pricing, usage({name: count})) for name, count in habits.items() if count}
    return {name: (interval(found[GROSS]), interval(found["co2_net"])) for name, found in alone.items()}


@dataclass(frozen=True)
class Uplift:
    """What a share of the published gap would mean among 1,000 households."""

    active: Interval
    helpers: Interval
    """Of the active members, how many help in four weeks anyway."""
    more: Interval
    """How many more would."""


def uplift(tool: Calculator, caused: float, *, households: int = 1000, months: int = 24) -> Uplift:
    """The published gap × the share `caused` (0 to 1) of it, after letters to every home, without animation."""
    draws = tool.draws
    active = take_up(draws, launch="letters", animation="none", months=months).active[-1] * households
    helpers = active * draws["fr_informal_help_4w"]
    gap = tool.pack.factors["smiile_involved_gap"].current.value or 0.0
    return Uplift(interval(active), interval(helpers), interval(helpers * gap * caused))


@dataclass(frozen=True)
class Sample:
    """How many complete answers each group needs to see a relative rise."""

    before: float
    after: float
    randomised: int
    """Asked once, after, groups drawn at random."""
    panel: int
    """The same people asked twice, beside a comparison group; answers correlated at one half."""
    sections: int
    """Different people at each wave, per wave."""


def sample(before: float, rise: float, *, level: float = 0.05, power: float = 0.8, correlation: float = 0.5) -> Sample:
    """Answers needed to tell `before` from `before × (1 + rise)`, normal approximation."""
    after = before * (1 + rise)
    normal = NormalDist()
    sure, strong = normal.inv_cdf(1 - level / 2), normal.inv_cdf(power)
    first, second, mean = _spread(before), _spread(after), _spread((before + after) / 2)
    once = (sure * sqrt(2 * mean) + strong * sqrt(first + second)) ** 2
    change = 2 * first * (1 - correlation) + first + second - 2 * correlation * sqrt(first * second)
    twice = (sure + strong) ** 2 * change
    apart = (sure + strong) ** 2 * (first + second + 2 * first)
    effect = (after - before) ** 2
    return Sample(before, after, ceil(once / effect), ceil(twice / effect), ceil(apart / effect))


def half_width(before: float, rise: float, answers: int, *, correlation: float = 0.5) -> float:
    """Half of the 95 % interval of the effect with so many answers in each group of a panel."""
    first, second = _spread(before), _spread(before * (1 + rise))
    change = 2 * first * (1 - correlation) + first + second - 2 * correlation * sqrt(first * second)
    return NormalDist().inv_cdf(0.975) * sqrt(change / answers)


def _spread(share: float) -> float:
    return share * (1 - share)
