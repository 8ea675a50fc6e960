"""Charts as accessible SVG, each with the same figures as table rows.

A drawing has no viewBox: it takes the width it is given, horizontal positions are percentages and texts keep their
size, so that it reads as well at 360 pixels as across a page. Curves live in an inner, stretched box. Colours come
from the style sheet by class (no inline style, for a strict content policy); words and the writing of numbers come
from the caller, already in the reader's language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import isfinite

from mitoyen.reporting import drawing as draw
from mitoyen.reporting.drawing import Axis, Write, axis

LINE = draw.LINE
BAR = 14
ROW = LINE + BAR + 16
NOTHING = "–"
"""In a table, what is not measured yet."""


@dataclass(frozen=True)
class Chart:
    """A drawing, its title, and the figures it shows as a table."""

    title: str
    svg: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Interval:
    """A labelled estimate: 10th, 50th and 90th percentile, in the unit of its chart."""

    label: str
    low: float
    median: float
    high: float

    def __post_init__(self) -> None:
        if not all(isfinite(value) for value in (self.low, self.median, self.high)):
            raise ValueError(f"“{self.label}” holds a figure that is not finite: {self.low, self.median, self.high}.")
        if not self.low <= self.median <= self.high:
            raise ValueError(f"“{self.label}” is not in order: {self.low} ≤ {self.median} ≤ {self.high} is false.")


@dataclass(frozen=True)
class Step:
    """One step of a waterfall: a total drawn from zero (gross, net) or a change drawn from the running sum."""

    interval: Interval
    total: bool = False


def interval_bar(
    *,
    name: str,
    title: str,
    description: str,
    low: float,
    median: float,
    high: float,
    write: Write,
    header: Sequence[str] = ("10 %", "50 %", "90 %"),
    scale: Axis | None = None,
) -> Chart:
    """A band from the 10th to the 90th percentile with its median, on an axis that shows zero.

    `name` makes the ids unique in the page; give the same `scale` to bars that are to be compared.
    """
    Interval(title, low, median, high)
    along = scale or axis(low, high, count=3)
    body = [
        draw.line(along.start, along.stop, 15, along, "c-axis"),
        draw.bar(low, high, 7, 16, along, "c-band"),
        draw.upright(0, 3, 27, along, "c-zero"),
        draw.upright(median, 4, 26, along, "c-median"),
        draw.tick_texts(along, 42, write),
    ]
    row = (write(low), write(median), write(high))
    return Chart(title, draw.svg(name, title, description, 46, body), tuple(header), (row,))


def fan(
    *,
    name: str,
    title: str,
    description: str,
    low: Sequence[float],
    median: Sequence[float],
    high: Sequence[float],
    labels: Sequence[str],
    marks: Sequence[tuple[int, str]],
    header: Sequence[str],
    write: Write,
    measured: Sequence[float] = (),
    height: int = 220,
) -> Chart:
    """A median over time inside its 80 % band, and what was measured so far across it.

    The four sequences hold one entry per point of time, `measured` one for each of the first points; `marks` names some
    points by index on the time axis; `header` names the table's columns: time, 10th percentile, median, 90th
    percentile, and a fifth when something was measured.
    """
    points = [Interval(*point) for point in zip(labels, low, median, high, strict=True)]
    if len(points) < 2:
        raise ValueError(f"A curve needs two points of time, not {len(points)}.")
    up = axis(*low, *high, *measured)
    plot = height - LINE - 4
    lines, texts = _levels(up, plot, write)
    curves = [_curves(points, up, plot), *_measured(measured, len(points), up, plot)]
    body = [*lines, *curves, *texts, *_time(marks, len(points), height, plot)]
    told = [(write(value),) for value in measured] + [(NOTHING,) if measured else ()] * (len(points) - len(measured))
    rows = [(*_cells(point, write), *value) for point, value in zip(points, told, strict=True)]
    return Chart(title, draw.svg(name, title, description, height, body), tuple(header), tuple(rows))


def _levels(up: Axis, plot: float, write: Write) -> tuple[list[str], list[str]]:
    """The lines of the levels, drawn under the band, and their texts, written over it."""
    lines, texts = [], []
    for tick in up.ticks:
        y = plot - up.share(tick) * (plot - LINE)
        kind, level = "c-zero" if tick == 0 else "c-grid", draw.pixels(y)
        lines.append(f'<line class="{kind}" x1="0" x2="100%" y1="{level}" y2="{level}"/>')
        if tick != 0 or up.start < 0:  # at the foot, zero speaks for itself and would cover the curve
            texts.append(
                f'<text class="c-text c-text--over" x="0" y="{draw.pixels(y - 4)}">{escape(write(tick))}</text>'
            )
    return lines, texts


def _curves(points: Sequence[Interval], up: Axis, plot: float) -> str:
    """The band and the median in a box of 1,000 by 1,000 stretched over the plot."""

    def path(values: Sequence[float], indexes: Sequence[int]) -> str:
        last = len(points) - 1
        return " ".join(
            f"{round(1000 * i / last)},{round(1000 * (1 - up.share(value)))}"
            for i, value in zip(indexes, values, strict=True)
        )

    forth = range(len(points))
    back = list(reversed(forth))
    edge = path([p.high for p in points], forth) + " " + path([points[i].low for i in back], back)
    return (
        f'<svg x="0" y="{LINE}" width="100%" height="{draw.pixels(plot - LINE)}" viewBox="0 0 1000 1000" '
        f'preserveAspectRatio="none"><polygon class="c-band" points="{edge}"/>'
        f'<polyline class="c-curve" points="{path([p.median for p in points], forth)}"/></svg>'
    )


def _measured(values: Sequence[float], count: int, up: Axis, plot: float) -> list[str]:
    """Strokes from point to point, each ending in a dot: told from the median by its drawing, not only by its hue."""
    spots = [
        (draw.percent(i / (count - 1)), draw.pixels(plot - up.share(value) * (plot - LINE)))
        for i, value in enumerate(values)
    ]
    strokes = [
        f'<line class="c-measured" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>' for (x1, y1), (x2, y2) in pairwise(spots)
    ]
    return [*strokes, *(f'<circle class="c-spot" cx="{x}" cy="{y}" r="3.5"/>' for x, y in spots)]


def _time(marks: Sequence[tuple[int, str]], count: int, height: int, plot: float) -> list[str]:
    texts = []
    for index, label in marks:
        share = index / (count - 1)
        x = draw.percent(share)
        texts.append(f'<line class="c-axis" x1="{x}" x2="{x}" y1="{draw.pixels(plot)}" y2="{draw.pixels(plot + 5)}"/>')
        texts.append(draw.text(label, share, height - 2))
    return texts


def waterfall(
    *, name: str, title: str, description: str, steps: Sequence[Step], header: Sequence[str], write: Write
) -> Chart:
    """Gross → what is lost on the way → net: totals from zero, changes from the running sum, each with its interval.

    Changes are negative when they lower the result. Medians of parts do not add up exactly to the median of a whole:
    give means as the middle figure where the steps must join. `header`: step, 10th percentile, median, 90th.
    """
    spans = _spans(steps)
    reach = [edge for start, step in zip(spans, steps, strict=True) for edge in _reach(start, step.interval)]
    along = axis(*reach)
    body: list[str] = []
    for index, (start, step) in enumerate(zip(spans, steps, strict=True)):
        kind = "c-bar" if step.total else "c-bar c-bar--change"
        body += _row(start, step.interval, kind, index * ROW, along, write)
    body.append(draw.ticks(along, ROW * len(steps), write))
    svg = draw.svg(name, title, description, ROW * len(steps) + LINE, body)
    return Chart(title, svg, tuple(header), tuple(_cells(step.interval, write) for step in steps))


def _spans(steps: Sequence[Step]) -> list[float]:
    """Where each bar starts: zero for a total, the running sum for a change."""
    starts, running = [], 0.0
    for step in steps:
        starts.append(0.0 if step.total else running)
        running = starts[-1] + step.interval.median
    return starts


def _reach(start: float, interval: Interval) -> tuple[float, float, float]:
    return start, start + interval.low, start + interval.high


def _row(start: float, part: Interval, kind: str, top: float, along: Axis, write: Write) -> list[str]:
    """A label and its value, the bar from `start`, the interval across it, and a piece of the line of zero."""
    return [
        *draw.titled(part.label, write(part.median), top),
        draw.bar(start, start + part.median, top + LINE + 7, BAR, along, kind),
        draw.upright(0, top + LINE + 3, top + LINE + BAR + 11, along, "c-zero"),
        draw.line(start + part.low, start + part.high, top + LINE + 7 + BAR / 2, along, "c-whisker"),
    ]


def bars(
    *, name: str, title: str, description: str, parts: Sequence[tuple[str, float]], header: Sequence[str], write: Write
) -> Chart:
    """Horizontal bars for (label, value) pairs in the order given, such as shares of a variance; none below zero."""
    if any(value < 0 or not isfinite(value) for _, value in parts):
        raise ValueError(f"“{title}” holds a negative or unknown part; draw it with balance().")
    along = Axis((0.0, max([value for _, value in parts], default=0.0) or 1.0))
    body: list[str] = []
    pitch = LINE + BAR + 12
    for index, (label, value) in enumerate(parts):
        top = index * pitch
        body += draw.titled(label, write(value), top)
        body.append(draw.line(0, along.stop, top + LINE + 7 + BAR / 2, along, "c-rail"))
        body.append(draw.bar(0, value, top + LINE + 7, BAR, along, "c-bar"))
    rows = tuple((label, write(value)) for label, value in parts)
    return Chart(title, draw.svg(name, title, description, pitch * len(parts), body), tuple(header), rows)


def columns(
    *,
    name: str,
    title: str,
    description: str,
    values: Sequence[float],
    labels: Sequence[str],
    marks: Sequence[tuple[int, str]],
    header: Sequence[str],
    write: Write,
    height: int = 170,
) -> Chart:
    """What happened in each of some equal lengths of time, as upright bars; none below zero.

    `labels` names each for the table, `marks` some of them, by index, under the axis.
    """
    if not values or any(value < 0 or not isfinite(value) for value in values):
        raise ValueError(f"“{title}” holds nothing, or a negative or unknown value.")
    up, plot = axis(*values, count=3), height - LINE - 4
    lines, texts = _levels(up, plot, write)
    pitch = 1 / len(values)
    body = list(lines)
    for index, value in enumerate(values):
        tall = up.share(value) * (plot - LINE)
        if value:
            x, width = draw.percent((index + 0.12) * pitch), draw.percent(0.76 * pitch)
            body.append(
                f'<rect class="c-bar" x="{x}" width="{width}" y="{draw.pixels(plot - tall)}" '
                f'height="{draw.pixels(tall)}"/>'
            )
    body += texts
    body += [draw.text(label, (index + 0.5) * pitch, height - 2) for index, label in marks]
    rows = tuple((label, write(value)) for label, value in zip(labels, values, strict=True))
    return Chart(title, draw.svg(name, title, description, height, body), tuple(header), rows)


def balance(
    *, name: str, title: str, description: str, parts: Sequence[Interval], header: Sequence[str], write: Write
) -> Chart:
    """Who gains and who pays: bars on both sides of zero, with their intervals, in the order given."""
    along = axis(*(edge for part in parts for edge in (part.low, part.high)))
    body: list[str] = []
    for index, part in enumerate(parts):
        kind = "c-bar" if part.median >= 0 else "c-bar c-bar--negative"
        body += _row(0, part, kind, index * ROW, along, write)
    body.append(draw.ticks(along, ROW * len(parts), write))
    svg = draw.svg(name, title, description, ROW * len(parts) + LINE, body)
    return Chart(title, svg, tuple(header), tuple(_cells(part, write) for part in parts))


def gauge(
    *,
    name: str,
    title: str,
    description: str,
    parts: Sequence[Interval],
    mark: float,
    mark_label: str,
    header: Sequence[str],
    write: Write,
) -> Chart:
    """Intervals on one axis, with a claim marked across them all."""
    along = axis(mark, *(edge for part in parts for edge in (part.low, part.high)))
    pitch = LINE + BAR + 16
    foot = LINE + 4 + pitch * len(parts)
    body = [draw.text(mark_label, along.share(mark), LINE - 4)]
    for index, part in enumerate(parts):
        top = LINE + 4 + index * pitch
        body += draw.titled(part.label, write(part.median), top)
        body.append(draw.line(along.start, along.stop, top + LINE + 7 + BAR / 2, along, "c-rail"))
        body.append(draw.bar(part.low, part.high, top + LINE + 7, BAR, along, "c-band"))
        body.append(draw.upright(part.median, top + LINE + 3, top + LINE + BAR + 11, along, "c-median"))
        body.append(draw.upright(mark, top + LINE + 2, top + pitch - 2, along, "c-mark"))
    body.append(draw.ticks(along, foot, write))
    rows = tuple((part.label, write(part.low), write(part.median), write(part.high)) for part in parts)
    return Chart(title, draw.svg(name, title, description, foot + LINE, body), tuple(header), rows)


def dots(*, name: str, title: str, description: str, filled: int, header: Sequence[str], total: int = 10) -> Chart:
    """A probability as dots: `filled` full ones among `total`, the others hollow."""
    if not 0 <= filled <= total:
        raise ValueError(f"{filled} dots of {total} cannot be drawn.")
    body = [
        f'<circle class="{"c-dot" if index < filled else "c-dot c-dot--hollow"}" cx="{12 + 22 * index}" cy="12" r="8"/>'
        for index in range(total)
    ]
    row = (str(filled), str(total))
    return Chart(title, draw.svg(name, title, description, 24, body), tuple(header), (row,))


def _cells(interval: Interval, write: Write) -> tuple[str, ...]:
    return (interval.label, write(interval.low), write(interval.median), write(interval.high))
