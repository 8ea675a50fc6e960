"""The live stream of boards: `/mesure/<place>/stream?period=…`, Server-Sent Events, one newest frame for each reader.

An ASGI application of its own, without middleware: nothing here depends on who asks. A reader who is slow skips frames,
one who stays deaf is let go; browsers come back by themselves and say what they have seen.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, TypeAlias
from urllib.parse import parse_qs

from django.utils import translation
from django.utils.translation import gettext

from mitoyen.web.measure.boards import periods
from mitoyen.web.measure.boards.news import Board
from mitoyen.web.measure.live.watching import Frame, News, Watcher

Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

ADDRESS = re.compile(r"^(?P<english>/en)?/mesure/(?P<place>[A-Za-z0-9][A-Za-z0-9_.-]{0,79})/stream$")
_LINE_END = re.compile("\r\n|\n|\r")
EVENT = "figures"
"""Name of the event, for `sse-swap`."""
RETRY = 3_000
"""Milliseconds after which a browser comes back."""
BEAT = 25.0
"""Seconds of silence after which a comment keeps proxies from closing the line."""
DEAF = 20.0
"""Seconds that a reader may take to accept a frame."""
MOST = 4_000
"""Readers of one process; each holds a connection and about 40 kB."""
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
_MORE = {405: [(b"allow", b"GET")], 503: [(b"retry-after", b"60")]}


class Page:
    """An open page: what it has not been sent yet."""

    def __init__(self) -> None:
        self.status = 0
        """200 once accepted, else why not; 0 as long as nobody knows."""
        self.ended = False
        self.frame: Frame | None = None
        self._moved = asyncio.Event()

    def accept(self) -> None:
        """The board exists."""
        self.status = 200
        self._moved.set()

    def refuse(self, status: int) -> None:
        """There is nothing to follow, or no longer."""
        self.status = status
        self.end()

    def take(self, frame: Frame) -> None:
        """A newer frame takes the place of one that was not sent yet."""
        self.frame = frame
        self._moved.set()

    def end(self) -> None:
        """Send what is left, and close."""
        self.ended = True
        self._moved.set()

    async def moved(self) -> bool:
        """Wait for something to do; False when a beat has passed without."""
        try:
            async with asyncio.timeout(BEAT):
                await self._moved.wait()
        except TimeoutError:
            return False
        self._moved.clear()
        return True


class Streams:
    """The application: answers the addresses that `is_stream` knows, and no other."""

    def __init__(self, news: Callable[[], News], most: int = MOST) -> None:
        self._news, self._most = news, most
        self._pages: set[Page] = set()
        self._watcher: Watcher | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Follow one board for one reader until either leaves."""
        board = _board(scope)
        language = "en" if scope["path"].startswith("/en/") else "fr"
        if scope["method"] != "GET":
            await _say(send, language, 405)
        elif board is None:
            await _say(send, language, 404)
        elif len(self._pages) >= self._most:
            await _say(send, language, 503)
        else:
            await self._follow(board, scope, receive, send)

    def leave(self) -> None:
        """End every stream: the server is about to stop."""
        self._most = 0
        for page in self._pages:
            page.end()

    def close(self) -> None:
        """End the thread that watches."""
        self.leave()
        if self._watcher is not None:
            self._watcher.stop()

    async def _follow(self, board: Board, scope: Scope, receive: Receive, send: Send) -> None:
        page, watcher = Page(), self._watching()
        self._pages.add(page)
        watcher.join_board(board, page, _since(scope))
        gone = asyncio.create_task(_gone(page, receive))
        try:
            while not page.status and not page.ended:
                await page.moved()
            if page.status == 200:
                await _write(page, send)
            else:
                await _say(send, board.language, page.status or 503)
        finally:
            gone.cancel()
            self._pages.discard(page)
            watcher.leave_board(board, page)

    def _watching(self) -> Watcher:
        if self._watcher is None or not self._watcher.is_alive():
            self._watcher = Watcher(self._news(), asyncio.get_running_loop().call_soon_threadsafe)
            self._watcher.start()
        return self._watcher


def is_stream(scope: Scope) -> bool:
    """Whether a request asks for a stream."""
    return scope["type"] == "http" and ADDRESS.match(scope["path"]) is not None


def encoded(frame: Frame) -> bytes:
    """A frame as an event; a browser joins its lines again."""
    lines = "".join(f"data: {line}\n" for line in _LINE_END.split(frame.html))
    return f"event: {EVENT}\nid: {frame.version}\n{lines}\n".encode()


def _board(scope: Scope) -> Board | None:
    found = ADDRESS.match(scope["path"])
    period = _asked(scope, "period") or periods.USUAL
    if found is None or period not in periods.NAMES:
        return None
    return Board(found["place"], period, "en" if found["english"] else "fr")


def _since(scope: Scope) -> str:
    """The version that the reader has: that of the last event received, before that of the page."""
    told = dict(scope["headers"]).get(b"last-event-id")
    return str(told, "latin-1") if told else _asked(scope, "since")


def _asked(scope: Scope, name: str) -> str:
    query: bytes = scope["query_string"]
    return parse_qs(query.decode("latin-1")).get(name, [""])[-1]


async def _write(page: Page, send: Send) -> None:
    """Send frames as they come, beats in between; a reader who takes nothing for too long is let go."""
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    body = b"retry: %d\n\n" % RETRY
    with suppress(TimeoutError):
        while True:
            frame, page.frame = page.frame, None
            body += encoded(frame) if frame else b""
            if body:
                async with asyncio.timeout(DEAF):
                    await send({"type": "http.response.body", "body": body, "more_body": True})
            if page.ended:
                break
            body = b"" if await page.moved() else b":\n\n"
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(page: Page, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    page.end()


async def _say(send: Send, language: str, status: int) -> None:
    """A refusal, as one sentence."""
    with translation.override(language):
        words = {
            404: gettext("Aucun tableau de bord à cette adresse : choisissez un lieu sur /mesure/."),
            405: gettext("Un flux se lit, il ne s’écrit pas : utilisez GET."),
            503: gettext("Le direct n’est pas disponible pour le moment : réessayez dans une minute."),
        }[status]
    plain = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS[1:], *_MORE.get(status, [])]
    await send({"type": "http.response.start", "status": status, "headers": plain})
    await send({"type": "http.response.body", "body": f"{words}\n".encode(), "more_body": False})
