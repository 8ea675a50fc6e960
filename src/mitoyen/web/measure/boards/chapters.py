"""The chapters under the houses of a board: how, what, when, where, against what was forecast, on what it rests."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext

from mitoyen.evidence.records import Indicator
from mitoyen.impact.explain import factors_of, quality
from mitoyen.reporting import numbers, words
from mitoyen.web.measure.boards import addresses, drawings, forecasts, periods, published, sentences
from mitoyen.web.measure.boards.periods import Period, Step
from mitoyen.web.measure.boards.published import Board, Share
from mitoyen.web.places.models import Place
from mitoyen.web.ui.calculator import calculator
from mitoyen.web.ui.words import language


def practice_header() -> tuple[Any, ...]:
    """Columns of the table of practices; a figure's leads to its method and says how sure it is."""
    indicators = (calculator().pack.indicators[id] for id in published.PRACTICE_FIGURES)
    return (gettext("Pratique"), gettext("Combien"), *map(_column, indicators))


def _column(indicator: Indicator) -> Any:
    method, name, grade = addresses.indicator(indicator.id), sentences.with_unit(indicator), sentences.grade(indicator)
    return format_html('<a href="{}">{}</a> <span>{}</span>', method, name, grade)


def practice_rows(board: Board) -> Iterator[tuple[Any, ...]]:
    """Each practice: how many times, and what it brings to each pillar."""
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


def category_rows(board: Board) -> list[tuple[Any, str]]:
    """What was exchanged, and how many times."""
    return [(_category(share), sentences.number(share.units)) for share in board.categories]


def _category(share: Share) -> Any:
    words = sentences.category(share.label)
    known = share.label in calculator().pack.categories
    return format_html('<a href="{}">{}</a>', addresses.category(share.label), words) if known else words


def proofs(board: Board) -> Iterator[tuple[str, str, str, str]]:
    """Letter, who attests, how many facts, their share: the strongest first, what is told together last."""
    total = sum(share.facts for share in board.proofs) or 1
    for share in sorted(board.proofs, key=lambda share: share.label or "Z"):
        part = numbers.percent(share.facts / total, language())
        yield share.label or drawings.DASH, sentences.proof(share.label), sentences.number(share.facts), part


def trend(board: Board, step: Step, today: datetime.date) -> dict[str, Any]:
    """When it happened, and the other steps at which to see it."""
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


def period_tabs(place: Place, period: Period, today: datetime.date) -> list[dict[str, Any]]:
    """The periods that move with today."""
    return [
        {
            "label": periods.label(name),
            "href": addresses.board(place.code, periods.named(name, today)),
            "current": period.name == name,
        }
        for name in periods.NAMES
    ]


def children(board: Board) -> dict[str, Any] | None:
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
        "header": (gettext("Lieu"), gettext("Faits"), gettext("Échanges"), gettext("Participations")),
        "rows": [*rows, (gettext("Tout le lieu"), *total)],
        "silent": [{"name": place.name, "href": addresses.board(place.code, board.period)} for place in silent],
    }


def _child(place: Place | None, period: Period) -> Any:
    words = sentences.child(place)
    return format_html('<a href="{}">{}</a>', addresses.board(place.code, period), words) if place else words


def forecast(place: Place, today: datetime.date) -> dict[str, Any] | None:
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


def foot(board: Board) -> dict[str, Any]:
    """What the three figures rest on."""
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
    }
