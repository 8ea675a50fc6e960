"""The questions are plain SQL: a database that was not made for it answers them too, with the same rows."""

import sqlite3
from contextlib import closing
from importlib.resources import files

import pytest

from mitoyen.counting import lake, queries
from mitoyen.counting.results import KEYS, NUMBERS
from tests.counting import reference, samples


@pytest.fixture(scope="module")
def made():
    return list(samples.sample(3_000, seed=17).rows())


@pytest.fixture(scope="module")
def database(made):
    """An SQLite database whose `facts` come from the same file as those of a lake."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"CREATE TABLE events ({', '.join(lake.COLUMNS)})")
        database.executemany(f"INSERT INTO events VALUES ({', '.join('?' * len(lake.COLUMNS))})", made)
        database.execute(f"CREATE TABLE facts AS {queries.text('facts')}")
        yield database


@pytest.mark.parametrize("question", KEYS)
def test_sqlite_answers_as_with_pen_and_paper(database, made, question):
    found = database.execute(queries.text(question))
    assert tuple(column for column, *_ in found.description) == KEYS[question] + NUMBERS[question]
    time = "month" if question == "tally_by_month" else "day"
    assert sorted(found.fetchall()) == sorted(reference.tables(made, time)[question])


def test_every_question_has_its_line_in_the_readme():
    readme = files(queries).joinpath("README.md").read_text(encoding="utf-8")
    assert [question for question in (*KEYS, "facts") if f"`{question}.sql`" not in readme] == []
