"""The charts of a board, with words and numbers in the language of the page."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from mitoyen.reporting import charts, numbers
from mitoyen.reporting.charts import Chart, Interval, Step
from mitoyen.uncertainty.summaries import Interval as Found
from mitoyen.web.measure.boards import periods, sentences
from mitoyen.web.measure.boards.forecasts import Track
from mitoyen.web.measure.boards.periods import Period
from mitoyen.web.measure.boards.published import STEPS, Board, Column, Share
from mitoyen.web.ui.calculator import calculator
from mitoyen.web.ui.words import language

NOTHING = Found(0.0, 0.0, 0.0, 0.0)
DASH = "–"
MOST_BARS = 10
MARKS = 6
"""Dates written under a trend: more would touch on a phone."""


def practices(board: Board) -> Chart:
    """How many of each practice."""
    title = gettext("Combien de fois, pratique par pratique")
    return _bars("practices", title, [(sentences.practice(share.label), share) for share in board.practices])


def categories(board: Board) -> Chart:
    """What was most exchanged; what is told together comes last."""
    title = gettext("Ce qui s’échange le plus")
    shares = [share for share in board.categories if share.label][:MOST_BARS]
    return _bars("categories", title, [(sentences.category(share.label), share) for share in shares])


def _bars(name: str, title: str, shares: Sequence[tuple[str, Share]]) -> Chart:
    parts = [(label, float(max(share.units, 0))) for label, share in shares]
    return charts.bars(
        name=name,
        title=title,
        description=", ".join(f"{label} : {sentences.number(share.units)}" for label, share in shares[:3]),
        parts=parts,
        header=(gettext("Quoi"), gettext("Combien")),
        write=lambda value: sentences.number(round(value)),
    )


def waterfall(figures: Mapping[str, Found]) -> Chart:
    """From what is avoided to what remains; the means are drawn, for they add up."""
    labels = (
        gettext("Évité, brut"),
        gettext("Trajets, usure, plateforme"),
        gettext("Rebond"),
        gettext("Évité, net"),
    )
    found = [figures.get(id, NOTHING) for id in STEPS]
    net = found[-1]
    unit, times = numbers.readable("kgCO2e", *(value for each in found for value in (each.low, each.mean, each.high)))
    steps = [
        Step(_mean(label, each, -times if id in STEPS[1:3] else times), total=id not in STEPS[1:3])
        for id, label, each in zip(STEPS, labels, found, strict=True)
    ]
    return charts.waterfall(
        name="waterfall",
        title=gettext("Du CO₂ évité brut au CO₂ évité net (%(unit)s)")
        % {"unit": numbers.unit_name(unit, 2, language())},
        description=gettext("Net : %(interval)s.") % {"interval": sentences.between(net, "kgCO2e")},
        steps=steps,
        header=(gettext("Étape"), gettext("Bas (10 %)"), gettext("Moyenne"), gettext("Haut (90 %)")),
        write=lambda value: numbers.estimate(value, language()),
    )


def _mean(label: str, found: Found, times: int) -> Interval:
    """So many times the mean inside its interval, or at its edge when a few draws pull it out."""
    low, high = min(found.low, found.mean), max(found.high, found.mean)
    edges = sorted((times * low, times * high))
    return Interval(label, edges[0], times * found.mean, edges[1])


def against(track: Track) -> Chart:
    """A figure since the launch: what was forecast, in its band, and what is measured across it."""
    indicator = calculator().pack.indicators[track.indicator]
    low, median, high = zip((0.0, 0.0, 0.0), *track.forecast, strict=True)
    count = len(track.forecast)
    return charts.fan(
        name=f"against-{track.indicator}",
        title=sentences.with_unit(indicator),
        description=sentences.against(track),
        low=low,
        median=median,
        high=high,
        labels=[
            gettext("mois %(month)s") % {"month": month} if month else gettext("départ") for month in range(count + 1)
        ],
        marks=[(month, str(month)) for month in range(0, count + 1, 12)],
        header=(gettext("Mois"), gettext("Bas (10 %)"), gettext("Milieu"), gettext("Haut (90 %)"), gettext("Mesuré")),
        write=lambda value: numbers.estimate(sentences.whole(value, indicator.unit), language()),
        measured=(0.0, *track.measured),
    )


def trend(columns: Sequence[Column], period: Period, step: periods.Step, today: datetime.date) -> Chart | None:
    """Facts by day, week or month, from the first that holds something to today; None when none does."""
    if not columns:
        return None
    found = {column.start: column.facts for column in columns}
    first = max(period.first, columns[0].start)
    slices = list(periods.cut(Period(first, max(min(period.last, today), columns[-1].start)), step))
    counts = [found.get(periods.start(each.first, step), 0) for each in slices]
    chart = charts.columns(
        name="trend",
        title=gettext("Faits comptés"),
        description=gettext("%(count)s en tout.") % {"count": sentences.number(sum(counts))},
        values=[float(max(count, 0)) for count in counts],
        labels=[each.label for each in slices],
        marks=[(index, slices[index].mark) for index in _spread(len(slices))],
        header=(gettext("Quand"), gettext("Faits comptés")),
        write=lambda value: sentences.number(round(value)),
    )
    rows = [(each.label, sentences.number(count)) for each, count in zip(slices, counts, strict=True) if count]
    return Chart(chart.title, chart.svg, chart.header, tuple(rows))


def _spread(count: int) -> list[int]:
    """Indexes of a few columns, evenly apart."""
    if count <= MARKS:
        return list(range(count))
    return [round(index * (count - 1) / (MARKS - 1)) for index in range(MARKS)]
