"""Addresses of pages whose route was found once: Django takes longer to find one than the database to answer."""

from __future__ import annotations

import re
from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

_CODE = "0" * 12
_SLUG = re.compile(r"[A-Za-z0-9_-]+")


def address(name: str, *code: str) -> str:
    """What `reverse(name, args=code)` gives in the language of the page, for a route of one text, or of none."""
    if not code:
        return _fixed(name, get_language(), get_script_prefix())
    if not _SLUG.fullmatch(code[0]):
        return reverse(name, args=code)
    return _route(name, get_language(), get_script_prefix()).replace(_CODE, code[0])


@lru_cache(256)
def _fixed(name: str, language: str | None, prefix: str) -> str:
    return reverse(name)


@lru_cache(256)
def _route(name: str, language: str | None, prefix: str) -> str:
    return reverse(name, args=[_CODE])
