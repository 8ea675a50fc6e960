"""What allauth asks us: how a person is made at sign-up, how messages leave, what is said when something is wrong."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mitoyen.web.people.models import Person

log = logging.getLogger(__name__)
NOWHERE = "0.0.0.0"  # noqa: S104 - nothing listens there: it stands for the callers whose address nobody knows
USED = _("Ce n’est pas le bon code, ou il a déjà servi. Prenez le suivant.")
LATER = _("Vous avez essayé trop souvent. Attendez quelques minutes, puis recommencez.")
WRONG_CODE = _("Ce n’est pas le bon code. Vérifiez-le, ou demandez-en un autre.")
TAKEN = _("Cette adresse ne peut pas être utilisée. Choisissez-en une autre.")
ALONE = _("Choisissez d’abord un mot de passe : sans lui ni ce compte, vous ne pourriez plus entrer.")
SAID: dict[str, str | Promise] = {
    "account_inactive": _("Ce compte est fermé."),
    "cannot_remove_primary_email": _("Un compte a besoin d’une adresse e-mail : changez-la plutôt."),
    "duplicate_email": _("C’est déjà l’adresse de votre compte."),
    "email_password_mismatch": _("L’adresse et le mot de passe ne vont pas ensemble. Vérifiez l’un et l’autre."),
    "email_taken": TAKEN,
    "enter_current_password": _("Ce n’est pas votre mot de passe actuel."),
    "incorrect_code": WRONG_CODE,
    "incorrect_password": _("Ce n’est pas votre mot de passe."),
    "max_email_addresses": _("Un compte a une seule adresse e-mail."),
    "rate_limited": LATER,
    "same_as_current": _("C’est déjà la vôtre : écrivez-en une autre."),
    "too_many_login_attempts": LATER,
    "unverified_primary_email": _("Vérifiez d’abord votre adresse e-mail."),
}
AGAIN: dict[str, str | Promise] = {
    "reauthenticate": _("Avec votre mot de passe"),
    "mfa_reauthenticate": _("Avec l’application, ou un code de secours"),
    "mfa_reauthenticate:webauthn": _("Avec une clé"),
}
"""Ways of showing once more that it is oneself, by the name that allauth gives them."""


RECOVERY = _("Avec un code de secours")


def has(user: Person, kind: str) -> bool:
    """Whether somebody protects their account so."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=kind).exists())


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts: made with a first name, spoken to in our words."""

    error_messages: ClassVar[dict[str, str | Promise]] = DefaultAccountAdapter.error_messages | SAID

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        """The person as the form tells, in the language of the page, from now on."""
        user.joined_at = timezone.now()
        user.languages = [(get_language() or "fr")[:2]]
        saved: Person = super().save_user(request, user, form, commit)
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As allauth does; a server that does not answer is written in the log and said to the person."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:  # the errors of SMTP are among them
            log.exception("The message %s could not leave", template_prefix)
            sorry = gettext("Notre message n’a pas pu partir. Réessayez dans quelques minutes.")
            self.add_message(self.request, messages.ERROR, message=sorry)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Address that the limits count for; one for all when the server tells none, as through a socket."""
        return str(super().get_client_ip(request)) if request.META.get("REMOTE_ADDR") else NOWHERE

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, Any]]:
        """The ways that this person has, in our words."""
        ways = super().get_reauthentication_methods(user)
        said = AGAIN if has(user, Authenticator.Type.TOTP) else AGAIN | {"mfa_reauthenticate": RECOVERY}
        return [way | {"description": said[way["id"]]} for way in ways]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Where a changed password leads."""
        return reverse("people:settings")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """The second factor and passkeys, in our words."""

    error_messages: ClassVar[dict[str, str | Promise]] = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Cette protection ne peut pas être retirée."),
        "cannot_generate_recovery_codes": _("Ajoutez d’abord une application ou une clé : les codes viennent avec."),
        "incorrect_code": USED,
        "unverified_email": _("Vérifiez d’abord votre adresse e-mail."),
    }

    def generate_authenticator_name(self, user: Person, type: str) -> str:  # noqa: A002 - allauth names it
        """A name to begin with, which the form lets change."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Clé %(number)s") % {"number": count + 1}


class TownAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The accounts of a town, in our words."""

    error_messages: ClassVar[dict[str, str | Promise]] = DefaultSocialAccountAdapter.error_messages | {
        "connected_other": _("Ce compte de ville est déjà relié à un autre compte."),
        "disconnect_last": ALONE,
        "email_taken": TAKEN,
        "no_password": ALONE,
        "no_verified_email": _("Vérifiez d’abord votre adresse e-mail."),
    }
