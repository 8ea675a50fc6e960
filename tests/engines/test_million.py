"""A million records with every accident: the live tallies, the same rebuilt, and those of every engine are one.

The records are sent to the site as their sources would send them, a request at a time, and are laid raw in a lake,
repeats and all. Nothing but the records is common to both ways.
"""

import datetime
from collections import Counter
from itertools import groupby, islice

import numpy as np
import pytest
from django.conf import settings
from django.db import connection

from mitoyen.counting import events as contract
from mitoyen.counting import lake
from mitoyen.counting.count import count
from mitoyen.web.measure import actions, fold
from mitoyen.web.measure.models import Answer, Contribution, Event, Meeting, Tally, UsageSource
from mitoyen.web.places import actions as places
from tests.counting.samples import SOURCES, sample
from tests.counting.test_spark import LOCAL, home, master

__all__ = ["home", "master"]  # the fixtures of a cluster

RECORDS = 1_000_000
REQUEST = 10_000
PLACES = ("35288", "35238", "75056", "2A004", "352880101", "352880102", "93066", "13055")
PRACTICES = ("lend", "give", "repair", "ride", "service")
NOW = datetime.datetime(2026, 11, 22, 18, 0, tzinfo=datetime.UTC)
QUESTIONS = ("tally", "answers", "contributors", "ties")


@pytest.fixture(scope="module")
def records():
    return sample(RECORDS, seed=20261122, places=PLACES, practices=PRACTICES, categories=("",))


@pytest.fixture(scope="module")
def raw_lake(records, tmp_path_factory):
    """The records as they came, persons under the key of the site."""
    columns = records.columns()
    source = records.identity % len(SOURCES)
    for side in ("giver", "receiver"):
        number = records.content[side]
        known = [
            [contract.person(settings.PSEUDONYM_KEY, code, f"p{n}" if n else None) for n in range(number.max() + 1)]
            for code in SOURCES
        ]
        columns[side] = np.array(known)[source, number]
    folder = tmp_path_factory.mktemp("million") / "lake"
    with lake.Writer(folder) as writer:
        writer.add(columns)
    return folder


def record_all(records):
    sources = {code: UsageSource.objects.create(code=code, name=code) for code in SOURCES}
    sent, statuses = records.sent(), Counter[str]()
    while batch := list(islice(sent, REQUEST * len(SOURCES))):
        batch.sort(key=lambda event: event.source)  # stable: each source keeps its own order
        for code, events in groupby(batch, key=lambda event: event.source):
            told = actions.record(events=list(events), source=sources[code], now=NOW)
            statuses.update(outcome.status for outcome in told)
        fold.catch_up()
    return statuses


def live():
    """The live tables as rows of the questions, in their order."""
    sums = "facts units grams metres minutes cents known_grams known_metres known_minutes known_cents".split()
    people = Counter(Contribution.objects.exclude(facts=0).values_list("place__code", "month"))
    ties = Counter(fold.ties().values_list("place__code", "day"))
    return {
        "tally": sorted(
            Tally.objects.exclude(facts=0).values_list("place__code", "day", "practice", "category", "proof", *sums)
        ),
        "answers": sorted(
            Answer.objects.exclude(answers=0).values_list(
                "place__code", "day", "practice", "category", "counterfactual", "answers"
            )
        ),
        "contributors": sorted((*cell, number) for cell, number in people.items()),
        "ties": sorted((*cell, number) for cell, number in ties.items()),
    }


@pytest.fixture(scope="module")
def counted(raw_lake):
    """What DuckDB counts, by question."""
    with count(raw_lake, engine="duckdb") as tables:
        return {question: tables.rows(question) for question in QUESTIONS}


@pytest.fixture
def tables(transactional_db):
    """Tables that are emptied whole afterwards: SQLite would ask of each row of a million who points at it."""
    yield
    if connection.vendor == "sqlite":
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            for table in (Meeting, Contribution, Answer, Tally, Event):
                cursor.execute(f"DELETE FROM {table._meta.db_table}")


@pytest.mark.usefixtures("tables")
def test_the_live_tallies_and_the_rebuilt_ones_are_those_of_the_lake(records, counted):
    for code in PLACES:
        places.plant(code)
    statuses = record_all(records)
    assert statuses.total() == RECORDS
    assert statuses["duplicate"] > RECORDS / 50
    assert statuses["refused"] == 0
    told = live()
    fold.rebuild()
    assert live() == told, "the rebuild"
    for question in QUESTIONS:
        assert sorted(map(tuple, counted[question])) == told[question], question


def test_the_compiled_fold_finds_the_same_rows(raw_lake, counted):
    with count(raw_lake, engine="native") as tables:
        assert {question: tables.rows(question) for question in QUESTIONS} == counted


@pytest.mark.spark
def test_a_cluster_of_two_workers_finds_the_same_rows(raw_lake, counted, master, monkeypatch):
    monkeypatch.setenv("SPARK_LOCAL_IP", LOCAL)
    with count(raw_lake, engine="spark", asked=QUESTIONS, master=master) as tables:
        assert {question: tables.rows(question) for question in QUESTIONS} == counted
