"""Amina, Bertrand and whoever looks over their shoulder, each with a browser of their own."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from mitoyen.web.people.models import Person
from tests.web.neighbourhood import cast


@pytest.fixture
def amina(db):
    return cast.amina(surname="Benali")


@pytest.fixture
def bertrand(amina):
    return cast.bertrand()


@pytest.fixture
def drill(bertrand):
    return cast.listing(bertrand)


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """A browser in which this person is signed in."""

    def browser(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser


@pytest.fixture
def clock(monkeypatch) -> Callable[[datetime.datetime], None]:
    """Set the hour that the pages take for now."""

    def set_to(now: datetime.datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    set_to(cast.NOW)
    return set_to
