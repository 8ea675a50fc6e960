"""The straight way in for NDJSON: it answers what is plainly right, as Django would, and hands on the rest, whole."""

import asyncio
import json

import pytest
from django.utils import timezone

from mitoyen.web.measure.ingest import door, keys
from mitoyen.web.measure.ingest.pace import pace
from mitoyen.web.measure.models import Event
from tests import loops
from tests.web.measure.ingest import Sender, open_source, written

PLAIN = {
    b"host": b"localhost",
    b"authorization": b"Bearer mtk_x_y",
    b"content-type": b"application/x-ndjson",
    b"content-length": b"4",
}


@pytest.fixture
def sender(db, monkeypatch):
    monkeypatch.setattr(door, "close_old_connections", lambda: None)  # the test's own transaction stays open
    return Sender(open_source())


def body(*events):
    return "\n".join(json.dumps(event) for event in events).encode()


def answered(sender, sent):
    told = door._answer(f"Bearer {sender.token}".encode(), sent)
    return told and (told[0], json.loads(told[1]))


def test_the_same_request_gets_the_same_answer_as_from_django(sender):
    def sent(way):
        wrong = [written(f"{way}b", place="nowhere"), written(f"{way}c", minutes=-1), {"id": f"{way}d"}]
        return body(written(f"{way}a"), *wrong, written(f"{way}a"))

    expected = sender.post(sent("1"))
    status, report = answered(sender, sent("2"))
    told = json.loads(expected.content.replace(b'"id":"1', b'"id":"2'))
    assert (expected.status_code, told) == (status, report)
    assert [item["status"] for item in report["items"]] == ["accepted", *["refused"] * 3, "duplicate"]


def test_a_request_refused_item_by_item_says_so_in_its_status(sender):
    assert answered(sender, body(written(place="nowhere")))[0] == 422


@pytest.mark.parametrize("sent", [b"", b"\xef\xbb\xbf{}", b"\n\n"])
def test_a_body_that_is_refused_as_a_whole_is_not_answered_here(sender, sent):
    assert answered(sender, sent) is None


def test_who_may_not_send_is_not_answered_here(sender):
    keys.revoke(code=sender.key.code, now=timezone.now())
    assert answered(sender, body(written())) is None
    assert door._answer(b"Basic eA==", body(written())) is None
    assert not Event.objects.exists()


def test_a_request_that_is_handed_on_has_not_been_counted(sender, monkeypatch):
    counted = []

    def wait(*asked):
        counted.append(asked)
        return 0

    monkeypatch.setattr(pace, "wait", wait)
    answered(sender, b"\xef\xbb\xbf{}")
    assert counted == []
    answered(sender, body(written()))
    assert len(counted) == 1


class Behind:
    """Stands for Django: reads all, answers the same to all."""

    def __init__(self):
        self.read = []
        self.headers = [(b"x-frame-options", b"DENY")]

    async def __call__(self, scope, receive, send):
        parts: list[dict] = []
        try:
            while not parts or parts[-1]["more_body"]:
                parts.append(await receive())
        except ConnectionResetError:
            parts.append({"body": b"(gone)"})
        self.read.append(b"".join(part["body"] for part in parts))
        headers = [*self.headers, (b"content-length", b"6")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"behind"})


def asked(way, changes=(), parts=(b"ab", b"cd"), query=b"", ends=True):
    """What the door sends to a request with these headers."""
    waiting = [{"body": part, "more_body": not ends or index < len(parts) - 1} for index, part in enumerate(parts)]
    sent = []

    async def receive():
        if not waiting:
            raise ConnectionResetError
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    headers = list({**PLAIN, **dict(changes)}.items())
    scope = {"type": "http", "path": door.PATH, "method": "POST", "query_string": query, "headers": headers}
    assert door.leads_here(scope)
    loops.run(asyncio.wait_for(way(scope, receive, send), 10))
    return sent


@pytest.fixture
def ways(monkeypatch):
    """A door that takes every body but `bad!`, and what is behind it."""
    monkeypatch.setattr(door, "_answer", lambda _, body: None if body in (None, b"bad!") else (200, b"door"))
    behind = Behind()
    return door.Door(behind, 1), behind


def test_it_answers_a_host_once_django_has_and_with_the_same_headers(ways):
    way, behind = ways
    first, second = asked(way), asked(way)
    assert [message.get("body") for message in (first[1], second[1])] == [b"behind", b"door"]
    assert second[0]["headers"] == [(b"x-frame-options", b"DENY"), (b"content-length", b"4")]
    assert asked(way, {b"host": b"elsewhere"})[1]["body"] == b"behind"
    assert behind.read == [b"abcd"] * 2


def test_it_compresses_nothing_and_says_so_whatever_django_did(ways):
    way, behind = ways
    behind.headers = [(b"Content-Encoding", b"gzip"), (b"vary", b"Accept-Encoding")]
    asked(way, {b"accept-encoding": b"gzip"})
    assert asked(way)[0]["headers"] == [(b"vary", b"Accept-Encoding"), (b"content-length", b"4")]


def test_what_it_does_not_answer_is_read_again_from_its_first_byte(ways):
    way, behind = ways
    asked(way)
    assert asked(way, parts=(b"ba", b"d!"))[1]["body"] == b"behind"
    assert asked(way, ends=False)[1]["body"] == b"behind"
    assert behind.read == [b"abcd", b"bad!", b"abcd(gone)"]


@pytest.mark.parametrize(
    "changes",
    [
        {b"content-encoding": b"gzip"},
        {b"transfer-encoding": b"chunked"},
        {b"expect": b"100-continue"},
        {b"content-type": b"application/json"},
        {b"content-length": b"2000000"},
        {b"content-length": b"many"},
    ],
)
def test_what_is_out_of_the_ordinary_goes_the_ordinary_way(ways, changes):
    way, _ = ways
    asked(way)
    assert asked(way, changes)[1]["body"] == b"behind"
    assert asked(way, query=b"language=fr")[1]["body"] == b"behind"
