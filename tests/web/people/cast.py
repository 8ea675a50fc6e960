"""Persons of the fixed cast, as the rooms above this one do not need to know them."""

import datetime
from typing import Any

from mitoyen.web.people.models import Person

NOW = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
"""A Saturday, 10:30 in Saint-Malo."""


def person(first_name, **about):
    given: dict[str, Any] = {"joined_at": NOW, "languages": ["fr"], "email": f"{first_name.lower()}@corderies.example"}
    return Person.objects.create_user(first_name=first_name, **(given | about))


def amina(**about):
    return person("Amina", **about)


def bertrand(**about):
    return person("Bertrand", **about)
