"""Pages and data compressed on their way out (docs/decisions/0012-compressed-pages.md).

Only what is text: photos and archives are compressed already, and a live stream never passes here.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = (
    "text/",
    "application/javascript",
    "application/json",
    "application/problem+json",
    "application/xml",
    "application/x-ndjson",
    "image/svg+xml",
)

ELSEWHERE = ("cross-site", "same-site")
"""Who asked, as browsers tell it, when it is neither a page of ours nor the person themselves."""


class Compression(GZipMiddleware):
    """Django's own, which also adds up to a hundred random bytes so that lengths tell less; for text alone."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        """The answer, shorter for whoever reads gzip."""
        if not is_text(response.get("Content-Type", "")) or led_here(request):
            return response
        return super().process_response(request, response)


def led_here(request: HttpRequest) -> bool:
    """Whether another site made this browser ask, with somebody's session: it may have chosen words of the answer."""
    return request.headers.get("Sec-Fetch-Site") in ELSEWHERE and settings.SESSION_COOKIE_NAME in request.COOKIES


def is_text(content_type: str) -> bool:
    """Whether something of this type becomes much shorter."""
    return content_type.startswith(TEXTS)
