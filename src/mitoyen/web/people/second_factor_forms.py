"""The forms of the second factor and of passkeys, in our words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mitoyen.web.people.account_forms import Worded, Words
from mitoyen.web.people.adapter import has
from mitoyen.web.people.models import Person

MALFORMED = (AttributeError, LookupError, TypeError, ValueError)
"""What reading a made-up answer of a key raises."""
CODE, RECOVERY_CODE = _("Code à six chiffres, ou code de secours"), _("Code de secours")
NO_ANSWER = _("La clé n’a pas répondu. Réessayez, ou choisissez un autre moyen.")
NOT_ADDED = _("Cette clé n’a pas pu être ajoutée. Recommencez, ou prenez-en une autre.")
UNKNOWN = _("Cette clé ne va pas avec ce compte, ou elle en a été retirée. Entrez autrement.")
NAME = (_("Nom de cette clé"), _("Pour la reconnaître : « Téléphone », « Clé du trousseau »."))


class Sound:
    """Takes what a key never says for a key that does not fit: the library behind stumbles over it."""

    wrong: ClassVar[str | Promise] = UNKNOWN
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["required"] = NO_ANSWER

    def clean(self) -> Any:
        """As allauth does."""
        return _or_wrong(super().clean, self.wrong)  # type: ignore[misc]  # a mixin of forms


class SoundAnswer(Sound):
    """The same where allauth reads what the key said field by field."""

    def clean_credential(self) -> Any:
        """As allauth does."""
        return _or_wrong(super().clean_credential, self.wrong)  # type: ignore[misc]  # a mixin of forms


class Digits:
    """Takes a code as it is shown, in groups of three or four digits."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"class": "code", "inputmode": "numeric", "spellcheck": "false"})

    def clean_code(self) -> Any:
        """As allauth does, without the spaces."""
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        return super().clean_code()  # type: ignore[misc]  # a mixin of forms


class Second(Digits, Worded):
    """The code of the application, or one of the recovery codes, of whoever has them."""

    user: Person

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = CODE if has(self.user, Authenticator.Type.TOTP) else RECOVERY_CODE

    @property
    def with_key(self) -> bool:
        """Whether they may take a key instead."""
        return has(self.user, Authenticator.Type.WEBAUTHN)


class AuthenticateForm(Second, base.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """After the password."""


class ReauthenticateForm(Second, base.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """Before what is delicate."""


class ActivateTOTPForm(Digits, Worded, totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """The first code that the application shows."""

    words: ClassVar[Words] = {"code": (_("Code que l’application affiche"), "")}


class AddWebAuthnForm(Worded, Sound, webauthn.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A new key."""

    wrong = NOT_ADDED
    words: ClassVar[Words] = {
        "name": NAME,
        "passwordless": (
            _("Entrer avec cette clé seule, sans mot de passe"),
            _("Elle doit alors vous reconnaître : empreinte, visage ou code de l’appareil."),
        ),
    }


class EditWebAuthnForm(Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Another name for a key."""

    words: ClassVar[Words] = {"name": NAME}


class AuthenticateWebAuthnForm(SoundAnswer, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # no types
    """A key after the password."""


class LoginWebAuthnForm(SoundAnswer, webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A key instead of the password."""


class ReauthenticateWebAuthnForm(SoundAnswer, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # no types
    """A key before what is delicate."""


def _or_wrong(read: Callable[[], Any], wrong: str | Promise) -> Any:
    """What is read; where allauth says that a code is wrong, `wrong` says so of the key."""
    try:
        return read()
    except ValidationError as error:
        if error.code != "incorrect_code":
            raise
        raise ValidationError(str(wrong), code="incorrect_code") from error
    except MALFORMED as error:
        raise ValidationError(str(wrong), code="incorrect_code") from error
