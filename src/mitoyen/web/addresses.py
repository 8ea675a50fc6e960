"""Addresses of pages whose route was found once: Django takes longer to find one than the database to answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import chain

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

Code = str | int
_SLUG = re.compile(r"[A-Za-z0-9_-]+")
_TEXT, _NUMBER = "a0000000000{}", "90000000000{}"
"""What stands in a route for a text, which no route of numbers takes, and for a number."""


def address(name: str, *codes: Code) -> str:
    """What `reverse(name, args=codes)` gives in the language of the page."""
    return addresses(name)(*codes)


def addresses(name: str) -> Callable[..., str]:
    """The addresses of a route in the language of the page, for a list of them: called as `reverse` with its codes."""
    language, prefix = get_language(), get_script_prefix()

    def to(*codes: Code) -> str:
        told = [str(code) for code in codes]
        if not all(map(_SLUG.fullmatch, told)):
            return reverse(name, args=codes)
        between = _route(name, tuple(isinstance(code, int) for code in codes), language, prefix)
        return "".join(chain.from_iterable(zip(between, (*told, ""), strict=True)))

    return to


@lru_cache(512)
def _route(name: str, numbers: tuple[bool, ...], language: str | None, prefix: str) -> list[str]:
    """What stands in an address before, between and after its codes."""
    codes = [(_NUMBER if number else _TEXT).format(place) for place, number in enumerate(numbers)]
    route = reverse(name, args=codes)
    between = []
    for code in codes:
        before, _, route = route.partition(code)
        between.append(before)
    return [*between, route]
