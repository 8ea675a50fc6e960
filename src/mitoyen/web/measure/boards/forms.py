"""What a reader of a board may ask: a period, by its name or by two dates, and how its trend is cut."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from mitoyen.web.measure.boards import periods
from mitoyen.web.measure.boards.periods import Period, Step


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class PeriodForm(forms.Form):
    """Two dates, both included; or the name of a period; nothing is the usual one."""

    first = _day(gettext_lazy("Du"))
    last = _day(gettext_lazy("au"))

    def __init__(self, data: QueryDict, today: datetime.date) -> None:
        self._asked = data
        self._today = today
        dates = bool(data.get("first") or data.get("last"))
        super().__init__(data if dates else None)

    @property
    def usual(self) -> Period:
        """What to show when what was asked cannot be."""
        return periods.named(periods.USUAL, self._today)

    def period(self) -> Period | None:
        """What is asked; None when the form says what to mend."""
        if self.is_bound:
            return self._range() if self.is_valid() else None
        name = self._asked.get("period") or periods.USUAL
        return next((periods.named(known, self._today) for known in periods.NAMES if known == name), None)

    @property
    def unknown(self) -> bool:
        """A name was asked that no period has."""
        return not self.is_bound and self.period() is None

    def step(self, period: Period) -> Step:
        """How the trend is cut: as asked when that makes a readable drawing, else as fits."""
        return next(
            (step for step in periods.allowed(period) if step == self._asked.get("by")), periods.fitting(period)
        )

    def clean(self) -> dict[str, Any]:
        """The end may not come before the beginning; a date alone is a beginning or an end."""
        answers = super().clean() or {}
        first, last = answers.get("first"), answers.get("last")
        if first and last and last < first:
            self.add_error("last", gettext("La fin vient avant le début : échangez les deux dates."))
        return answers

    def _range(self) -> Period:
        everything = periods.named("all", self._today)
        first, last = self.cleaned_data["first"] or everything.first, self.cleaned_data["last"] or everything.last
        return Period(_within(everything, first), _within(everything, last))


def _within(period: Period, day: datetime.date) -> datetime.date:
    return min(max(day, period.first), period.last)
