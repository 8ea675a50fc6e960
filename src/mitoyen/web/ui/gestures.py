"""Addresses that only a button sends to, and what whoever opens one by itself reads."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from mitoyen.web.ui import errors

View = Callable[..., HttpResponse]


def gesture(view: View) -> View:
    """A view that only answers a form; a link, a reload or a sign-in that leads here is told the way back."""

    @wraps(view)
    def sent(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, *args, **kwargs)
        answer = errors.not_a_page(request, page_of(request.path_info, kwargs))
        answer["Allow"] = "POST"
        return answer

    return sent


def page_of(path: str, told: dict[str, Any]) -> str:
    """The nearest address above that is a page of the same thing: what it captures, this one told too."""
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            found = resolve(path)
        except Resolver404:
            continue
        if found.kwargs.items() <= told.items():
            return path
    return "/"
