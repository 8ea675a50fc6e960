"""The forms of allauth in our words: a label that stays, a hint where one is needed, no placeholder that disappears."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as theirs
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mitoyen.web.people.models import Person

ADDRESS = _("Adresse e-mail")
PASSWORD = _("Mot de passe")
NEW_PASSWORD = _("Nouveau mot de passe")
AGAIN = _("Le même, une seconde fois")
STRONG = _("Dix caractères au moins, pas seulement des chiffres. Trois ou quatre mots sans rapport conviennent bien.")
Words = dict[str, tuple[str | Promise, str | Promise]]
"""Label and hint of a field by its name."""


class Worded:
    """Gives the fields of a form our labels and hints."""

    words: ClassVar[Words] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


class LoginForm(Worded, theirs.LoginForm):  # type: ignore[misc]  # allauth has no types
    """Address and password."""

    words: ClassVar[Words] = {"login": (ADDRESS, ""), "password": (PASSWORD, "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"  # so that password managers fill both


class SignupForm(Worded, theirs.SignupForm):  # type: ignore[misc]  # allauth has no types
    """First name, address and password."""

    field_order: ClassVar[list[str]] = ["first_name", "email", "password1"]
    words: ClassVar[Words] = {
        "email": (ADDRESS, _("Pour vous envoyer un code, puis vos messages. Personne ne la voit.")),
        "password1": (PASSWORD, STRONG),
    }

    def try_save(self, request: HttpRequest) -> tuple[Person | None, HttpResponse | None]:
        """As allauth does; an address that has an account takes as long as a new one, whose password is hashed."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[Person | None, HttpResponse | None] = super().try_save(request)
        return saved


class ChangeEmailForm(Worded, theirs.AddEmailForm):  # type: ignore[misc]  # allauth has no types
    """A new address."""

    words: ClassVar[Words] = {
        "email": (_("Nouvelle adresse e-mail"), _("Nous y envoyons un code. L’ancienne adresse sert jusque-là."))
    }


class ChangePasswordForm(Worded, theirs.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """The password of today, and a new one twice."""

    words: ClassVar[Words] = {
        "oldpassword": (_("Mot de passe actuel"), ""),
        "password1": (NEW_PASSWORD, STRONG),
        "password2": (AGAIN, ""),
    }


class SetPasswordForm(Worded, theirs.SetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """A first password, for whoever comes in otherwise."""

    words: ClassVar[Words] = {"password1": (PASSWORD, STRONG), "password2": (AGAIN, "")}


class ResetPasswordForm(Worded, theirs.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """The address of the account."""

    words: ClassVar[Words] = {"email": (ADDRESS, _("Celle de votre compte."))}


class NewPasswordForm(Worded, theirs.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    """A new password twice, once the code was typed."""

    words: ClassVar[Words] = {"password1": (NEW_PASSWORD, STRONG), "password2": (AGAIN, "")}


class ReauthenticateForm(Worded, theirs.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The password once more, before what is delicate."""

    words: ClassVar[Words] = {"password": (PASSWORD, "")}


class Code(Worded):
    """A code that came by e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"class": "code", "spellcheck": "false"})


class VerifyEmailForm(Code, theirs.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]  # allauth has no types
    """The six digits that show that the address is theirs."""

    words: ClassVar[Words] = {"code": (_("Code à six chiffres"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ResetCodeForm(Code, theirs.ConfirmPasswordResetCodeForm):  # type: ignore[misc]  # allauth has no types
    """The eight letters that let choose a new password."""

    words: ClassVar[Words] = {"code": (_("Code de huit lettres"), "")}
