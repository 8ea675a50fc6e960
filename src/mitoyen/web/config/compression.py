"""Pages and data compressed on their way out (docs/decisions/0012-compressed-pages.md).

Only what is text: photos and archives are compressed already, and a live stream never passes here.
"""

from __future__ import annotations

from typing import Any

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


class Compression(GZipMiddleware):
    """Django's own, which also adds up to a hundred random bytes so that lengths tell less; for text alone."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        """The answer, shorter for whoever reads gzip."""
        if not is_text(response.get("Content-Type", "")):
            return response
        return super().process_response(request, response)


def is_text(content_type: str) -> bool:
    """Whether something of this type becomes much shorter."""
    return content_type.startswith(TEXTS)
