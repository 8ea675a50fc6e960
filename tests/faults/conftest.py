"""A database of its own for processes that will be killed, on the engine that the tests run on."""

import os
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests import prepared
from tests.served import COMMAND, told


@pytest.fixture
def own_site(tmp_path: Path, copy_of: Callable[..., Path], request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Environment of a process whose site stands apart: its folder, and its database with empty tables."""
    here = os.environ | {"MITOYEN_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "mitoyen.web.config.settings"}
    if not os.environ.get("MITOYEN_DATABASE"):
        assert "sqlite" in settings.DATABASES["default"]["ENGINE"]
        copy_of(prepared.empty, tmp_path)
        yield here
        return
    with _database(f"TEMPLATE {request.getfixturevalue('template')}") as address:
        yield here | {"MITOYEN_DATABASE": address}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Name of a database of the server with its tables and nothing in them."""
    with _database() as address:
        here = told(tmp_path_factory.mktemp("template")) | {"MITOYEN_DATABASE": address}
        subprocess.run([*COMMAND, "migrate"], env=here, check=True)
        yield address.rsplit("/", 1)[1]


@contextmanager
def _database(like: str = "") -> Iterator[str]:
    """Address of a new database on the server of the tests, dropped afterwards."""
    import psycopg

    address, name = os.environ["MITOYEN_DATABASE"], f"faults_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} {like}")
        yield f"{address.rsplit('/', 1)[0]}/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
