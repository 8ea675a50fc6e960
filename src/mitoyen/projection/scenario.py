"""What is planned: where, how it is launched and animated, for how long, at what cost."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, cast

from mitoyen.evidence.records import Text

LAUNCHES = ("organic", "invitations", "letters")
ANIMATIONS = ("none", "volunteer", "animator")
PAYERS = ("town", "landlord", "association")
MONTHS = (12, 60)
_LONGEST_CODE = 9
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
        _check_place(self.place)
        _choose("launch", self.launch, LAUNCHES)
        _choose("animation", self.animation, ANIMATIONS)
        _choose("payer", self.payer, PAYERS)
        _yes_or_no("landlord_effects", self.landlord_effects)
        horizon = Text("l'horizon, en mois,", "the horizon, in months,")
        _within("months", self.months, *MONTHS, horizon, whole=True, needed=True)
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
        self._write_amounts_one_way()

    def _write_amounts_one_way(self) -> None:
        """3000.0 is 3000 and -0.0 is 0: equal scenarios must also be written alike, since one address carries each."""
        for name in ("animation_hours", "hourly_cost", "licence", "discount_rate"):
            amount = getattr(self, name)
            if amount is not None and amount == int(amount):
                object.__setattr__(self, name, int(amount))

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


def _check_place(code: object) -> None:
    """Refuse what cannot be a code; whether a place has it is the territory's to say."""
    if not isinstance(code, str) or not f"{code}0".isalnum() or not code.isascii() or len(code) > _LONGEST_CODE:
        raise ScenarioError(
            "place",
            fr="Indiquez le lieu par son code : celui d'une commune, d'un quartier ou d'une intercommunalité.",
            en="Give the place by its code: that of a commune, a quartier or an intercommunality.",
        )


def _yes_or_no(field: str, value: object) -> None:
    if not isinstance(value, bool):
        raise ScenarioError(field, fr=f"« {field} » doit être true ou false.", en=f"'{field}' must be true or false.")


def _choose(field: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        choices = ", ".join(allowed)
        raise ScenarioError(
            field,
            fr=f"« {field} » doit être l'un de ces choix : {choices}.",
            en=f"'{field}' must be one of these: {choices}.",
        )


def _within(
    field: str, value: object, low: float, high: float, what: Text, *, whole: bool = False, needed: bool = False
) -> None:
    """Refuse an answer that is no number or out of bounds, as NaN and infinities are; None is left to the evidence."""
    if value is None and not needed:
        return
    right_type = isinstance(value, int) if whole else isinstance(value, int | float)
    if isinstance(value, bool) or not right_type or not low <= cast(float, value) <= high:
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
