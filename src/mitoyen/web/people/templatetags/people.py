"""What the pages of accounts ask in their templates."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from mitoyen.web.people import acting as acts
from mitoyen.web.people.languages import named
from mitoyen.web.ui import words

register = template.Library()


@register.simple_tag(takes_context=True)
def acting(context: template.Context) -> str:
    """Learn for whom the request acts where the view did not ask: the pages of allauth know nothing of mandates."""
    request = context["request"]
    if request.user.is_authenticated:
        acts.actor(request)
    return ""


@register.simple_tag
def mail_is_kept() -> bool:
    """Whether messages stay on the machine that runs the site, so that the page must say where to read the code."""
    return str(settings.EMAIL_BACKEND).endswith("filebased.EmailBackend")


@register.filter
def localized(path: str) -> str:
    """A path kept without its language, in the language of the page."""
    language = (get_language() or "fr")[:2]
    return path if language == "fr" else f"/{language}{path}"


@register.filter
def clock(moment: datetime.datetime) -> str:
    """« 18 h 30 »; "18:30" in English."""
    return words.clock(timezone.localtime(moment))


@register.filter
def day(when: datetime.date | None, form: str = "j F Y") -> str:
    """« 28 novembre 2026 », « 1er décembre 2026 » of a day or of a moment; empty for none."""
    if not when:
        return ""
    local = timezone.localtime(when) if isinstance(when, datetime.datetime) else when
    return words.first_of_month(date_format(local, form))


@register.filter
def moment(when: datetime.datetime, form: str = "j F Y") -> str:
    """« 28 novembre 2026 à 18 h 30 »."""
    local = timezone.localtime(when)
    return gettext("%(date)s à %(hour)s") % {"date": day(when, form), "hour": words.clock(local)}


@register.filter
def spoken(codes: Any) -> str:
    """Languages by their own names, the preferred first."""
    return ", ".join(named(list(codes)))
