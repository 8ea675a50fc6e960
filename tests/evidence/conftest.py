"""A small pack that is right, to be spoiled one record at a time."""

import shutil
from pathlib import Path

import pytest

from mitoyen.evidence import pack

FRANCE = Path(pack.__file__).parent.parent / "packs" / "france"


@pytest.fixture
def copy_of_france(tmp_path):
    """A copy of the France pack that a test may spoil."""
    return Path(shutil.copytree(FRANCE, tmp_path / "france"))
