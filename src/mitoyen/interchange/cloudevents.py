"""CloudEvents 1.0 to usage events: the envelope tells who, what kind, when and where; `data` tells the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from mitoyen.counting import events as contract
from mitoyen.counting.events import EventRefused, UsageEvent

SPECIFICATION = "1.0"
TYPE = f"fr.mitoyen.usage.v{contract.VERSION}"
"""The version of the contract stands in the type."""
HEADER = "ce-"
"""What begins the name of each attribute that a binary message carries as a header."""
_ENVELOPE = {"id": "id", "source": "source", "time": "occurred_at", "subject": "place"}
"""Attribute of the envelope → field of the usage event."""


def event(message: Mapping[str, Any]) -> UsageEvent:
    """The usage event of a structured message; EventRefused names the attribute that does not fit.

    `source` is our code of the source, or an address whose last segment it is. `subject` is the code of the place,
    unless `data` gives it. Extension attributes are left aside.
    """
    message = {name: value for name, value in message.items() if value is not None}
    _check_envelope(message)
    fields = dict(_data(message))
    for attribute, field in _ENVELOPE.items():
        if attribute in message:
            _put(fields, field, _text(message, attribute), attribute)
    fields["source"] = source_code(str(fields["source"]))
    return contract.convert(fields)


def binary(headers: Mapping[str, str], data: Any) -> UsageEvent:
    """The usage event of a binary message: attributes in `ce-` headers, percent-encoded, the data as decoded JSON."""
    named = {name.lower(): value for name, value in headers.items()}
    told = {name[len(HEADER) :]: _decoded(value) for name, value in named.items() if name.startswith(HEADER)}
    told.pop("data", None)
    return event({**told, "data": data})


def is_binary(headers: Mapping[str, str]) -> bool:
    """Whether a request is a binary message."""
    return any(name.lower() == f"{HEADER}specversion" for name in headers)


def source_code(source: str) -> str:
    """Our code of a source that is told as a code or as an address."""
    return source.rstrip("/").rpartition("/")[2]


def _check_envelope(message: Mapping[str, Any]) -> None:
    for attribute in ("specversion", "type", "id", "source", "time"):
        if attribute not in message:
            raise EventRefused(f"the attribute '{attribute}' is missing from the envelope")
    if message["specversion"] != SPECIFICATION:
        raise EventRefused(f"specversion is {_shown(message['specversion'])}; write '{SPECIFICATION}'")
    if message["type"] != TYPE:
        raise EventRefused(f"type is {_shown(message['type'])}; write '{TYPE}'")
    kind = str(message.get("datacontenttype", "application/json")).partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise EventRefused(f"datacontenttype is {_shown(kind)}; the data of a usage event is 'application/json'")


def _data(message: Mapping[str, Any]) -> dict[str, Any]:
    if "data_base64" in message:
        raise EventRefused("data_base64 is not taken; give the data of a usage event as a JSON object in 'data'")
    data = message.get("data")
    if not isinstance(data, dict):
        raise EventRefused("data is missing or is no JSON object; give at least the practice in it")
    return data


def _put(fields: dict[str, Any], field: str, value: str, attribute: str) -> None:
    if field in fields and not (field == "place" and fields[field] == value):
        raise EventRefused(f"'{field}' stands in data as well as in the envelope as '{attribute}'; keep the latter")
    fields[field] = value


def _text(message: Mapping[str, Any], attribute: str) -> str:
    value = message[attribute]
    if not isinstance(value, str):
        raise EventRefused(f"the attribute '{attribute}' is {_shown(value)}; it is a text")
    return value


def _decoded(value: str) -> str:
    """A header as its attribute was before it was quoted and percent-encoded; EventRefused when it is no UTF-8."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError as error:
        raise EventRefused("a ce- header is not percent-encoded UTF-8") from error


def _shown(value: object) -> str:
    """A foreign value, short enough for a sentence."""
    return repr(value)[:60]
