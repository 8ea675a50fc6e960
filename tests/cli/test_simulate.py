"""`mitoyen simulate`, as a person calls it."""

import datetime
import json
import os
from collections import Counter

import duckdb
import pytest

from mitoyen.counting.events import decode
from mitoyen.simulation import sample
from mitoyen.simulation.simulation import Setting, Simulation

SHORT = "simulate --start 2025-01-01 --months 2"


def test_what_is_simulated_is_summed_up(mitoyen):
    said = mitoyen(SHORT)
    assert said.code == 0
    assert said.out.startswith("400 simulated households, ")
    assert "--out, --lake or --into-site keeps the events" in said.out


def test_events_are_written_one_a_line_the_same_each_time(mitoyen, tmp_path):
    first, second = tmp_path / "first.ndjson", tmp_path / "second.ndjson"
    assert mitoyen([*SHORT.split(), "--out", str(first)]).code == 0
    assert mitoyen([*SHORT.split(), "--out", str(second)]).code == 0
    assert first.read_bytes() == second.read_bytes()
    expected = [told.event for told in Simulation(Setting(datetime.date(2025, 1, 1), months=2))]
    assert [decode(line) for line in first.read_bytes().splitlines()] == expected


def test_a_lake_holds_the_same_events(mitoyen, tmp_path):
    said = mitoyen([*SHORT.split(), "--lake", str(tmp_path / "lake")])
    with duckdb.connect() as engine:
        ids = engine.read_parquet(f"{tmp_path}/lake/*/*.parquet").select("id").fetchall()
    expected = [told.event.id for told in Simulation(Setting(datetime.date(2025, 1, 1), months=2))]
    assert said.out.startswith(f"{len(expected):,} simulated events in ")
    assert Counter(id for (id,) in ids) == Counter(expected)


def test_the_truth_is_written_beside_them(mitoyen, tmp_path):
    path = tmp_path / "truth.json"
    assert mitoyen([*SHORT.split(), "--truth", str(path)]).code == 0
    truth = json.loads(path.read_text())
    assert (truth["source"], truth["seed"], truth["months"]) == (sample.SOURCE, 7, 2)
    assert truth["quartiers"][0]["scales"]["objects"] == 0.03


def test_without_a_start_the_last_month_is_the_present_one(mitoyen, tmp_path):
    path = tmp_path / "events.ndjson"
    before = datetime.datetime.now(datetime.UTC)
    assert mitoyen(["simulate", "--months", "3", "--out", str(path)]).code == 0
    moments = [decode(line).occurred_at for line in path.read_bytes().splitlines()]
    assert max(moments) <= datetime.datetime.now(datetime.UTC)
    assert before - min(moments) < datetime.timedelta(days=93)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--households 3", "a quartier of 3 households is too small; simulate 20 or more."),
        ("--start yesterday", "'yesterday' is not a date; write --start 2026-01-01."),
        ("--start 2026-01-15", "a launch is the first of a month, not 2026-01-15."),
        ("--out nowhere/events.ndjson", "cannot write nowhere/events.ndjson (No such file or directory)"),
        ("--lake nowhere/lake", "nowhere does not exist"),
        ("--live --out events.ndjson", "--live records into the site; leave out --out and --lake."),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_one_sentence(mitoyen, words, said):
    answer = mitoyen(f"simulate --months 1 {words}")
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_a_device_or_a_pipe_is_never_replaced_by_a_file(mitoyen, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    said = mitoyen(f"simulate --months 1 --out {pipe}")
    assert (said.code, pipe.is_fifo()) == (2, True)
    assert "is no ordinary file" in said.err
