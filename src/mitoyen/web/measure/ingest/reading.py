"""Bodies of ingest requests read into usage events, as they arrive, each item by itself.

What is wrong with the request as a whole raises a Refusal, before anything is recorded; what is wrong with one item is
said of that item.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec
from django.http import HttpRequest

from mitoyen.counting import events as contract
from mitoyen.counting.events import EventRefused, UsageEvent
from mitoyen.interchange import cloudevents
from mitoyen.web.ui.answers import Refusal

MOST_BYTES = 16 * 2**20
MOST_EVENTS = 10_000
LONGEST = 64 * 2**10
"""Bytes of one event; the contract needs less than two thousand."""
TYPES = (
    "application/x-ndjson",
    "application/cloudevents+json",
    "application/cloudevents-batch+json",
    "application/json",
)
_ENDS = {"wsgi.input_terminated", "asgi.scope"}
"""What a server that ends the body itself leaves in the environment: gunicorn, and the bridge from ASGI."""
_BLOCK = 64 * 2**10
_MOST_LINES = 2 * MOST_EVENTS
"""Empty ones included."""
_SHOWN = 200
_MARK = b"\xef\xbb\xbf"

FAULT = "it could not be recorded, by a fault of ours that was logged; keep it"
_log = logging.getLogger(__name__)
_list = msgspec.json.Decoder(list[msgspec.Raw])


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass
class Told:
    """What a request tells: events, where each stands, and the items that could not be read."""

    events: list[UsageEvent] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    """Of each event: its line, or its place in the list, from 1."""
    unreadable: list[tuple[int, str | None, str]] = field(default_factory=list)
    """Position, id where it can be told, and why."""

    def take(self, position: int, item: bytes, read: Callable[[bytes], UsageEvent]) -> None:
        """Add what one item says; Refusal when there are too many."""
        if len(self.events) + len(self.unreadable) == MOST_EVENTS:
            raise _too_many()
        try:
            event = read(item)
        except EventRefused as refusal:
            self.unreadable.append((position, _id_of(item), str(refusal)))
        except Exception:  # noqa: BLE001 - whatever one item does to the code, its neighbours must not pay for it
            _log.exception("An item could not be read.")
            self.unreadable.append((position, None, FAULT))
        else:
            self.events.append(event)
            self.positions.append(position)

    def take_together(self, position: int, lines: list[bytes]) -> bool:
        """Add what lines of NDJSON say, from that `position` on; False, and none is added, unless all are right."""
        if len(self.events) + len(self.unreadable) + len(lines) > MOST_EVENTS or max(map(len, lines)) > LONGEST:
            return False
        try:
            events = contract.decode_together(lines)
        except Exception:  # noqa: BLE001 - one by one, it will be seen which item does this, and the others kept
            return False
        if events is None:
            return False
        self.events += events
        self.positions += range(position, position + len(lines))
        return True


def read(request: HttpRequest) -> Told:
    """The events of a request, whichever of the five forms it has; Refusal says what does not fit."""
    _check_coding(request)
    form = _form(request)
    if form is None:
        raise _unsupported()
    told = Told()
    form(_blocks(request), told)
    return told


def read_lines(body: bytes) -> Told:
    """The events of a whole body of NDJSON; Refusal says what does not fit."""
    if body.startswith(_MARK):
        raise _marked()
    told = Told()
    _lines(iter([body]), told)
    return told


def _form(request: HttpRequest) -> Callable[[Iterator[bytes], Told], None] | None:
    kind = request.content_type
    if kind == "application/json":
        one = _binary(request) if cloudevents.is_binary(request.headers) else event_in
        return lambda blocks, told: _one(blocks, told, one)
    if kind == "application/cloudevents+json":
        return lambda blocks, told: _one(blocks, told, structured)
    return {"application/x-ndjson": _lines, "application/cloudevents-batch+json": _batch}.get(kind or "")


def _lines(blocks: Iterator[bytes], told: Told) -> None:
    position = 1
    for lines in _split(blocks):
        if position + len(lines) > _MOST_LINES + 1:
            raise _too_many()
        if not told.take_together(position, lines):
            for number, line in enumerate(lines, start=position):
                if line and not line.isspace():
                    told.take(number, line, event_in)
        position += len(lines)
    if not told.events and not told.unreadable:
        raise _empty()


def _split(blocks: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Lines without their ends, as many as a block holds; of one that is too long, just enough to tell."""
    rest = b""
    for block in blocks:
        whole, end, tail = block.rpartition(b"\n")
        if end:
            yield (rest + whole).split(b"\n")
            rest = tail
        else:
            rest = (rest + tail)[: LONGEST + 1]
    yield [rest]


def _one(blocks: Iterator[bytes], told: Told, read: Callable[[bytes], UsageEvent]) -> None:
    body = _whole(blocks)
    try:
        contract.fields(body)
    except EventRefused as refusal:
        raise _unreadable(str(refusal)) from refusal
    told.take(1, body, read)


def _batch(blocks: Iterator[bytes], told: Told) -> None:
    body = _whole(blocks)
    try:
        items = _list.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(f"this is no JSON list: {error}") from error
    for position, item in enumerate(items, start=1):
        told.take(position, bytes(item), structured)


