"""What every test of listings starts from."""

import pytest

from tests.web.neighbourhood import cast


@pytest.fixture
def an_hour_of_the_cast(monkeypatch):
    """The pages read the clock: it says what the cast's does."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.NOW)
