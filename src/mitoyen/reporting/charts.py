"""Charts as accessible SVG, each with the same figures as table rows.

A drawing has no viewBox: it takes the width it is given, horizontal positions are percentages and texts keep their
size, so that it reads as well at 360 pixels as across a page. Curves live in an inner, stretched box. Colours come
from the style sheet by class (no inline style, for a strict content policy); words and the writing of numbers come
from the caller, already in the reader's language.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, isfinite, log10

Write = Callable[[float], str]

LINE = 18
BAR = 14
LONGEST_LABEL = 46


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


@dataclass(frozen=True)
class Axis:
    """A horizontal or vertical axis that always contains zero."""

    ticks: tuple[float, ...]

    @property
    def start(self) -> float:
        return self.ticks[0]

    @property
    def stop(self) -> float:
        return self.ticks[-1]

    def share(self, value: float) -> float:
        """Position of a value, 0 at the start of the axis, 1 at its end; raises when the value lies outside."""
        share = (value - self.start) / (self.stop - self.start)
        if not -1e-9 <= share <= 1 + 1e-9:
            raise ValueError(f"{value} lies outside the axis from {self.start} to {self.stop}.")
        return share


def axis(*values: float, count: int = 4) -> Axis:
    """Round ticks (1, 2 or 5 times a power of ten) around zero and all the values."""
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        return Axis((0.0, 1.0))
    raw = (high - low) / count
    power = 10.0 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * (1 - 1e-9))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return Axis(tuple(float(f"{index * step:.12g}") for index in range(first, last + 1)))


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
        _line(along.start, along.stop, 15, along, "c-axis"),
        _bar(low, high, 7, 16, along, "c-band"),
        _upright(0, 3, 27, along, "c-zero"),
        _upright(median, 4, 26, along, "c-median"),
        _tick_texts(along, 42, write),
    ]
    row = (write(low), write(median), write(high))
    return Chart(title, _svg(name, title, description, 46, body), tuple(header), (row,))


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
    height: int = 220,
) -> Chart:
    """A median over time inside its 80 % band.

    The four sequences hold one entry per point of time; `marks` names some points by index on the time axis;
    `header` names the table's columns: time, 10th percentile, median, 90th percentile.
    """
    points = [Interval(*point) for point in zip(labels, low, median, high, strict=True)]
    if len(points) < 2:
        raise ValueError(f"A curve needs two points of time, not {len(points)}.")
    up = axis(*low, *high)
    plot = height - LINE - 4
    body = [*_levels(up, plot, write), _curves(points, up, plot), *_time(marks, len(points), height, plot)]
    rows = tuple((point.label, write(point.low), write(point.median), write(point.high)) for point in points)
    return Chart(title, _svg(name, title, description, height, body), tuple(header), rows)


def _levels(up: Axis, plot: float, write: Write) -> list[str]:
    lines = []
    for tick in up.ticks:
        y = _number(plot - up.share(tick) * (plot - LINE))
        kind = "c-zero" if tick == 0 else "c-grid"
        lines.append(f'<line class="{kind}" x1="0" x2="100%" y1="{y}" y2="{y}"/>')
        lines.append(f'<text class="c-text" x="0" y="{_number(float(y) - 4)}">{escape(write(tick))}</text>')
    return lines


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
        f'<svg x="0" y="{LINE}" width="100%" height="{_number(plot - LINE)}" viewBox="0 0 1000 1000" '
        f'preserveAspectRatio="none"><polygon class="c-band" points="{edge}"/>'
        f'<polyline class="c-curve" points="{path([p.median for p in points], forth)}"/></svg>'
    )


def _time(marks: Sequence[tuple[int, str]], count: int, height: int, plot: float) -> list[str]:
    texts = []
    for index, label in marks:
        share = index / (count - 1)
        x = _percent(share)
        texts.append(f'<line class="c-axis" x1="{x}" x2="{x}" y1="{_number(plot)}" y2="{_number(plot + 5)}"/>')
        texts.append(_text(label, share, height - 2))
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
    pitch = LINE + BAR + 14
    body = [_upright(0, 2, pitch * len(steps), along, "c-zero")]
    for index, (start, step) in enumerate(zip(spans, steps, strict=True)):
        body += _step(start, step, index * pitch, along, write)
    svg = _svg(name, title, description, pitch * len(steps) + LINE, [*body, _ticks(along, pitch * len(steps), write)])
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


def _step(start: float, step: Step, top: float, along: Axis, write: Write) -> list[str]:
    interval, middle = step.interval, top + LINE + 5 + BAR / 2
    kind = "c-bar" if step.total else "c-bar c-bar--change"
    end = start + interval.median
    return [
        *_titled(interval.label, write(interval.median), top),
        _bar(start, end, top + LINE + 5, BAR, along, kind),
        _line(start + interval.low, start + interval.high, middle, along, "c-whisker"),
    ]


def bars(
    *, name: str, title: str, description: str, parts: Sequence[tuple[str, float]], header: Sequence[str], write: Write
) -> Chart:
    """Horizontal bars for (label, value) pairs in the order given, such as shares of a variance; none below zero."""
    if any(value < 0 or not isfinite(value) for _, value in parts):
        raise ValueError(f"“{title}” holds a negative or unknown part; draw it with balance().")
    along = Axis((0.0, max([value for _, value in parts], default=0.0) or 1.0))
    body, pitch = [], LINE + BAR + 10
    for index, (label, value) in enumerate(parts):
        body += _titled(label, write(value), index * pitch)
        body.append(_line(0, along.stop, index * pitch + LINE + 4 + BAR / 2, along, "c-rail"))
        body.append(_bar(0, value, index * pitch + LINE + 4, BAR, along, "c-bar"))
    rows = tuple((label, write(value)) for label, value in parts)
    return Chart(title, _svg(name, title, description, pitch * len(parts), body), tuple(header), rows)


def balance(
    *, name: str, title: str, description: str, parts: Sequence[Interval], header: Sequence[str], write: Write
) -> Chart:
    """Who gains and who pays: bars on both sides of zero, with their intervals, in the order given."""
    along = axis(*(edge for part in parts for edge in (part.low, part.high)))
    pitch = LINE + BAR + 14
    body = [_upright(0, 2, pitch * len(parts), along, "c-zero")]
    for index, part in enumerate(parts):
        top = index * pitch
        kind = "c-bar" if part.median >= 0 else "c-bar c-bar--negative"
        body += _titled(part.label, write(part.median), top)
        body.append(_bar(0, part.median, top + LINE + 5, BAR, along, kind))
        body.append(_line(part.low, part.high, top + LINE + 5 + BAR / 2, along, "c-whisker"))
    svg = _svg(name, title, description, pitch * len(parts) + LINE, [*body, _ticks(along, pitch * len(parts), write)])
    return Chart(title, svg, tuple(header), tuple(_cells(part, write) for part in parts))


def dots(*, name: str, title: str, description: str, filled: int, header: Sequence[str], total: int = 10) -> Chart:
    """A probability as dots: `filled` full ones among `total`, the others hollow."""
    if not 0 <= filled <= total:
        raise ValueError(f"{filled} dots of {total} cannot be drawn.")
    body = [
        f'<circle class="{"c-dot" if index < filled else "c-dot c-dot--hollow"}" cx="{12 + 22 * index}" cy="12" r="8"/>'
        for index in range(total)
    ]
    row = (str(filled), str(total))
    return Chart(title, _svg(name, title, description, 24, body), tuple(header), (row,))


def _svg(name: str, title: str, description: str, height: float, body: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" width="100%" height="{_number(height)}" role="img" '
        f'aria-labelledby="{escape(name)}-t {escape(name)}-d"><title id="{escape(name)}-t">{escape(title)}</title>'
        f'<desc id="{escape(name)}-d">{escape(description)}</desc>{"".join(body)}</svg>'
    )


def _cells(interval: Interval, write: Write) -> tuple[str, ...]:
    return (interval.label, write(interval.low), write(interval.median), write(interval.high))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _percent(share: float) -> str:
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def _bar(start: float, stop: float, top: float, height: float, along: Axis, kind: str) -> str:
    low, high = sorted((along.share(start), along.share(stop)))
    x, width = _percent(low), _percent(high - low)
    return f'<rect class="{kind}" x="{x}" width="{width}" y="{_number(top)}" height="{_number(height)}"/>'


def _line(start: float, stop: float, y: float, along: Axis, kind: str) -> str:
    x1, x2 = _percent(along.share(start)), _percent(along.share(stop))
    return f'<line class="{kind}" x1="{x1}" x2="{x2}" y1="{_number(y)}" y2="{_number(y)}"/>'


def _upright(value: float, top: float, bottom: float, along: Axis, kind: str) -> str:
    x = _percent(along.share(value))
    return f'<line class="{kind}" x1="{x}" x2="{x}" y1="{_number(top)}" y2="{_number(bottom)}"/>'


def _text(text: str, share: float, y: float) -> str:
    """A text centred on its position, or kept inside the drawing near its edges."""
    anchor = "start" if share < 0.08 else "end" if share > 0.92 else "middle"
    x = _percent(share)
    return f'<text class="c-text" x="{x}" y="{_number(y)}" text-anchor="{anchor}">{escape(text)}</text>'


def _tick_texts(along: Axis, y: float, write: Write) -> str:
    return "".join(_text(write(tick), along.share(tick), y) for tick in along.ticks)


def _ticks(along: Axis, y: float, write: Write) -> str:
    return _line(along.start, along.stop, y, along, "c-axis") + _tick_texts(along, y + LINE - 4, write)


def _titled(label: str, value: str, top: float) -> list[str]:
    """Label and value on the line above a bar; a label too long for a phone is cut (the table has it whole)."""
    short = label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"
    y = _number(top + LINE)
    return [
        f'<text class="c-label" x="0" y="{y}">{escape(short)}</text>',
        f'<text class="c-value" x="100%" y="{y}" text-anchor="end">{escape(value)}</text>',
    ]
