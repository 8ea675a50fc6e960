"""What follows an exchange: thanks, what went wrong, what was paid."""

from __future__ import annotations

from django.db import models

from mitoyen.web.neighbourhood.enums import Payment, ReportKind
from mitoyen.web.neighbourhood.models.exchange import Exchange
from mitoyen.web.people.models import Person, Photo


class Thanks(models.Model):
    """One tap, with a word if somebody wishes. There are no stars."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="thanks")
    by = models.ForeignKey(Person, models.PROTECT, related_name="thanks_given")
    note = models.CharField(max_length=400, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("exchange", "by"), name="thanks_once"),)

    def __str__(self) -> str:
        return f"thanks of {self.by}"


class Report(models.Model):
    """A late return, a damage, a missed appointment: told by one, answered by the other, judged by nobody's stars."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=10, choices=ReportKind)
    by = models.ForeignKey(Person, models.PROTECT, related_name="reports_made")
    text = models.CharField(max_length=1000, blank=True, default="")
    photo = models.ForeignKey(Photo, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    reply = models.CharField(max_length=1000, blank=True, default="")
    replied_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("exchange", "kind", "by"), name="report_once"),)

    def __str__(self) -> str:
        return f"{self.kind} told by {self.by}"


class Receipt(models.Model):
    """What one side paid the other, as each of them says; a payment provider adds its own reference."""

    exchange = models.OneToOneField(Exchange, models.PROTECT, related_name="receipt")
    cents = models.PositiveIntegerField()
    way = models.CharField(max_length=20, default=Payment.CASH)
    provider_reference = models.CharField(max_length=80, blank=True, default="")
    paid_said_at = models.DateTimeField(null=True)
    """When the payer said that they paid."""
    received_said_at = models.DateTimeField(null=True)
    """When the other said that they were paid."""

    def __str__(self) -> str:
        return f"{self.cents / 100:.2f} € for {self.exchange}"
