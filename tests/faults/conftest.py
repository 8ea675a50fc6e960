"""A database of its own for processes that will be killed, on the engine that the tests run on."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Environment of a process whose site stands apart: its folder and its database."""
    here = os.environ | {"MITOYEN_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "mitoyen.web.config.settings"}
    address = os.environ.get("MITOYEN_DATABASE", "")
    if not address:
        assert "sqlite3" in settings.DATABASES["default"]["ENGINE"]
        yield here
        return
    import psycopg

    name = f"faults_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield here | {"MITOYEN_DATABASE": f"{address.rsplit('/', 1)[0]}/{name}"}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
