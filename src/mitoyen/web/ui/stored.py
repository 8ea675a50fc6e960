"""Words of the rows, of which some are gone: what stands in their place is said in the language of the reader."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.functional import Promise

GONE = "–"
"""What the row holds where words were deleted for good."""


class KeptWords(models.CharField):  # type: ignore[type-arg]  # generic for the checker alone
    """Words that may be gone one day; read then as `instead`, in the language of whoever reads them, when they do."""

    def __init__(self, *arguments: Any, instead: Promise | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._instead = instead

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To the database, and to its migrations, these are words like any other."""
        name, _path, arguments, named = super().deconstruct()
        return name, "django.db.models.CharField", arguments, named

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        """What the row holds, or what is read instead."""
        return self._instead if value == GONE and self._instead is not None else value

    def get_prep_value(self, value: Any) -> Any:
        """What was read instead goes back as it was."""
        return GONE if isinstance(value, Promise) else super().get_prep_value(value)
