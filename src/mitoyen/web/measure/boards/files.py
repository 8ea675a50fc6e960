"""A board as plain data and as CSV: the same figures as on the page, none hidden, each with its doubt and its page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings

from mitoyen.evidence.records import Text
from mitoyen.reporting.numbers import rounded
from mitoyen.uncertainty.summaries import Interval
from mitoyen.web.measure.boards import addresses, published
from mitoyen.web.measure.boards.published import Board, Share
from mitoyen.web.ui.calculator import calculator

HEADER = "place first_day last_day part label unit p10 p50 p90 mean grade facts units evidence method simulated".split()
_RULE = Text(
    "Publié par groupes de faits auxquels au moins {count} personnes ont pris part ; ce qui attend n'est compté nulle "
    "part.",
    "Published in groups of facts in which at least {count} persons took part; what waits is counted nowhere.",
)
_DIGITS = 3


def rule(language: str) -> str:
    """What is published, in a sentence."""
    return _RULE.in_(language).format(count=settings.THRESHOLD)


def record(board: Board, language: str) -> dict[str, Any]:
    """The board as plain data, ready for JSON."""
    place, period = board.place, board.period
    return {
        "place": {"code": place.code, "name": place.name, "kind": place.kind},
        "period": {"first": period.first, "last": period.last, "name": period.name},
        "simulated": board.simulated,
        "version": board.version,
        "evidence": board.evidence,
        "seed": board.seed,
        "draws": board.draws,
        "interval": "P10–P50–P90",
        "rule": rule(language),
        "facts": board.facts,
        "newcomers": board.newcomers,
        "ties": board.ties,
        "unpriced": board.without_price,
        "figures": [_figure(board, id, found, language) for id, found in board.figures.items()],
        "practices": [_practice(board, share, language) for share in board.practices],
        "categories": [_share(share) for share in board.categories],
        "proofs": [_share(share) for share in board.proofs],
        "children": [_below(below) for below in board.children if below.facts],
        "sources": [
            {"name": source.name, "simulated": source.simulated, "credit": source.credit, "licence": source.licence}
            for source in board.sources
        ],
    }


def table(board: Board, language: str) -> str:
    """The board as CSV: one row a figure, a practice, a category, a letter of proof, a place below."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    about = {
        "place": board.place.code,
        "first_day": board.period.first,
        "last_day": board.period.last,
        "evidence": board.evidence,
        "simulated": str(board.simulated).lower(),
    }
    writer.writerows(about | row for row in _rows(board, language))
    return out.getvalue()


def _rows(board: Board, language: str) -> Iterator[dict[str, Any]]:
    yield {"part": "whole", "facts": board.facts}
    for label, count in (("newcomers", board.newcomers), ("ties", board.ties), ("unpriced", board.without_price)):
        yield {"part": "count", "label": label, "units": count}
    for id, found in board.figures.items():
        told = _figure(board, id, found, language)
        yield {"part": "figure", "label": id} | {
            name: told[name] for name in told if name in HEADER and name != "label"
        }
    yield from _shares("practice", board.practices)
    yield from _shares("category", board.categories)
    yield from _shares("proof", board.proofs)
    for below in board.children:
        if below.facts:
            yield {"part": "place", "label": _below(below)["code"], "facts": below.facts}


def _shares(part: str, shares: Iterable[Share]) -> Iterator[dict[str, Any]]:
    for share in shares:
        yield {"part": part, **_share(share)}


def _share(share: Share) -> dict[str, Any]:
    return {"label": share.label, "facts": share.facts, "units": share.units}


def _practice(board: Board, share: Share, language: str) -> dict[str, Any]:
    figures = [_figure(board, id, found, language) for id, found in share.figures.items()]
    return {**_share(share), "figures": figures}


def _below(below: published.Below) -> dict[str, Any]:
    place = below.place
    return {
        "code": place.code if place else "",
        "name": place.name if place else "",
        "facts": below.facts,
        "exchanges": below.exchanges,
        "participations": below.participations,
    }


def _figure(board: Board, id: str, found: Interval, language: str) -> dict[str, Any]:
    indicator = calculator().pack.indicators[id]
    return {
        "indicator": id,
        "label": indicator.label.in_(language),
        "unit": indicator.unit,
        "pillar": indicator.pillar,
        **interval(found),
        "grade": published.grade(indicator),
        "sensitivity": indicator.sensitivity,
        "method": addresses.indicator(id),
    }


def interval(found: Interval) -> dict[str, float]:
    """Quantiles and mean to three significant digits, one more than a page shows: more would claim too much.

    And it would tell of what a small release is made. A figure that only counts keeps all its digits.
    """
    if found.low == found.high:
        return dict.fromkeys(("p10", "p50", "p90", "mean"), round(found.mean, _DIGITS))
    values = {"p10": found.low, "p50": found.median, "p90": found.high, "mean": found.mean}
    return {name: float(rounded(value, _DIGITS)) if value else 0.0 for name, value in values.items()}
