"""The calendar of a lent object, the time its owner keeps, and the sheet to stick on it."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mitoyen.web.neighbourhood import practices, qr, rules
from mitoyen.web.neighbourhood.enums import Course, Direction
from mitoyen.web.neighbourhood.lending import calendar
from mitoyen.web.neighbourhood.lending.forms import KeepForm
from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.people.acting import actor
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.models import Person
from mitoyen.web.ui.gestures import gesture

SECTION = {"section": "neighbourhood"}


def is_lent(listing: Listing) -> bool:
    """Whether a listing has a calendar: an object that its owner lends."""
    return listing.direction == Direction.OFFER and practices.course_of(listing.practice) == Course.LENDING


def calendar_of(listing: Listing, viewer: Person, now: datetime.datetime) -> calendar.Month | None:
    """This month of an object, for `{% include "neighbourhood/lending/_calendar.html" with month=… %}`.

    None for a listing that has no calendar.
    """
    return calendar.month(listing, viewer, now) if is_lent(listing) else None


@never_cache
@login_required
@require_safe
def month(request: HttpRequest, reference: str) -> HttpResponse:
    """The calendar of an object, month by month; only its table when htmx asks for it."""
    by = actor(request)
    listing = _lent(rules.listing_to_see(by, reference))
    return _page(request, by, listing, timezone.now())


@login_required
@gesture
def keep(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the object for oneself during a time."""
    by, now = actor(request), timezone.now()
    listing = _lent(rules.listing_to_change(by, reference))
    form = KeepForm(request.POST, auto_id="keep-%s")
    if form.is_valid():
        told = form.cleaned_data
        try:
            calendar.keep(listing=listing, by=by, starts_at=told["starts_at"], ends_at=told["ends_at"], now=now)
        except calendar.CannotKeep as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Ce moment est gardé pour vous."))
            return redirect("neighbourhood:calendar", reference)
    return _page(request, by, listing, now, form)


@login_required
@gesture
def release(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Lend the object again during a time that was kept."""
    by = actor(request)
    listing = _lent(rules.listing_to_change(by, reference))
    calendar.release(listing=listing, by=by, pk=pk, now=timezone.now())
    return redirect("neighbourhood:calendar", reference)


@login_required
@require_safe
def sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """A sheet to print and stick on the object: its name, how to ask for it, a square that leads to its page."""
    by = actor(request)
    listing = rules.listing_to_change(by, reference)
    address = request.build_absolute_uri(f"/annonce/{listing.reference}/")
    values = {
        **SECTION,
        "listing": listing,
        "address": address,
        "square": qr.drawing(address, _("Adresse de cette annonce, à lire avec un téléphone")),
    }
    return render(request, "neighbourhood/lending/sheet.html", values)


def _lent(listing: Listing) -> Listing:
    if not is_lent(listing):
        raise Http404
    return listing


def _page(
    request: HttpRequest, by: Actor, listing: Listing, now: datetime.datetime, form: KeepForm | None = None
) -> HttpResponse:
    shown = calendar.month(listing, by.person, now, calendar.month_of(request.GET.get("mois", "")))
    values: dict[str, Any] = {**SECTION, "listing": listing, "month": shown}
    if getattr(request, "htmx", False):
        return render(request, "neighbourhood/lending/_calendar.html", values)
    return render(
        request, "neighbourhood/lending/calendar.html", {**values, "form": form or KeepForm(auto_id="keep-%s")}
    )
