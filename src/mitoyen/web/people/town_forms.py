"""The sign-up of somebody who comes with an account of their town."""

from __future__ import annotations

from typing import ClassVar

from allauth.socialaccount import forms as theirs
from django.utils.translation import gettext_lazy as _

from mitoyen.web.people.account_forms import ADDRESS, Worded, Words


class TownSignupForm(Worded, theirs.SignupForm):  # type: ignore[misc]  # allauth has no types
    """First name and address, as the town told them; both may be corrected."""

    field_order: ClassVar[list[str]] = ["first_name", "email"]
    words: ClassVar[Words] = {"email": (ADDRESS, _("Pour vos messages. Personne ne la voit."))}
