"""Strokes of a chart: axis, bars, lines and texts of an SVG that stretches in width and keeps its text size."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

Write = Callable[[float], str]

LINE = 18
LONGEST_LABEL = 46
CLOSEST_TICKS = 0.26
LETTER = 0.022
"""Width of a letter under an axis, as a share of a drawing on a phone."""


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


def svg(name: str, title: str, description: str, height: float, body: Sequence[str]) -> str:
    """The whole drawing, named for screen readers by its title and its description; `name` makes the ids unique."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" width="100%" height="{pixels(height)}" role="img" '
        f'aria-labelledby="{escape(name)}-t {escape(name)}-d"><title id="{escape(name)}-t">{escape(title)}</title>'
        f'<desc id="{escape(name)}-d">{escape(description)}</desc>{"".join(body)}</svg>'
    )


def pixels(value: float) -> str:
    """A length to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")


def percent(share: float) -> str:
    """A share of the width, to a hundredth of a percent."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def bar(start: float, stop: float, top: float, height: float, along: Axis, kind: str) -> str:
    """A rectangle between two values of the axis, whichever is the greater."""
    low, high = sorted((along.share(start), along.share(stop)))
    x, width = percent(low), percent(high - low)
    return f'<rect class="{kind}" x="{x}" width="{width}" y="{pixels(top)}" height="{pixels(height)}"/>'


def line(start: float, stop: float, y: float, along: Axis, kind: str) -> str:
    """A level line between two values of the axis."""
    x1, x2 = percent(along.share(start)), percent(along.share(stop))
    return f'<line class="{kind}" x1="{x1}" x2="{x2}" y1="{pixels(y)}" y2="{pixels(y)}"/>'


def upright(value: float, top: float, bottom: float, along: Axis, kind: str) -> str:
    """A vertical line at a value of the axis."""
    x = percent(along.share(value))
    return f'<line class="{kind}" x1="{x}" x2="{x}" y1="{pixels(top)}" y2="{pixels(bottom)}"/>'


def text(words: str, share: float, y: float) -> str:
    """A text centred on its position, or kept inside the drawing near its edges."""
    x, anchor = percent(share), _anchor(share)
    return f'<text class="c-text" x="{x}" y="{pixels(y)}" text-anchor="{anchor}">{escape(words)}</text>'


def tick_texts(along: Axis, y: float, write: Write) -> str:
    """Zero and both ends written under the axis, then the ticks that leave room between them on a phone."""
    shown: dict[float, tuple[float, float]] = {}
    for tick in (0.0, along.stop, along.start, *along.ticks):
        room = _room(write(tick), along.share(tick))
        far = all(abs(along.share(tick) - along.share(other)) >= CLOSEST_TICKS for other in shown)
        if far and all(room[1] < other[0] or room[0] > other[1] for other in shown.values()):
            shown[tick] = room
    return "".join(text(write(tick), along.share(tick), y) for tick in sorted(shown))


def _room(words: str, share: float) -> tuple[float, float]:
    """What a text takes of the width of a phone, with a letter's space around it, where `text` would anchor it."""
    width = LETTER * (len(words) + 2)
    before = {"start": 0.0, "middle": width / 2, "end": width}[_anchor(share)]
    return share - before, share - before + width


def _anchor(share: float) -> str:
    return "start" if share < 0.08 else "end" if share > 0.92 else "middle"


def ticks(along: Axis, y: float, write: Write) -> str:
    """The axis itself and what is written under it."""
    return line(along.start, along.stop, y, along, "c-axis") + tick_texts(along, y + LINE - 4, write)


def titled(label: str, value: str, top: float) -> list[str]:
    """Label and value on the line above a bar; a label too long for a phone is cut (the table has it whole)."""
    short = label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"
    y = pixels(top + LINE)
    return [
        f'<text class="c-label" x="0" y="{y}">{escape(short)}</text>',
        f'<text class="c-value" x="100%" y="{y}" text-anchor="end">{escape(value)}</text>',
    ]
