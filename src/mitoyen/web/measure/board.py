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
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext

from mitoyen.evidence.records import Indicator
from mitoyen.impact.explain import factors_of, quality
from mitoyen.reporting import numbers, words
from mitoyen.reporting.words import PILLARS
from mitoyen.territory import PlaceError, load
from mitoyen.uncertainty.summaries import Interval
from mitoyen.web.measure import addresses, drawings, forecasts, periods, published, sentences
from mitoyen.web.measure.periods import Period, Step
from mitoyen.web.measure.published import Board, Share
from mitoyen.web.places import queries as places
from mitoyen.web.places.actions import COUNTRY
from mitoyen.web.places.models import Place
from mitoyen.web.ui.calculator import calculator
from mitoyen.web.ui.words import language

NONE = Interval(0.0, 0.0, 0.0, 0.0)
PROOFS = "ABCD"


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
    """A figure ready to be written: its name, its interval in words, its central value, the page that explains it."""

    label: str
    between: str
    central: str
    href: str


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
    """What the stream sends again when it moves: what happened, and the three pillars."""
    return {
        "board": board,
        "when": periods.told(board.period),
        "happened": "" if board.empty else sentences.happened(board),
        "people": sentences.people(board),
        "houses": [_house(board, pillar) for pillar in PILLARS],
    }


