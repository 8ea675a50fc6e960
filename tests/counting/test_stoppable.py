"""A count that its operator stops."""

import signal
import threading

import duckdb
import pytest

from mitoyen.counting.stoppable import stoppable

LONG = "SELECT sum(hash(many.range)) FROM range(50000000000) AS many"
"""A minute or more; not endless, so that a fault ends too."""


@pytest.fixture
def engine():
    with duckdb.connect(config={"threads": 2}) as engine:
        yield engine


def stop_soon():
    threading.Timer(0.3, signal.pthread_kill, (threading.get_ident(), signal.SIGINT)).start()


def test_a_long_query_ends_when_it_is_stopped(engine):
    finished = []

    def work():
        engine.execute(LONG).fetchall()
        finished.append("the whole of it")

    stop_soon()
    with pytest.raises(KeyboardInterrupt):
        stoppable(engine, work)
    assert not finished
    assert engine.execute("SELECT 7").fetchall() == [(7,)]


def test_work_that_is_between_two_queries_when_it_is_stopped_does_not_go_on(engine):
    between, done = threading.Event(), []

    def work():
        between.wait(0.6)  # nothing to interrupt yet
        done.append("what lies between")
        engine.execute(LONG).fetchall()
        done.append("the query too")

    stop_soon()
    with pytest.raises(KeyboardInterrupt):
        stoppable(engine, work)
    assert done == ["what lies between"]


def test_what_is_not_stopped_gives_its_answer_or_its_error(engine):
    assert stoppable(engine, lambda: engine.execute("SELECT 7").fetchall()) == [(7,)]
    with pytest.raises(duckdb.CatalogException):
        stoppable(engine, lambda: engine.execute("FROM nowhere"))
