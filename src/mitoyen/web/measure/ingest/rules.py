"""Who may send events, and about what."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from mitoyen.counting.events import UsageEvent
from mitoyen.web.measure.ingest import keys
from mitoyen.web.measure.ingest.pace import pace
from mitoyen.web.measure.ingest.patience import database
from mitoyen.web.measure.models import IngestKey
from mitoyen.web.places.actions import PlaceError, plant
from mitoyen.web.places.models import Place
from mitoyen.web.places.queries import under
from mitoyen.web.ui.answers import Refusal

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="events"'}
INVALID = {"WWW-Authenticate": 'Bearer realm="events", error="invalid_token"'}


class Bearer(HttpBearer):
    """`Authorization: Bearer mtk_…`: the request then carries its key in `auth`."""

    def __call__(self, request: HttpRequest) -> IngestKey:
        """The key of the request, which may be used now; Refusal otherwise."""
        return self.authenticate(request, token(request.headers.get(self.header, "")))

    def authenticate(self, request: HttpRequest, token: str) -> IngestKey:
        """The key in force whose text is `token`, and within its pace."""
        with database():
            return ingest_key(token, timezone.now())


def token(header: str) -> str:
    """The text of the key that a header `Authorization` carries."""
    scheme, _, text = header.partition(" ")
    if scheme.lower() != keys.SCHEME or not text.strip():
        raise Refusal(
            401,
            fr="Il manque une clé : écrivez « Authorization: Bearer mtk_… ».",
            en="A key is missing: write 'Authorization: Bearer mtk_…'.",
            headers=CHALLENGE,
        )
    return text.strip()


def ingest_key(token: str, now: datetime.datetime) -> IngestKey:
    """The key, once sure that it is right, in force and not too hasty; only its holder learns which of these fails."""
    key = in_force(token, now)
    keep_pace(key, now)
    return key


def in_force(token: str, now: datetime.datetime) -> IngestKey:
    """The key whose text is right, neither revoked nor expired."""
    key = keys.find(token)
    if key is None:
        raise _invalid("Cette clé n’est pas la bonne : vérifiez-la.", "This key is not right: check it.")
    if key.revoked_at is not None:
        raise _invalid("Cette clé a été révoquée : demandez-en une autre.", "This key was revoked: ask for another.")
    if key.expires_at is not None and key.expires_at <= now:
        raise _invalid("Cette clé a expiré : demandez-en une autre.", "This key has expired: ask for another.")
    return key


def keep_pace(key: IngestKey, now: datetime.datetime) -> None:
    """Count one request of the key, and write down that it served; Refusal when there are too many."""
    seconds = pace.wait(key.code, key.per_minute, time.monotonic())
    if seconds:
        raise Refusal(
            429,
            fr=f"Trop de requêtes : {key.per_minute} par minute au plus. Réessayez dans {seconds} s.",
            en=f"Too many requests: at most {key.per_minute} a minute. Try again in {seconds} s.",
            headers={"Retry-After": str(seconds)},
        )
    keys.use(key, now)


def outside(key: IngestKey, events: Sequence[UsageEvent]) -> Mapping[int, str]:
    """Positions of the events that the key may not tell, each with the reason."""
    practices, scopes = set(key.practices), keys.places(key.code)
    if not practices and not scopes:
        return {}
    held = _held(scopes, {event.place for event in events}) if scopes else {}
    refused = {}
    for position, event in enumerate(events):
        if practices and event.practice not in practices:
            refused[position] = f"this key does not speak of '{event.practice}'; it speaks of {_list(practices)}"
        elif scopes and not held.get(event.place, True):
            named = _list({scope.code for scope in scopes})
            refused[position] = f"this key does not speak for '{event.place}'; it speaks for what lies in {named}"
    return refused


def _held(scopes: Sequence[Place], codes: set[str]) -> dict[str, bool]:
    """Code → whether it lies in one of the scopes; a place that nobody knows is left out, for `record` to refuse."""
    known = dict(Place.objects.filter(code__in=codes).values_list("code", "pk"))
    for code in codes - known.keys():
        with suppress(PlaceError):
            known[code] = plant(code).pk
    inside = under(scopes[0])
    for scope in scopes[1:]:
        inside |= under(scope)
    within = set(Place.objects.filter(inside, pk__in=known.values()).values_list("pk", flat=True))
    return {code: row in within for code, row in known.items()}


def _invalid(french: str, english: str) -> Refusal:
    return Refusal(401, fr=french, en=english, headers=INVALID)


def _list(names: set[str]) -> str:
    return ", ".join(sorted(names))
