"""Messages that an instance without a mail server keeps as files: those to somebody who left go with them."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

_LINE = "-" * 79
"""Between two messages of a file, as Django writes them."""


def forget(address: str) -> None:
    """Take the messages to or about an address out of the files; a file that held nothing else goes too."""
    if not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return
    whole = re.compile(rf"(?<![\w.%+-]){re.escape(address)}(?![\w-])", re.IGNORECASE)
    for path in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        _forget(path, whole)


def _forget(path: Path, address: re.Pattern[str]) -> None:
    messages = path.read_text(encoding="utf-8", errors="replace").split(f"{_LINE}\n")
    kept = [message for message in messages if not address.search(message)]
    if len(kept) == len(messages):
        return
    if any(message.strip() for message in kept):
        path.write_text(f"{_LINE}\n".join(kept), encoding="utf-8")
    else:
        path.unlink(missing_ok=True)
