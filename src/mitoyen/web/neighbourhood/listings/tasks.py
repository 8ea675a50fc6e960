"""What is done for listings after the answer, in the queue."""

from __future__ import annotations

from django.utils import timezone

from mitoyen.web.neighbourhood.listings import nearby
from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.people.tasks import task


@task
def tell_nearby(pk: int) -> None:
    """Tell the neighbours whom a request concerns; done twice, they are told once."""
    listing = Listing.objects.select_related("owner", "place", "shown_in").filter(pk=pk).first()
    if listing is not None:
        nearby.tell(listing, now=timezone.now())
