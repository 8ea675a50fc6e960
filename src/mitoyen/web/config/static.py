"""Static files: their addresses, and how they are sent."""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseMiddleware

from mitoyen.web.config.compression import is_text


@cache
def fingerprint(path: str, modified: int) -> str:
    """First eight hexadecimal digits of the hash of a file; `modified` makes a changed file a new question."""
    return sha256(Path(path).read_bytes()).hexdigest()[:8]


@cache
def compressed(path: str, modified: int) -> bytes:
    """A file as gzip, made once by each process; without a date, so that every process makes the same."""
    return gzip.compress(Path(path).read_bytes(), mtime=0)


@cache
def _found(name: str) -> str | None:
    found = finders.find(name)
    return found if isinstance(found, str) else None


def _modified(path: str) -> int:
    """What tells a changed file while somebody works on it; an installed one never changes."""
    return Path(path).stat().st_mtime_ns if settings.DEBUG else 0


class FingerprintedStorage(StaticFilesStorage):
    """Adds `?v=<hash>` to each address, so that browsers may keep a file for ever and no collecting step is needed."""

    def url(self, name: str | None) -> str:
        """Address of a file; one that no package holds keeps its plain address and answers 404."""
        path = _found(name) if name else None
        if path is None:
            return super().url(name)
        return f"{self._plain(name)}?v={fingerprint(path, _modified(path))}"

    @cache  # noqa: B019 - the storage lives as long as the process
    def _plain(self, name: str | None) -> str:
        return super().url(name)


class Files(WhiteNoiseMiddleware):  # type: ignore[misc]  # it publishes no types
    """WhiteNoise, which compresses what is text, and lets nobody keep a file under the fingerprint of another.

    During an upgrade, a page of the new version may ask a process of the old one: its answer, kept for a year under
    the new address, would stay wrong for as long.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        """The file, or word that the browser's copy is still good."""
        path, headers = static_file.get_path_and_headers({})
        answer = _packed(static_file, path, headers, request) or WhiteNoiseMiddleware.serve(static_file, request)
        if is_text(dict(headers)["Content-Type"]):
            patch_vary_headers(answer, ["Accept-Encoding"])
        if request.GET.get("v", "") not in ("", fingerprint(path, _modified(path))):
            answer["Cache-Control"] = "no-store"
        return answer


def _packed(
    static_file: Any, path: str, headers: list[tuple[str, str]], request: HttpRequest
) -> HttpResponseBase | None:
    """The compressed file; None when it is not wanted so, or not whole."""
    asked = request.META
    reads = re_accepts_gzip.search(asked.get("HTTP_ACCEPT_ENCODING", "")) and "HTTP_RANGE" not in asked
    if request.method != "GET" or not reads or not is_text(dict(headers)["Content-Type"]):
        return None
    if static_file.is_not_modified(asked):
        return None
    made = compressed(path, _modified(path))
    told = {**dict(headers), "Content-Encoding": "gzip", "Content-Length": str(len(made))}
    return HttpResponse(made, headers=told)
