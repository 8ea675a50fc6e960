"""The page for senders tells every field and its examples work; its client brings a file through bad weather."""

import json
import re
import runpy
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mitoyen.counting import events as contract
from mitoyen.web.measure.models import Event, UsageSource
from tests.house.source import ROOT
from tests.web.measure.ingest import Sender, cloudevent, statuses, written

PAGE = (ROOT / "docs" / "howto" / "send-events.md").read_text()
CLIENT = ROOT / "docs" / "howto" / "send_events.py"
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


@pytest.fixture
def outils(corderies):
    return UsageSource.objects.create(code="les-outils", name="Les Outils d’Élodie")


def test_the_page_tells_every_field():
    assert [name for name in contract.UsageEvent.__struct_fields__ if f"`{name}`" not in PAGE] == []


def test_the_examples_of_the_page_are_accepted(outils):
    event, envelope, _ = EXAMPLES
    sender = Sender(outils)
    assert statuses(sender.lines(event)) == ["accepted"]
    assert statuses(sender.post(json.dumps(envelope), "application/cloudevents+json")) == ["accepted"]


def test_the_answer_of_the_page_is_what_is_answered(outils):
    report = EXAMPLES[2]
    answer = (
        Sender(outils)
        .lines(EXAMPLES[0], EXAMPLES[0] | {"id": "loan-2025-0419", "occurred_at": "2999-01-01T00:00:00Z"})
        .json()
    )
    assert answer["items"][0] == report["items"][0]
    assert answer["items"][1]["reason"].startswith(report["items"][1]["reason"].rstrip("…"))
    assert {name: answer[name] for name in report if name != "items"} == {
        name: report[name] for name in report if name != "items"
    }


class Weather(ThreadingHTTPServer):
    """An instance behind a bad line: hands requests to the site, and loses answers as it is told."""

    daemon_threads = True

    def __init__(self, sender, mishaps):
        self.sender, self.mishaps, self.seen = sender, iter(mishaps), []
        super().__init__(("127.0.0.1", 0), _Door)


class _Door(BaseHTTPRequestHandler):
    server: Weather

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        mishap = next(self.server.mishaps, None)
        self.server.seen.append(mishap)
        if mishap in ("cut before", "busy"):
            return self.say(503, b"<html>busy</html>", {"Retry-After": "0"}) if mishap == "busy" else None
        answer = self.server.sender.post(body, authorization=self.headers["Authorization"])
        if mishap == "cut after":
            return None
        content = answer.content[:10] if mishap == "half an answer" else answer.content
        return self.say(answer.status_code, content, {"Content-Length": str(len(answer.content))})

    def say(self, status, content, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def weather(source):
    """Open an instance behind a line with these mishaps; the client's waits are not waited for."""
    opened = []

    def open_line(*mishaps):
        line = Weather(Sender(source), mishaps)
        opened.append(line)
        threading.Thread(target=line.serve_forever, daemon=True).start()
        return line

    yield open_line
    for line in opened:
        line.shutdown()
        line.server_close()


def run(line, events, tmp_path, monkeypatch, key=None):
    """The client's own module, told to send a file by threes, and not to sleep."""
    path = tmp_path / "events.ndjson"
    path.write_text("\n".join([*(json.dumps(event) for event in events), "", "{bad"]) + "\n")
    monkeypatch.setenv("MITOYEN_KEY", key or line.sender.token)
    client = runpy.run_path(str(CLIENT))
    scope = client["main"].__globals__
    scope["TOGETHER"] = 3
    monkeypatch.setattr(scope["time"], "sleep", lambda seconds: None)
    return client["main"](f"http://127.0.0.1:{line.server_port}/", str(path))


def test_the_client_brings_every_event_through_once(weather, tmp_path, monkeypatch, capsys):
    line = weather("cut before", "cut after", "busy", "half an answer", None, "cut after")
    events = [written(str(number)) for number in range(7)] + [cloudevent("8")]
    assert run(line, events, tmp_path, monkeypatch) == 1
    told, waited = capsys.readouterr()
    assert waited.count("no answer yet; the same lines again in ") == 5
    assert "{bad: this is no JSON object" in told
    assert sorted(Event.objects.values_list("event_id", flat=True)) == [*map(str, range(7)), "8"]
    assert told.endswith("1 refused\n")


def test_the_client_stops_at_once_when_its_key_is_wrong(weather, tmp_path, monkeypatch, capsys):
    line = weather()
    assert run(line, [written()], tmp_path, monkeypatch, key="mtk_0000000000_x") == 1
    assert len(line.seen) == 1
    assert "This key is not right" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "key", "said"),
    [
        ((), "mtk_x", "MITOYEN_KEY=mtk_… python send_events.py"),
        (
            ("mitoyen.example", "events.ndjson"),
            "mtk_x",
            "mitoyen.example is no address of an instance; write https://…",
        ),
        (("http://127.0.0.1:9", "nowhere.ndjson"), "mtk_x", "There is no file nowhere.ndjson."),
        (("http://127.0.0.1:9", CLIENT), "", "Put your key, mtk_…, in the variable MITOYEN_KEY."),
    ],
)
def test_the_client_says_what_it_lacks(words, key, said):
    done = subprocess.run(
        [sys.executable, CLIENT, *words], env={"MITOYEN_KEY": key}, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_client_is_one_file_of_plain_python():
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(CLIENT)!r})"], check=False
    )
    assert done.returncode == 0
