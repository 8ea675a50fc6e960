"""What somebody offers or asks for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mitoyen.web.addresses import address
from mitoyen.web.neighbourhood.enums import Direction, ListingState, Reach, Terms
from mitoyen.web.people.models import Person, Photo, new_reference
from mitoyen.web.places.models import Place
from mitoyen.web.ui.stored import KeptWords

CHOSEN_BY = ("place", "expires_at", "seats", "taken", "practice", "category", "direction", "terms")
"""What decides whether a listing is on a page; with them in the index, only those of the page are fetched."""


def _shown(name: str, *fields: str) -> models.Index:
    """An index of what is online, the newest first within the fields: a page of a feed is the beginning of it."""
    return models.Index(
        fields=(*fields, "-published_at", "-id"),
        name=name,
        condition=models.Q(state=ListingState.OPEN),
        include=[field for field in (*CHOSEN_BY, "shown_in") if field not in fields],
    )


class Listing(models.Model):
    """An offer or a request, shown to the neighbours within its reach.

    `shown_in` is the place that the reach means: a reader whose home lies in it may see the listing, so that a feed is
    one search on an index, over the three places that a home lies in.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="listings")
    direction = models.CharField(max_length=10, choices=Direction)
    practice = models.CharField(max_length=80)
    category = models.CharField(max_length=80, blank=True, default="")
    title = KeptWords(max_length=120, instead=_("Annonce retirée"))
    text = models.TextField(max_length=4000, blank=True, default="")
    words = models.TextField(blank=True, default="")
    """Title, text and category as they are searched: small letters, no accents."""
    place = models.ForeignKey(Place, models.PROTECT, related_name="listings_from")
    """Home of the owner: the finest that others are told is this place's point."""
    reach = models.CharField(max_length=10, choices=Reach, default=Reach.QUARTIER)
    widens = models.BooleanField(default=True)
    """Whether it is shown further when nobody answers."""
    shown_in = models.ForeignKey(Place, models.PROTECT, related_name="listings_shown")
    terms = models.CharField(max_length=10, choices=Terms, default=Terms.FREE)
    cents = models.PositiveIntegerField(default=0)
    """Price of one exchange, one seat or one share [euro cents]; 0 when free."""
    deposit = models.PositiveIntegerField(default=0)
    """[euro cents] given back at the return."""
    minutes = models.PositiveIntegerField(default=0)
    """How long it takes [min], when it takes time."""
    metres = models.PositiveIntegerField(default=0)
    """Length of a ride [m]."""
    availability = models.CharField(max_length=300, blank=True, default="")
    """When, in the owner's words: « le soir et le week-end »."""
    most_minutes = models.PositiveIntegerField(default=0)
    """Longest loan [min]; 0 when nothing is said."""
    good_loans = models.PositiveSmallIntegerField(default=0)
    """How many loans without a report somebody must have behind them to borrow this."""
    at_once = models.BooleanField(default=False)
    """Whether the first who asks has it, without waiting for the owner's answer."""
    starts_at = models.DateTimeField(null=True, blank=True)
    """When a gathering takes place; null for the rest."""
    ends_at = models.DateTimeField(null=True, blank=True)
    meeting = models.CharField(max_length=200, blank=True, default="")
    """Where a gathering takes place, told to those who come."""
    seats = models.PositiveIntegerField(null=True, blank=True)
    """How many may take part in a gathering; null without a limit."""
    taken = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=6, blank=True, default="")
    """Shown by whoever holds a gathering; those who type it were there."""
    state = models.CharField(max_length=10, choices=ListingState, default=ListingState.OPEN)
    answers = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    widen_at = models.DateTimeField(null=True, blank=True)
    """When it will be shown further unless somebody answers; null when it will not."""
    reminded_at = models.DateTimeField(null=True, blank=True)
    """When its owner was told that it will expire, or when it was decided that they need not be; null until then."""
    simulated = models.BooleanField(default=False)
    first_photo: Photo | None = None
    """At hand where a page fetched it."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(seats=None) | models.Q(taken__lte=models.F("seats")), name="listing_seats_suffice"
            ),
            models.CheckConstraint(
                condition=models.Q(terms=Terms.PRICE, cents__gt=0) | (~models.Q(terms=Terms.PRICE) & models.Q(cents=0)),
                name="listing_price_goes_with_terms",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="listing_ends_after_start",
            ),
        )
        indexes = (
            _shown("listing_feed", "shown_in"),
            _shown("listing_feed_of_practice", "shown_in", "practice"),
            _shown("listing_feed_of_category", "shown_in", "category"),
            _shown("listing_from", "place"),
            models.Index(fields=("owner", "-published_at"), name="listing_of_owner"),
            models.Index(fields=("expires_at",), name="listing_expiring", condition=models.Q(state=ListingState.OPEN)),
            models.Index(
                fields=("expires_at",),
                name="listing_to_remind",
                condition=models.Q(state=ListingState.OPEN) & models.Q(reminded_at=None),
            ),
            models.Index(
                fields=("widen_at",),
                name="listing_widening",
                condition=models.Q(state=ListingState.OPEN) & models.Q(widen_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        """Address of its page in the language of the reader."""
        return address("neighbourhood:listing", self.reference)

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django gives way to it
        """As Django has it, which translates every choice before it picks one."""
        return str(ListingState(self.state).label)

    def get_direction_display(self) -> str:  # type: ignore[no-redef]  # as above
        """As above."""
        return str(Direction(self.direction).label)


class ListingPhoto(models.Model):
    """A photo of what is listed, in the order that its owner chose."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="photos")
    photo = models.ForeignKey(Photo, models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("rank", "pk")

    def __str__(self) -> str:
        return f"{self.photo} of {self.listing}"


class Part(models.Model):
    """A part that people take in a gathering, with its places: « réparatrice », « venir avec un objet »."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="parts")
    name = models.CharField(max_length=80)
    practice = models.CharField(max_length=80)
    """What taking this part counts as: an attendance, a repair."""
    gives = models.BooleanField(default=False)
    """Whether who takes it gives: a volunteer gives, a visitor receives."""
    seats = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(seats=None) | models.Q(taken__lte=models.F("seats")), name="part_seats_suffice"
            ),
            models.UniqueConstraint(fields=("listing", "name"), name="part_named_once"),
        )

    def __str__(self) -> str:
        return self.name


class SavedSearch(models.Model):
    """Something that somebody looks for: they are told of each new listing that fits."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="searches")
    words = models.CharField(max_length=120, blank=True, default="")
    direction = models.CharField(max_length=10, choices=Direction, blank=True, default="")
    practice = models.CharField(max_length=80, blank=True, default="")
    category = models.CharField(max_length=80, blank=True, default="")
    made_at = models.DateTimeField()
    seen_up_to = models.BigIntegerField(default=0)
    """Row of the last listing that it was held against."""
    widened_up_to = models.BigIntegerField(default=0)
    """Row of the last widening that it was held against."""
    told = models.ManyToManyField(Listing, related_name="+")
    """What its owner was told of: shown nearer, then further again, a listing is not news."""

    class Meta:
        indexes = (
            models.Index(fields=("seen_up_to", "id"), name="search_to_alert"),
            models.Index(fields=("widened_up_to", "id"), name="search_to_alert_widened"),
        )

    def __str__(self) -> str:
        return self.words or self.practice


class Widening(models.Model):
    """A listing came into sight of more neighbours: what they look for may have been there before, out of sight."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="widenings")
    before = models.ForeignKey(Place, models.PROTECT, related_name="+")
    """Where it was shown."""
    after = models.ForeignKey(Place, models.PROTECT, related_name="+")
    """Where it was shown from then on."""
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.listing}: {self.before} → {self.after}"
