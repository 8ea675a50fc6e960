"""What a helper tells about somebody they help."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from mitoyen.web.people import names
from mitoyen.web.people.enums import Consent
from mitoyen.web.people.languages import SPOKEN
from mitoyen.web.places.models import Place

CONTACT = _("Comment vous joindre")
CONTACT_HINT = _("Imprimé sur chaque reçu : « Loge du gardien, tous les matins, 02 99 00 00 00 ».")


class WelcomeForm(forms.Form):
    """Somebody without an e-mail address, where they live, and how they agreed."""

    first_name = forms.CharField(
        label=_("Son prénom"),
        help_text=_("Ses voisins ne verront que lui."),
        max_length=60,
        validators=[names.validate],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    place = forms.ChoiceField(label=_("Où habite cette personne"))
    language = forms.ChoiceField(label=_("Sa langue"), choices=list(SPOKEN.items()), initial="fr")
    consent = forms.ChoiceField(
        label=_("Comment elle a donné son accord"),
        choices=[(Consent.SIGNED, capfirst(Consent.SIGNED.label)), (Consent.SPOKEN, capfirst(Consent.SPOKEN.label))],
        widget=forms.RadioSelect,
    )
    witness = forms.CharField(
        label=_("Nom du témoin"),
        help_text=_("Pour un accord de vive voix : qui l’a entendu avec vous."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = forms.CharField(label=CONTACT, help_text=CONTACT_HINT, max_length=120)

    def __init__(self, places: list[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (place.code, f"{place.name} ({place.get_kind_display()})") for place in places
        ]


class AskForm(forms.Form):
    """The address of somebody who has an account."""

    email = forms.EmailField(
        label=_("Son adresse e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}), max_length=254
    )
    contact = forms.CharField(label=CONTACT, help_text=CONTACT_HINT, max_length=120)
