"""Files on their way in: what is longer than any photo is counted, and kept nowhere."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 12 * 2**20
"""Longest file that is accepted [B]: twice what a telephone makes."""


class Bounded(FileUploadHandler):
    """Passes a file on to the next handlers until it is too long, then throws the rest of it away.

    The form still finds the file, empty and with its true size, and can say kindly that it is too long.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The same part, or nothing for the handlers that keep."""
        return raw_data if start + len(raw_data) <= MOST_BYTES else None

    def file_complete(self, file_size: int) -> Any:
        """Stand in for a file that was not kept."""
        if file_size <= MOST_BYTES:
            return None
        return UploadedFile(name=self.file_name, content_type=self.content_type, size=file_size)
