"""The board of a place for programs."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja import Path, Query, Router, Schema
from pydantic import BeforeValidator, Field

from mitoyen.web.measure.boards import files, periods, published
from mitoyen.web.measure.boards.periods import Period
from mitoyen.web.places import queries
from mitoyen.web.ui.answers import Language, NotFound, Problem, refuse_unknown

router = Router()
Code = Annotated[str, Path(max_length=200, description="Code of a place; fr for the country.", examples=["35288"])]


def _written_out(text: object) -> object:
    """Only 2026-11-22 is a day: a bare number would be taken for seconds."""
    if text == "null":  # as the description has it: a day, or null
        return None
    if text is not None and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(text)):
        raise ValueError("write a day as 2026-11-22")
    return text


Day = Annotated[datetime.date | None, BeforeValidator(_written_out)]
Wanted = Literal["today", "month", "year", "all"]


class Days(Schema):
    """Two days, both included; they go before the name of a period."""

    first: Day = Field(None, description="First day; the beginning of the measure without it.")
    last: Day = Field(None, description="Last day; the end of this year without it.")


class BoardInterval(Schema):
    """Eight chances in ten to lie between p10 and p90; p50 is the median; means add up."""

    p10: float
    p50: float
    p90: float
    mean: float


class BoardFigure(BoardInterval):
    """A figure computed from what was exchanged."""

    indicator: str
    label: str
    unit: str
    pillar: str
    grade: str = Field(description="C: modelled from activity, an estimated value of exchanges. D: an assumption.")
    sensitivity: bool
    method: str = Field(description="Page that says how it is computed.")


class BoardShare(Schema):
    """What is published under a label; an empty label for what is told together."""

    label: str
    facts: int
    units: int


class BoardPractice(BoardShare):
    """A practice, and the headline of each pillar."""

    figures: list[BoardFigure]


class BoardChild(Schema):
    """A place just below; an empty code for what is told of the place without saying where in it."""

    code: str
    name: str
    facts: int
    exchanges: int
    participations: int


class BoardPlace(Schema):
    """The place of a board."""

    code: str
    name: str
    kind: str


class BoardPeriod(Schema):
    """Days, both included; the name of a period that moves with today."""

    first: datetime.date
    last: datetime.date
    name: str | None


class BoardSource(Schema):
    """Who told what happened."""

    name: str
    simulated: bool
    credit: str
    licence: str


class BoardOut(Schema):
    """What is published of a place over a period."""

    place: BoardPlace
    period: BoardPeriod
    simulated: bool = Field(description="A model invented what is shown.")
    version: int = Field(description="Grows when a figure of the place may have moved.")
    evidence: str
    seed: int
    draws: int
    interval: str
    rule: str = Field(description="What is published, in a sentence.")
    facts: int
    newcomers: int = Field(description="Persons who took part for the first time.")
    ties: int = Field(description="Pairs that exchanged for the first time.")
    unpriced: int = Field(description="Units that are counted and that this version of the evidence cannot price.")
    figures: list[BoardFigure]
    practices: list[BoardPractice]
    categories: list[BoardShare]
    proofs: list[BoardShare]
    children: list[BoardChild]
    sources: list[BoardSource]


@router.get("/measure/{place}", response={200: BoardOut, 404: Problem, 422: Problem}, tags=["measure"])
def measure(
    request: HttpRequest,
    place: Code,
    days: Query[Days],
    period: Wanted = "year",
    language: Language = "en",
) -> dict[str, Any]:
    """What is published of the exchanges in a place over a period, and their estimated value."""
    refuse_unknown(request, "period", "first", "last")
    found = queries.find(place)
    if found.code != place:
        raise NotFound(
            "place",
            fr=f"« {place} » n’est pas un code : celui de {found.name} est {found.code}.",
            en=f"'{place}' is no code: that of {found.name} is {found.code}.",
        )
    with translation.override(language):
        return files.record(published.board(found, _period(period, days.first, days.last)), language)


def _period(name: Wanted, first: datetime.date | None, last: datetime.date | None) -> Period:
    today = timezone.localdate()
    if first is None and last is None:
        return periods.named(name, today)
    whole = periods.named("all", today)
    first, last = first or whole.first, last or whole.last
    return Period(min(first, last), max(first, last))
