"""Scenario → members → expected exchanges → figures, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.pack import Pack
from mitoyen.evidence.records import Factor
from mitoyen.impact.assessment import GROSS, Pricing, let_through
from mitoyen.impact.explain import factors_of
from mitoyen.projection.balance import Balance, Costs, balance, costs
from mitoyen.projection.matching import met_activity, size_classes
from mitoyen.projection.scenario import Scenario
from mitoyen.projection.takeup import MONTHS_PER_YEAR, TakeUp, take_up
from mitoyen.uncertainty.quantiles import quantiles_of_products, quantiles_of_rows
from mitoyen.uncertainty.summaries import Interval, interval

Draws = NDArray[np.float64]
Quantiles = NDArray[np.float32]

FAMILIES = ("objects", "services", "rides", "food", "gatherings")
"""Families of practices whose requests are met with the same odds."""
PRESENCE = "presence"
"""What comes with being an active member, met or not."""
LANDLORD = "tenancy"
SOCIETY = "society_surplus"
TOWN = "town_cash"


@dataclass(frozen=True)
class Coefficients:
    """What an active member brings in a year, all requests met, at one version of the evidence.

    per_family : (indicators, families + presence, draws)     per_practice : practice → exchanges asked a year (draws,)
    They depend neither on the place nor on the month: made once, used for every projection.
    """

    pricing: Pricing
    indicators: tuple[str, ...]
    per_family: NDArray[np.float32]
    per_practice: Mapping[str, Draws]

    @property
    def pack(self) -> Pack:
        """The evidence that they are made from."""
        return self.pricing.pack

    def row(self, indicator: str) -> NDArray[np.float32]:
        """The coefficients of one indicator, shape (families + presence, draws)."""
        return np.asarray(self.per_family[self.indicators.index(indicator)])


def coefficients(pricing: Pricing, *, landlord_effects: bool = False) -> Coefficients:
    """Price what an active member does in a year; `landlord_effects` switches the landlord's scenario on."""
    pack, size = pricing.pack, pricing.draws.size
    rates = _rates(pricing, landlord_effects)
    kept = _cap_ratios(pricing, rates)
    families = (*FAMILIES, PRESENCE)
    plain = {id: np.zeros((len(families), size)) for id, indicator in pack.indicators.items() if not indicator.sum_of}
    for id, rate in rates.items():
        practice = pack.practices[id]
        row = families.index(practice.family)
        for indicator, impact in pricing.unit_impacts(id).items():
            share = kept.get(practice.cap or "", 1.0) if pack.indicators[indicator].pillar == "environment" else 1.0
            plain[indicator][row] += rate * impact * share
    made = {id: np.stack(_parts(pack, id, plain)).sum(axis=0) for id, i in pack.indicators.items() if i.sum_of}
    stacked = np.stack([(plain | made)[id] for id in pack.indicators]).astype(np.float32)
    return Coefficients(pricing, tuple(pack.indicators), stacked, rates)


def _parts(pack: Pack, id: str, plain: Mapping[str, Draws]) -> list[Draws]:
    return [sign * plain[part] for part, sign in pack.indicators[id].sum_of.items()]


def _rates(pricing: Pricing, landlord_effects: bool) -> dict[str, Draws]:
    """Practice → what an active member asks for in a year; presences count one member-year."""
    one = np.ones(pricing.draws.size)
    rates = {}
    for practice in pricing.pack.practices.values():
        if practice.kind == "exchange" and practice.rate is not None:
            rates[practice.id] = pricing.draws[practice.rate]
        elif practice.kind == "presence" and (practice.id != LANDLORD or landlord_effects):
            rates[practice.id] = one
    return rates


def _cap_ratios(pricing: Pricing, rates: Mapping[str, Draws]) -> dict[str, Draws]:
    """Caps per person-year, met by one member whose requests are all met: at least as strict as month by month."""
    gross: dict[str, Draws] = {}
    for id, rate in rates.items():
        cap, impact = pricing.cap(id), pricing.unit_impacts(id).get(GROSS)
        if cap is not None and impact is not None:
            gross[cap] = gross.get(cap, 0.0) + rate * impact
    return {cap: let_through(pricing.draws[cap], total) for cap, total in gross.items()}


