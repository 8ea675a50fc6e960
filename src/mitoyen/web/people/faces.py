"""The photo by which neighbours know somebody: chosen, changed, taken away."""

from __future__ import annotations

import datetime

from django.core.files.base import File
from django.db import transaction

from mitoyen.web.people import photos
from mitoyen.web.people.models import Person

SIZE = 480
"""Longest side [px] of the face that is shown."""


@transaction.atomic
def change(*, person: Person, upload: File[bytes], now: datetime.datetime) -> None:
    """Show another photo, and forget the one before; CannotKeep says why it cannot be."""
    chosen = photos.keep(owner=person, upload=upload, description=person.first_name, now=now)
    _show(person, chosen.pk)


@transaction.atomic
def remove(*, person: Person) -> None:
    """Show no photo."""
    _show(person, None)


def _show(person: Person, photo: int | None) -> None:
    held = Person.objects.select_for_update().select_related(None).get(pk=person.pk)
    before = held.avatar
    held.avatar_id = photo
    held.save(update_fields=["avatar"])
    person.avatar_id = photo
    if before is not None:
        photos.discard(before)
