"""Sums, lengths and codes in the pages of exchanges."""

from django import template

from mitoyen.reporting import numbers
from mitoyen.web.neighbourhood.listings import cards
from mitoyen.web.ui import words

register = template.Library()


@register.filter
def euros(cents: int) -> str:
    """« 12,50 € »."""
    return cards.euros(cents)


@register.filter
def kilometres(metres: int) -> str:
    """« 12,5 km »."""
    return f"{numbers.number(metres / 1000, words.language())}\N{NO-BREAK SPACE}km"


@register.filter
def spelled(code: str) -> str:
    """A code figure by figure, as it is read aloud."""
    return " ".join(code)
