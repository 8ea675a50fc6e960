"""A straight way in for NDJSON: what is plainly right is answered at once, the rest goes the way of every request.

A small request would otherwise spend most of its time between the server, Django and back. Nothing is decided here: who
may send and what is read are asked of the same functions, and whatever they refuse is answered by Django, to which the
request is given again, whole. The headers of an answer are those that Django gave to the same host before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
from django.db import close_old_connections
from django.utils import timezone

from mitoyen.web.measure.ingest import reading, rules
from mitoyen.web.measure.ingest import report as ingest

PATH = "/api/v1/events"
LONGEST = 2**20
"""Bytes of a body that is taken in whole; a longer one is read as it comes."""
MOST = 64
"""Requests at once; others go the other way, which holds no more of a body than it reads."""
_HOSTS = 100
_KIND = b"application/x-ndjson"
_OTHERWISE = {b"content-encoding", b"transfer-encoding", b"expect"}
_LIKE = (b"host", b"x-forwarded-proto", b"accept-language")
"""Headers on which those of an answer depend."""
_OWN = {b"content-encoding", b"content-length", b"connection", b"date", b"server"}
_OK, _REFUSED = 200, 422

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
_Headers = list[tuple[bytes, bytes]]


def leads_here(scope: MutableMapping[str, Any]) -> bool:
    """Whether a request is one for the door."""
    return bool(scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "POST")


class Door:
    """Answers requests that lead here, by itself or by the application behind it."""

    def __init__(self, behind: Callable[..., Awaitable[None]], threads: int) -> None:
        self._behind = behind
        self._threads = ThreadPoolExecutor(threads, "ingest")
        self._known: dict[tuple[bytes | None, ...], _Headers] = {}
        self._inside = 0

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        told = dict(scope["headers"])
        like = tuple(told.get(name) for name in _LIKE)
        if like not in self._known or not _is_plain(scope, told) or self._inside >= MOST:
            await self._behind(scope, receive, self._learning(like, send))
            return
        self._inside += 1
        try:
            parts = _Parts(receive)
            body = await parts.whole()
            work = asyncio.get_running_loop().run_in_executor(self._threads, _answer, told[b"authorization"], body)
            answer = await work if body is not None else None
        finally:
            self._inside -= 1
        if answer is None:
            await self._behind(scope, parts.again, send)
            return
        headers = [*self._known[like], (b"content-length", str(len(answer[1])).encode())]
        await send({"type": "http.response.start", "status": answer[0], "headers": headers})
        await send({"type": "http.response.body", "body": answer[1]})

    def _learning(self, like: tuple[bytes | None, ...], send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message.get("status") == _OK and len(self._known) < _HOSTS:
                self._known[like] = [pair for pair in message["headers"] if pair[0].lower() not in _OWN]
            await send(message)

        return sent


class _Parts:
    """The parts of a body, which may be read a second time."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._read: list[Message] = []

    async def whole(self) -> bytes | None:
        """The body; None when its sender has gone or fallen silent, as will be found again."""
        more = True
        while more:
            try:
                message = await self._receive()
            except ConnectionResetError:
                return None
            self._read.append(message)
            more = message.get("more_body", False)
        return b"".join([message.get("body", b"") for message in self._read])

    async def again(self) -> Message:
        """The next part, from the first."""
        return self._read.pop(0) if self._read else await self._receive()


def _is_plain(scope: MutableMapping[str, Any], told: dict[bytes, bytes]) -> bool:
    length = told.get(b"content-length", b"")
    return bool(
        told.get(b"content-type") == _KIND
        and b"authorization" in told
        and length.isdigit()
        and int(length) <= LONGEST
        and not scope["query_string"]
        and len(told) == len(scope["headers"])
        and not _OTHERWISE & told.keys()
    )


def _answer(authorization: bytes, body: bytes | None) -> tuple[int, bytes] | None:
    """Status and body of the answer to a request that nothing is wrong with as a whole; None otherwise."""
    if body is None:
        return None
    close_old_connections()
    try:
        now = timezone.now()
        key = rules.in_force(rules.token(authorization.decode("latin-1")), now)
        told = reading.read_lines(body)
        rules.keep_pace(key, now)  # last, for a request that is given again would pay twice
        report = ingest.answer(told, key, now)
    except Exception:  # noqa: BLE001 - whatever it is, Django meets it too, says so and logs it
        return None
    finally:
        close_old_connections()
    return _REFUSED if 0 < report["received"] == report["refused"] else _OK, msgspec.json.encode(report)
