"""Whatever is typed wrong gets one sentence that says what to do, and exit code 2."""

import io
import signal
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from mitoyen.counting import lake
from mitoyen.projection.keys import encode
from mitoyen.projection.scenario import Scenario

KEY = encode(Scenario("35288"))
WRONG = {
    "project": "required",
    "project --commune 99999": "No place answers to “99999”",
    "project --commune Saint-Denis": "is the name of 4 places",
    "project --commune 75101": "is a part of Paris: give the code of the commune, 75056.",
    "project --commune 55039": "Nobody lives in Beaumont-en-Verdunois",
    "project --commune 35288 --dwellings 0": "between 1 and 100,000",
    "project --commune 35288 --dwellings=-5": "between 1 and 100,000",
    "project --commune 35288 --dwellings many": "invalid int value: 'many'",
    "project --commune 35288 --months 1000": "between 12 and 60",
    "project --commune 35288 --hourly-cost nan": "as a number between 0 and 500",
    "project --commune 35288 --licence inf": "the licence, in euros a year,",
    "project --commune 35288 --launch drones": "must be one of these: organic, invitations, letters",
    "project --commune 35288 --landlord-effects perhaps": "invalid yes_or_no value: 'perhaps'",
    "project --commune 35288 --seed=-1": "a seed is a whole number from 0",
    "project --commune 35288 --format pdf": "invalid choice: 'pdf'",
    "project --commune 35288 --compare launch": "--compare reads answer=value",
    "project --commune 35288 --compare colour=blue": "the answers are place, launch",
    "project --commune 35288 --compare months=soon": "--compare cannot read 'months=soon'",
    "project --commune 35288 --compare launch=organic --format csv": "--compare has no CSV",
    "project --key=": "This link is incomplete or was changed",
    "project --key abc": "This link is incomplete or was changed",
    f"project --key {KEY[:-3]}xyz": "This link is incomplete or was changed",
    "persona athletic": "choose light or regular",
    "atlas": "--output",
    "atlas --output france.xls": "ends in .parquet or .csv",
    "atlas --output /nowhere/at/all/france.csv": "does not exist: make it first",
    "evidence": "required",
    "evidence show no_such_factor": "no factor is called 'no_such_factor'",
    "evidence expired --on tomorrow": "is no date; write it as 2027-06-30",
    "evidence list --status guessed": "invalid choice: 'guessed'",
    "evidence check --pack /nowhere/at/all": "cannot read the pack",
    "place zzzzqqqq": "no place answers to that",
    "place paris --limit 0": "from 1 to 50",
    "serve --port 0": "from 1 to 65535",
    "serve --host nowhere.invalid": "choose another with --port",
    "serve --host a..b": "choose another with --port",
    "export-lake /nowhere/at/all": "the folder /nowhere/at does not exist",
    "source add les-outils --name=": "--name is empty",
    f"source add les-outils --name {'x' * 201}": "--name is 201 characters long; 200 at most",
    "key new les-outils --holder=": "--holder is empty",
    "key new les-outils --holder Élodie --per-minute 99999999999999999999": "--per-minute is 1,000,000 at most",
    "key new les-outils --holder Élodie --expires 9999-12-31": "'9999-12-31' is no date",
    "simulate --months 100000": "from 1 to 600 months, not 100000",
    "dance": "invalid choice: 'dance'",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_line_gets_one_sentence(mitoyen, line):
    said = mitoyen(line)
    assert said.code == 2
    assert WRONG[line] in said.err
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert said.out == ""


def test_a_port_in_use_is_told_before_anything_slow(mitoyen):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        said = mitoyen(f"serve --port {other.getsockname()[1]}")
    assert said.code == 2
    assert "choose another with --port" in said.err
    assert "Making" not in said.err


@pytest.mark.parametrize("port", ["abc", "²", "9" * 5000])
def test_a_wrong_port_in_the_environment_stops_the_server_only(mitoyen, monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    said = mitoyen("serve")
    assert said.code == 2
    assert "argument --port: invalid int value" in said.err
    assert said.err.count("\n") == 1
    assert mitoyen("place 35288").code == 0


def test_a_data_folder_of_nobody_is_named(mitoyen, monkeypatch):
    monkeypatch.setenv("MITOYEN_DATA_DIR", "~no-such-person/data")
    said = mitoyen("persona light")
    assert said.code == 2
    assert "cannot tell which folder '~no-such-person/data' is" in said.err


def test_a_terminal_without_our_letters_still_shows_the_answer(mitoyen, monkeypatch):
    screen = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", screen)
    assert mitoyen("place 35288").code == 0
    assert b"Saint-Malo (35)" in screen.buffer.getvalue()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_an_answer_that_cannot_be_written_is_told():
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "mitoyen.cli", "place", "35288"]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr == "mitoyen: cannot write the answer (No space left on device); send it elsewhere.\n"


def test_a_data_folder_that_cannot_be_written_is_named(mitoyen, monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("MITOYEN_DATA_DIR", str(blocked))
    said = mitoyen("persona light")
    assert said.code == 2
    assert f"cannot keep the draws in {blocked}" in said.err
    assert "set MITOYEN_DATA_DIR to another" in said.err


def test_somebody_who_stops_a_query_half_way_gets_a_sentence(mitoyen, monkeypatch):
    """The engine makes an error of its own of Ctrl-C; with one thread, it looks for it all the while."""

    def long(_):
        threading.Timer(0.3, signal.pthread_kill, (threading.get_ident(), signal.SIGINT)).start()
        alone = duckdb.connect(config={"threads": 1})
        alone.execute("SELECT sum(a.range * b.range % 7) FROM range(30000) a, range(30000) b")

    monkeypatch.setattr("mitoyen.cli.count.run", long)
    said = mitoyen("count lake")
    assert (said.code, said.err) == (2, "mitoyen: stopped before the end; nothing more is written.\n")


def test_a_count_that_is_stopped_ends_at_once_and_leaves_nothing(mitoyen, monkeypatch, tmp_path):
    """On several threads the engine looks for Ctrl-C between its tasks only."""
    lake.write([], tmp_path / "lake")
    monkeypatch.setattr(
        "mitoyen.counting.queries.text", lambda _: "SELECT sum(hash(many.range)) FROM range(50000000000) AS many"
    )
    threading.Timer(0.3, signal.pthread_kill, (threading.get_ident(), signal.SIGINT)).start()
    said = mitoyen(f"count {tmp_path / 'lake'} --out {tmp_path / 'out'}")
    assert (said.code, said.err) == (2, "mitoyen: stopped before the end; nothing more is written.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["lake"]
