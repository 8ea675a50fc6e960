"""What is typed to say where one lives, or to show it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

_TYPED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code"}


class LetterForm(forms.Form):
    """The code of a letter."""

    code = forms.CharField(
        label=gettext_lazy("Le code de la lettre"),
        help_text=gettext_lazy("Dix lettres, avec ou sans espace : « BCDFG HJKMN »."),
        max_length=40,
        widget=forms.TextInput(attrs=_TYPED),
    )


class IntroductionForm(forms.Form):
    """The code that a newcomer told."""

    code = forms.CharField(
        label=gettext_lazy("Le code que votre voisin vous a dit"),
        help_text=gettext_lazy("Huit lettres, avec ou sans espace."),
        max_length=40,
        widget=forms.TextInput(attrs=_TYPED),
    )
