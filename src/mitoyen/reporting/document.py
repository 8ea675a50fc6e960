"""What a reader sees of a forecast, on any medium: screen, JSON, CSV and paper are made from this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.records import Indicator, Practice, Text
from mitoyen.impact.explain import Quality, Share, quality, variance_shares
from mitoyen.projection.forecast import Forecast
from mitoyen.projection.takeup import MONTHS_PER_YEAR
from mitoyen.reporting.words import BENEFICIARIES, PILLARS
from mitoyen.uncertainty.draws import SEED
from mitoyen.uncertainty.summaries import Interval, interval

PRESENCE_UNIT = "person*year"
STEPS = ("co2_gross", "co2_trips_and_wear", "co2_rebound", "co2_net")
PROJECTED = "D"
"""Whatever an indicator could claim once measured, a forecast is a projection."""


@dataclass(frozen=True)
class Figure:
    """One indicator over the horizon: its interval, and what it rests on."""

    indicator: Indicator
    interval: Interval
    unit: str
    grade: str
    quality: Quality


@dataclass(frozen=True)
class Pillar:
    """A pillar: its headline, and its other figures."""

    id: str
    label: Text
    headline: Figure
    others: tuple[Figure, ...]


@dataclass(frozen=True)
class Line:
    """An amount for a beneficiary; costs are negative."""

    label: Text
    interval: Interval
    unit: str
    indicator: str | None


@dataclass(frozen=True)
class View:
    """What one party gains and pays."""

    id: str
    label: Text
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Volume:
    """How many exchanges of a practice."""

    practice: Practice
    interval: Interval


@dataclass(frozen=True)
class Track:
    """A figure month by month: P10, P50, P90, shape (months, 3)."""

    id: str
    label: Text
    unit: str
    monthly: NDArray[np.float32]
    cumulative: NDArray[np.float32]


@dataclass(frozen=True)
class Document:
    """A forecast, ready to be read."""

    place: str
    place_name: str
    forecast: Forecast
    evidence: str
    seed: int
    draws: int
    pillars: tuple[Pillar, ...]
    views: tuple[View, ...]
    volumes: tuple[Volume, ...]
    waterfall: tuple[Figure, ...]
    tracks: Mapping[str, Track]
    drivers: Mapping[str, list[Share]]
    """Headline indicator → names that drive its spread."""
    costs: tuple[Line, ...]

    def figure(self, indicator: str) -> Figure:
        """The figure of any indicator."""
        return _figure(self.forecast, indicator)

    @property
    def registered(self) -> Interval:
        """Households registered at the horizon."""
        return interval(self.forecast.households * self.forecast.takeup.registered[-1])

    @property
    def active(self) -> Interval:
        """Active households at the horizon."""
        return interval(self.forecast.households * self.forecast.takeup.active[-1])


def document(forecast: Forecast, *, place_name: str) -> Document:
    """Everything a report says of `forecast`."""
    pack = forecast.coefficients.pack
    shown = [indicator for indicator in pack.indicators.values() if not _only_a_scenario(indicator, forecast)]
    return Document(
        place=forecast.scenario.place,
        place_name=place_name,
        forecast=forecast,
        evidence=pack.name,
        seed=SEED,
        draws=forecast.coefficients.pricing.draws.size,
        pillars=tuple(_pillar(forecast, id, shown) for id in PILLARS),
        views=_views(forecast),
        volumes=tuple(Volume(pack.practices[id], found) for id, found in forecast.by_practice().items()),
        waterfall=tuple(_figure(forecast, id) for id in STEPS),
        tracks={indicator.id: _track(forecast, indicator) for indicator in shown},
        drivers={indicator.id: _drivers(forecast, indicator.id) for indicator in shown if indicator.headline},
        costs=_costs(forecast),
    )


def _only_a_scenario(indicator: Indicator, forecast: Forecast) -> bool:
    return indicator.beneficiary == "landlord" and not forecast.scenario.landlord_effects


def _figure(forecast: Forecast, id: str) -> Figure:
    indicator = forecast.coefficients.pack.indicators[id]
    found = forecast.per_year(id) if indicator.unit == PRESENCE_UNIT else forecast.total(id)
    return Figure(indicator, found, indicator.unit, PROJECTED, quality(forecast.factors(id)))


def _pillar(forecast: Forecast, id: str, shown: list[Indicator]) -> Pillar:
    own = [indicator for indicator in shown if indicator.pillar == id]
    headline = next(indicator for indicator in own if indicator.headline)
    others = tuple(_figure(forecast, indicator.id) for indicator in own if indicator is not headline)
    return Pillar(id, PILLARS[id], _figure(forecast, headline.id), others)


def _views(forecast: Forecast) -> tuple[View, ...]:
    """Who gains what: totals of each party, and the costs with the party that pays them."""
    gains = {
        "resident": ("resident_gain", "help_value"),
        "town": ("town_cash",),
        "landlord": ("landlord_cash",) if forecast.scenario.landlord_effects else (),
        "shop": ("local_turnover",),
        "association": (),
        "planet": ("co2_net", "waste_avoided"),
        "society": ("society_surplus",),
    }
    views = []
    for id, indicators in gains.items():
        lines = [_gain(forecast, indicator) for indicator in indicators]
        if id in (forecast.scenario.payer, "society"):
            lines.append(_cost_line(forecast))
        if id == "society":
            words = Text("Bilan actualisé, coûts déduits", "Discounted balance, less costs")
            lines.append(Line(words, forecast.balance.final, "euro", None))
        if lines:
            views.append(View(id, BENEFICIARIES[id], tuple(lines)))
    return tuple(views)


def _gain(forecast: Forecast, id: str) -> Line:
    indicator = forecast.coefficients.pack.indicators[id]
    return Line(indicator.label, forecast.total(id), indicator.unit, id)


def _cost_line(forecast: Forecast) -> Line:
    return Line(
        Text("Coût de la plateforme", "Cost of the platform"),
        _negative(forecast.costs.total(forecast.scenario.months)),
        "euro",
        None,
    )


def _costs(forecast: Forecast) -> tuple[Line, ...]:
    spent, months = forecast.costs, forecast.scenario.months
    years = months / MONTHS_PER_YEAR
    amounts = (
        (Text("Licence et hébergement", "Licence and hosting"), spent.licence_year * years),
        (Text("Animation", "Animation"), spent.animation_month * months),
        (Text("Lettres du lancement", "Letters of the launch"), spent.letters),
    )
    return tuple(Line(label, interval(draws), "euro", None) for label, draws in amounts)


def _negative(found: Interval) -> Interval:
    return Interval(-found.high, -found.median, -found.low, -found.mean)


def _track(forecast: Forecast, indicator: Indicator) -> Track:
    row = forecast.coefficients.indicators.index(indicator.id)
    monthly, cumulative = forecast.monthly[row], forecast.cumulative[row]
    return Track(indicator.id, indicator.label, indicator.unit, monthly, cumulative)


def _drivers(forecast: Forecast, id: str) -> list[Share]:
    """The names that drive the spread of a total, the strongest first."""
    draws = forecast.coefficients.pricing.draws
    behind = (name for factor in forecast.factors(id) for name in factor.draw_names)
    return variance_shares(forecast.totals[id], {name: draws[name] for name in behind})
