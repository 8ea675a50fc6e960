"""The records of a pack: plain, frozen, complete."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mitoyen.uncertainty.distributions import Dirichlet, Distribution

Status = Literal["seen", "derived", "assumed", "recalled"]
Pillar = Literal["social", "economic", "environment"]
Language = Literal["fr", "en"]

MEASURES: Mapping[str, tuple[str, int]] = {
    "grams": ("kg", 1000),
    "metres": ("km", 1000),
    "minutes": ("hour", 60),
    "cents": ("euro", 100),
}
"""What an event may measure → the unit that equations use, and how many make one of it."""

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_SPACE_KEPT = re.compile(r" (?=[:;?!»%€])|(?<=«) ")


@dataclass(frozen=True)
class Text:
    """The same words in French and in English; French gets its apostrophes and the spaces that must not break."""

    fr: str
    en: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "fr", _SPACE_KEPT.sub("\u00a0", _APOSTROPHE.sub("’", self.fr)))

    def in_(self, language: str) -> str:
        """The words in `language`; French when it is not one of the two."""
        return self.en if language.startswith("en") else self.fr


@dataclass(frozen=True)
class Source:
    """A publication, and how much of it was really read."""

    id: str
    title: str
    publisher: str
    year: int | None
    url: str | None
    urls: tuple[str, ...]
    seen: str
    note: Text | None


@dataclass(frozen=True)
class Citation:
    """A source, and where in it."""

    source: Source
    where: str


@dataclass(frozen=True)
class Value:
    """One dated value of a factor: what was published, and the shape of the doubt about it."""

    since: datetime.date
    shape: str
    distribution: Distribution | Dirichlet
    value: float | None
    low: float | None
    high: float | None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Factor:
    """A dated value that somebody published, or that we chose and say why."""

    id: str
    label: Text
    unit: str
    values: tuple[Value, ...]
    period: str
    place: str
    citations: tuple[Citation, ...]
    status: Status
    pedigree: int
    why: Text
    review_by: datetime.date
    replaced_by: Text | None
    formula: str | None
    file: str
    line: int

    @property
    def current(self) -> Value:
        """The value in force: the last one."""
        return self.values[-1]

    @property
    def draw_names(self) -> tuple[str, ...]:
        """The names that own its draws: its id, or one a part when it is a set of shares."""
        parts = self.current.parts
        return tuple(f"{self.id}.{part}" for part in parts) if parts else (self.id,)


@dataclass(frozen=True)
class Correction:
    """A factor as a former version held it, and why the next version changed it."""

    former: Factor
    why: Text


@dataclass(frozen=True)
class Former:
    """A version published before: what the version after it changed."""

    version: str
    name: str
    """The name that its figures carry."""
    published: datetime.date
    summary: Text
    """What the version after it changed, in a sentence."""
    corrections: Mapping[str, Correction]
    """Name of today of a factor → how it stood."""
    added: tuple[str, ...]
    """Factors that it did not hold yet."""
    digest: str
    """Of the file that says so."""


@dataclass(frozen=True)
class Family:
    """Objects that are collected and bought alike: attributes that refer to factors."""

    id: str
    label: Text
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Category:
    """What is exchanged: an object type, a kind of service, of food, of ride."""

    id: str
    kind: str
    label: Text
    family: str | None
    attributes: Mapping[str, str]
    """Name of an equation's argument → id of the factor that gives it."""
    why: Text | None
    excluded: Text | None


@dataclass(frozen=True)
class Usage:
    """So many exchanges of a practice in a category, in a year."""

    practice: str
    category: str | None
    per_year: float


@dataclass(frozen=True)
class Practice:
    """A kind of exchange with one functional unit, and the equations that price it."""

    id: str
    label: Text
    verb: Text
    unit: str
    kind: str
    family: str
    category_kind: str | None
    usual: Mapping[str, float]
    """Category → share, for exchanges whose category is not known."""
    rate: str | None
    """The factor that says how many an active member asks for in a year."""
    results: Mapping[str, str]
    """Indicator → equation, or `tally` when the exchange itself is counted."""
    cap: str | None
    """The factor that caps the gross emissions of all the practices that name it, per person-year."""
    measured: Mapping[str, str]
    """What an event may measure (a key of MEASURES) → the argument of the equations that it replaces."""
    why: Text


@dataclass(frozen=True)
class Indicator:
    """What is reported."""

    id: str
    label: Text
    sentence: Text
    explain: Text
    unit: str
    pillar: Pillar
    beneficiary: str
    account: str
    overlap_group: str | None
    grade: str
    headline: bool
    sensitivity: bool
    sum_of: Mapping[str, int]
    """Indicator → +1 or −1, when this one is made of others."""


@dataclass(frozen=True)
class Launch:
    """A launch that was published: what share had registered, and when. Take-up is tested against them."""

    id: str
    place: str
    country: str
    platform: str
    mode: str
    months: float | None
    """Months since the launch; None when the source shows no date."""
    share: float
    unit: str
    citation: Citation
    note: Text


@dataclass(frozen=True)
class Persona:
    """A person of reference: what they do in a year."""

    id: str
    label: Text
    why: Text
    usage: tuple[Usage, ...]
