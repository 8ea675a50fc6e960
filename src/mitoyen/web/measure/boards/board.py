"""Everything that the page of a board says, made from what is published and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from mitoyen.evidence.records import Indicator
from mitoyen.reporting.words import PILLARS
from mitoyen.territory import PlaceError, load
from mitoyen.uncertainty.summaries import Interval
from mitoyen.web.measure.boards import addresses, chapters, drawings, periods, published, sentences
from mitoyen.web.measure.boards.periods import Period, Step
from mitoyen.web.measure.boards.published import Board
from mitoyen.web.places import queries as places
from mitoyen.web.places.actions import COUNTRY
from mitoyen.web.places.models import Place
from mitoyen.web.ui.calculator import calculator
from mitoyen.web.ui.words import language

NONE = Interval(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class House:
    """A pillar as it is shown."""

    id: str
    sentence: str
    low: float
    central: float
    high: float
    unit: str
    grade: str
    href: str


@dataclass(frozen=True)
class Amount:
    """A figure ready to be written: its name, its interval in words, its central value, the page that explains it.

    `grade` in words, for what is estimated only: what was counted claims no more than that it was.
    """

    label: str
    between: str
    central: str
    href: str
    grade: str


def figures(place: Place, period: Period, language: str) -> str:
    """The figures that move, as HTML: what the page holds in `#figures` and what the stream sends."""
    with translation.override(language):
        return _figures(published.board(place, period), language)


@lru_cache(maxsize=published.KEPT)
def _figures(board: Board, language: str) -> str:
    return render_to_string("measure/figures.html", moving(board))


def simulated(place: Place, period: Period) -> bool:
    """Whether what is shown was invented by a model."""
    return published.board(place, period).simulated


def counter(today: datetime.date) -> dict[str, Any]:
    """What is counted of the whole country this year, for the home page."""
    board = published.board(places.find(COUNTRY), periods.named(periods.USUAL, today))
    return {
        "simulated": board.simulated,
        "year": today.year,
        "happened": "" if board.empty else sentences.happened(board),
        "people": sentences.people(board),
    }


def moving(board: Board) -> dict[str, Any]:
    """What the stream sends again when it moves: what happened, the three pillars, what they leave out."""
    return {
        "board": board,
        "when": periods.told(board.period),
        "happened": "" if board.empty else sentences.happened(board),
        "people": sentences.people(board),
        "unpriced": sentences.number(board.without_price) if board.without_price else "",
        "houses": [_house(board, pillar) for pillar in PILLARS],
    }


def context(place: Place, period: Period, step: Step, today: datetime.date, version: int) -> dict[str, Any]:
    """The values of the template, by section; `version` of the place."""
    board = published.board(place, period, version)
    return {
        **moving(board),
        "place": place,
        "ancestors": places.ancestors(place),
        "periods": chapters.period_tabs(place, period, today),
        "simulated": board.simulated,
        "invented_part": board.invented_part,
        "counts": list(_counts(board)),
        "board_page": addresses.board(place.code),
        "calculate": _calculate(place),
        "whole_page": addresses.board(place.code, periods.named("all", today)),
        "practices": None if board.empty else drawings.practices(board),
        "practice_rows": list(chapters.practice_rows(board)),
        "practice_header": chapters.practice_header(),
        "categories": drawings.categories(board) if board.categories else None,
        "category_rows": chapters.category_rows(board),
        "waterfall": None if board.empty else drawings.waterfall(board.figures),
        "pillars": [{"id": id, "amounts": list(_amounts(board, id))} for id in PILLARS],
        **chapters.trend(board, step, today),
        "children": chapters.children(board),
        "proofs": list(chapters.proofs(board)),
        "category_header": (gettext("Quoi"), gettext("Combien")),
        "proof_header": (gettext("Lettre"), gettext("Qui l’atteste"), gettext("Faits"), gettext("Part")),
        "forecast": chapters.forecast(place, today),
        "threshold": settings.THRESHOLD,
        "foot": chapters.foot(board),
        "files": addresses.files(place.code, period),
        "versions": addresses.versions(place.code, period),
        "credits": [source for source in board.sources if source.credit or source.licence],
    }


def _calculate(place: Place) -> str:
    """The calculator's form, answered with the place when the census knows it."""
    form = reverse("calculator:form")
    try:
        known = load().resolve(place.code).code == place.code
    except PlaceError:
        known = False
    return f"{form}?place={place.code}" if known else form


# --- the houses and the figures ---------------------------------------------------------------------------------------


def _house(board: Board, pillar: str) -> House:
    indicator = published.headline(pillar)
    found = board.figures.get(indicator.id, NONE)
    low, central, high = (sentences.whole(value, indicator.unit) for value in (found.low, found.median, found.high))
    return House(
        id=pillar,
        sentence=sentences.pillar(indicator),
        low=low,
        central=central,
        high=high,
        unit=indicator.unit,
        grade=published.grade(indicator),
        href=addresses.indicator(indicator.id),
    )


def _amounts(board: Board, pillar: str) -> Iterator[Amount]:
    """Every figure of a pillar that is not nothing, lines of sensitivity left out."""
    for indicator in calculator().pack.indicators.values():
        if indicator.pillar == pillar and indicator.id in board.figures and not indicator.sensitivity:
            yield _amount(indicator, board.figures[indicator.id])


def _amount(indicator: Indicator, found: Interval) -> Amount:
    counted = found.low == found.high
    central = sentences.central(found, indicator.unit)
    between = sentences.between(found, indicator.unit)
    if between == sentences.quantity(found.high, indicator.unit):  # counted, or known to the last digit written
        between = ""
    grade = "" if counted else sentences.grade(indicator)
    return Amount(indicator.label.in_(language()), between, central, addresses.indicator(indicator.id), grade)


def _counts(board: Board) -> Iterator[tuple[str, str, str]]:
    """What was counted, and the hours: label, value, the page that explains it."""
    yield gettext("Faits comptés"), sentences.number(board.facts), ""
    if board.newcomers:
        yield gettext("Nouvelles personnes"), sentences.number(board.newcomers), ""
    if board.ties:
        yield gettext("Nouvelles paires de voisins"), sentences.number(board.ties), ""
    for id in published.HOURS:
        if id in board.figures:
            amount = _amount(calculator().pack.indicators[id], board.figures[id])
            yield amount.label, amount.between or amount.central, amount.href
