"""PostgreSQL, whose moments are read sooner; Django finds the name `DatabaseWrapper` here.

Django takes each moment apart with a regular expression, whatever zone it is told in, and then says that it is of UTC.
On its connections every moment is told in UTC already, in the form of ISO 8601, which Python reads by itself. A page
holds some tens of them.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db.backends.postgresql import base
from psycopg.adapt import Loader


class Moment(Loader):
    """Reads `2026-11-18 03:47:07.52+00`; ValueError for what Python has no datetime for, as « infinity »."""

    timezone = datetime.UTC
    """Where Django looks whether moments are told in another zone: it then puts a loader of its own in this place."""

    def load(self, data: Any) -> datetime.datetime:
        """The moment, in UTC."""
        return datetime.datetime.fromisoformat(str(data, "ascii"))


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that reads moments so."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """The connection, as psycopg made it."""
        made = super().get_new_connection(conn_params)
        made.adapters.register_loader("timestamptz", Moment)
        return made
