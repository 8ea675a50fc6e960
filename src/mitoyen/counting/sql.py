"""Names, texts and paths as SQL writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path


def quoted(text: str) -> str:
    """A text."""
    return "'" + text.replace("'", "''") + "'"


def listed(names: Iterable[str]) -> str:
    """Names of columns."""
    return ", ".join(f'"{name}"' for name in names)


def cast(columns: Mapping[str, str]) -> str:
    """Columns in the types they should have."""
    return ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in columns.items())


def paths(files: Iterable[Path]) -> str:
    """Files, which DuckDB would take for patterns."""
    spelt = ("".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(file)) for file in files)
    return "[" + ", ".join(quoted(text) for text in spelt) + "]"
