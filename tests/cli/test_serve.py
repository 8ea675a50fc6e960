"""`mitoyen serve` opens the site, says where, and closes it without keeping anybody waiting."""

import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from mitoyen.cli import serve, simulate, site
from mitoyen.cli.answers import Refused
from mitoyen.impact import checks
from mitoyen.simulation import sample
from tests import prepared
from tests.served import lines, served
from tools import ports

STREAM = "/mesure/les-corderies/stream?period=all"


@contextmanager
def listening(port, many=1):
    """Streams as browsers hold them, once their first lines have come."""
    doors = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(many)]
    for door in doors:
        door.sendall(f"GET {STREAM} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    for door in doors:
        said = b""
        while b"retry: 3000" not in said:
            said += door.recv(65_536)
        assert said.startswith(b"HTTP/1.1 200 ")
    yield doors
    for door in doors:
        door.close()


def events(data_folder):
    with sqlite3.connect(data_folder / "mitoyen.sqlite3") as database:
        return database.execute("SELECT COUNT(*) FROM measure_event").fetchone()[0]


@pytest.fixture(scope="module")
def folder(copy_of):
    return copy_of(prepared.sample)  # loaded by the command itself, when first asked for


@pytest.fixture(scope="module")
def sampled(folder):
    """A site with its sample: its port, its process and what it said."""
    with served(folder, "--sample") as (port, process):
        yield port, process, lines(process, 3)


def test_the_addresses_it_prints_answer(sampled):
    port, _, said = sampled
    assert said[0] == f"Mitoyen is open: http://127.0.0.1:{port}/calculer/ (Ctrl+C closes it)\n"
    assert said[1].endswith(f": http://127.0.0.1:{port}/mesure/les-corderies/\n")
    assert said[2].endswith(": .venv/bin/mitoyen simulate --live\n")
    with urlopen(f"http://127.0.0.1:{port}/api/v1/places?q=saint-malo", timeout=30) as answer:
        assert json.load(answer)[0]["code"] == "35288"
    with urlopen(f"http://127.0.0.1:{port}/mesure/les-corderies/", timeout=30) as answer:
        assert "Les Corderies" in answer.read().decode()
    with listening(port) as (door,):
        assert b"event: figures" in door.recv(65_536)


@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "in chunks"])
def test_a_body_of_a_hundred_megabytes_is_refused_in_words_and_kept_nowhere(sampled, chunked):
    port, process, _ = sampled
    with urlopen(f"http://127.0.0.1:{port}/api/v1/places?q=saint-malo", timeout=30):
        pass  # the server says that it is open before its worker is there
    part = b"x" * 2**16
    body = (part for _ in range(1_600)) if chunked else part * 1_600
    before = peak(process.pid)
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    client.request("POST", "/api/v1/events", body, {"Content-Type": "application/json"}, encode_chunked=chunked)
    answer = client.getresponse()
    assert answer.status in (400, 401, 413)
    assert json.load(answer)["detail"]
    assert peak(process.pid) - before < 50 * 2**20


def test_a_sample_is_not_loaded_again_and_fifty_streams_are_let_go_in_less_than_five_seconds(sampled, folder):
    loaded = events(folder)
    assert loaded > 500
    with served(folder, "--sample") as (port, process):
        lines(process, 3)
        assert events(folder) == loaded
        with listening(port, 50) as doors:
            started = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0
            assert time.monotonic() - started < 5
            assert {to_the_end(door)[-5:] for door in doors} == {b"0\r\n\r\n"}  # each answer came to its end


def test_pages_and_streams_may_be_served_apart(sampled, folder):
    with served(folder, "--only", "pages", "--workers", "2") as (port, process):
        lines(process, 3)
        with urlopen(f"http://127.0.0.1:{port}/calculer/", timeout=30) as answer:
            assert answer.status == 200
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"http://127.0.0.1:{port}{STREAM}", timeout=30)
    with served(folder, "--only", "streams") as (port, process):
        assert lines(process, 1) == [f"The live streams are open: http://127.0.0.1:{port}/\n"]
        with listening(port), pytest.raises(HTTPError, match="404"):
            urlopen(f"http://127.0.0.1:{port}/calculer/", timeout=30)


@pytest.mark.parametrize(
    ("line", "loads", "application"),
    [
        ("serve", 0, "mitoyen.web.config.asgi:application"),
        ("serve --sample", 1, "mitoyen.web.config.asgi:application"),
        ("serve --only pages --workers 3", 0, "mitoyen.web.config.wsgi:application"),
    ],
)
def test_the_sample_is_loaded_when_it_is_asked_for(mitoyen, monkeypatch, line, loads, application):
    loaded, become = [], []

    def server(program, words):
        become.extend(words)
        raise SystemExit

    for step in ("check_evidence", "compile_draws"):
        monkeypatch.setattr(serve, step, lambda: None)
    monkeypatch.setattr(site, "prepare", lambda: None)
    monkeypatch.setattr(serve, "load_sample", lambda: loaded.append(1))
    monkeypatch.setattr(os, "execv", server)
    mitoyen(f"{line} --port {ports.free()}")
    assert (len(loaded), application in become) == (loads, True)


def to_the_end(door):
    return b"".join(iter(lambda: door.recv(65_536), b""))


def peak(parent):
    """Greatest memory that any process of the server ever held [B]."""
    children = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=True).stdout.split()
    told = "".join(Path(f"/proc/{child}/status").read_text() for child in children)
    return max(int(peak) * 1024 for peak in re.findall(r"VmHWM:\s+(\d+) kB", told))


@pytest.mark.django_db(transaction=True)
def test_a_sample_whose_loading_was_stopped_leaves_nothing_behind(monkeypatch):
    def stopped(now):
        raise KeyboardInterrupt

    monkeypatch.setattr(site, "fold", stopped)
    with pytest.raises(KeyboardInterrupt):
        serve.load_sample()
    assert not site.has_source(sample.SOURCE)
    monkeypatch.undo()
    monkeypatch.setattr(simulate, "load", lambda setting, now: site.source(sample.SOURCE, "Essai"))
    monkeypatch.setattr(site, "enter_neighbours", lambda now: (["amina@exemple.fr"], "corderies"))
    serve.load_sample()
    assert site.has_source(sample.SOURCE)


def test_nothing_opens_on_evidence_that_does_not_hold(monkeypatch):
    monkeypatch.setattr(checks, "complaints", lambda pack, graph: ["equation loan_trip: its units make [mass]"])
    with pytest.raises(Refused, match=r"the evidence does not hold \(equation loan_trip: .*`mitoyen evidence check`"):
        serve.check_evidence()


def test_no_worker_is_refused(mitoyen):
    assert mitoyen("serve --workers 0").err == "mitoyen: --workers is 1 or more, not 0.\n"
