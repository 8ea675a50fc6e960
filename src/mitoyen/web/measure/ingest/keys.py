"""Keys by which a platform sends the events of its source: made once, kept as a digest, revoked at any time."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from mitoyen.evidence.pack import france
from mitoyen.web.measure.models import IngestKey, UsageSource
from mitoyen.web.places.models import Place

PREFIX = "mtk"
"""What every key begins with, so that a tool that looks for secrets can recognise one."""
SCHEME = "bearer"
USED_EVERY = datetime.timedelta(minutes=1)
"""How often the last use of a key is written down; not at every request."""
_ROW = "SELECT id, digest, * FROM measure_ingestkey WHERE code = %s"
"""Written out, for it is asked at every request: building it takes longer than running it."""
_NOBODY = hashlib.sha256(b"").hexdigest()


class CannotMake(ValueError):
    """A key that cannot be made; the sentence says why."""


@transaction.atomic
def make(
    *,
    source: UsageSource,
    name: str,
    now: datetime.datetime,
    places: Sequence[Place] = (),
    practices: Sequence[str] = (),
    expires_at: datetime.datetime | None = None,
    per_minute: int = 600,
) -> tuple[IngestKey, str]:
    """A new key, and the text to give to its holder: it can never be shown again."""
    strange = [practice for practice in practices if practice not in _exchanges()]
    if strange:
        raise CannotMake(f"'{strange[0]}' is no practice; use some of {', '.join(_exchanges())}")
    if expires_at is not None and expires_at <= now:
        raise CannotMake("the key would have expired already; give a later date")
    if per_minute < 1:
        raise CannotMake("a key sends at least one request a minute")
    secret = secrets.token_urlsafe(32)
    key = IngestKey.objects.create(
        code=secrets.token_hex(5),
        digest=_digest(secret),
        source=source,
        name=name,
        practices=list(practices),
        per_minute=per_minute,
        made_at=now,
        expires_at=expires_at,
    )
    key.places.set(places)
    return key, f"{PREFIX}_{key.code}_{secret}"


def find(token: str) -> IngestKey | None:
    """The key whose text this is, in force or not; the same work is done whether it is known or not."""
    prefix, _, rest = token.partition("_")
    code, _, secret = rest.partition("_")
    with connection.cursor() as cursor:
        cursor.execute(_ROW, [code[:16]])
        row = cursor.fetchone()
    right = hmac.compare_digest(_digest(secret), row[1] if row else _NOBODY)
    return _key(row) if row and right and prefix == PREFIX else None


@lru_cache(maxsize=10_000)
def _key(row: tuple[Any, ...]) -> IngestKey:
    """The key, made once for as long as its row says the same: that takes ten times as long as reading the row."""
    return IngestKey.objects.select_related("source").get(pk=row[0])


@lru_cache(maxsize=10_000)
def places(code: str) -> tuple[Place, ...]:
    """The places that a key speaks for: they never change, a key with others is another key."""
    return tuple(Place.objects.filter(ingestkey__code=code))


def revoke(*, code: str, now: datetime.datetime) -> IngestKey:
    """Refuse this key from now on; IngestKey.DoesNotExist when there is none. The first time it was revoked stands."""
    IngestKey.objects.filter(code=code, revoked_at=None).update(revoked_at=now)
    return IngestKey.objects.select_related("source").get(code=code)


def use(key: IngestKey, now: datetime.datetime) -> None:
    """Write down that the key served, to the minute."""
    if key.used_at is None or key.used_at < now - USED_EVERY:
        stale = Q(used_at=None) | Q(used_at__lt=now - USED_EVERY)
        IngestKey.objects.filter(stale, pk=key.pk).update(used_at=now)


def _exchanges() -> list[str]:
    return [id for id, practice in france().practices.items() if practice.kind == "exchange"]


def _digest(secret: str) -> str:
    """A random secret of 256 bits cannot be guessed from its digest, however fast the digest is."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
