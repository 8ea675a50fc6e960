"""Numbers as people write them, with or without a unit, turned into the whole quantities of an event."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Decimals = Literal["comma", "point"]
"""What separates the units from the decimals."""

UNITS: Mapping[str, Mapping[str, int]] = {
    "minutes": {"min": 1, "mn": 1, "mins": 1, "minute": 1, "minutes": 1}
    | dict.fromkeys(("h", "hr", "hrs", "heure", "heures", "hour", "hours"), 60),
    "grams": {"g": 1, "gr": 1, "gramme": 1, "grammes": 1, "gram": 1, "grams": 1, "t": 1_000_000}
    | dict.fromkeys(("kg", "kgs", "kilo", "kilos"), 1_000),
    "metres": {"m": 1, "metre": 1, "mètre": 1, "metres": 1, "mètres": 1, "km": 1_000},
    "cents": {"c": 1, "cent": 1, "cents": 1, "€": 100, "eur": 100, "euro": 100, "euros": 100},
    "count": {"": 1},
}
"""Quantity of an event → unit a person may write → how many of the event's own."""

MOST = 1_000_000_000
_CLOCK = re.compile(r"(\d{1,4})\s*(?:h|:|hrs?|heures?|hours?)\s*(\d{1,2})(?:\s*(?:min|mn|m|minutes?))?", re.IGNORECASE)
_NUMBER = re.compile(r"([-+−]?)\s*([€]?)\s*(\d[\d\s.,'’]*|[.,]\d+)\s*([^\d\s.,'’]*)\.?")
_GROUPS = re.compile(r"\d{1,3}(?:[ '’]\d{3})+")
_SPACES = re.compile(r"\s")


class BadQuantity(ValueError):
    """A text that is no quantity for certain; the message completes "the number …"."""


def read(text: str, quantity: str, unit: str, decimals: Decimals | None = None) -> int:
    """The whole quantity that is written, in the event's own unit; an empty text is 0, "not measured".

    `unit` is that of a number written alone; a unit written beside the number stands before it.
    """
    text = text.strip()
    if not text:
        return 0
    if quantity == "minutes" and (match := _CLOCK.fullmatch(text)):
        return _clock(int(match[1]), int(match[2]))
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise BadQuantity("cannot be read")
    size = _size(quantity, match[4].casefold() or match[2] or unit)
    value = number(match[3], decimals) * size
    if match[1] in ("-", "−"):
        raise BadQuantity("is negative")
    return _whole(value, quantity)


def number(text: str, decimals: Decimals | None = None) -> Decimal:
    """A number with its groups of thousands and its decimals; BadQuantity when a mark could be one or the other."""
    text = _SPACES.sub(" ", text).strip()
    whole, fraction = _parted(text, decimals)
    if not whole.isdigit():
        if not _GROUPS.fullmatch(whole):
            raise BadQuantity("cannot be read")
        whole = re.sub(r"\D", "", whole)
    if fraction and not fraction.isdigit():
        raise BadQuantity("cannot be read")
    return Decimal(f"{whole}.{fraction or 0}")


def _parted(text: str, decimals: Decimals | None) -> tuple[str, str]:
    """Units, with their thousands apart by spaces, and decimals."""
    marks = [character for character in text if character in ",."]
    if not marks:
        return text, ""
    mark = {"comma": ",", "point": "."}.get(decimals or "") or _decimal_mark(text, marks)
    other = "." if mark == "," else ","
    whole, _, fraction = text.partition(mark)
    return whole.replace(other, " ") or "0", fraction


def _decimal_mark(text: str, marks: list[str]) -> str:
    """The last of two different marks; the only one, unless it could as well hold thousands apart."""
    if len(set(marks)) > 1:
        return marks[-1]
    mark = marks[0]
    if len(marks) > 1:
        return "." if mark == "," else ","
    whole, _, fraction = text.partition(mark)
    if len(fraction) == 3 and whole.isdigit() and 1 <= len(whole) <= 3 and whole != "0":
        raise BadQuantity("could mean thousands or decimals; say which in the mapping (decimals: comma or point)")
    return mark


def _clock(hours: int, minutes: int) -> int:
    if minutes >= UNITS["minutes"]["h"]:
        raise BadQuantity("has more than 59 minutes")
    return _whole(Decimal(hours * UNITS["minutes"]["h"] + minutes), "minutes")


def _size(quantity: str, unit: str) -> int:
    try:
        return UNITS[quantity][unit]
    except KeyError:
        known = ", ".join(name for name in UNITS[quantity] if name)
        raise BadQuantity(f"has the unit '{unit}', which is none of {known}" if known else "has a unit") from None


def _whole(value: Decimal, quantity: str) -> int:
    whole = int(value.to_integral_value(ROUND_HALF_UP))
    if quantity == "count" and whole != value:
        raise BadQuantity("is no whole number")
    if value > 0 and whole == 0:
        raise BadQuantity("is too small to be counted")
    if whole == 0:
        raise BadQuantity("is zero; leave it empty when it was not measured")
    if whole > MOST:
        raise BadQuantity("is too large to be true")
    return whole
