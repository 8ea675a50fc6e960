"""The contract of the usage event as a JSON Schema (2020-12), for those who write a sender."""

from __future__ import annotations

from typing import Any

import msgspec

from mitoyen.counting.events import VERSION, UsageEvent

_ABOUT = {
    "id": "Chosen by the source, unique within it; sent again, it changes nothing.",
    "source": "Code of the source at the instance.",
    "occurred_at": "When the exchange was completed, with its time zone; seconds go from 0 to 59.",
    "place": "Code of a residence or quartier of the instance, or of a commune (INSEE).",
    "practice": "What was exchanged: lend, repair, give…",
    "category": "Of the object, service or food; leave it out when unsure.",
    "count": "Functional units: one loan, one attendance; more only when counted without a record of each.",
    "grams": "Mass that was measured; 0 when it was not.",
    "metres": "Distance that was measured; 0 when it was not.",
    "minutes": "Time that was measured; 0 when it was not.",
    "cents": "Euro cents that were paid; 0 when not told.",
    "giver": "Reference of a person at the source, never a name or an address; kept only as a keyed hash.",
    "receiver": "Reference of a person at the source, never a name or an address; kept only as a keyed hash.",
    "proof": "A both sides and a handover code, B both sides, C one side, D imported or declared.",
    "counterfactual": "What the receiver says they would have done without the platform.",
    "reverses": "Id of an earlier event of the same source that this one undoes; never its own.",
}


def schema() -> dict[str, Any]:
    """The contract, its version, and what each field holds."""
    definition: dict[str, Any] = msgspec.json.schema(UsageEvent)["$defs"]["UsageEvent"]
    fields = {name: {"description": _ABOUT[name], **field} for name, field in definition["properties"].items()}
    fields["occurred_at"]["format"] = "date-time"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:mitoyen:usage-event:{VERSION}",
        **definition,
        "title": f"Mitoyen usage event, version {VERSION}",
        "properties": fields,
    }
