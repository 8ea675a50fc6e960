"""The photos of a listing, in their order: six at most."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from mitoyen.web.neighbourhood.models import Listing, ListingPhoto
from mitoyen.web.people import photos
from mitoyen.web.people.actor import Actor

MOST = 6


def of(listing: Listing) -> QuerySet[ListingPhoto]:
    """Its photos, drawn or on their way."""
    return listing.photos.select_related("photo")


def add(*, listing: Listing, uploads: Sequence[UploadedFile[Any]], by: Actor, now: datetime.datetime) -> list[str]:
    """Keep photos behind those of the listing; a sentence for each that could not be kept."""
    refused = []
    for upload in uploads:
        try:
            _add(listing, upload, by, now)
        except photos.CannotKeep as error:
            refused.append(str(error))
    return refused


def remove(*, listing: Listing, keys: Iterable[str]) -> None:
    """Take photos of the listing away; keys of others are none of its photos."""
    with transaction.atomic():
        for shown in list(of(listing).filter(photo__key__in=list(keys))):
            photos.discard(shown.photo)
        for rank, shown in enumerate(of(listing)):
            ListingPhoto.objects.filter(pk=shown.pk).update(rank=rank)


@transaction.atomic
def _add(listing: Listing, upload: UploadedFile[Any], by: Actor, now: datetime.datetime) -> None:
    Listing.objects.select_for_update().get(pk=listing.pk)
    here = ListingPhoto.objects.filter(listing=listing)
    if here.count() >= MOST:
        raise photos.CannotKeep(_("Six photos au plus : retirez-en une avant d’en ajouter une autre."))
    kept = photos.keep(owner=by.person, upload=upload, description=listing.title, now=now)
    last = here.aggregate(last=Max("rank"))["last"]
    ListingPhoto.objects.create(listing=listing, photo=kept, rank=0 if last is None else last + 1)
