"""What the API reads and answers about places and projections."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field


def _whole(value: object) -> object:
    """JSON knows one kind of number: 36.0 is a whole one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int | None, BeforeValidator(_whole)]
Amount = Annotated[float | None, Field(allow_inf_nan=False)]
Launch = Literal["organic", "invitations", "letters"]
Animation = Literal["none", "volunteer", "animator"]
Payer = Literal["town", "landlord", "association"]


class Choices(Schema):
    """The answers of a scenario; whatever is left out keeps its default, amounts come from the evidence."""

    model_config = ConfigDict(extra="forbid")

    dwellings: Whole = Field(None, ge=1, le=100_000, description="Occupied dwellings of a housing project.")
    launch: Launch | None = Field(None, description="How people hear of it; letters by default.")
    animation: Animation | None = Field(None, description="Who animates; volunteer by default.")
    animation_hours: Amount = Field(None, ge=0, le=2_000, description="Hours of animation a month.")
    hourly_cost: Amount = Field(None, ge=0, le=500, description="Euros for an hour of animation.")
    licence: Amount = Field(None, ge=0, le=100_000_000, description="Euros a year for the platform.")
    months: Whole = Field(None, ge=12, le=60, description="Horizon; 36 by default.")
    discount_rate: Amount = Field(None, ge=0, le=0.2, description="A year: 0.032 for 3.2 %.")
    payer: Payer | None = Field(None, description="Who pays for the platform; town by default.")
    landlord_effects: bool | None = Field(None, description="Count what a landlord may save; false by default.")


class Plan(Choices):
    """A scenario in an address."""

    place: str = Field(
        min_length=1, max_length=200, description="Code, postcode or name of a place.", examples=["35288"]
    )


class Beside(Schema):
    """Scenarios to set beside the first one."""

    compare: list[str] = Field(default_factory=list, max_length=4, description="Their keys.")


class Change(Choices):
    """What another scenario changes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    place: str | None = Field(None, min_length=1, max_length=200)


class Wanted(Plan):
    """A scenario, and others to set beside it."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"place": "35288"}]})

    compare: list[Change] = Field(
        default_factory=list, max_length=4, description="Changes, each of which makes another one."
    )


class IntervalOut(Schema):
    """Eight chances in ten between p10 and p90."""

    p10: float
    p50: float
    p90: float
    mean: float


class FigureOut(IntervalOut):
    """An indicator over the horizon; a presence is a mean number of people."""

    indicator: str
    label: str
    unit: str
    grade: str
    sensitivity: bool
    weakest_pedigree: int
    assumed_share: float


class PillarOut(Schema):
    id: str
    label: str
    headline: FigureOut
    figures: list[FigureOut]


class LineOut(IntervalOut):
    label: str
    indicator: str | None
    unit: str


class ViewOut(Schema):
    """What one party gains and pays."""

    id: str
    label: str
    lines: list[LineOut]


class VolumeOut(IntervalOut):
    practice: str
    label: str


class BalanceOut(Schema):
    """Gains for society less costs, discounted."""

    final: IntervalOut
    probability_positive: float
    median_break_even_month: int | None


class DriverOut(Schema):
    factor: str
    variance_share: float


class PlaceRef(Schema):
    code: str
    name: str
    households: int


class MembersOut(Schema):
    """Households at the horizon."""

    registered: IntervalOut
    active: IntervalOut


class ComparedOut(IntervalOut):
    """A figure of the other scenario, its difference with this one's and the chance that it is larger."""

    indicator: str
    label: str
    unit: str
    difference: IntervalOut
    probability_better: float


class OtherOut(Schema):
    """Another scenario beside this one."""

    key: str
    scenario: dict[str, str | int | float | bool]
    place: PlaceRef
    figures: list[ComparedOut]
    balance: IntervalOut


class ProjectionOut(Schema):
    """What a scenario would bring, with its doubt."""

    key: str
    scenario: dict[str, str | int | float | bool]
    place: PlaceRef
    evidence: str
    seed: int
    draws: int
    interval: str
    months: int
    members: MembersOut
    pillars: list[PillarOut]
    beneficiaries: list[ViewOut]
    exchanges: list[VolumeOut]
    costs: list[LineOut]
    balance: BalanceOut
    drivers: dict[str, list[DriverOut]]
    compared: list[OtherOut]


class PlaceOut(Schema):
    """A commune, a quartier (IRIS) or an intercommunality."""

    code: str
    kind: Literal["commune", "quartier", "intercommunality"]
    name: str
    population: int
    households: int
    department: str | None = None


class PlaceDetail(PlaceOut):
    """A place with its figures, and the places above and below it."""

    seniors: int
    dwellings: int
    houses: int
    flats: int
    lat: float
    lon: float
    surface: float | None
    postcodes: list[str]
    parent: str | None
    children: list[str]
    estimated: list[str]
