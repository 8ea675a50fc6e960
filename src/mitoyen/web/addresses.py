"""Addresses of pages whose route was found once: Django takes longer to find one than the database to answer."""

from __future__ import annotations

import re
from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

_CODE = "0" * 12
_SLUG = re.compile(r"[A-Za-z0-9_-]+")


def address(name: str, code: str) -> str:
    """What `reverse(name, args=[code])` gives in the language of the page, for a route that takes one text."""
    if not _SLUG.fullmatch(code):
        return reverse(name, args=[code])
    return _route(name, get_language(), get_script_prefix()).replace(_CODE, code)


@lru_cache(256)
def _route(name: str, language: str | None, prefix: str) -> str:
    return reverse(name, args=[_CODE])
