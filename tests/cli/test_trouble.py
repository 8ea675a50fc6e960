"""A database that cannot go on is told in a sentence, and what it had taken is kept."""

import pytest
from django.db import OperationalError, connection

from mitoyen.cli.trouble import sentence
from mitoyen.web.measure.models import Event

HEADER = "id,data_provider,event_date,product_category,repair_status,group_identifier"
REPAIRS = "\n".join([HEADER, *(f"r{n},Fixit,2025-06-14,Iron,Fixed,{'x' * 400}" for n in range(3_000))])


@pytest.fixture
def full():
    """A database that cannot grow any more."""

    def set_room(pages):
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # the pages that other tests emptied are room too
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + pages}")

    yield set_room
    set_room(10**8)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server has the disk of another machine")
def test_an_import_that_fills_the_disk_says_so_and_can_be_run_again(mitoyen, full, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "repairs.csv").write_text(REPAIRS)
    full(20)
    said = mitoyen("import open-repair repairs.csv --place 35288")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert said.err.startswith(
        "mitoyen: the database cannot go on (database or disk is full). What it had taken is kept"
    )
    full(10**6)
    assert mitoyen("import open-repair repairs.csv --place 35288").code == 0
    assert Event.objects.count() == 3_000


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server says it otherwise")
def test_a_lock_that_lasts_is_told_and_a_fault_of_ours_is_not_hidden(mitoyen, monkeypatch):
    def locked(_):
        raise OperationalError("database is locked")

    monkeypatch.setattr("mitoyen.cli.count.run", locked)
    assert mitoyen("count lake").err == (
        "mitoyen: the database cannot go on (database is locked). What it had taken is kept: "
        "wait until no other process writes for so long, then try again.\n"
    )

    def wrong(_):
        raise OperationalError("no such table: tally")

    monkeypatch.setattr("mitoyen.cli.count.run", wrong)
    with pytest.raises(OperationalError):
        mitoyen("count lake")


@pytest.mark.parametrize(
    ("said", "vendor", "expected"),
    [
        ("server closed the connection unexpectedly\nThis probably means …", "postgresql", "see that it runs and"),
        ("attempt to write a readonly database", "sqlite", "make its file and its folder writable"),
        ("disk I/O error", "sqlite", "look after its disk"),
    ],
)
def test_what_the_database_says_is_one_line_and_what_to_do_follows(said, vendor, expected):
    told = sentence(OperationalError(said), vendor)
    assert "\n" not in told
    assert f"({said.splitlines()[0]})" in told
    assert expected in told
