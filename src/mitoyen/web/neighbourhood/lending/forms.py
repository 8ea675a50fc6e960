"""The time that an owner keeps."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mitoyen.web.neighbourhood.moments import MomentField


class KeepForm(forms.Form):
    """From when to when."""

    starts_at = MomentField(label=_("Du"))
    ends_at = MomentField(label=_("Au"))
