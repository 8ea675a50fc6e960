"""Facts are released once enough neighbours took part, each once, and nothing tells of those that wait."""

import datetime
from itertools import count

import pytest

from mitoyen.web.measure import actions, fold, queries, releasing
from mitoyen.web.measure.models import Acquaintance, Release, ReleasedFact, UsageSource, WaitingFact

YEAR = (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
NOVEMBER_IS_OVER = datetime.datetime(2026, 12, 8, 12, tzinfo=datetime.UTC)
YEAR_IS_OVER = datetime.datetime(2027, 1, 8, 12, tzinfo=datetime.UTC)
numbers = count()


def on(day, month=11):
    return datetime.datetime(2026, month, day, 12, tzinfo=datetime.UTC)


@pytest.fixture
def told(source, loan, now):
    """Record facts and release what can be; each is the fields of a loan."""

    def tell(*facts, source=source):
        events = [loan(**{"id": f"n{next(numbers)}", "source": source.code} | fact) for fact in facts]
        outcomes = actions.record(events=events, source=source, now=now)
        assert {outcome.status for outcome in outcomes} <= {"accepted"}
        releasing.catch_up()
        return [event.id for event in events]

    return tell


def pairs(first, last, **fields):
    """Loans between neighbours 2n and 2n + 1: each fact brings two persons of its own."""
    return [{"giver": f"p{2 * n}", "receiver": f"p{2 * n + 1}", **fields} for n in range(first, last)]


def facts_of(place):
    return queries.shown(place, *YEAR).facts


def test_five_loans_between_ten_neighbours_wait_and_a_sixth_releases_them(corderies, told):
    told(*pairs(0, 5))
    assert facts_of(corderies) == 0
    told(*pairs(5, 6))
    assert facts_of(corderies) == 6
    assert not WaitingFact.objects.exists()


def test_a_lone_fact_moves_no_figure_and_no_version(corderies, told):
    told(*pairs(0, 6))
    before = [queries.shown(corderies, *YEAR), queries.by_category(corderies, *YEAR), queries.version(corderies)]
    told(*pairs(6, 7))
    assert [
        queries.shown(corderies, *YEAR),
        queries.by_category(corderies, *YEAR),
        queries.version(corderies),
    ] == before


def test_the_same_two_neighbours_never_make_a_release(corderies, told):
    told(*[{"giver": "amina", "receiver": "bertrand"}] * 50)
    assert facts_of(corderies) == 0


def test_facts_that_tell_nobody_go_with_those_that_do(corderies, told):
    told(*[{"giver": None, "receiver": None}] * 20)
    assert facts_of(corderies) == 0
    told(*pairs(0, 6))
    assert facts_of(corderies) == 26


def test_two_sources_never_wait_together(corderies, told):
    other = UsageSource.objects.create(code="other", name="Autre")
    told(*pairs(0, 5))
    told(*pairs(10, 15), source=other)
    assert facts_of(corderies) == 0


def test_two_practices_of_an_open_month_never_wait_together(corderies, told):
    told(*pairs(0, 5), *pairs(10, 15, practice="give", category=None))
    assert facts_of(corderies) == 0
