"""What somebody asks of a listing: texts into a wish."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitoyen.web.neighbourhood.enums import Course, Direction
from mitoyen.web.neighbourhood.listings.forms import choose
from mitoyen.web.neighbourhood.models import Listing, Part
from mitoyen.web.neighbourhood.moments import MomentField
from mitoyen.web.neighbourhood.practices import Listable
from mitoyen.web.prepared import Prepared

_PARTS = Prepared(lambda listing: Part.objects.filter(listing=listing).order_by("pk"))


class AnswerForm(forms.Form):
    """What somebody asks of a listing, or offers to it."""

    starts_at = MomentField(label=gettext_lazy("Je le prends"), required=False)
    ends_at = MomentField(label=gettext_lazy("Je le rends"), required=False)
    part = forms.ChoiceField(label=gettext_lazy("Je viens pour"), widget=forms.RadioSelect, required=False)
    seats = forms.IntegerField(
        label=gettext_lazy("Combien de places ?"),
        initial=1,
        min_value=1,
        max_value=50,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), gettext_lazy("Écrivez un nombre entier de 1 à 50.")
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("Un mot"),
        help_text=gettext_lazy("Facultatif : quand, comment, pourquoi."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, listing: Listing, practice: Listable, **options: Any) -> None:
        super().__init__(data, **options)
        offered = listing.direction == Direction.OFFER
        gathers = offered and practice.course == Course.GATHERING
        self.found = _PARTS(listing.pk) if gathers else []
        if not (offered and practice.course == Course.LENDING):
            del self.fields["starts_at"], self.fields["ends_at"]
        if not (gathers or (offered and practice.pieces)) or listing.seats == 1:
            del self.fields["seats"]
        elif practice.pieces or practice.orders:
            self.fields["seats"].label = _("Combien en voulez-vous ?")
        if self.found:
            choose(self, "part", [(str(part.pk), _said(part.name, part.seats, part.taken)) for part in self.found])
            self.fields["part"].required = True
        else:
            del self.fields["part"]

    def wish(self) -> dict[str, Any]:
        """What a valid form asks."""
        told = dict(self.cleaned_data)
        chosen = told.pop("part", "")
        part = next((one for one in self.found if str(one.pk) == chosen), None)
        return {**told, "part": part, "seats": told.get("seats") or 1}


def _said(name: str, seats: int | None, taken: int) -> str:
    """« Réparatrice (2 places libres) »."""
    if seats is None:
        return name
    free = max(0, seats - taken)
    return _("%(name)s (places libres : %(free)s)") % {"name": name, "free": free}
