"""The style page: every component with invented figures, to be looked at and checked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mitoyen.web.ui.samples import samples


def style(request: HttpRequest) -> HttpResponse:
    """Shows every component once."""
    response = render(request, "ui/style.html", samples())
    response.headers["X-Robots-Tag"] = "noindex"
    return response