@dataclass(frozen=True)
class Forecast:
    """What a scenario would bring, with its doubt. Quantiles are P10, P50, P90."""

    scenario: Scenario
    coefficients: Coefficients
    households: int
    takeup: TakeUp
    volumes: Draws
    """Active member-months × odds, a twelfth of a year each, shape (families + presence, months, draws)."""

    @cached_property
    def monthly(self) -> Quantiles:
        """Figures of each month, shape (indicators, months, 3)."""
        return quantiles_of_products(self.volumes, self.coefficients.per_family)

    @cached_property
    def cumulative(self) -> Quantiles:
        """Figures since the launch, shape (indicators, months, 3)."""
        return quantiles_of_products(self.volumes.cumsum(axis=1), self.coefficients.per_family)

    @cached_property
    def totals(self) -> Mapping[str, Draws]:
        """Indicator → figure over the whole horizon, shape (draws,)."""
        horizon = self.volumes.sum(axis=1)
        sums = np.einsum("itd,td->id", self.coefficients.per_family, horizon)
        return dict(zip(self.coefficients.indicators, sums, strict=True))

    def total(self, indicator: str) -> Interval:
        """The interval of a figure over the whole horizon."""
        return interval(self.totals[indicator])

    def per_year(self, indicator: str) -> Interval:
        """The interval of a figure in a mean year of the horizon; also the mean number of people of a presence."""
        return interval(self.totals[indicator] * MONTHS_PER_YEAR / self.scenario.months)

    def by_practice(self) -> Mapping[str, Interval]:
        """Practice → exchanges over the whole horizon, presences left out."""
        horizon = dict(zip((*FAMILIES, PRESENCE), self.volumes.sum(axis=1), strict=True))
        practices = self.coefficients.pack.practices
        asked = self.coefficients.per_practice.items()
        return {
            id: interval(rate * horizon[practices[id].family]) for id, rate in asked if practices[id].kind == "exchange"
        }

    def households_by_month(self, kind: str) -> Quantiles:
        """Households registered, present or active, shape (months, 3)."""
        return quantiles_of_rows(self.households * getattr(self.takeup, kind))

    def factors(self, indicator: str) -> tuple[Factor, ...]:
        """Every factor that a figure rests on: those of its equations, of take-up, activity and matching."""
        pack = self.coefficients.pack
        parts = pack.indicators[indicator].sum_of or (indicator,)
        asked = [pack.practices[id] for id in self.coefficients.per_practice]
        active = [practice for practice in asked if any(part in practice.results for part in parts)]
        families = {practice.family for practice in active} - {PRESENCE}
        names = [
            *(f"takeup_{part}_{self.scenario.launch}" for part in ("ceiling", "launch", "innovation", "imitation")),
            *("member_survival", "active_share", f"animation_{self.scenario.animation}"),
            *(f"met_scale_{family}" for family in FAMILIES if family in families),
            *(practice.rate for practice in active if practice.rate is not None),
        ]
        behind = factors_of(pack, self.coefficients.pricing.graph, indicator, [practice.id for practice in active])
        return (*behind, *(pack.factors[name] for name in names if name in pack.factors))

    @cached_property
    def costs(self) -> Costs:
        """What the platform costs, by kind."""
        return costs(self.scenario, self.coefficients.pricing.draws, self.households)

    @cached_property
    def balance(self) -> Balance:
        """Surplus for society less costs, discounted, month by month."""
        surplus = np.einsum("td,tmd->md", self.coefficients.row(SOCIETY), self.volumes)
        return balance(self.scenario, self.coefficients.pricing.draws, surplus, self.costs)


def forecast(scenario: Scenario, leaf_households: NDArray[np.integer], priced: Coefficients) -> Forecast:
    """Project a scenario on quartiers of `leaf_households` households, shape (quartiers,).

    A housing project is one quartier of its own dwellings. Raises ValueError when nobody lives there.
    """
    leaves = np.asarray(leaf_households if scenario.dwellings is None else [scenario.dwellings])
    households = int(leaves.sum())
    if households == 0:
        raise ValueError("nobody lives in this place, so nothing can be projected; choose another place")
    draws = priced.pricing.draws
    shares = take_up(draws, launch=scenario.launch, animation=scenario.animation, months=scenario.months)
    scales = np.stack([draws[f"met_scale_{family}"] for family in FAMILIES])
    met = met_activity(shares.active, scales, size_classes(leaves))
    present = households * shares.active[np.newaxis]
    return Forecast(scenario, priced, households, shares, np.concatenate([met, present]) / MONTHS_PER_YEAR)


def probability_better(first: Forecast, second: Forecast, indicator: str) -> float:
    """The chance that `first` beats `second` on a figure over the horizon: both share every draw."""
    return float(np.mean(first.totals[indicator] > second.totals[indicator]))
