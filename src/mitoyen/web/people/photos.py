"""Photos: kept when they can be read, drawn anew in the queue, shown to whom the room above lets see them."""

from __future__ import annotations

import datetime
import logging

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mitoyen.web.people import notices, photo_reading
from mitoyen.web.people.enums import NoticeKind
from mitoyen.web.people.models import Person, Photo, new_reference
from mitoyen.web.people.photo_drawing import SIZES, drawn, size_upright
from mitoyen.web.people.photo_reading import CannotKeep
from mitoyen.web.people.photo_uploads import MOST_BYTES
from mitoyen.web.people.tasks import task

__all__ = ["SIZES", "CannotKeep", "answer", "discard", "keep"]

IN_A_DAY = 100
"""Photos that one person may send within a day."""

_log = logging.getLogger(__name__)


def keep(*, owner: Person, upload: File[bytes], description: str, now: datetime.datetime) -> Photo:
    """Keep a picture that somebody sent; CannotKeep says why not. It is shown once its sizes are drawn."""
    if (upload.size or 0) > MOST_BYTES:
        raise photo_reading.too_long()
    if Photo.objects.filter(owner=owner, made_at__gt=now - datetime.timedelta(days=1)).count() >= IN_A_DAY:
        raise CannotKeep(_("Vous avez envoyé beaucoup de photos aujourd’hui. Continuez demain."))
    data = upload.read()
    width, height = size_upright(data, photo_reading.check(data))
    key = new_reference()
    storage().save(original(key), ContentFile(data))
    with transaction.atomic():
        draw.enqueue(key)
        return Photo.objects.create(
            key=key, owner=owner, description=description.strip()[:200], made_at=now, width=width, height=height
        )


def answer(photo: Photo, size: int) -> HttpResponse:
    """The file of a photo at a size; 404 while it is not drawn. Whoever calls has made sure that the reader may see it.

    A photo never changes, so that the reader's browser keeps it for a year, and nobody else's does.
    """
    if photo.ready_at is None or size not in SIZES:
        raise Http404
    try:
        with storage().open(drawing(photo.key, size)) as file:
            data = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {
        "Cache-Control": "private, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "inline",
    }
    return HttpResponse(data, content_type="image/webp", headers=headers)


def discard(photo: Photo) -> None:
    """Delete a photo, and its files once that is certain."""
    key = photo.key
    photo.delete()
    transaction.on_commit(lambda: erase(key))


def erase(key: str) -> None:
    """Delete the files of a photo that is no more; those that are missing are none to worry about."""
    for name in (original(key), *(drawing(key, size) for size in SIZES)):
        storage().delete(name)


@task
def draw(key: str) -> None:
    """Draw the sizes of a photo and delete the file that was sent; once drawn, nothing is done again."""
    photo = Photo.objects.filter(key=key).first()
    if photo is None:
        erase(key)
        return
    if photo.ready_at is None and not _draw(photo):
        return
    storage().delete(original(key))


def storage() -> Storage:
    """Where the files of photos are."""
    return storages["photos"]


def original(key: str) -> str:
    """Name of the file that was sent, until it is drawn."""
    return f"{key[:2]}/{key}.sent"


def drawing(key: str, size: int) -> str:
    """Name of the file of one size."""
    return f"{key[:2]}/{key}-{size}.webp"


def _draw(photo: Photo) -> bool:
    """Whether it could be drawn. A picture that turns out unreadable goes, and its owner is told."""
    with storage().open(original(photo.key)) as file:
        data = file.read()
    try:
        made = drawn(data)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - on a broken picture, Pillow's readers raise whatever their next line does
        _log.warning("The photo %s cannot be drawn.", photo.key, exc_info=True)
        _give_up(photo)
        return False
    for size, file_of_size in made.files.items():
        storage().save(drawing(photo.key, size), ContentFile(file_of_size))
    ready = {"ready_at": timezone.now(), "width": made.width, "height": made.height}
    Photo.objects.filter(pk=photo.pk, ready_at=None).update(**ready)
    return True


@transaction.atomic
def _give_up(photo: Photo) -> None:
    owner, key = photo.owner, photo.key
    discard(photo)
    with translation.override(notices.language(owner)):
        text = _(
            "Une photo que vous avez envoyée n’a pas pu être lue. Envoyez-la de nouveau, ou choisissez-en une autre."
        )
    notices.tell(
        person=owner, kind=NoticeKind.LISTING, text=text, link="", now=timezone.now(), key=f"photo-unreadable-{key}"
    )
