"""Drawings of the method's pages: the shape of a doubt, points in a fan."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

from mitoyen.reporting import drawing as draw
from mitoyen.reporting.charts import Chart, Interval
from mitoyen.reporting.drawing import LINE, Axis, Write, axis

BINS = 48
TAIL = 0.005


def density(
    *, name: str, title: str, description: str, draws: NDArray[np.float64], header: Sequence[str], write: Write
) -> Chart:
    """The shape of a doubt: how often each value is drawn, its 80 % band, its median.

    One half percent is left out at each end so that a long tail does not flatten the rest.
    """
    low, median, high = (float(value) for value in np.quantile(draws, (0.1, 0.5, 0.9)))
    start, stop = (float(value) for value in np.quantile(draws, (TAIL, 1 - TAIL)))
    along = _near_axis(start, stop)
    counts, _ = np.histogram(draws, bins=BINS, range=(along.start, along.stop))
    plot = 84.0
    body = [
        draw.bar(low, high, LINE, plot, along, "m-band"),
        _hill(counts, LINE, plot),
        draw.upright(median, LINE - 4, LINE + plot, along, "c-median"),
        draw.text(write(median), along.share(median), LINE - 7),
        _foot(along, LINE + plot, write),
    ]
    svg = draw.svg(name, title, description, plot + 2 * LINE, body)
    return Chart(title, svg, tuple(header), ((write(low), write(median), write(high)),))


def points_in_fan(
    *,
    name: str,
    title: str,
    description: str,
    curve: Sequence[Interval],
    points: Sequence[tuple[float, float, float, str]],
    marks: Sequence[tuple[int, str]],
    header: Sequence[str],
    write: Write,
) -> Chart:
    """A median inside its 80 % band over equal steps of time, and what was seen in the world.

    `points` are (from, to, value, name): a dot when both times are one, else a dashed line between them.
    """
    height, plot = 260, 260 - LINE - 4
    up = axis(*(part.high for part in curve), *(value for _, _, value, _ in points))
    last = len(curve) - 1

    def across(time: float) -> float:
        return time / last

    def level(value: float) -> float:
        return plot - up.share(value) * (plot - LINE)

    body = []
    for tick in up.ticks:
        kind, y = "c-zero" if tick == 0 else "c-grid", draw.pixels(level(tick))
        body.append(f'<line class="{kind}" x1="0" x2="100%" y1="{y}" y2="{y}"/>')
        if tick:
            body.append(f'<text class="c-text" x="0" y="{draw.pixels(level(tick) - 4)}">{escape(write(tick))}</text>')
    body.append(_fan(curve, up, plot))
    for start, stop, value, label in points:
        x, x2, y = draw.percent(across(start)), draw.percent(across(stop)), draw.pixels(level(value))
        seen = f"<title>{escape(label)}</title>"
        if start == stop:
            body.append(f'<circle class="m-point" cx="{x}" cy="{y}" r="5">{seen}</circle>')
        else:
            body.append(f'<line class="m-undated" x1="{x}" x2="{x2}" y1="{y}" y2="{y}">{seen}</line>')
    body += [draw.text(label, across(index), height - 2) for index, label in marks]
    rows = tuple((part.label, write(part.low), write(part.median), write(part.high)) for part in curve)
    return Chart(title, draw.svg(name, title, description, height, body), tuple(header), rows)


def _fan(curve: Sequence[Interval], up: Axis, plot: float) -> str:
    def path(values: Sequence[tuple[int, float]]) -> str:
        last = len(curve) - 1
        return " ".join(f"{round(1000 * i / last)},{round(1000 * (1 - up.share(value)))}" for i, value in values)

    lows = [(i, part.low) for i, part in enumerate(curve)]
    highs = [(i, part.high) for i, part in enumerate(curve)]
    medians = [(i, part.median) for i, part in enumerate(curve)]
    return (
        f'<svg x="0" y="{LINE}" width="100%" height="{draw.pixels(plot - LINE)}" viewBox="0 0 1000 1000" '
        f'preserveAspectRatio="none"><polygon class="c-band" points="{path(highs)} {path(lows[::-1])}"/>'
        f'<polyline class="c-curve" points="{path(medians)}"/></svg>'
    )


def _hill(counts: NDArray[np.int64], top: float, height: float) -> str:
    """Counts as one filled outline, stretched over the plot."""
    tallest = max(int(counts.max()), 1)
    steps = [f"{round(1000 * i / len(counts))},{round(1000 - 960 * count / tallest)}" for i, count in _corners(counts)]
    return (
        f'<svg x="0" y="{draw.pixels(top)}" width="100%" height="{draw.pixels(height)}" viewBox="0 0 1000 1000" '
        f'preserveAspectRatio="none"><polygon class="m-hill" points="0,1000 {" ".join(steps)} 1000,1000"/></svg>'
    )


def _corners(counts: NDArray[np.int64]) -> list[tuple[int, int]]:
    return [(index + side, int(count)) for index, count in enumerate(counts) for side in (0, 1)]


def _foot(along: Axis, y: float, write: Write) -> str:
    """The axis and its ends, which need not show zero."""
    if along.start <= 0 <= along.stop:
        return draw.ticks(along, y, write)
    ends = "".join(draw.text(write(tick), along.share(tick), y + LINE - 4) for tick in (along.start, along.stop))
    return draw.line(along.start, along.stop, y, along, "c-axis") + ends


def _near_axis(low: float, high: float) -> Axis:
    """Round ticks around the values, with zero only when it is near."""
    if low <= 0 or low < 0.4 * high:
        return axis(low, high)
    raw = (high - low) / 4 or abs(high)
    power = 10.0 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * (1 - 1e-9))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return Axis(tuple(float(f"{index * step:.12g}") for index in range(first, last + 1)))
