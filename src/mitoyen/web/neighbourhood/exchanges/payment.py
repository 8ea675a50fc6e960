"""The door to payment providers. Without one, neighbours pay each other by themselves: in cash or by transfer.

A provider is a class that an instance names in its settings. It gives the address of a page of its own, where the payer
goes, and later calls ours back, signed. The number of a card never reaches us: there is no field for one anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from mitoyen.web.neighbourhood.enums import Payment


@dataclass(frozen=True)
class Due:
    """What is to be paid."""

    reference: str
    """Of the exchange."""
    cents: int
    label: str
    """What it is for, as the payer reads it."""
    back: str
    """Address to which the provider brings the payer back."""
    callback: str
    """Address that the provider calls when the money has moved."""


@dataclass(frozen=True)
class Paid:
    """What a provider says took place."""

    exchange: str
    """Reference of the exchange."""
    reference: str
    """The provider's own, at most 80 letters."""
    cents: int


class NotFromProvider(ValueError):
    """A call whose signature does not show that the provider made it: it changes nothing."""


class Provider(Protocol):
    """Whoever moves the money."""

    name: str
    """In addresses and receipts, at most 20 letters."""
    label: str
    """What the payer reads: « Payer avec … »."""

    def start(self, due: Due) -> str:
        """Address of the provider's own page where the payer goes."""

    def confirmed(self, body: bytes, headers: Mapping[str, str]) -> Paid:
        """What a call says, once its signature is checked; NotFromProvider otherwise."""


def between_neighbours() -> list[str]:
    """The ways that need nobody else."""
    return list(Payment.values)


@cache
def _load(path: str) -> Provider:
    found: Provider = import_string(path)()
    return found


def provider() -> Provider | None:
    """The provider that this instance has named; None for neighbours alone."""
    return _load(settings.PAYMENT_PROVIDER) if settings.PAYMENT_PROVIDER else None
