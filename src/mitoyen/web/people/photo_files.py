"""Where the files of photos are kept on a disk: what was written is there after a power cut."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class Kept(FileSystemStorage):
    """Files that wait for the disk, as rows do: the one that was sent is deleted once the drawn ones are safe."""

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Name of the file, once the disk has it."""
        kept = super().save(name, content, max_length)
        path = Path(self.path(kept))
        for place in (path, path.parent):
            _wait_for_disk(place)
        return kept


def _wait_for_disk(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
