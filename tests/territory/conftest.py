"""The shipped places, read once."""

import pytest

from mitoyen import territory


@pytest.fixture(scope="session")
def france():
    return territory.load()
