"""Figures and units of the method's pages, written out in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from mitoyen.evidence.records import Text
from mitoyen.reporting import numbers
from mitoyen.uncertainty.summaries import Interval
from mitoyen.web.ui.words import language

# Units that only the method's pages show: French one, French several, English one, English several.
_UNITS = {
    "point": ("point", "points", "point", "points"),
    "square_metre": ("m²",) * 4,
    "copy": ("exemplaire", "exemplaires", "copy", "copies"),
    "case": ("cas", "cas", "case", "cases"),
    "pound": ("£",) * 4,
    "tonne": ("tonne", "tonnes", "tonne", "tonnes"),
    "kWh": ("kWh",) * 4,
}


def said(text: Text) -> str:
    """The words in the reader's language."""
    return text.in_(language())


def unit(expression: str, count: float = 2) -> str:
    """A unit in words, for that count: kgCO2e/item → « kg CO₂e par objet neuf »; nothing for a pure number."""
    if expression == "dimensionless":
        return ""
    top, *below = expression.split("/")
    parts = ["" if top == "1" else _top(top, count)]
    per = gettext("par")
    parts += [f"{per} {_unit(name, 1)}" for name in below]
    return " ".join(part for part in parts if part)


def _top(names: str, count: float) -> str:
    """What is counted; a presence, in person-years, reads as people."""
    known = [names] if names in numbers.UNITS else names.split("*")
    return " × ".join(_unit(name, count) for name in known)


def _unit(name: str, count: float) -> str:
    if name in _UNITS:
        several = abs(count) >= 2 if language() == "fr" else abs(count) != 1
        return _UNITS[name][(0 if language() == "fr" else 2) + several]
    return numbers.unit_name(name, count, language())


def value(amount: float | None) -> str:
    """A published value, every digit kept."""
    return numbers.number(amount, language())


def estimate(amount: float) -> str:
    """An estimate of ours, two significant figures."""
    return numbers.estimate(0.0 if abs(amount) < 1e-12 else amount, language())


def with_unit(written: str, expression: str, count: float) -> str:
    """A number already written, and its unit in words; the currency stands where the language puts it."""
    words = unit(expression, count)
    if not words:
        return written
    if language() == "en" and words[0] in "€£":
        sign, rest = words[0], words[1:]
        return (
            f"{numbers.MINUS}{sign}{written[1:]}{rest}" if written.startswith(numbers.MINUS) else sign + written + rest
        )
    return f"{written}{numbers.SPACE}{words}"


def span(interval: Interval) -> str:
    """« 3,1 à 19 »: the published interval without its unit."""
    low, high = estimate(interval.low), estimate(interval.high)
    return low if low == high else gettext("%(low)s à %(high)s") % {"low": low, "high": high}


def whole(interval: Interval, expression: str = "dimensionless") -> str:
    """« 9,8 kg (3,1 à 19) »: median, unit, interval."""
    if interval.low == interval.high:
        return with_unit(estimate(interval.median), expression, interval.median)
    count = float(numbers.rounded(interval.median))  # the unit agrees with the number that is read
    return f"{with_unit(estimate(interval.median), expression, count)} ({span(interval)})"
