"""The usage event: one confirmed fact, the only contract between those who exchange and those who measure.

An event never changes. A mistake is corrected by another event of the same source that `reverses` it. Quantities are
whole numbers, so that every engine counts to the last digit; 0 means "not measured".
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import struct
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

import msgspec

from mitoyen.counting import misreadings

VERSION = "1"
"""Version of the contract; a field that changes meaning makes a new one."""

FRANCE = ZoneInfo("Europe/Paris")
_UNIX = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_HOUR = 3_600_000_000
"""Microseconds."""
EPOCH = datetime.date(1970, 1, 1)
FIRST_DAY = datetime.date(1990, 1, 1)
"""Nothing older is taken: no platform of exchange was there to record it, a date before is a mistake of typing."""
_SURELY_LATE_ENOUGH = ((FIRST_DAY - EPOCH).days + 2) * 24 * _HOUR
"""Microseconds; whatever the time zone."""
CLOCK_TOLERANCE = datetime.timedelta(minutes=5)
"""How far ahead another machine's clock may run before its facts are said to be in the future."""

Proof = Literal["A", "B", "C", "D"]
"""A both sides and a handover code · B both sides · C one side · D imported or declared."""

Counterfactual = Literal["bought_new", "bought_used", "rented", "paid_professional", "asked_someone", "gone_without"]
"""What the receiver says they would have done without the platform."""
_CHOICES = {"proof": get_args(Proof), "counterfactual": get_args(Counterfactual)}

_NAME, _PLACE = r"^[a-z0-9][a-z0-9_.-]*$", r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
_IDENTIFIER, _PSEUDONYM = r"^[!-~]+$", r"^[A-Za-z0-9_.:-]+$"


def _text(most: int, pattern: str) -> msgspec.Meta:
    """The pattern is told in the schema and checked by `checked`, three times faster than by the decoder."""
    return msgspec.Meta(min_length=1, max_length=most, extra_json_schema={"pattern": pattern})


Name = Annotated[str, _text(80, _NAME)]
PlaceCode = Annotated[str, _text(80, _PLACE)]
Identifier = Annotated[str, _text(200, _IDENTIFIER)]
Pseudonym = Annotated[str, _text(64, _PSEUDONYM)]
Quantity = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]


class UsageEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
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


_decoder = msgspec.json.Decoder(dict[str, Any])


def decode(line: bytes | str) -> UsageEvent:
    """The event that one JSON object tells; EventRefused names the field that does not fit."""
    return convert(fields(line))


def fields(line: bytes | str) -> dict[str, Any]:
    """One JSON object as plain fields, strictly: UTF-8, no NaN, each name once; EventRefused otherwise."""
    text = line.encode() if isinstance(line, str) else line
    try:
        found: dict[str, Any] = _decoder.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise EventRefused(f"this is no JSON object: {str(error) or 'it is nested too deep'}") from error
    if text.count(b'"') != 2 * (len(found) + [*map(type, found.values())].count(str)):
        _look_for_repeats(text)
    return found


def decode_together(lines: Sequence[bytes]) -> list[UsageEvent] | None:
    """What `decode` says of each line, when none is refused; None when one might be, for whoever asks to find which."""
    try:
        found = [_decoder.decode(line) for line in lines]
        events = msgspec.convert(found, list[UsageEvent])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    texts = [*map(type, chain.from_iterable(map(dict.values, found)))].count(str)
    quotes = sum([line.count(b'"') for line in lines])
    whole = quotes == 2 * (sum(map(len, found)) + texts)  # no line has fewer: each has at least its own
    return events if whole and _all_in_form(events) else None


def _look_for_repeats(text: bytes) -> None:
    """Slower than counting quotation marks, and needed only when they do not add up: escapes, nested objects."""

    def once(pairs: list[tuple[str, Any]]) -> None:
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise EventRefused(f"the name '{twice[:40]}' stands twice in one object; keep one")

    try:
        json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, EventRefused) else EventRefused("this is no JSON object") from error


def convert(fields: dict[str, Any]) -> UsageEvent:
    """The event that plain fields tell (strings for times); EventRefused names the field that does not fit."""
    try:
        return checked(msgspec.convert(fields, UsageEvent))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise EventRefused(misreadings.told(error, _CHOICES)) from error


def encode(event: UsageEvent) -> bytes:
    """The event as one JSON object."""
    return msgspec.json.encode(event)


def checked(event: UsageEvent) -> UsageEvent:
    """The event itself, once sure of the forms of its texts, of the zone of its time, and that it undoes another."""
    if not _in_form(event):
        raise EventRefused(_misfit(event))
    if event.occurred_at.tzinfo is None:
        raise EventRefused("occurred_at has no time zone; write 2026-11-22T18:30:00+01:00")
    if event.reverses == event.id:
        raise EventRefused("reverses is the event's own id; give the reversal an id of its own")
    return event


_fits_identifier, _fits_pseudonym = re.compile(_IDENTIFIER[:-1]).fullmatch, re.compile(_PSEUDONYM[:-1]).fullmatch
_SHAPES = {
    **dict.fromkeys(("source", "practice", "category"), _NAME),
    **dict.fromkeys(("id", "reverses"), _IDENTIFIER),
    **dict.fromkeys(("giver", "receiver"), _PSEUDONYM),
    "place": _PLACE,
}


