"""A document as JSON and as CSV: the same figures as on the page, none hidden, each with its doubt."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from mitoyen.evidence.pack import Pack
from mitoyen.evidence.records import Factor
from mitoyen.projection.forecast import SOCIETY, probability_better
from mitoyen.projection.keys import encode
from mitoyen.reporting.document import Document, Figure, Line
from mitoyen.uncertainty.summaries import Interval, interval

CSV_HEADER = ("indicator", "label", "unit", "month", "scope", "p10", "p50", "p90")
FACTOR_HEADER = (
    "id label_fr label_en unit shape value low high since period place status pedigree sources why_fr why_en review_by"
).split()


def record(document: Document, language: str) -> dict[str, Any]:
    """The document as plain data, ready for JSON."""
    scenario = document.forecast.scenario
    balance = document.forecast.balance
    return {
        "key": encode(scenario),
        "scenario": scenario.as_record(),
        "place": _place(document),
        "evidence": document.evidence,
        "seed": document.seed,
        "draws": document.draws,
        "interval": "P10–P50–P90",
        "months": scenario.months,
        "members": {"registered": _interval(document.registered), "active": _interval(document.active)},
        "pillars": [
            {
                "id": pillar.id,
                "label": pillar.label.in_(language),
                "headline": _figure(pillar.headline, language),
                "figures": [_figure(figure, language) for figure in pillar.others],
            }
            for pillar in document.pillars
        ],
        "beneficiaries": [
            {"id": view.id, "label": view.label.in_(language), "lines": [_line(line, language) for line in view.lines]}
            for view in document.views
        ],
        "exchanges": [
            {"practice": volume.practice.id, "label": volume.practice.label.in_(language), **_interval(volume.interval)}
            for volume in document.volumes
        ],
        "costs": [_line(line, language) for line in document.costs],
        "balance": {
            "final": _interval(balance.final),
            "probability_positive": round(balance.probability_positive, 4),
            "median_break_even_month": balance.median_break_even,
        },
        "drivers": {
            id: [{"factor": share.name, "variance_share": round(share.share, 4)} for share in shares]
            for id, shares in document.drivers.items()
        },
    }


def comparison(first: Document, second: Document, language: str) -> dict[str, Any]:
    """What `second` brings beside `first`, for each headline and for society: difference and chance, draw by draw."""
    headlines = (*(pillar.headline.indicator.id for pillar in first.pillars), SOCIETY)
    return {
        "key": encode(second.forecast.scenario),
        "scenario": second.forecast.scenario.as_record(),
        "place": _place(second),
        "figures": [_compared(first, second, id, language) for id in headlines],
        "balance": _interval(second.forecast.balance.final),
    }


def _compared(first: Document, second: Document, id: str, language: str) -> dict[str, Any]:
    indicator = first.forecast.coefficients.pack.indicators[id]
    return {
        "indicator": id,
        "label": indicator.label.in_(language),
        "unit": indicator.unit,
        **_interval(second.figure(id).interval),
        "difference": _interval(interval(second.forecast.totals[id] - first.forecast.totals[id])),
        "probability_better": round(probability_better(second.forecast, first.forecast, id), 4),
    }


def table(document: Document, language: str) -> str:
    """The document as CSV: one row an indicator and month, for the month and since the launch."""
    return _csv(CSV_HEADER, _rows(document, language))


def register(pack: Pack) -> list[dict[str, Any]]:
    """Every factor of the pack as plain data, in both languages."""
    return [factor_record(factor) for factor in pack.factors.values()]


def register_table(pack: Pack) -> str:
    """Every factor of the pack as CSV."""
    rows = ([_cell(entry[name]) for name in FACTOR_HEADER] for entry in register(pack))
    return _csv(tuple(FACTOR_HEADER), rows)


def factor_record(factor: Factor) -> dict[str, Any]:
    """One factor as plain data."""
    value = factor.current
    return {
        "id": factor.id,
        "label_fr": factor.label.fr,
        "label_en": factor.label.en,
        "unit": factor.unit,
        "shape": value.shape,
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "since": value.since.isoformat(),
        "period": factor.period,
        "place": factor.place,
        "status": factor.status,
        "pedigree": factor.pedigree,
        "sources": [{"id": cited.source.id, "where": cited.where} for cited in factor.citations],
        "why_fr": factor.why.fr,
        "why_en": factor.why.en,
        "review_by": factor.review_by.isoformat(),
    }


def _place(document: Document) -> dict[str, Any]:
    return {"code": document.place, "name": document.place_name, "households": document.forecast.households}


def _figure(figure: Figure, language: str) -> dict[str, Any]:
    return {
        "indicator": figure.indicator.id,
        "label": figure.indicator.label.in_(language),
        "unit": figure.unit,
        **_interval(figure.interval),
        "grade": figure.grade,
        "sensitivity": figure.indicator.sensitivity,
        "weakest_pedigree": figure.quality.weakest,
        "assumed_share": round(figure.quality.assumed_share, 3),
    }


def _line(line: Line, language: str) -> dict[str, Any]:
    return {
        "label": line.label.in_(language),
        "indicator": line.indicator,
        "unit": line.unit,
        **_interval(line.interval),
    }


def _interval(found: Interval) -> Mapping[str, float]:
    return {"p10": found.low, "p50": found.median, "p90": found.high, "mean": found.mean}


def _rows(document: Document, language: str) -> Iterator[tuple[object, ...]]:
    for track in document.tracks.values():
        label = track.label.in_(language)
        for scope, values in (("month", track.monthly), ("since launch", track.cumulative)):
            for month, (low, median, high) in enumerate(values, start=1):
                yield track.id, label, track.unit, month, scope, f"{low:.6g}", f"{median:.6g}", f"{high:.6g}"


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " | ".join(f"{item['id']}: {item['where']}" for item in value)
    return "" if value is None else str(value)


def _csv(header: tuple[str, ...], rows: Iterator[Any]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
