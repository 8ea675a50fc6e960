"""What nobody uses any more: photos that were sent and shown nowhere, and files whose photo is gone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet

from mitoyen.web.people import photos
from mitoyen.web.people.models import Photo

SPARED = datetime.timedelta(days=1)
"""A photo may wait that long for the listing that its owner is writing."""


def unused(*, now: datetime.datetime) -> int:
    """Delete the photos that are older than a day and that no row shows; how many."""
    found = list(_unused(now))
    for photo in found:
        photos.discard(photo)
    return len(found)


def orphans(*, now: datetime.datetime) -> int:
    """Delete the files older than a day whose photo is gone, or that were left when it was drawn; how many."""
    return sum(_clean(folder, now) for folder in _folders())


def _unused(now: datetime.datetime) -> QuerySet[Photo]:
    """Whatever room a row is in, if it points to photos it is found here."""
    waiting = Photo.objects.filter(made_at__lte=now - SPARED)
    for relation in Photo._meta.get_fields(include_hidden=True):  # noqa: SLF001 - documented by Django under this name
        if isinstance(relation, ForeignObjectRel):
            rows = relation.related_model._base_manager.filter(  # noqa: SLF001 - the same
                **{relation.field.name: OuterRef("pk")}
            )
            waiting = waiting.exclude(Exists(rows))
    return waiting


def _folders() -> Iterator[str]:
    if photos.storage().exists("."):
        yield from photos.storage().listdir(".")[0]


def _clean(folder: str, now: datetime.datetime) -> int:
    names = [name for name in photos.storage().listdir(folder)[1] if _is_old(f"{folder}/{name}", now)]
    keys = {name: name.partition(".")[0].partition("-")[0] for name in names}
    ready = dict(Photo.objects.filter(key__in=set(keys.values())).values_list("key", "ready_at"))
    gone = [name for name, key in keys.items() if key not in ready or (ready[key] and name.endswith(".sent"))]
    for name in gone:
        photos.storage().delete(f"{folder}/{name}")
    return len(gone)


def _is_old(name: str, now: datetime.datetime) -> bool:
    try:
        return photos.storage().get_modified_time(name) <= now - SPARED
    except FileNotFoundError:
        return False
