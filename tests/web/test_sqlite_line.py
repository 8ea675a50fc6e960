"""Writers of the file stand in line: first come, first served, whatever the others do."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError

from mitoyen.web.config.settings import database
from mitoyen.web.config.sqlite.base import DatabaseWrapper

MANY = 8


@pytest.fixture(autouse=True)
def apart(django_db_blocker):
    """These connections are not to the database of the tests."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def file(tmp_path):
    """A database of its own."""
    file = tmp_path / "apart.sqlite3"
    with sqlite3.connect(file) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE turns (who INTEGER PRIMARY KEY, place INTEGER)")
    return file


@pytest.fixture
def writer(file):
    """`writer()` is one more connection to it, as each thread and process of the site has."""
    made = []

    def connected(timeout=20):
        told = database("", file)
        told["OPTIONS"]["timeout"] = timeout
        usual = {"TIME_ZONE": None, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False}
        made.append(DatabaseWrapper({**usual, **told}, alias="apart"))
        made[-1].inc_thread_sharing()
        return made[-1]

    yield connected
    for each in made:
        each.close()


def begin(writer):
    writer.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def write(writer, who):
    with writer.cursor() as cursor:
        cursor.execute("INSERT INTO turns VALUES (%s, (SELECT COUNT(*) FROM turns))", [who])


def end(writer):
    writer.commit()
    writer.set_autocommit(True)


def alone(writer, who):
    """A statement that is a transaction by itself."""
    write(writer, who)


def together(writer, who):
    begin(writer)
    write(writer, who)
    end(writer)


def unseen(writer, who):
    with writer.unseen():
        writer.connection.execute("INSERT INTO turns VALUES (?, (SELECT COUNT(*) FROM turns))", [who])


def served(file):
    """Who wrote, in the order in which they did."""
    with sqlite3.connect(file) as asked:
        return [who for (who,) in asked.execute("SELECT who FROM turns ORDER BY place")]


def waiting(folder):
    """How many wait for the pen, as the system tells."""
    return sum("->" in line and f":{folder.stat().st_ino} " in line for line in Path("/proc/locks").open())


def wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="who waits is read from Linux")
def test_first_come_first_served(file, writer):
    holder = writer()
    begin(holder)
    with ThreadPoolExecutor(MANY) as pool:
        try:
            for who in range(MANY):
                pool.submit((alone, together, unseen)[who % 3], writer(), who)
                wait_for(lambda asked=who + 1: waiting(file.parent) == asked)
        finally:
            end(holder)  # or whoever waits would keep the test from failing
    assert served(file) == list(range(MANY))


def rolled_back(writer):
    begin(writer)
    writer.rollback()
    writer.set_autocommit(True)


def closed_in_the_middle(writer):
    begin(writer)
    writer.close()


def refused_alone(writer):
    alone(writer, 7)
    with pytest.raises(IntegrityError):
        alone(writer, 7)


def refused_together(writer):
    begin(writer)
    write(writer, 7)
    with pytest.raises(IntegrityError):
        write(writer, 7)
    writer.rollback()
    writer.set_autocommit(True)


def refused_unseen(writer):
    unseen(writer, 7)
    with pytest.raises(IntegrityError), writer.wrap_database_errors:
        unseen(writer, 7)


def interrupted_unseen(writer):
    def interrupted():
        with writer.unseen():
            writer.connection.execute("INSERT INTO turns VALUES (7, 0)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()


@pytest.mark.parametrize(
    "what",
    [rolled_back, closed_in_the_middle, refused_alone, refused_together, refused_unseen, interrupted_unseen],
)
def test_whoever_fails_lets_the_next_one_write(file, writer, what):
    what(writer())
    with ThreadPoolExecutor(1) as pool:
        pool.submit(together, writer(), 1).result(timeout=10)
    assert served(file)[-1] == 1


def test_a_transaction_that_django_does_not_see_is_kept_whole_or_not_at_all(file, writer):
    seen = writer()
    interrupted_unseen(seen)
    assert served(file) == []
    unseen(seen, 3)
    together(seen, 4)
    assert served(file) == [3, 4]


def test_who_cannot_begin_unseen_for_a_stranger_is_refused_as_others_are(file, writer):
    stranger = sqlite3.connect(file, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        unseen(writer(0.2), 1)
    stranger.close()
    unseen(writer(), 2)
    assert served(file) == [2]


def test_what_is_read_waits_for_nobody(writer):
    holder, reader = writer(), writer()
    begin(holder)
    with reader.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM turns")
        assert cursor.fetchone() == (0,)


def test_nobody_in_line_is_refused_however_long_it_is(file, writer):
    """Twelve, of whom each writes as long as SQLite would wait at most."""

    def slowly(writer, who):
        begin(writer)
        write(writer, who)
        time.sleep(0.2)
        end(writer)

    with ThreadPoolExecutor(12) as pool:
        for tried in [pool.submit(slowly, writer(0.2), who) for who in range(12)]:
            tried.result()
    assert sorted(served(file)) == list(range(12))


def test_who_waits_while_a_stranger_holds_the_file_is_refused_when_those_before_are(file, writer):
    """Ten who would each wait half a second in turn are told after little more than one half second."""
    stranger = sqlite3.connect(file, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    asked = time.monotonic()
    with ThreadPoolExecutor(10) as pool:
        errors = [tried.exception() for tried in [pool.submit(together, writer(0.5), who) for who in range(10)]]
    assert {type(error) for error in errors} == {OperationalError}
    assert time.monotonic() - asked < 3
    stranger.close()
    together(writer(), 3)
    assert served(file) == [3]


def test_a_database_in_memory_has_no_line():
    told = {**database("", Path()), "NAME": ":memory:", "TIME_ZONE": None, "AUTOCOMMIT": True}
    memory = DatabaseWrapper({**told, "CONN_HEALTH_CHECKS": False, "ATOMIC_REQUESTS": False}, alias="apart")
    begin(memory)
    end(memory)
    assert memory._pen is None