def context(place: Place, period: Period, step: Step, today: datetime.date) -> dict[str, Any]:
    """The values of the template, by section."""
    board = published.board(place, period)
    return {
        **moving(board),
        "place": place,
        "ancestors": places.ancestors(place),
        "periods": _periods(place, period, today),
        "simulated": board.simulated,
        "invented_part": board.invented_part,
        "counts": list(_counts(board)),
        "board_page": addresses.board(place.code),
        "calculate": _calculate(place),
        "whole_page": addresses.board(place.code, periods.named("all", today)),
        "practices": drawings.practices(board),
        "practice_rows": list(_practices(board)),
        "practice_header": _practice_header(),
        "categories": drawings.categories(board) if board.categories else None,
        "category_rows": [(_category(share), sentences.number(share.units)) for share in board.categories],
        "waterfall": drawings.waterfall(board),
        "pillars": [{"id": id, "amounts": list(_amounts(board, id))} for id in PILLARS],
        **_trend(board, step, today),
        "children": _children(board),
        "proofs": list(_proofs(board)),
        "category_header": (gettext("Quoi"), gettext("Combien")),
        "proof_header": (gettext("Lettre"), gettext("Qui l’atteste"), gettext("Faits"), gettext("Part")),
        "forecast": _forecast(place, today),
        "threshold": settings.THRESHOLD,
        "foot": _foot(board),
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
    central = sentences.quantity(found.median, indicator.unit)
    between = "" if found.low == found.high else sentences.between(found, indicator.unit)
    return Amount(indicator.label.in_(language()), between, central, addresses.indicator(indicator.id))


def _counts(board: Board) -> Iterator[tuple[str, str, str]]:
    """What was counted, and the hours: label, value, the page that explains it."""
    yield gettext("Faits confirmés"), sentences.number(board.facts), ""
    if board.newcomers:
        yield gettext("Nouveaux participants"), sentences.number(board.newcomers), ""
    if board.ties:
        yield gettext("Premières rencontres"), sentences.number(board.ties), ""
    for id in published.HOURS:
        if id in board.figures:
            amount = _amount(calculator().pack.indicators[id], board.figures[id])
            yield amount.label, amount.between or amount.central, amount.href


# --- how, what, when, where, how it is known --------------------------------------------------------------------------


def _practice_header() -> tuple[str, ...]:
    indicators = (calculator().pack.indicators[id] for id in published.PRACTICE_FIGURES)
    told = (sentences.with_unit(indicator) for indicator in indicators)
    return (gettext("Pratique"), gettext("Combien"), *told)


def _practices(board: Board) -> Iterator[tuple[Any, ...]]:
    indicators = calculator().pack.indicators
    for share in board.practices:
        told = (
            sentences.span(share.figures[id], indicators[id].unit) if id in share.figures else drawings.DASH
            for id in published.PRACTICE_FIGURES
        )
        yield (_practice(share), sentences.number(share.units), *told)


def _practice(share: Share) -> Any:
    words = sentences.practice(share.label)
    known = share.label in calculator().pack.practices
    return format_html('<a href="{}">{}</a>', addresses.practice(share.label), words) if known else words


def _category(share: Share) -> Any:
    words = sentences.category(share.label)
    known = share.label in calculator().pack.categories
    return format_html('<a href="{}">{}</a>', addresses.category(share.label), words) if known else words


def _proofs(board: Board) -> Iterator[tuple[str, str, str, str]]:
    """Letter, who attests, how many facts, their share: the strongest first, what is told together last."""
    total = sum(share.facts for share in board.proofs) or 1
    for share in sorted(board.proofs, key=lambda share: share.label or "Z"):
        part = numbers.percent(share.facts / total, language())
        yield share.label or drawings.DASH, sentences.proof(share.label), sentences.number(share.facts), part


def _trend(board: Board, step: Step, today: datetime.date) -> dict[str, Any]:
    place, period = board.place, board.period
    columns, wider = published.trend(board, step)
    names = {"day": gettext("Par jour"), "week": gettext("Par semaine"), "month": gettext("Par mois")}
    address = addresses.board(place.code, period)
    joint = "&" if "?" in address else "?"
    return {
        "trend": drawings.trend(columns, period, step, today),
        "wider": wider,
        "steps": [
            {"label": names[each], "href": f"{address}{joint}by={each}#when", "current": each == step}
            for each in periods.allowed(period)
        ],
    }


def _periods(place: Place, period: Period, today: datetime.date) -> list[dict[str, Any]]:
    return [
        {
            "label": periods.label(name),
            "href": addresses.board(place.code, periods.named(name, today)),
            "current": period.name == name,
        }
        for name in periods.NAMES
    ]


def _children(board: Board) -> dict[str, Any] | None:
    """The places below, those with nothing to show after the others, and their sum; None where nothing lies below."""
    if not board.children:
        return None
    counted = [(each.facts, each.exchanges, each.participations) for each in board.children]
    rows = [
        (_child(each.place, board.period), *map(sentences.number, row))
        for each, row in zip(board.children, counted, strict=True)
        if any(row)
    ]
    total = tuple(sentences.number(sum(column)) for column in zip(*counted, strict=True))
    silent = [each.place for each in board.children if each.place and not each.facts]
    return {
        "title": sentences.below(board.place.kind),
        "header": (gettext("Lieu"), gettext("Faits"), gettext("Échanges"), gettext("Venues")),
        "rows": [*rows, (gettext("Tout le lieu"), *total)],
        "silent": [{"name": place.name, "href": addresses.board(place.code, board.period)} for place in silent],
    }


def _child(place: Place | None, period: Period) -> Any:
    words = sentences.child(place)
    return format_html('<a href="{}">{}</a>', addresses.board(place.code, period), words) if place else words


def _forecast(place: Place, today: datetime.date) -> dict[str, Any] | None:
    """What was forecast for the place beside what is measured; None when nothing was kept."""
    kept = forecasts.latest(place)
    if kept is None:
        return None
    tracks = forecasts.tracks(kept, today)
    started = bool(tracks and tracks[0].measured)
    return {
        "start": periods.month(kept.start),
        "stored": periods.date(timezone.localdate(kept.stored_at)),
        "evidence": kept.evidence,
        "href": reverse("calculator:result", args=[kept.key]),
        "said": [sentences.against(track) for track in tracks] if started else [],
        "charts": [drawings.against(track) for track in tracks] if started else [],
    }


def _foot(board: Board) -> dict[str, Any]:
    pricing = calculator().pricing
    practices = [share.label for share in board.practices if share.label in pricing.pack.practices]
    behind = (
        factor
        for indicator in board.headlines
        for factor in factors_of(pricing.pack, pricing.graph, indicator.id, practices)
    )
    rests = quality(behind)
    return {
        "evidence": board.evidence,
        "draws": numbers.number(board.draws, language()),
        "seed": board.seed,
        "factors": numbers.number(len(rests.factors), language()),
        "assumed": numbers.percent(rests.assumed_share, language()),
        "weakest": words.PEDIGREES[rests.weakest].in_(language()) if rests.factors else drawings.DASH,
        "unpriced": sentences.number(round(sum(left.units for left in board.unpriced))) if board.unpriced else "",
    }
