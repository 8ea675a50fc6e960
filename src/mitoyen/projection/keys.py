"""A scenario as a short text that an address can carry: the same key gives the same figures."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any

from mitoyen.evidence.records import Text
from mitoyen.projection.scenario import Scenario, ScenarioError

_LETTERS = {
    "place": "p",
    "dwellings": "n",
    "launch": "l",
    "animation": "a",
    "animation_hours": "h",
    "hourly_cost": "c",
    "licence": "f",
    "months": "m",
    "discount_rate": "r",
    "payer": "b",
    "landlord_effects": "e",
}
_NAMES = {letter: name for name, letter in _LETTERS.items()}
_SEAL = 4
_LONGEST = 600


class BrokenKey(ValueError):
    """A key that was cut, mistyped or made up; `words` say what to do, in both languages."""

    words = Text(
        "Ce lien est incomplet ou a été modifié : recopiez-le en entier, ou lancez un nouveau calcul.",
        "This link is incomplete or was changed: copy it again whole, or start a new calculation.",
    )

    def __init__(self) -> None:
        super().__init__(self.words.en)


def encode(scenario: Scenario) -> str:
    """The key of a scenario: its answers, sealed against typing errors."""
    record = {_LETTERS[name]: value for name, value in scenario.as_record().items()}
    content = json.dumps(record, separators=(",", ":"), sort_keys=True).encode()
    return base64.urlsafe_b64encode(_seal(content) + content).decode().rstrip("=")


def decode(key: str) -> Scenario:
    """The scenario of a key; raises BrokenKey. Only the key that `encode` writes is one: one scenario, one address."""
    try:
        scenario = Scenario(**{_NAMES[letter]: value for letter, value in _record(key).items()})
    except (KeyError, TypeError, ScenarioError):
        raise BrokenKey from None
    if encode(scenario) != key:
        raise BrokenKey
    return scenario


def _record(key: str) -> dict[str, Any]:
    if len(key) > _LONGEST or not key.isascii():
        raise BrokenKey
    try:
        sealed = base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)
        seal, content = sealed[:_SEAL], sealed[_SEAL:]
        record = json.loads(content) if seal == _seal(content) else None
    except (binascii.Error, ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise BrokenKey
    return record


def _seal(content: bytes) -> bytes:
    return hashlib.sha256(b"mitoyen scenario 1:" + content).digest()[:_SEAL]
