"""Les Corderies, its residences, and sources that tell what happens there."""

import datetime
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.db import connection

from mitoyen.counting.events import UsageEvent
from mitoyen.web.measure import actions, releasing
from mitoyen.web.measure.models import UsageSource
from mitoyen.web.places import actions as places
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place

NOW = datetime.datetime(2026, 11, 22, 18, 0, tzinfo=datetime.UTC)


@pytest.fixture
def now() -> datetime.datetime:
    return NOW


def forget_events() -> None:
    """Empty what was recorded and folded; the places and the sources stay."""
    tables = "measure_event measure_cursor measure_tally measure_answer measure_contribution measure_meeting".split()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"TRUNCATE {table}" if connection.vendor == "postgresql" else f"DELETE FROM {table}")


# The fold reads what other transactions have committed: every test of this room commits, and is cleaned up after.
@pytest.fixture
def corderies(transactional_db: None) -> Place:
    quartier = places.add(
        code="les-corderies", name="Les Corderies", kind=Kind.QUARTIER, parent=places.plant("35288"), households=400
    )
    for letter in "ab":
        places.add(
            code=f"les-corderies-{letter}",
            name=f"Résidence {letter.upper()}",
            kind=Kind.RESIDENCE,
            parent=quartier,
            households=250,
        )
    return quartier


@pytest.fixture
def source(corderies: Place) -> UsageSource:
    return UsageSource.objects.create(code="test", name="Essai")


@pytest.fixture
def loan() -> Callable[..., UsageEvent]:
    """A loan of Bertrand's drill to Amina on 20 November, with whatever differs."""

    def made(id: str = "1", **fields: Any) -> UsageEvent:
        usual: dict[str, Any] = {
            "source": "test",
            "occurred_at": datetime.datetime(2026, 11, 20, 18, 30, tzinfo=datetime.UTC),
            "place": "les-corderies",
            "practice": "lend",
            "category": "drill_cordless",
            "giver": "bertrand",
            "receiver": "amina",
            "proof": "B",
        }
        return UsageEvent(id=id, **(usual | fields))

    return made


@pytest.fixture
def told(source: UsageSource, loan: Callable[..., UsageEvent]) -> Callable[..., list[str]]:
    """Record facts, each the fields of a loan, and release what can be; returns their identifiers."""
    numbers = count()

    def tell(*facts: dict[str, Any], source: UsageSource = source) -> list[str]:
        events = [loan(**{"id": f"n{next(numbers)}", "source": source.code} | fact) for fact in facts]
        outcomes = actions.record(events=events, source=source, now=datetime.datetime(2027, 1, 8, tzinfo=datetime.UTC))
        assert {outcome.status for outcome in outcomes} <= {"accepted"}
        releasing.catch_up()
        return [event.id for event in events]

    return tell