def _whole(blocks: Iterator[bytes]) -> bytes:
    body = b"".join(blocks)
    if not body or body.isspace():
        raise _empty()
    return body


def event_in(item: bytes) -> UsageEvent:
    """The usage event, or the CloudEvent, that one JSON object tells; EventRefused says what does not fit."""
    fields = _fields(item)
    return cloudevents.event(fields) if "specversion" in fields else contract.convert(fields)


def structured(item: bytes) -> UsageEvent:
    """The usage event that a CloudEvent tells; EventRefused says what does not fit."""
    return cloudevents.event(_fields(item))


def _binary(request: HttpRequest) -> Callable[[bytes], UsageEvent]:
    return lambda item: cloudevents.binary(request.headers, _fields(item))


def _fields(item: bytes) -> dict[str, Any]:
    if len(item) > LONGEST:
        raise EventRefused(f"it is longer than {LONGEST:,} bytes; an event takes a few hundred")
    return contract.fields(item)


def _id_of(item: bytes) -> str | None:
    """The identifier of an item that was refused, when it can be made out, to help its sender find it."""
    with suppress(EventRefused):
        id = _fields(item).get("id")
        return id[:_SHOWN] if isinstance(id, str) else None
    return None


def _check_coding(request: HttpRequest) -> None:
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding != "identity":
        raise Refusal(
            415,
            fr="Le corps est compressé : envoyez-le tel quel, sans Content-Encoding.",
            en="The body is compressed: send it as it is, without Content-Encoding.",
            headers={"Accept-Encoding": "identity"},
        )
    charset = (request.content_params or {}).get("charset", "utf-8").strip('"').lower()
    if charset not in ("utf-8", "utf8"):
        raise Refusal(
            415,
            fr="Le corps n’est pas annoncé en UTF-8 : JSON s’écrit en UTF-8.",
            en="The body is not said to be UTF-8: JSON is written in UTF-8.",
        )


def _blocks(request: HttpRequest) -> Iterator[bytes]:
    """The body as it comes, never more than what is allowed; a body that says it is longer is not read at all."""
    declared = _length(request)
    if declared is not None and declared > MOST_BYTES:
        raise _too_long()
    stream, read = _stream(request, declared), 0
    while block := _next(stream):
        read += len(block)
        if read > MOST_BYTES:
            raise _too_long()
        if read == len(block) and block.startswith(_MARK):
            raise _marked()
        yield block
    if declared is not None and read < declared:
        raise _cut_short()


def _next(stream: _Stream) -> bytes:
    try:
        return stream.read(_BLOCK)
    except OSError as error:  # what a server raises when the sender goes away or its chunks make no sense
        raise _cut_short() from error


def _stream(request: HttpRequest, declared: int | None) -> _Stream:
    """Django reads nothing of a body sent in chunks, without its length; a server that knows where it ends tells so."""
    if declared is None and _ENDS.intersection(request.META):
        stream: _Stream = request.META["wsgi.input"]
        return stream
    if declared is None and "Transfer-Encoding" in request.headers:
        raise Refusal(
            411,
            fr="La longueur du corps manque : envoyez Content-Length.",
            en="The length of the body is missing: send Content-Length.",
        )
    return request


def _length(request: HttpRequest) -> int | None:
    told = str(request.META.get("CONTENT_LENGTH") or "")
    return int(told) if told.isdecimal() else None


def _too_long() -> Refusal:
    return Refusal(
        413,
        fr=f"Le corps dépasse {MOST_BYTES // 2**20} Mio : envoyez-le en plusieurs requêtes. Rien n’a été enregistré.",
        en=f"The body is over {MOST_BYTES // 2**20} MiB: send it in several requests. Nothing was recorded.",
    )


def _too_many() -> Refusal:
    return Refusal(
        413,
        fr=f"{MOST_EVENTS} événements au plus par requête : envoyez-en plusieurs. Rien n’a été enregistré.",
        en=f"At most {MOST_EVENTS} events a request: send several. Nothing was recorded.",
    )


def _empty() -> Refusal:
    return Refusal(
        400,
        fr="Le corps est vide : envoyez au moins un événement.",
        en="The body is empty: send at least one event.",
    )


def _cut_short() -> Refusal:
    return Refusal(
        400,
        fr="Le corps s’arrête avant sa fin : envoyez-le de nouveau. Rien n’a été enregistré.",
        en="The body stops before its end: send it again. Nothing was recorded.",
    )


def _marked() -> Refusal:
    return _unreadable("it begins with a byte order mark; send UTF-8 without it")


def _unreadable(why: str) -> Refusal:
    return Refusal(
        400,
        fr=f"Le corps n’est pas lisible ({why}). Rien n’a été enregistré.",
        en=f"The body is not readable ({why}). Nothing was recorded.",
    )


def _unsupported() -> Refusal:
    known = ", ".join(TYPES)
    return Refusal(
        415,
        fr=f"Ce type de contenu n’est pas lu : envoyez l’un de {known}.",
        en=f"This content type is not read: send one of {known}.",
        headers={"Accept-Post": known},
    )
