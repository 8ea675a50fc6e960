"""What is planned: where, how it is launched and animated, for how long, at what cost."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, cast

from mitoyen.evidence.records import Text

LAUNCHES = ("organic", "invitations", "letters")
ANIMATIONS = ("none", "volunteer", "animator")
PAYERS = ("town", "landlord", "association")
MONTHS = (12, 60)
USUAL_HOURS = {"none": 0.0, "volunteer": 20.0, "animator": 60.0}
"""Hours of animation in a month when the scenario does not say."""


class ScenarioError(ValueError):
    """A scenario that cannot be projected: `field` is the answer to change, `words` say how, in both languages."""

    def __init__(self, field: str, *, fr: str, en: str) -> None:
        super().__init__(en)
        self.field = field
        self.words = Text(fr, en)


@dataclass(frozen=True)
class Scenario:
    """A project. Amounts left at None are drawn from the evidence, with their doubt."""

    place: str
    """Code of a commune, a quartier (IRIS) or an intercommunality."""
    dwellings: int | None = None
    """Occupied dwellings of a housing project in that place; None for the whole place."""
    launch: str = "letters"
    animation: str = "volunteer"
    animation_hours: float | None = None
    """Hours a month; None for the usual hours of that animation."""
    hourly_cost: float | None = None
    """Euros for an hour of animation; None for the evidence's wage."""
    licence: float | None = None
    """Euros a year for the platform; None for the evidence's price."""
    months: int = 36
    discount_rate: float | None = None
    """A year; None for the public rate and its doubt."""
    payer: str = "town"
    landlord_effects: bool = False

    def __post_init__(self) -> None:
        _choose("launch", self.launch, LAUNCHES)
        _choose("animation", self.animation, ANIMATIONS)
        _choose("payer", self.payer, PAYERS)
        _within("months", self.months, *MONTHS, Text("l'horizon, en mois,", "the horizon, in months,"), whole=True)
        dwellings = Text("le nombre de logements", "the number of dwellings")
        _within("dwellings", self.dwellings, 1, 100_000, dwellings, whole=True)
        hours = Text("le nombre d'heures d'animation par mois", "the number of hours of animation a month")
        _within("animation_hours", self.animation_hours, 0, 2_000, hours)
        _within(
            "hourly_cost",
            self.hourly_cost,
            0,
            500,
            Text("le coût d'une heure, en euros,", "the cost of an hour, in euros,"),
        )
        _within(
            "licence",
            self.licence,
            0,
            100_000_000,
            Text("la licence, en euros par an,", "the licence, in euros a year,"),
        )
        rate = Text("le taux d'actualisation (0,032 pour 3,2 %)", "the discount rate (0.032 for 3.2 %)")
        _within("discount_rate", self.discount_rate, 0, 0.2, rate)

    @property
    def hours(self) -> float:
        """Hours of animation in a month."""
        return USUAL_HOURS[self.animation] if self.animation_hours is None else self.animation_hours

    def changed(self, **changes: Any) -> Scenario:
        """The same scenario with some answers changed."""
        return replace(self, **changes)

    def as_record(self) -> dict[str, Any]:
        """The answers that differ from the defaults, and the place."""
        usual = {field.name: field.default for field in fields(self)}
        return {name: value for name, value in asdict(self).items() if value != usual[name]}


def _choose(field: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        choices = ", ".join(allowed)
        raise ScenarioError(
            field,
            fr=f"« {field} » doit être l'un de ces choix : {choices}.",
            en=f"'{field}' must be one of these: {choices}.",
        )


def _within(field: str, value: object, low: float, high: float, what: Text, *, whole: bool = False) -> None:
    """Refuse an answer that is no finite number or out of bounds; None leaves it to the evidence."""
    if value is None:
        return
    right_type = isinstance(value, int) if whole else isinstance(value, int | float)
    if isinstance(value, bool) or not right_type or not math.isfinite(cast(float, value)):
        raise _out_of_bounds(field, low, high, what, whole=whole)
    if not low <= cast(float, value) <= high:
        raise _out_of_bounds(field, low, high, what, whole=whole)


def _out_of_bounds(field: str, low: float, high: float, what: Text, *, whole: bool) -> ScenarioError:
    kind = Text("un nombre entier" if whole else "un nombre", "a whole number" if whole else "a number")
    bounds = f"{low:,.12g}", f"{high:,.12g}"
    french = tuple(bound.replace(",", " ").replace(".", ",") for bound in bounds)
    return ScenarioError(
        field,
        fr=f"Indiquez {what.fr} par {kind.fr} entre {french[0]} et {french[1]}.",
        en=f"Give {what.en} as {kind.en} between {bounds[0]} and {bounds[1]}.",
    )
