"""What it costs, what it brings to society, and when the second overtakes the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mitoyen.projection.scenario import Scenario
from mitoyen.projection.takeup import MONTHS_PER_YEAR
from mitoyen.uncertainty.quantiles import quantiles_of_rows
from mitoyen.uncertainty.summaries import Interval, interval

Draws = NDArray[np.float64]


@dataclass(frozen=True)
class Costs:
    """Euros, each of shape (draws,)."""

    licence_year: Draws
    animation_month: Draws
    letters: Draws
    """Once, at the launch."""

    def by_month(self, months: int) -> Draws:
        """Costs of each month, shape (months, draws)."""
        month = self.licence_year / MONTHS_PER_YEAR + self.animation_month
        table = np.repeat(month[np.newaxis], months, axis=0)
        table[0] += self.letters
        return table

    def total(self, months: int) -> Interval:
        """Everything over the horizon."""
        return interval(self.by_month(months).sum(axis=0))


def costs(scenario: Scenario, draws: Mapping[str, Draws], households: int) -> Costs:
    """What a scenario costs: the amounts it states, or those of the evidence with their doubt."""
    none = np.zeros_like(draws["cost_licence_min"])
    price = "cost_licence_household" if scenario.dwellings is None else "cost_licence_dwelling"
    by_size = np.maximum(draws["cost_licence_min"], draws[price] * households)
    licence = by_size if scenario.licence is None else none + scenario.licence
    wage = draws["smic_gross"] if scenario.animation == "volunteer" else draws["cost_animator_hour"]
    hour = wage if scenario.hourly_cost is None else none + scenario.hourly_cost
    letters = draws["cost_letter"] * households if scenario.launch == "letters" else none
    return Costs(licence, hour * scenario.hours, letters)


@dataclass(frozen=True)
class Balance:
    """Surplus less costs, discounted to the launch, cumulated, shape (months, draws) [euro]."""

    cumulated: Draws

    @cached_property
    def by_month(self) -> NDArray[np.float32]:
        """P10, P50, P90 of the cumulated balance, shape (months, 3)."""
        return quantiles_of_rows(self.cumulated)

    @property
    def final(self) -> Interval:
        """The balance at the horizon."""
        return interval(self.cumulated[-1])

    @cached_property
    def break_even(self) -> Draws:
        """Month from which the balance stays positive to the horizon, infinite when it does not, shape (draws,)."""
        months = self.cumulated.shape[0]
        staying = np.cumprod(self.cumulated[::-1] > 0, axis=0).sum(axis=0)
        return np.where(staying > 0, months - staying + 1.0, np.inf)

    @property
    def probability_positive(self) -> float:
        """The chance that the balance is positive at the horizon."""
        return float(np.mean(self.cumulated[-1] > 0))

    def probability_by(self, month: int) -> float:
        """The chance that the balance is positive for good from `month` on, or earlier."""
        return float(np.mean(self.break_even <= month))

    @property
    def median_break_even(self) -> int | None:
        """The month by which one chance in two has broken even; None when it does not within the horizon."""
        median = float(np.quantile(self.break_even, 0.5, method="inverted_cdf"))
        return int(median) if np.isfinite(median) else None


def balance(scenario: Scenario, draws: Mapping[str, Draws], surplus: Draws, spent: Costs) -> Balance:
    """The balance of a monthly `surplus`, shape (months, draws), at the scenario's discount rate or the public one."""
    none = np.zeros_like(draws["discount_rate_fr"])
    rate = draws["discount_rate_fr"] if scenario.discount_rate is None else none + scenario.discount_rate
    years = (np.arange(scenario.months) + 0.5) / MONTHS_PER_YEAR
    factor = (1 + rate) ** -years[:, np.newaxis]
    return Balance(((surplus - spent.by_month(scenario.months)) * factor).cumsum(axis=0))
