"""Pages of one's own account, whichever room they come from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from mitoyen.web.people.acting import actor
from mitoyen.web.people.models import Person


def oneself(request: HttpRequest) -> Person:
    """Whoever is signed in: an account is one's own, whoever one acts for."""
    return actor(request).hand


def own(request: HttpRequest, template: str, **values: Any) -> HttpResponse:
    """A page that no browser keeps, so that nothing of it is left once somebody has gone out."""
    answer = render(request, template, {"person": oneself(request), "section": "account", **values})
    add_never_cache_headers(answer)
    return answer
