"""The feed of one's own calendar: its secret address, and what is read there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitoyen.web.neighbourhood import rules as listings
from mitoyen.web.neighbourhood.exchanges import agenda
from mitoyen.web.neighbourhood.exchanges.views import SECTION
from mitoyen.web.people.acting import actor


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Give oneself an address, change it, or stop it. Settings are one's own, whoever one acts for."""
    person = actor(request).hand
    if request.method == "POST":
        if request.POST.get("action") == "stop":
            agenda.revoke(person=person)
            messages.success(request, _("L’ancienne adresse ne répond plus."))
        else:
            agenda.renew(person=person, now=timezone.now())
            messages.success(request, _("Voici votre adresse. Gardez-la pour vous."))
        return redirect("neighbourhood:agenda")
    token = agenda.address(person)
    address = request.build_absolute_uri(f"/moi/agenda/{token}.ics") if token else ""
    return render(request, "neighbourhood/exchange_agenda.html", {**SECTION, "address": address})


@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed itself. Whoever knows the address reads it, and nobody else: no cookie, no sign-in."""
    person = agenda.reader(token)
    return _answer(agenda.feed(person, _site(request), timezone.now()), "mitoyen.ics")


@never_cache
@login_required
@require_safe
def gathering(request: HttpRequest, reference: str) -> HttpResponse:
    """One gathering as an appointment."""
    by = actor(request)
    listing = listings.listing_to_see(by, reference)
    comes = (
        by.person.pk == listing.owner_id or listing.exchanges.filter(asker=by.person, state__in=agenda.SHOWN).exists()
    )
    return _answer(agenda.gathering(listing, comes, _site(request), timezone.now()), f"{reference}.ics")


def _answer(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Referrer-Policy"] = "no-referrer"
    return response


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
