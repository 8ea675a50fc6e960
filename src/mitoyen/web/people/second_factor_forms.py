"""The forms of the second factor and of passkeys, in our words."""

from __future__ import annotations

from typing import ClassVar

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from mitoyen.web.people.account_forms import Worded, Words

CODE = _("Code à six chiffres, ou code de secours")
NAME = (_("Nom de cette clé"), _("Pour la reconnaître : « Téléphone », « Clé du trousseau »."))


class AuthenticateForm(Worded, base.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The code of the application, or one of the recovery codes."""

    words: ClassVar[Words] = {"code": (CODE, "")}


class ReauthenticateForm(Worded, base.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The same, before what is delicate."""

    words: ClassVar[Words] = {"code": (CODE, "")}


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """The first code that the application shows."""

    words: ClassVar[Words] = {"code": (_("Code que l’application affiche"), "")}


class AddWebAuthnForm(Worded, webauthn.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
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
