"""A folder that appears whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FolderError(ValueError):
    """A folder that cannot be read or written; the message is one sentence that says what to do."""


def check_free(folder: Path) -> None:
    """FolderError unless the folder can be made: absent or empty, in a folder that exists."""
    parent = folder.absolute().parent
    if not parent.is_dir():
        raise FolderError(f"the folder {parent} does not exist: make it first, or choose another.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderError(f"{folder} is already there and is not empty; name a new folder, nothing is written over.")


@contextmanager
def filled(folder: Path) -> Iterator[Path]:
    """A hidden neighbour to write in, which takes the folder's name at the end; after an error nothing stays behind."""
    check_free(folder)
    try:
        hidden = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
    except OSError as error:
        raise FolderError(f"cannot write {folder} ({error.strerror}); choose another place.") from error
    try:
        inside = hidden / "whole"
        inside.mkdir()
        yield inside
        inside.replace(folder.absolute())
    except OSError as error:
        raise FolderError(f"cannot write {folder} ({error.strerror or error}); choose another place.") from error
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def reason(error: Exception) -> str:
    """Why DuckDB could not write: the system's own words where it wraps their number, its first line otherwise."""
    said = (str(error).splitlines() or [type(error).__name__])[0]
    number = re.search(r'"errno":"(\d+)"', said)
    return os.strerror(int(number[1])) if number else said
