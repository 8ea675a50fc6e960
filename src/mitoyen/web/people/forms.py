"""What somebody says about themselves."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mitoyen.web.people import names
from mitoyen.web.people.languages import SPOKEN
from mitoyen.web.people.models import Person


class FirstName(forms.Form):
    """The one thing asked beside an address and a password. The sign-up of allauth is built on it."""

    first_name = forms.CharField(
        label=_("Votre prénom"),
        help_text=_("C’est lui que vos voisins verront. Rien d’autre n’est montré sans votre accord."),
        max_length=60,
        validators=[names.validate],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Nothing more to do: the adapter has written the first name."""


class ProfileForm(forms.ModelForm[Person]):
    """First name, surname, languages and a few words."""

    languages = forms.MultipleChoiceField(
        label=_("Langues que vous parlez"),
        choices=list(SPOKEN.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "surname"):
            self.fields[name].validators.append(names.validate)

    class Meta:
        model = Person
        fields = ("first_name", "surname", "about", "languages")
        labels: ClassVar[dict[str, Any]] = {
            "first_name": _("Prénom"),
            "surname": _("Nom de famille"),
            "about": _("Quelques mots sur vous"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "first_name": _("Vos voisins vous connaissent sous ce nom."),
            "surname": _("Facultatif. Il n’est montré qu’à la personne avec qui un échange est accepté."),
            "about": _("Facultatif, 400 caractères au plus : ce que vous aimez faire, quand on peut vous déranger."),
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "surname": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "about": forms.Textarea(attrs={"rows": 4}),
        }


class FaceForm(forms.Form):
    """A photo of oneself."""

    photo = forms.FileField(
        label=_("Une photo de vous"),
        help_text=_("Facultatif. Le lieu et la date de la prise de vue sont effacés."),
        allow_empty_file=True,  # what is too long comes emptied, and is refused with its own reason
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )


class HouseholdCodeForm(forms.Form):
    """The code that somebody of the household read out."""

    code = forms.CharField(
        label=_("Code du foyer"),
        help_text=_("La personne avec qui vous vivez le lit sur sa page « Mon profil »."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
