"""Answers as people type them: euros, kilometres, several photos, categories by family."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitoyen.evidence.pack import france
from mitoyen.reporting import numbers
from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.listings import categories
from mitoyen.web.ui.words import language

_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\t€"))
Choices = list[tuple[str, Any]]


class AmountField(forms.CharField):
    """A number of euros, kilometres or hours, kept whole in a smaller unit; nothing is 0."""

    def __init__(self, *, unit: int, most: int, **options: Any) -> None:
        """`unit`: how many of the smaller unit make one; `most`: in the smaller unit."""
        self.unit, self.most = unit, most
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=20, widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        """The whole number of the smaller unit."""
        if isinstance(value, int):
            return value
        text = str(value or "").translate(_SPACES).replace(",", ".")
        if not text:
            return 0
        if not text.replace(".", "", 1).isascii() or not text.replace(".", "", 1).isdigit():
            raise forms.ValidationError(_("Écrivez un nombre en chiffres, par exemple 12,50."))
        found = round(float(text) * self.unit)
        if found > self.most:
            most = numbers.number(self.most / self.unit, language())
            raise forms.ValidationError(_("C’est trop : restez en dessous de %(most)s.") % {"most": most})
        return found

    def prepare_value(self, value: Any) -> Any:
        """What the field shows: the number in the larger unit, as one writes it; nothing for 0."""
        if not isinstance(value, int):
            return value
        amount = value / self.unit
        return numbers.number(amount, language(), None if amount.is_integer() else 2) if value else ""

    def validate(self, value: Any) -> None:
        """Zero is an answer."""

    def run_validators(self, value: Any) -> None:
        """Lengths were meant for texts."""


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Photos chosen together."""

    widget = _SeveralFiles(attrs={"accept": "image/*", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Every file sent."""
        sent = data if isinstance(data, list | tuple) else [data]
        return [super(PhotosField, self).clean(one, initial) for one in sent if one]


def of_categories(practice: str, first: str = "") -> Choices:
    """The categories of a practice under the names of their families; `first` are those that the words suggest."""
    found = categories.choices(practice)
    nothing: Choices = [("", gettext_lazy("je ne sais pas"))]
    proposed = categories.suggested(first, practice) if first else []
    if proposed:
        nothing.insert(0, (_("D’après votre titre"), [(one.id, one.label.in_(language())) for one in proposed]))
    families = dict.fromkeys(one.family for one in found)
    if len(families) < 2:
        return [*nothing, *((one.id, one.label.in_(language())) for one in found)]
    names = france().families
    grouped: Choices = [
        (
            names[family].label.in_(language()) if family else "",
            [(one.id, one.label.in_(language())) for one in found if one.family == family],
        )
        for family in families
    ]
    return [*nothing, *grouped]


def of_practices() -> Choices:
    """Every practice that can be listed."""
    return [(id, known.label.in_(language())) for id, known in practices.listables().items()]
