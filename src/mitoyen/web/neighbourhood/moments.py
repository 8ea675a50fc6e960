"""Time as neighbours say it: shown and typed in Paris time, kept in universal time, to the minute."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitoyen.web.ui import words

PARIS = ZoneInfo("Europe/Paris")
TYPED = "%Y-%m-%dT%H:%M"
"""How a browser writes the moment that somebody chose."""
Period = tuple[datetime.datetime, datetime.datetime]
"""Half-open: its end is the first moment that no longer belongs to it."""


class DoesNotExist(ValueError):
    """An hour that no clock showed: the one that is skipped when summer time begins."""


def here(moment: datetime.datetime) -> datetime.datetime:
    """The same moment on a clock in Paris."""
    return moment.astimezone(PARIS)


def at(naive: datetime.datetime) -> datetime.datetime:
    """The moment when a clock in Paris shows this, the first where there are two; DoesNotExist where there is none."""
    moment = naive.replace(tzinfo=PARIS, fold=0).astimezone(datetime.UTC)
    if here(moment).replace(tzinfo=None) != naive:
        raise DoesNotExist(naive.isoformat())
    return moment


@lru_cache(1024)  # a calendar asks for each day of its month
def day(date: datetime.date) -> Period:
    """From one midnight to the next: 23, 24 or 25 hours."""
    bounds = (datetime.datetime.combine(each, datetime.time()) for each in (date, date + datetime.timedelta(days=1)))
    first, last = (at(bound) for bound in bounds)
    return first, last


def date_of(moment: datetime.datetime) -> str:
    """« samedi 28 novembre 2026 »."""
    return words.first_of_month(date_format(here(moment), _("l j F Y")))


def hour_of(moment: datetime.datetime) -> str:
    """« 18 h 30 », « 18 h »; "18:30" in English."""
    return words.clock(here(moment))


def moment_of(moment: datetime.datetime) -> str:
    """« samedi 28 novembre 2026 à 18 h »."""
    return _("%(date)s à %(hour)s") % {"date": date_of(moment), "hour": hour_of(moment)}


def period_of(starts: datetime.datetime, ends: datetime.datetime) -> str:
    """« samedi 28 novembre 2026, de 18 h à 20 h », or both days when there are two."""
    if here(starts).date() == here(ends).date():
        told = {"date": date_of(starts), "starts": hour_of(starts), "ends": hour_of(ends)}
        return _("%(date)s, de %(starts)s à %(ends)s") % told
    return _("du %(starts)s au %(ends)s") % {"starts": moment_of(starts), "ends": moment_of(ends)}


def typed(moment: datetime.datetime | None) -> str:
    """What a field of a form shows for a moment; empty for none."""
    return here(moment).strftime(TYPED) if moment else ""


class MomentField(forms.DateTimeField):
    """A day and an hour of Paris, as a browser's own calendar writes them."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TYPED)
    default_error_messages = {  # noqa: RUF012 - Django reads it from the class
        "invalid": gettext_lazy("Écrivez un jour et une heure, par exemple 28/11/2026 18:30."),
        "skipped": gettext_lazy(
            "Cette heure n’existe pas : cette nuit-là, on passe à l’heure d’été. Choisissez-en une autre."
        ),
    }
    SPELLED = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y %Hh%M")

    def prepare_value(self, value: Any) -> Any:
        """The moment on a clock in Paris; what was typed stays as it was typed."""
        return typed(value) if isinstance(value, datetime.datetime) and value.tzinfo else value

    def to_python(self, value: Any) -> datetime.datetime | None:
        """The moment in universal time; None for nothing; ValidationError for what is none."""
        if not value or isinstance(value, datetime.datetime):
            return value or None
        for spelled in self.SPELLED:
            try:
                naive = datetime.datetime.strptime(str(value).strip(), spelled)  # noqa: DTZ007 - `at` gives the zone
                return at(naive.replace(second=0))
            except DoesNotExist as error:
                raise forms.ValidationError(self.error_messages["skipped"], code="skipped") from error
            except ValueError:
                continue
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
