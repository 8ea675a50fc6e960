"""The usage event: one confirmed fact, the only contract between those who exchange and those who measure.

An event never changes. A mistake is corrected by another event of the same source that `reverses` it. Quantities are
whole numbers, so that every engine counts to the last digit; 0 means "not measured".
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec

VERSION = "1"
"""Version of the contract; a field that changes meaning makes a new one."""

FRANCE = ZoneInfo("Europe/Paris")
_UNIX = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)
EPOCH = datetime.date(1970, 1, 1)
FIRST_DAY = datetime.date(1990, 1, 1)
"""Nothing older is taken: no platform of exchange was there to record it, a date before is a mistake of typing."""
CLOCK_TOLERANCE = datetime.timedelta(minutes=5)
"""How far ahead another machine's clock may run before its facts are said to be in the future."""

Proof = Literal["A", "B", "C", "D"]
"""A both sides and a handover code · B both sides · C one side · D imported or declared."""

Counterfactual = Literal["bought_new", "bought_used", "rented", "paid_professional", "asked_someone", "gone_without"]
"""What the receiver says they would have done without the platform."""

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
PlaceCode = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
Pseudonym = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Quantity = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]


class UsageEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One confirmed exchange, or the reversal of one."""

    id: Identifier
    """Chosen by the source, unique within it; sent again, it changes nothing."""
    source: Name
    occurred_at: datetime.datetime
    """When the exchange was completed, with its time zone."""
    place: PlaceCode
    """Code of the place it counts for: a residence, a quartier, or a commune when nothing finer is known."""
    practice: Name
    category: Name | None = None
    count: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1
    """Functional units: one loan, one attendance; more only when a source counts without a record of each."""
    grams: Quantity = 0
    metres: Quantity = 0
    minutes: Quantity = 0
    cents: Quantity = 0
    giver: Pseudonym | None = None
    """Reference of a person at the source, never a name or an address; kept only as a hash under the instance's key."""
    receiver: Pseudonym | None = None
    proof: Proof = "D"
    counterfactual: Counterfactual | None = None
    reverses: Identifier | None = None
    """Identifier, at the same source, of the event that this one undoes."""


class EventRefused(ValueError):
    """An event that cannot be recorded; the sentence says which field and what to do."""


_decoder = msgspec.json.Decoder(UsageEvent)
_raw = msgspec.json.Decoder(dict[str, Any])


def decode(line: bytes | str) -> UsageEvent:
    """The event that one JSON object tells; EventRefused names the field that does not fit."""
    try:
        return timed(_decoder.decode(line))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise EventRefused(str(error) or "this is not JSON") from error


def convert(fields: dict[str, Any]) -> UsageEvent:
    """The event that plain fields tell (strings for times); EventRefused names the field that does not fit."""
    try:
        return timed(msgspec.convert(fields, UsageEvent, strict=True))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise EventRefused(str(error)) from error


def encode(event: UsageEvent) -> bytes:
    """The event as one JSON object."""
    return msgspec.json.encode(event)


def timed(event: UsageEvent) -> UsageEvent:
    """The event itself, once sure that its time says which zone it is in, and that it does not undo itself."""
    if event.occurred_at.tzinfo is None:
        raise EventRefused("occurred_at has no time zone; write 2026-11-22T18:30:00+01:00")
    if event.reverses == event.id:
        raise EventRefused("reverses is the event's own id; give the reversal an id of its own")
    return event


def check_time(event: UsageEvent, now: datetime.datetime) -> None:
    """Late facts are welcome, future ones refused."""
    if event.occurred_at > now + CLOCK_TOLERANCE:
        raise EventRefused("occurred_at is in the future; an event is recorded once it has happened")
    if event.occurred_at.date() < FIRST_DAY:
        raise EventRefused(f"occurred_at is before {FIRST_DAY.isoformat()}; correct the date")


def day_number(moment: datetime.datetime) -> int:
    """The day in France, as days since 1970-01-01: what every engine groups by."""
    return (moment.astimezone(FRANCE).date() - EPOCH).days


def month_number(moment: datetime.datetime) -> int:
    """The month in France, as year and month: 202611."""
    local = moment.astimezone(FRANCE)
    return local.year * 100 + local.month


def microseconds(moment: datetime.datetime) -> int:
    """Microseconds since 1970 in UTC."""
    return (moment - _UNIX) // _MICROSECOND


def day_of(number: int) -> datetime.date:
    """The date of a day number."""
    return EPOCH + datetime.timedelta(days=number)


def key(source: str, id: str) -> int:
    """The 62-bit number that stands for (source, id) in every store; two events with the same key are one event.

    A store that meets the same key for two different identifiers refuses the second and says so: nothing is merged in
    silence.
    """
    return int.from_bytes(hashlib.blake2b(f"{source}\0{id}".encode(), digest_size=8).digest(), "big") >> 2


def person(secret: bytes, source: str, reference: str | None) -> int:
    """The 62-bit pseudonym of a person under the instance's key; 0 when nobody is told."""
    if reference is None:
        return 0
    digest = hmac.digest(secret, f"{source}\0{reference}".encode(), "sha256")
    return (int.from_bytes(digest[:8], "big") >> 2) or 1


def schema() -> dict[str, Any]:
    """The contract as a JSON Schema (2020-12), for those who write a sender."""
    described = msgspec.json.schema(UsageEvent)
    definition: dict[str, Any] = described["$defs"]["UsageEvent"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Mitoyen usage event, version {VERSION}",
        **definition,
    }
