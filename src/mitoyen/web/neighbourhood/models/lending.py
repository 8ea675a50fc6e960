"""What surrounds a lent object: the time its owner keeps for themselves, and how it looked when it changed hands."""

from __future__ import annotations

from django.db import models

from mitoyen.web.neighbourhood.enums import Moment
from mitoyen.web.neighbourhood.models.exchange import Exchange
from mitoyen.web.neighbourhood.models.listing import Listing
from mitoyen.web.people.models import Person, Photo


class Block(models.Model):
    """A time [starts_at, ends_at) during which the owner lends the object to nobody.

    The database refuses it while somebody holds the object in that time, and refuses a loan in it (see the migration).
    """

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="blocks")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="block_ends_after_start"
            ),
        )
        indexes = (models.Index(fields=("listing", "starts_at"), name="block_of_listing"),)

    def __str__(self) -> str:
        return f"{self.listing} kept from {self.starts_at:%Y-%m-%d %H:%M}"


class ConditionPhoto(models.Model):
    """How an object looked when it was handed over or came back, as one of the two shows it to the other."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="condition_photos")
    photo = models.ForeignKey(Photo, models.CASCADE, related_name="+")
    moment = models.CharField(max_length=8, choices=Moment)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.moment} of {self.exchange}"