@lru_cache(maxsize=10_000)
def _names_in_form(source: str, place: str, practice: str, category: str | None) -> bool:
    """The same few words come back from event to event."""
    named = ((source, _NAME), (place, _PLACE), (practice, _NAME), (category, _NAME))
    return all(value is None or re.fullmatch(pattern[:-1], value) for value, pattern in named)


def _in_form(event: UsageEvent) -> bool:
    return bool(
        _fits_identifier(event.id)
        and _names_in_form(event.source, event.place, event.practice, event.category)
        and (event.giver is None or _fits_pseudonym(event.giver))
        and (event.receiver is None or _fits_pseudonym(event.receiver))
        and (event.reverses is None or _fits_identifier(event.reverses))
    )


def _all_in_form(events: Sequence[UsageEvent]) -> bool:
    """Whether `checked` refuses none of them; no text is empty, so that texts put together are as good as each."""
    identifiers = [event.id for event in events]
    identifiers += [event.reverses for event in events if event.reverses is not None]
    persons = [event.giver for event in events if event.giver is not None]
    persons += [event.receiver for event in events if event.receiver is not None]
    names = {(event.source, event.place, event.practice, event.category) for event in events}
    return bool(
        _fits_identifier("".join(identifiers))
        and (not persons or _fits_pseudonym("".join(persons)))
        and all(_names_in_form(*each) for each in names)
        and all(event.occurred_at.tzinfo is not None for event in events)
        and not any(event.reverses == event.id for event in events)
    )


def _misfit(event: UsageEvent) -> str:
    """Which text is not in its form; a dollar in a pattern would let a line end pass, hence the cut."""
    for name, pattern in _SHAPES.items():
        value = getattr(event, name)
        if value is not None and not re.fullmatch(pattern[:-1], value):
            return f"{name} is {value[:40]!r}; write it as {pattern}"
    return "a text is not in its form"


def check_time(event: UsageEvent, now: datetime.datetime) -> None:
    """Late facts are welcome, future ones refused."""
    if event.occurred_at > now + CLOCK_TOLERANCE:
        raise EventRefused("occurred_at is in the future; an event is recorded once it has happened")
    if event.occurred_at.date() < FIRST_DAY:
        raise EventRefused(f"occurred_at is before {FIRST_DAY.isoformat()}; correct the date")


def in_time(first: int, last: int, now: datetime.datetime) -> bool:
    """Whether `check_time` refuses nothing between two moments in microseconds; it may doubt the first days."""
    return first >= _SURELY_LATE_ENOUGH and last <= microseconds(now + CLOCK_TOLERANCE)


def day_number(moment: datetime.datetime) -> int:
    """The day in France, as days since 1970-01-01: what every engine groups by."""
    return calendar(microseconds(moment))[0]


def month_number(moment: datetime.datetime) -> int:
    """The month in France, as year and month: 202611."""
    return calendar(microseconds(moment))[1]


def calendar(moment: int) -> tuple[int, int]:
    """Day and month numbers in France of a moment in microseconds since 1970."""
    return _calendar_of_hour(moment // _HOUR)


@lru_cache(maxsize=10_000)
def _calendar_of_hour(hour: int) -> tuple[int, int]:
    """France has kept to whole hours from Greenwich since long before the first day: an hour has one date."""
    local = (_UNIX + datetime.timedelta(hours=hour)).astimezone(FRANCE)
    return (local.date() - EPOCH).days, local.year * 100 + local.month


def microseconds(moment: datetime.datetime) -> int:
    """Microseconds since 1970 in UTC."""
    since = moment - _UNIX
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def day_of(number: int) -> datetime.date:
    """The date of a day number."""
    return EPOCH + datetime.timedelta(days=number)


def key(source: str, id: str) -> int:
    """The 62-bit number that stands for (source, id) in every store; two events with the same key are one event.

    A store that meets the same key for two different identifiers refuses the second and says so: nothing is merged in
    silence.
    """
    begun = _begun(source).copy()
    begun.update(id.encode())
    return int.from_bytes(begun.digest(), "big") >> 2


def keys(source: str, ids: Sequence[str]) -> list[int]:
    """The keys of many events of one source."""
    begun, digests = _begun(source), []
    for id in ids:
        hashed = begun.copy()
        hashed.update(id.encode())
        digests.append(hashed.digest())
    return [number >> 2 for number in struct.unpack(f">{len(ids)}Q", b"".join(digests))]


@lru_cache(maxsize=50_000)
def person(secret: bytes, source: str, reference: str | None) -> int:
    """The 62-bit pseudonym of a person under the instance's key; 0 when nobody is told. The same few come back."""
    if reference is None:
        return 0
    begun = _begun(source, secret).copy()
    begun.update(reference.encode())
    return (int.from_bytes(begun.digest(), "big") >> 2) or 1


@lru_cache(maxsize=1_000)
def _begun(source: str, secret: bytes = b"") -> hashlib.blake2b:
    """A hash that has taken the source in, keyed when there is a secret: each reference goes on from a copy."""
    return hashlib.blake2b(f"{source}\0".encode(), key=_short(secret) if secret else b"", digest_size=8)


@cache
def _short(secret: bytes) -> bytes:
    """A secret of any length as the 64 bytes that a keyed hash takes."""
    return hashlib.blake2b(secret, digest_size=64).digest()
