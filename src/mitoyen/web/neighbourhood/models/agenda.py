"""The secret address under which somebody's own calendar reads their exchanges."""

from __future__ import annotations

from django.db import models

from mitoyen.web.people.models import Person, new_reference


class AgendaKey(models.Model):
    """One address per person; drawn anew, the former answers no more. It is signed, and kept nowhere."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="agenda_key")
    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reference
