"""Usage events received from other platforms."""

from typing import Any, Literal

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from mitoyen.counting.schema import schema as contract
from mitoyen.interchange import cloudevents
from mitoyen.web.measure.ingest import reading, rules
from mitoyen.web.measure.ingest import report as ingest
from mitoyen.web.measure.ingest.patience import database
from mitoyen.web.ui.answers import Language, Problem, refuse_unknown

router = Router(tags=["events"])
_CLOUDEVENT: dict[str, Any] = {
    "type": "object",
    "required": ["specversion", "type", "id", "source", "time", "data"],
    "properties": {
        "specversion": {"const": cloudevents.SPECIFICATION},
        "type": {"const": cloudevents.TYPE},
        "id": {"type": "string"},
        "source": {"type": "string", "format": "uri-reference"},
        "time": {"type": "string", "format": "date-time"},
        "subject": {"type": "string", "description": "Code of the place, unless data gives it."},
        "data": {"type": "object", "description": "The other fields of the usage event."},
    },
}
_EVENT = {name: value for name, value in contract().items() if not name.startswith("$")}
_BODIES: dict[str, dict[str, Any]] = {
    "application/x-ndjson": {"type": "string", "description": "One usage event, or one CloudEvent, a line."},
    "application/cloudevents+json": _CLOUDEVENT,
    "application/cloudevents-batch+json": {"type": "array", "items": _CLOUDEVENT},
    "application/json": _EVENT,
}
_BODY = {
    "requestBody": {"required": True, "content": {kind: {"schema": schema} for kind, schema in _BODIES.items()}},
}
_SCHEMA = {"responses": {200: {"description": "OK", "content": {"application/schema+json": {"schema": {}}}}}}


class Item(Schema):
    """What became of one event."""

    position: int = Field(description="Its line, or its place in the list, from 1.")
    id: str | None = Field(description="Its id, when it can be told.")
    status: Literal["accepted", "duplicate", "refused"]
    reason: str | None = Field(None, description="Why it was refused.")


class Report(Schema):
    """What became of a request that was read."""

    received: int
    accepted: int
    duplicate: int
    refused: int
    items: list[Item]


@router.post(
    "/events",
    auth=rules.Bearer(),
    response={
        200: Report, 400: Problem, 401: Problem, 411: Problem, 413: Problem, 415: Problem, 422: Report | Problem,
        429: Problem, 503: Problem,
    },
    openapi_extra=_BODY,
)  # fmt: skip
def send_events(request: HttpRequest, language: Language = "en") -> HttpResponse:
    """Record usage events of the source of the key: NDJSON, CloudEvents (one, a batch, or in headers), or one event.

    Up to 10,000 events in 16 MiB. Each is accepted, duplicate or refused by itself; 422 when all are refused. What is
    accepted is on the disk when the answer comes; sent again, it changes nothing.
    """
    refuse_unknown(request)
    told = reading.read(request)
    with database():
        report = ingest.answer(told, request.auth, timezone.now())  # type: ignore[attr-defined]  # set by rules.Bearer
    wholly_refused = 0 < report["received"] == report["refused"]
    return HttpResponse(
        msgspec.json.encode(report), content_type="application/json", status=422 if wholly_refused else 200
    )


@router.get("/events/schema", response={422: Problem}, openapi_extra=_SCHEMA)
def event_schema(request: HttpRequest, language: Language = "en") -> HttpResponse:
    """The usage event as a JSON Schema."""
    refuse_unknown(request)
    return HttpResponse(msgspec.json.encode(contract()), content_type="application/schema+json")
