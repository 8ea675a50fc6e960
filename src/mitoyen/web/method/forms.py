"""What readers may choose: a year of exchanges, a share of a gap, a corner of the register."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from operator import itemgetter
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mitoyen.reporting.words import PEDIGREES, STATUSES
from mitoyen.web.method.corners import corner
from mitoyen.web.method.words import said, value
from mitoyen.web.ui.words import language

MOST = 1000


def _between_sentence(high: float, example: str) -> str:
    words = {"low": 0, "high": value(high), "example": example}
    return gettext("Écrivez un nombre entre %(low)s et %(high)s, par exemple %(example)s.") % words


_say_between = lazy(_between_sentence, str)


class Amount(forms.FloatField):
    """A number of so many a year, zero when left empty; a decimal comma is understood."""

    def __init__(self, label: Any, high: float, example: str, help_text: Any = "") -> None:
        self.high = high
        sentence = _say_between(high, example)
        super().__init__(
            label=label,
            required=False,
            min_value=0,
            max_value=high,
            help_text=help_text,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
        )

    def to_python(self, raw: Any) -> Any:
        return super().to_python(raw.replace(",", ".").strip() if isinstance(raw, str) else raw)

    def prepare_value(self, raw: Any) -> Any:
        """As people type it: « 0,25 »; what cannot be read stays as it was typed."""
        try:
            number = float(str(raw).replace(",", "."))
        except ValueError:
            return raw
        written = f"{number:g}" if isfinite(number) else str(raw)
        return written.replace(".", ",") if language() == "fr" else written


def _most(example: str, label: Any, help_text: Any = "", high: float = MOST) -> Amount:
    return Amount(label, high, example, help_text)


class HabitsForm(forms.Form):
    """A year of exchanges of one person."""

    loans = _most("2", _("Objets empruntés pour la première fois"))
    small = _most("10", _("Petits objets achetés d’occasion"))
    large = _most("1", _("Meubles et gros appareils d’occasion"))
    repairs = _most("1", _("Objets apportés à réparer"))
    food = _most("10", _("Dons de nourriture reçus"))
    orders = _most("6", _("Commandes groupées"))
    meals = _most("4", _("Repas partagés"))
    rides = _most("94", _("Trajets partagés, de moins de 80 km"), _("Un aller-retour par semaine : 94 par an"))
    compost = _most("1", _("Compost partagé"), _("Part de l’année, de 0 à 1"), high=1)
    local = _most("0,5", _("Alimentation locale"), _("Part de l’année, de 0 à 1"), high=1)

    def habits(self) -> dict[str, float]:
        """Field → number, once the form is valid."""
        return {name: float(count or 0) for name, count in self.cleaned_data.items()}


class ShareForm(forms.Form):
    """The share of the published gap that the reader believes is caused by the platform."""

    caused = forms.FloatField(
        label=_("Part de l’écart que la plateforme cause, en %"),
        min_value=0,
        max_value=100,
        help_text=_("0 : rien ; 100 : tout l’écart, ce que laissait entendre « +25 % »"),
        widget=forms.NumberInput(attrs={"step": "5", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _say_between(100, "30"),
        ),
    )


class RegisterForm(forms.Form):
    """Search in the register of factors."""

    q = forms.CharField(label=_("Mots"), required=False, max_length=80)
    status = forms.ChoiceField(label=_("Statut"), required=False)
    pedigree = forms.ChoiceField(label=_("Qualité"), required=False)
    family = forms.ChoiceField(label=_("Famille"), required=False)
    sort = forms.ChoiceField(label=_("Trier par"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, families: list[str]) -> None:
        super().__init__(data)
        every = [("", pgettext_lazy("any value of a filter", "Tous"))]
        self._choose("status", every + [(id, said(words)) for id, words in STATUSES.items()])
        self._choose("pedigree", every + [(str(n), f"{n} – {said(words)}") for n, words in PEDIGREES.items()])
        self._choose(
            "family", every + sorted(((name, corner(name, language())) for name in families), key=itemgetter(1))
        )
        self._choose("sort", SORTS)

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
        field.choices = choices

    def wanted(self) -> dict[str, str]:
        """Filter → choice, without those that are wrong or empty."""
        self.is_valid()
        return {name: str(choice) for name, choice in self.cleaned_data.items() if choice}


SORTS = [
    ("", _("Ordre du registre")),
    ("label", _("Nom")),
    ("pedigree", _("Qualité, la plus faible d’abord")),
    ("review", _("Date de relecture")),
]
