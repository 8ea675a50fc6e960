"""One exchange between two persons, and each step it takes."""

from __future__ import annotations

from django.db import models

from mitoyen.web.addresses import address
from mitoyen.web.neighbourhood.enums import Course, State
from mitoyen.web.neighbourhood.models.listing import Listing, Part
from mitoyen.web.people.models import Person, new_reference
from mitoyen.web.places.models import Place

_TO_ASK_ABOUT = models.Q(state=State.CONFIRMED, asks_counterfactual=True, counterfactual_at=None)
"""The receiver is asked what they would have done otherwise, and has not answered."""


class Exchange(models.Model):
    """Something asked of a listing, up to the fact that both sides confirm: one giver, one receiver, one fact.

    While `occupies` is true the object is spoken for during [starts_at, ends_at), and the database itself refuses a
    second exchange of the same listing in that time (see the migration).
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="exchanges")
    part = models.ForeignKey(Part, models.PROTECT, null=True, related_name="exchanges")
    course = models.CharField(max_length=10, choices=Course)
    practice = models.CharField(max_length=80)
    category = models.CharField(max_length=80, blank=True, default="")
    place = models.ForeignKey(Place, models.PROTECT, related_name="exchanges")
    """Where it counts: the smallest place that holds both homes, up to the commune."""
    owner = models.ForeignKey(Person, models.PROTECT, related_name="exchanges_received")
    """Of the listing."""
    asker = models.ForeignKey(Person, models.PROTECT, related_name="exchanges_asked")
    giver = models.ForeignKey(Person, models.PROTECT, related_name="exchanges_given")
    receiver = models.ForeignKey(Person, models.PROTECT, related_name="exchanges_taken")
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    occupies = models.BooleanField(default=False)
    seats = models.PositiveSmallIntegerField(default=1)
    grams = models.PositiveIntegerField(default=0)
    metres = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    cents = models.PositiveIntegerField(default=0)
    """Agreed price of the whole exchange [euro cents]."""
    deposit = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=6)
    """Shown to the receiver; the giver who types it was there."""
    met = models.BooleanField(default=False)
    """Whether a code was typed at the handover."""
    giver_said_at = models.DateTimeField(null=True)
    """When the giver said that it took place."""
    receiver_said_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    """Last step."""
    confirmed_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=1, blank=True, default="")
    disputed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    disputed_from = models.CharField(max_length=12, choices=State, blank=True, default="")
    """Where it stood when one side disagreed."""
    asks_counterfactual = models.BooleanField(default=False)
    """Whether the receiver is asked what they would have done otherwise: one exchange in three."""
    counterfactual = models.CharField(max_length=20, blank=True, default="")
    counterfactual_at = models.DateTimeField(null=True)
    """When the receiver answered, or passed; passing leaves the answer empty."""
    fact = models.CharField(max_length=40, blank=True, default="")
    """Identifier of the usage event that stands for it; empty while nothing is counted."""
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(giver=models.F("receiver")), name="exchange_of_two"),
            models.CheckConstraint(
                condition=models.Q(giver=models.F("owner"), receiver=models.F("asker"))
                | models.Q(giver=models.F("asker"), receiver=models.F("owner")),
                name="exchange_sides_are_its_people",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="exchange_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(occupies=False) | models.Q(starts_at__isnull=False, ends_at__isnull=False),
                name="exchange_occupies_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.RETURNED) | models.Q(course=Course.LENDING),
                name="exchange_returned_was_lent",
            ),
        )
        indexes = (
            models.Index(fields=("owner", "-moved_at", "-id"), include=("state",), name="exchange_of_owner"),
            models.Index(fields=("asker", "-moved_at", "-id"), include=("state",), name="exchange_of_asker"),
            models.Index(fields=("receiver", "confirmed_at"), name="exchange_to_ask_about", condition=_TO_ASK_ABOUT),
            models.Index(fields=("listing", "state", "asked_at"), name="exchange_of_listing"),
            models.Index(fields=("state", "moved_at"), name="exchange_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.listing} ({self.state})"

    def get_absolute_url(self) -> str:
        """Address of its page in the language of the reader."""
        return address("neighbourhood:exchange", self.reference)

    def side_of(self, person: Person) -> str:
        """ "giver" or "receiver"; "" for anybody else."""
        return {self.giver_id: "giver", self.receiver_id: "receiver"}.get(person.pk, "")

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django gives way to it
        """As Django has it, which translates every choice before it picks one."""
        return str(State(self.state).label)

    def other_than(self, person: Person) -> Person:
        """The other of the two."""
        return self.receiver if person.pk == self.giver_id else self.giver


class Step(models.Model):
    """One step of an exchange: who did what, whose hand it was, and what they wrote to the other."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="steps")
    move = models.CharField(max_length=20)
    """Name of the transition in `machine.py`."""
    before = models.CharField(max_length=12, choices=State, blank=True, default="")
    after = models.CharField(max_length=12, choices=State)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    """Null when the clock did it."""
    hand = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    """Who acted for them, under a mandate; null when they did it themselves."""
    note = models.TextField(max_length=1000, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.move} at {self.at:%Y-%m-%d %H:%M}"
