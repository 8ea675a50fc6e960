"""What a partner types: how many letters, a residence, an outline."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext, gettext_lazy

from mitoyen.web.people.models import new_reference
from mitoyen.web.places.actions import Point
from mitoyen.web.places.letters import MOST

_POINT = re.compile(r"\s*([-+−]?\d{1,2}(?:[.,]\d+)?)\s*°?\s*[,;/\s]\s*([-+−]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*")


class OrderForm(forms.Form):
    """How many letters."""

    count = forms.IntegerField(
        label=gettext_lazy("Combien de lettres ?"),
        help_text=gettext_lazy("Une par logement, 300 au plus à la fois."),
        min_value=1,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Écrivez un nombre, par exemple 40."),
            "min_value": gettext_lazy("Demandez au moins une lettre."),
            "max_value": gettext_lazy("Demandez 300 lettres au plus à la fois."),
        },
    )
    batch = forms.RegexField(r"^[a-z2-9]{12}$", widget=forms.HiddenInput, required=False, initial=new_reference)
    """Drawn with the form, so that a form sent twice makes the letters once."""


class PlaceForm(forms.Form):
    """The name of a place."""

    name = forms.CharField(
        label=gettext_lazy("Son nom"),
        help_text=gettext_lazy("Celui que les habitants lui donnent : « Le Chanvre », « Les Corderies »."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ResidenceForm(PlaceForm):
    """A residence."""

    dwellings = forms.IntegerField(
        label=gettext_lazy("Combien de logements ?"),
        help_text=gettext_lazy("Facultatif."),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Écrivez un nombre, par exemple 40.")},
    )
    point = forms.CharField(
        label=gettext_lazy("Où est-elle ?"),
        help_text=gettext_lazy(
            "Facultatif : la latitude puis la longitude de son entrée, comme les cartes en ligne les donnent, "
            "« 48.6476, -2.0094 ». Les voisins n’en sauront jamais plus."
        ),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_point(self) -> Point | None:
        """(latitude, longitude) [degrees], with French or English decimals."""
        text = self.cleaned_data["point"]
        if not text:
            return None
        found = _POINT.fullmatch(text)
        if not found:
            raise forms.ValidationError(gettext("Écrivez la latitude puis la longitude : « 48.6476, -2.0094 »."))
        latitude, longitude = (float(number.replace(",", ".").replace("−", "-")) for number in found.groups())
        return latitude, longitude


class OutlineForm(forms.Form):
    """An outline, as a file, a text or a list of corners; the first that is filled counts."""

    file = forms.FileField(
        label=gettext_lazy("Un fichier GeoJSON"),
        help_text=gettext_lazy("Celui qu’enregistre un outil de cartographie, avec un seul contour."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json,application/json"}),
    )
    geojson = forms.CharField(
        label=gettext_lazy("Ou son texte, collé ici"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "code"}),
    )
    corners = forms.CharField(
        label=gettext_lazy("Ou ses coins, un par ligne"),
        help_text=gettext_lazy(
            "Sans carte : faites le tour dans l’ordre, et notez la latitude puis la longitude de chaque coin, "
            "« 48.6504 -2.0176 »."
        ),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "code"}),
    )


class QuartierForm(PlaceForm, OutlineForm):
    """A quartier, with or without its outline."""

    field_order = ("name",)
