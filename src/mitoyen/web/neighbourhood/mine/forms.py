"""What somebody sets for themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mitoyen.web.people import notices
from mitoyen.web.people.enums import NoticeKind, Pace
from mitoyen.web.people.models import Person

LANGUAGES = list(settings.LANGUAGES)


class SettingsForm(forms.Form):
    """How soon each kind of e-mail leaves, and the language in which it speaks."""

    language = forms.ChoiceField(
        label=_("Langue des messages"),
        help_text=_("Celle des e-mails et des avis. La langue des pages est celle de leur adresse."),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
    )

    def __init__(self, person: Person, data: Any = None) -> None:
        initial = {"language": notices.language(person)}
        initial |= {kind.value: notices.pace(person, kind).value for kind in NoticeKind}
        if NoticeKind.NEARBY not in person.notices:
            initial[NoticeKind.NEARBY.value] = Pace.NEVER.value  # told to those who chose it, and to nobody else
        super().__init__(data, initial=initial)
        for kind in NoticeKind:
            label = str(kind.label)
            self.fields[kind.value] = forms.ChoiceField(
                label=label[:1].upper() + label[1:], choices=Pace.choices, widget=forms.RadioSelect
            )

    def paces(self) -> dict[NoticeKind, Pace]:
        """What was chosen, kind by kind."""
        return {kind: Pace(self.cleaned_data[kind.value]) for kind in NoticeKind}


class LeaveForm(forms.Form):
    """The last word before leaving: one's password, or the code that came by e-mail."""

    password = forms.CharField(
        label=_("Votre mot de passe"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Ou le code reçu par e-mail"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )
    sure = forms.BooleanField(
        label=_("J’ai compris ce qui part et ce qui reste."),
        error_messages={"required": _("Cochez cette case pour dire que vous avez lu.")},
    )
