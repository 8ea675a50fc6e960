"""The units of the pack: one small registry, read by pint.

Every counted thing is a dimension of its own, so that a price per item cannot be multiplied by loans without saying
how many items a loan avoids. The kinds of exchange (loan, gift, repair…) are other names for one exchange. Hours of
work and days of rental are not calendar time: an hour given never turns into a fraction of a year by accident.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pint

_DEFINITIONS = """
kgCO2e = [climate]
tCO2e = 1000 * kgCO2e
kg = [mass]
tonne = 1000 * kg
km = [length]
litre = [volume]
kWh = [energy]
euro = [money]
pound = [sterling]
year = [time]
month = year / 12
hour = [work]
day = [rental]
square_metre = [floor]
item = [item]
use = [use]
person = [person]
member = [member]
household = [household]
dwelling = [dwelling]
tie = [tie]
point = [satisfaction]
exchange = [exchange]
loan = exchange
gift = exchange
sale = exchange
repair = exchange
ride = exchange
food_gift = exchange
meal = exchange
order = exchange
service = exchange
lesson = exchange
participation = exchange
post = exchange
event = [event]
case = [case]
copy = [copy]
trip = [trip]
leg = [leg]
answer = [answer]
request = [request]
"""


class UnitError(ValueError):
    """A unit that is unknown, or that does not fit."""


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[Any]:
    """The pint registry of the pack's units; pint is loaded on first use only."""
    import pint

    units: pint.UnitRegistry[Any] = pint.UnitRegistry(None, cache_folder=None)
    for line in filter(None, _DEFINITIONS.splitlines()):
        units.define(line)
    return units


@lru_cache(maxsize=1024)
def parse(expression: str) -> Any:
    """The pint quantity of one `expression`; raises UnitError naming the word that is not known."""
    import pint

    if expression == "dimensionless":
        return registry().Quantity(1.0, "")
    try:
        if not expression.strip():
            raise ValueError("it is empty; write dimensionless for a plain ratio")
        return registry().Quantity(1.0, expression)
    except (pint.errors.PintError, AttributeError, TypeError, ValueError, AssertionError) as error:
        raise UnitError(
            f"the unit '{expression}' is not known ({error}); use the words of uncertainty/units.py"
        ) from None


def scale(expression: str) -> float:
    """How many base units one `expression` is: 1 for kg, 1000 for tonne, 12 for euro/month."""
    return float(parse(expression).to_base_units().magnitude)


def same_dimension(expression: str, other: str) -> bool:
    """Whether two unit expressions can be converted into each other."""
    return bool(parse(expression).dimensionality == parse(other).dimensionality)
