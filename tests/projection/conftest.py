"""A calculator with its draws made once."""

from pathlib import Path

import pytest

from mitoyen.evidence.draws import compile_to
from mitoyen.evidence.pack import france
from mitoyen.projection.calculator import Calculator, opened


@pytest.fixture(scope="session")
def calculator(tmp_path_factory) -> Calculator:
    folder: Path = tmp_path_factory.mktemp("draws")
    compile_to(folder, france())
    return opened(folder)
