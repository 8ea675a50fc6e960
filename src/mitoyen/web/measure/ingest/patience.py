"""What is said to a sender when the database is away, or too busy, for a moment."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError

from mitoyen.web.ui.answers import Refusal

RETRY_AFTER = 5
"""Seconds."""

_log = logging.getLogger(__name__)


@contextmanager
def database() -> Iterator[None]:
    """Refusal when the database does not answer: the same request may be sent again."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        _log.warning("The database did not answer an ingest request: %s", error)
        raise Refusal(
            503,
            fr="La base de données ne répond pas : renvoyez la même requête, rien ne sera compté deux fois.",
            en="The database does not answer: send the same request again, nothing will be counted twice.",
            headers={"Retry-After": str(RETRY_AFTER)},
        ) from error
