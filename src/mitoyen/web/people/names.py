"""What a name is made of."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

BETWEEN = frozenset(" -‐'’.·")
"""Characters that stand between the letters of names."""


def validate(name: str) -> None:
    """ValidationError for what no name holds: digits, addresses, marks that would turn the words around it."""
    letters = [character for character in name if unicodedata.category(character)[0] in "LM"]
    if not letters or len(letters) + sum(character in BETWEEN for character in name) != len(name):
        raise ValidationError(gettext("Un nom s’écrit avec des lettres."))
