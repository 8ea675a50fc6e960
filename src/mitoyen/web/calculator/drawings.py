"""The charts of a result, drawn from its document, with words and numbers in the language of the page."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.utils.translation import gettext
from numpy.typing import NDArray

from mitoyen.reporting import charts, numbers
from mitoyen.reporting.charts import Chart, Interval, Step
from mitoyen.reporting.document import Document
from mitoyen.reporting.drawing import Axis
from mitoyen.web.calculator.sentences import between, language, months, whole
from mitoyen.web.ui.words import in_percent

MEASURED = ("euro", "kgCO2e", "kg", "hour")
YEAR = 12
HALF_YEAR = 6


def header(first: str) -> tuple[str, str, str, str]:
    """Columns of a table of intervals; `first` names what the rows are."""
    return (first, gettext("Bas (10 %)"), gettext("Milieu"), gettext("Haut (90 %)"))


def write(value: float) -> str:
    """A value as an estimate, without its unit: the title says it, and a phone has no room."""
    return numbers.estimate(whole(value), language())


def in_unit(title: str, unit: str) -> str:
    """The title with the unit of the figures, unless the title names what is counted."""
    return f"{title} ({numbers.unit_name(unit, 2, language())})" if unit in MEASURED else title


def over_time(name: str, title: str, unit: str, quantiles: NDArray[np.floating]) -> Chart:
    """A figure since the launch, month by month; `quantiles` has shape (months, 3)."""
    low, median, high = np.vstack([np.zeros((1, 3)), quantiles]).T.tolist()
    count = len(low) - 1
    last = gettext("%(title)s, au bout de %(months)s : %(interval)s.") % {
        "title": title,
        "months": months(count),
        "interval": numbers.between(whole(low[-1]), whole(high[-1]), unit, language()),
    }
    return charts.fan(
        name=name,
        title=in_unit(title, unit),
        description=last,
        low=low,
        median=median,
        high=high,
        labels=[_month(month) for month in range(count + 1)],
        marks=[(month, str(month) if month else gettext("départ")) for month in _marks(count)],
        header=header(gettext("Mois")),
        write=write,
    )


def some_rows(chart: Chart) -> Chart:
    """The same drawing with one row in six of its table: a page should stay light, and the file has every month."""
    last = len(chart.rows) - 1
    rows = tuple(row for month, row in enumerate(chart.rows) if month % HALF_YEAR == 0 or month == last)
    return Chart(chart.title, chart.svg, chart.header, rows)


def waterfall(document: Document) -> Chart:
    """From what is avoided to what remains, once trips, wear and rebound are deducted."""
    gross, trips, rebound, net = (figure.interval for figure in document.waterfall)
    steps = [
        Step(_interval(gettext("Évité, brut"), gross), total=True),
        Step(_loss(gettext("Trajets, usure, plateforme"), trips)),
        Step(_loss(gettext("Rebond"), rebound)),
        Step(_interval(gettext("Évité, net"), net), total=True),
    ]
    return charts.waterfall(
        name="waterfall",
        title=in_unit(gettext("Du CO₂ évité au CO₂ vraiment gagné"), "kgCO2e"),
        description=gettext("Net : %(interval)s.") % {"interval": between(net, "kgCO2e")},
        steps=steps,
        header=header(gettext("Étape")),
        write=write,
    )


def chances(name: str, title: str, probability: float) -> Chart:
    """A probability as dots among ten."""
    filled = numbers.chances_in_ten(probability)
    said = in_percent(probability)
    return charts.dots(
        name=name, title=title, description=said, filled=filled, header=(gettext("Chances"), gettext("Sur"))
    )


def bar(name: str, title: str, found: Interval, unit: str, scale: Axis) -> Chart:
    """One interval on a scale it shares with another."""
    return charts.interval_bar(
        name=name,
        title=title,
        description=numbers.between(whole(found.low), whole(found.high), unit, language()),
        low=found.low,
        median=found.median,
        high=found.high,
        write=write,
        scale=scale,
    )


def _interval(label: str, found: Any) -> Interval:
    return Interval(label, found.low, found.median, found.high)


def _loss(label: str, found: Any) -> Interval:
    gain = _interval(label, found)
    return Interval(label, -gain.high, -gain.median, -gain.low)


def _month(month: int) -> str:
    return gettext("mois %(month)s") % {"month": month} if month else gettext("départ")


def _marks(count: int) -> list[int]:
    """The start, each year and the end, apart enough to be read on a phone."""
    years = [month for month in range(0, count, YEAR) if count - month >= HALF_YEAR]
    return [*years, count]
