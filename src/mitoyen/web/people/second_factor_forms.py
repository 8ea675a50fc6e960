"""The forms of the second factor and of passkeys, in our words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from mitoyen.web.people.account_forms import Worded, Words

MALFORMED = (AttributeError, LookupError, TypeError, ValueError)
"""What reading a made-up answer of a key raises."""
CODE = _("Code à six chiffres, ou code de secours")
NAME = (_("Nom de cette clé"), _("Pour la reconnaître : « Téléphone », « Clé du trousseau »."))


class Sound:
    """Takes what a key never says for a key that does not fit: the library behind stumbles over it."""

    def clean(self) -> Any:
        """As allauth does."""
        return _or_wrong(super().clean)  # type: ignore[misc]  # a mixin of forms


class SoundAnswer(Sound):
    """The same where allauth reads what the key said field by field."""

    def clean_credential(self) -> Any:
        """As allauth does."""
        return _or_wrong(super().clean_credential)  # type: ignore[misc]  # a mixin of forms


class AuthenticateForm(Worded, base.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The code of the application, or one of the recovery codes."""

    words: ClassVar[Words] = {"code": (CODE, "")}


class ReauthenticateForm(Worded, base.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The same, before what is delicate."""

    words: ClassVar[Words] = {"code": (CODE, "")}


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """The first code that the application shows."""

    words: ClassVar[Words] = {"code": (_("Code que l’application affiche"), "")}


class AddWebAuthnForm(Worded, Sound, webauthn.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A new key."""

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


def _or_wrong(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except MALFORMED as error:
        raise get_adapter().validation_error("incorrect_code") from error
