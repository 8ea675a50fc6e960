"""Entry of the site for an ASGI server: pages through the WSGI application, live streams by themselves.

`application` serves both in one process, as `mitoyen serve` does; `streams` serves the streams alone, for instances
whose pages are served apart.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from a2wsgi import WSGIMiddleware
from django.utils import timezone

from mitoyen.web.config.wsgi import application as wsgi
from mitoyen.web.measure import folding
from mitoyen.web.measure.boards.news import Measure
from mitoyen.web.measure.ingest import door
from mitoyen.web.measure.live.stream import Message, Receive, Scope, Send, Streams, is_stream

THREADS = 8
LINGER = 128 * 2**20
"""Bytes of a refused body that are still read and thrown away, so that its sender gets to read why."""
PATIENCE = 10.0
"""Seconds this may take."""
SILENCE = 10.0
"""Seconds between two parts of a body after which its sender is taken for gone: it keeps a thread from the others."""


class Site:
    """The application; in its process, the tallies follow the events for as long as it serves."""

    def __init__(self, *, pages: bool) -> None:
        self._streams = Streams(lambda: Measure(timezone.localdate))
        bridge: Any = WSGIMiddleware(_with_end, workers=THREADS)
        self._pages = bridge if pages else self._streams
        self._door = door.Door(self._pages, THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through one lifespan."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        elif is_stream(scope):
            await self._streams(scope, receive, send)
        else:
            body = _Body(scope, receive)
            answer = self._door if door.leads_here(scope) else self._pages
            await answer(scope, body.receive, body.before_the_end_of(send))

    def leave(self) -> None:
        """End the streams, whose browsers will come back to the next process: this one was asked to stop."""
        self._streams.leave()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        keeper = folding.start()
        await send({"type": "lifespan.startup.complete"})
        try:
            await receive()
        finally:
            self._streams.close()
            keeper.stop()
        await send({"type": "lifespan.shutdown.complete"})


class _Body:
    """The body of a request on its way to WSGI, which only knows how to read."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._more = not any(name == b"expect" for name, _ in scope["headers"])

    async def receive(self) -> Message:
        """The next part; ConnectionResetError when the client has gone or fallen silent: half a body is not a body."""
        try:
            async with asyncio.timeout(SILENCE):
                message = await self._receive()
        except TimeoutError as error:
            raise ConnectionResetError("the client has fallen silent") from error
        if message["type"] == "http.disconnect":
            raise ConnectionResetError("the client has gone")
        self._more = self._more and message.get("more_body", False)
        return message

    def before_the_end_of(self, send: Send) -> Send:
        """`send`, but what was not read of the body is thrown away before the answer ends.

        A server that closes on a client which still writes makes it lose the answer.
        """

        async def sent(message: Message) -> None:
            if self._more and message["type"] == "http.response.body" and not message.get("more_body"):
                await self._linger()
            await send(message)

        return sent

    async def _linger(self) -> None:
        left = LINGER
        with suppress(TimeoutError, ConnectionResetError):
            async with asyncio.timeout(PATIENCE):
                while self._more and left > 0:
                    left -= len((await self.receive()).get("body", b""))


def _with_end(environ: Any, start_response: Any) -> Any:
    """The WSGI application, told that reading a body comes to its end even where no length was announced."""
    return wsgi({**environ, "wsgi.input_terminated": True}, start_response)


application = Site(pages=True)
streams = Site(pages=False)
