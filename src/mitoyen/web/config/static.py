"""Addresses of static files."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@cache
def fingerprint(path: str, modified: int) -> str:
    """First eight hexadecimal digits of the hash of a file; `modified` makes a changed file a new question."""
    return sha256(Path(path).read_bytes()).hexdigest()[:8]


@cache
def _found(name: str) -> str | None:
    found = finders.find(name)
    return found if isinstance(found, str) else None


class FingerprintedStorage(StaticFilesStorage):
    """Adds `?v=<hash>` to each address, so that browsers may keep a file for ever and no collecting step is needed."""

    def url(self, name: str | None) -> str:
        """Address of a file; one that no package holds keeps its plain address and answers 404."""
        address = super().url(name)
        path = _found(name) if name else None
        if path is None:
            return address
        modified = Path(path).stat().st_mtime_ns if settings.DEBUG else 0
        return f"{address}?v={fingerprint(path, modified)}"
