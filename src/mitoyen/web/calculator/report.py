"""Everything the page of a result says, section by section, made from its document and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from mitoyen.evidence.records import Factor, Text
from mitoyen.impact.explain import Share, quality
from mitoyen.projection.scenario import ANIMATIONS, LAUNCHES
from mitoyen.reporting import numbers, words
from mitoyen.reporting.charts import Chart
from mitoyen.reporting.document import Document, Figure, Line, Pillar
from mitoyen.uncertainty.summaries import Interval
from mitoyen.web.calculator import addresses, drawings, sentences
from mitoyen.web.calculator.queries import Result
from mitoyen.web.calculator.sentences import Amount, language, whole
from mitoyen.web.ui.words import in_percent

YEAR = 12


@dataclass(frozen=True)
class House:
    """A pillar as it is shown: its headline figure, and its other figures."""

    id: str
    label: str
    sentence: str
    low: float
    central: float
    high: float
    unit: str
    grade: str
    href: str
    note: str
    others: tuple[Amount, ...]


@dataclass(frozen=True)
class Cause:
    """A factor that spreads a figure, and its page."""

    label: str
    share: str
    width: str
    href: str


@dataclass(frozen=True)
class Doubt:
    """What spreads the headline of a pillar, and what that headline rests on."""

    pillar: str
    label: str
    causes: tuple[Cause, ...]
    rests_on: str


def context(result: Result) -> dict[str, Any]:
    """The values of the template, by section."""
    document = result.document
    return {
        "title": sentences.title(result),
        "verdict": sentences.verdict(result),
        "members": sentences.members(document),
        "stakes": sentences.stakes(document),
        "months": sentences.months(result.scenario.months),
        "houses": [house(document, pillar) for pillar in document.pillars],
        "views": [
            {"label": view.label.in_(language()), "lines": [_line(line) for line in view.lines]}
            for view in document.views
        ],
        "volumes": _volumes(document),
        "volumes_header": drawings.header(gettext("Pratique")),
        "over_time": list(_over_time(document)),
        "waterfall": drawings.waterfall(document),
        "costs": _costs(document),
        "balance": _balance(document),
        "doubts": [_doubt(document, pillar) for pillar in document.pillars],
        "sensitivities": [amount for pillar in document.pillars for amount in _figures(pillar, sensitivity=True)],
        "foot": _foot(document),
        "landlord": result.scenario.landlord_effects,
        "notes": [Text(note.fr, note.en).in_(language()) for note in result.place.estimated],
        "alternatives": alternatives(result),
        "downloads": addresses.downloads(result.scenario),
    }


def house(document: Document, pillar: Pillar) -> House:
    """A pillar as a house of the street."""
    figure = pillar.headline
    found = figure.interval
    return House(
        id=pillar.id,
        label=figure.indicator.label.in_(language()),
        sentence=sentences.pillar(figure.indicator.id) or figure.indicator.explain.in_(language()),
        low=whole(found.low),
        central=whole(found.median),
        high=whole(found.high),
        unit=figure.unit,
        grade=figure.grade,
        href=addresses.indicator_page(figure.indicator.id),
        note=sentences.pillar_note(pillar.id, found, document.forecast.scenario.months),
        others=tuple(_figures(pillar, sensitivity=False)),
    )


def alternatives(result: Result) -> list[dict[str, Any]]:
    """The same project launched or animated otherwise: each choice with its result and its comparison."""
    scenario = result.scenario
    asked = (
        (gettext("Comment le faire connaître ?"), "launch", LAUNCHES, words.LAUNCHES),
        (gettext("Qui l’anime ?"), "animation", ANIMATIONS, words.ANIMATIONS),
    )
    return [
        {
            "label": label,
            "choices": [
                {
                    "label": table[id].in_(language()),
                    "current": getattr(scenario, field) == id,
                    "href": addresses.result_page(scenario.changed(**{field: id})),
                    "compare": addresses.comparison_page(scenario, scenario.changed(**{field: id})),
                }
                for id in choices
            ],
        }
        for label, field, choices, table in asked
    ]


def _figures(pillar: Pillar, *, sensitivity: bool) -> Iterator[Amount]:
    for figure in pillar.others:
        if figure.indicator.sensitivity == sensitivity:
            yield _amount(figure)


def _amount(figure: Figure) -> Amount:
    indicator = figure.indicator
    href, explain = addresses.indicator_page(indicator.id), indicator.explain.in_(language())
    return sentences.amount(indicator.label.in_(language()), figure.interval, figure.unit, href, explain)


def _line(line: Line) -> Amount:
    href = addresses.indicator_page(line.indicator) if line.indicator else "#balance"
    return sentences.amount(line.label.in_(language()), line.interval, line.unit, href)


def _volumes(document: Document) -> list[tuple[str, ...]]:
    """Rows of the table of exchanges, the most frequent first."""
    rows = []
    for volume in sorted(document.volumes, key=lambda volume: -volume.interval.median):
        name = volume.practice.verb.in_(language())
        rows.append(_cells(sentences.capital(name), volume.interval))
    return rows


def _cells(label: str, found: Interval) -> tuple[str, ...]:
    """A row of a table of intervals."""
    return (label, *(drawings.write(value) for value in (found.low, found.median, found.high)))


def _over_time(document: Document) -> Iterator[dict[str, Any]]:
    """Registered households, then the headline of each pillar, since the launch."""
    registered = document.forecast.households_by_month("registered")
    title = gettext("Foyers inscrits")
    yield {"pillar": "", "chart": _light("time-registered", title, "", registered)}
    for pillar in document.pillars:
        indicator = pillar.headline.indicator
        quantiles = document.tracks[indicator.id].cumulative
        chart = _light(f"time-{pillar.id}", indicator.label.in_(language()), indicator.unit, quantiles)
        yield {"pillar": pillar.id, "chart": chart}


def _light(name: str, title: str, unit: str, quantiles: Any) -> Chart:
    return drawings.some_rows(drawings.over_time(name, title, unit, quantiles))


def _costs(document: Document) -> dict[str, Any]:
    months = document.forecast.scenario.months
    spent = [(line.label.in_(language()), line.interval) for line in document.costs if line.interval.high > 0]
    spent.append((gettext("En tout"), document.forecast.costs.total(months)))
    return {
        "header": drawings.header(gettext("Dépense")),
        "rows": [_cells(label, found) for label, found in spent],
        "payer": sentences.small(words.PAYERS[document.forecast.scenario.payer].in_(language())),
    }


def _balance(document: Document) -> dict[str, Any]:
    balance, horizon = document.forecast.balance, document.forecast.scenario.months
    title = gettext("Gains de la société moins coûts, depuis le lancement")
    probability = balance.probability_positive
    steps = [*range(YEAR, horizon, YEAR), horizon]
    return {
        "final": sentences.amount(gettext("Bilan"), balance.final, "euro"),
        "chart": _light("time-balance", title, "euro", balance.by_month),
        "break_even": sentences.break_even(balance, horizon),
        "dots": drawings.chances("chances", gettext("Chances que les gains dépassent les coûts"), probability),
        "probability": in_percent(probability),
        "by_month": [(sentences.months(month), in_percent(balance.probability_by(month))) for month in steps],
    }


def _doubt(document: Document, pillar: Pillar) -> Doubt:
    indicator = pillar.headline.indicator
    factors = {name: factor for factor in pillar.headline.quality.factors for name in factor.draw_names}
    shares = [share for share in document.drivers[indicator.id] if share.name in factors]
    causes = tuple(_cause(factors[share.name], share) for share in shares)
    return Doubt(pillar.id, indicator.label.in_(language()), causes, _rests_on(pillar.headline))


def _cause(factor: Factor, share: Share) -> Cause:
    said = numbers.percent(share.share, language())
    return Cause(factor.label.in_(language()), said, f"{share.share:.1%}", addresses.factor_page(factor.id))


def _rests_on(figure: Figure) -> str:
    """« 25 facteurs, dont 86 % d’hypothèses »."""
    return gettext("%(count)s facteurs, dont %(share)s d’hypothèses de notre part ou de chiffres cités de mémoire.") % {
        "count": len(figure.quality.factors),
        "share": numbers.percent(figure.quality.assumed_share, language()),
    }


def _foot(document: Document) -> dict[str, Any]:
    headlines = [factor for pillar in document.pillars for factor in pillar.headline.quality.factors]
    rests = quality(headlines)
    return {
        "evidence": document.evidence,
        "seed": document.seed,
        "draws": numbers.number(document.draws, language()),
        "factors": numbers.number(len(rests.factors), language()),
        "assumed": numbers.percent(rests.assumed_share, language()),
        "weakest": words.PEDIGREES[rests.weakest].in_(language()),
    }
