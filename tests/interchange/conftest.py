"""Files as people send them."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

NOW = datetime.datetime(2026, 11, 22, 18, 0, tzinfo=datetime.UTC)


@pytest.fixture
def now() -> datetime.datetime:
    return NOW


@pytest.fixture
def sent(tmp_path) -> Callable[..., Path]:
    """A file with that text, or those bytes."""

    def write(content: str | bytes, name: str = "sent.csv") -> Path:
        path: Path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write
