"""The way to the sign-in of a town and back: in the language of whoever left, and kind when the town fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

LANGUAGE = "town_language"
"""Key of the session: these addresses are told to the town once, and so stand in no language."""
FAILURES = (OSError, LookupError, ValueError)
"""What a town raises that is away (every failure of a request is an OSError), or that answers as no provider does."""

_log = logging.getLogger(__name__)


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to their town."""
    if request.method == "POST":
        request.session[LANGUAGE] = request.POST.get("language", "")
    return _kindly(views.login, request, provider_id)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take back whom the town sends."""
    return _kindly(views.callback, request, provider_id)


def _kindly(view: Callable[..., Any], request: HttpRequest, provider_id: str) -> HttpResponse:
    _speak(request)
    try:
        answer: HttpResponse = view(request, provider_id)
    except FAILURES as error:
        _log.exception("The town did not answer as a provider of OpenID Connect does")
        try:
            provider = get_adapter().get_provider(request, provider_id)
        except LookupError as unknown:
            raise Http404 from unknown
        answer = render_authentication_error(request, provider, exception=error)
    return answer


def _speak(request: HttpRequest) -> None:
    language = request.session.get(LANGUAGE)
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
        request.LANGUAGE_CODE = language
