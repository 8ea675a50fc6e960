"""The bridge from the server to the pages: what happens to a body that never ends."""

import asyncio

from mitoyen.web.config import asgi
from tests import loops


def test_a_sender_who_falls_silent_gives_its_thread_back(monkeypatch):
    monkeypatch.setattr(asgi, "SILENCE", 0.01)
    monkeypatch.setattr(asgi, "PATIENCE", 0.01)
    read = []

    def page(environ, start_response):
        try:
            read.append(environ["wsgi.input"].read())
        except ConnectionResetError as error:
            read.append(str(error))
        start_response("400 Bad Request", [])
        return [b""]

    parts = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive():
        if not parts:
            await asyncio.Event().wait()
        return parts.pop()

    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/api/v1/events",
        "query_string": b"",
        "headers": [(b"content-length", b"5000")],
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50000),
    }
    monkeypatch.setattr(asgi, "wsgi", page)
    loops.run(asyncio.wait_for(asgi.Site(pages=True)(scope, receive, send), 10))
    assert read == ["the client has fallen silent"]
    assert sent[0]["status"] == 400
