"""What a request told, recorded: each item gets its own answer, and none can harm another."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence
from typing import Any

from django.db import InterfaceError, OperationalError

from mitoyen.counting.events import UsageEvent
from mitoyen.web.measure.actions import Outcome, record
from mitoyen.web.measure.ingest import rules
from mitoyen.web.measure.ingest.reading import FAULT, Told
from mitoyen.web.measure.models import IngestKey, UsageSource

TOGETHER = 1_000
"""Events committed at once: enough to be quick, few enough to let others write in between."""

_log = logging.getLogger(__name__)


def answer(told: Told, key: IngestKey, now: datetime.datetime) -> dict[str, Any]:
    """Record what may be recorded; what became of each item, in the order of the request, and how many of each."""
    refused = rules.outside(key, told.events)
    kept = [position for position in range(len(told.events)) if position not in refused]
    outcomes = {position: Outcome("refused", reason) for position, reason in refused.items()}
    for start in range(0, len(kept), TOGETHER):
        together = kept[start : start + TOGETHER]
        events = [told.events[position] for position in together]
        outcomes.update(zip(together, _recorded(events, key.source, now), strict=True))
    return _told(told, [outcomes[position] for position in range(len(told.events))])


def _recorded(events: Sequence[UsageEvent], source: UsageSource, now: datetime.datetime) -> Sequence[Outcome]:
    """Outcomes of `record`; if it stumbles over an event, the others are recorded all the same, one by one."""
    try:
        return record(events=events, source=source, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001 - whatever one event does to code or database, its neighbours must not pay for it
        if len(events) == 1:
            _log.exception("An event could not be recorded.")
            return [Outcome("refused", FAULT)]
        return [outcome for event in events for outcome in _recorded([event], source, now)]


def _told(told: Told, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    items: list[dict[str, Any]] = [
        {"position": position, "id": event.id, "status": outcome.status, "reason": outcome.reason}
        if outcome.reason
        else {"position": position, "id": event.id, "status": outcome.status}
        for position, event, outcome in zip(told.positions, told.events, outcomes, strict=True)
    ]
    if told.unreadable:
        items += [
            {"position": position, "id": id, "status": "refused", "reason": reason}
            for position, id, reason in told.unreadable
        ]
        items.sort(key=lambda item: item["position"])
    statuses = [outcome.status for outcome in outcomes]
    counts = {status: statuses.count(status) for status in ("accepted", "duplicate", "refused")}
    counts["refused"] += len(told.unreadable)
    return {"received": len(items), **counts, "items": items}
