"""The pages of whoever holds a gathering: who comes, who was there, words to all."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mitoyen.web.neighbourhood import moments, qr
from mitoyen.web.neighbourhood import rules as listings
from mitoyen.web.neighbourhood.enums import State
from mitoyen.web.neighbourhood.exchanges import actions, gathering
from mitoyen.web.neighbourhood.exchanges.forms import NO, YES, BulkForm
from mitoyen.web.neighbourhood.exchanges.gathering import Seen
from mitoyen.web.neighbourhood.exchanges.views import SECTION
from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.people.acting import actor
from mitoyen.web.people.actor import Actor
from mitoyen.web.ui.gestures import gesture


@never_cache
@login_required
@require_safe
def participants(request: HttpRequest, reference: str) -> HttpResponse:
    """Who comes, part by part, and who waits."""
    by = actor(request)
    return _page(request, by, gathering.listing_to_hold(by, reference), timezone.now())


@login_required
@gesture
def presences(request: HttpRequest, reference: str) -> HttpResponse:
    """Note who was there: those who are ticked; the others stay as they are."""
    by, now = actor(request), timezone.now()
    listing = gathering.listing_to_hold(by, reference)
    try:
        noted = gathering.note_presences(listing=listing, seen=_seen(request), by=by, now=now)
    except actions.CannotMove as refused:
        return _page(request, by, listing, now, refusal=str(refused))
    told = ngettext("%(count)s présence notée.", "%(count)s présences notées.", noted) % {"count": noted}
    messages.success(request, told)
    return redirect("neighbourhood:participants", reference)


@login_required
@gesture
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the same words to everybody."""
    by, now = actor(request), timezone.now()
    listing = gathering.listing_to_hold(by, reference)
    form = BulkForm(request.POST)
    if not form.is_valid():
        return _page(request, by, listing, now, form=form)
    try:
        sent = gathering.write_to_all(listing=listing, text=form.cleaned_data["text"], by=by, now=now)
    except actions.CannotMove as refused:
        return _page(request, by, listing, now, form=form, refusal=str(refused))
    told = ngettext("Message envoyé à %(count)s personne.", "Message envoyé à %(count)s personnes.", sent)
    messages.success(request, told % {"count": sent})
    return redirect("neighbourhood:participants", reference)


@login_required
@require_safe
def present(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """What a telephone opens when it reads the square of a gathering: one's own exchange, the code filled in."""
    by = actor(request)
    listing = listings.listing_to_see(by, reference)
    coming = listing.exchanges.filter(asker=by.person, state__in=(State.ACCEPTED, State.HANDED_OVER)).order_by("pk")
    mine = coming.first()
    if mine is None:
        return redirect(listing)
    return redirect("neighbourhood:exchange_code", mine.reference, code)


def _page(
    request: HttpRequest,
    by: Actor,
    listing: Listing,
    now: datetime.datetime,
    *,
    form: BulkForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    groups = gathering.groups(listing)
    code = gathering.code_of(listing)
    path = f"/annonce/{listing.reference}/presence/{code}/"
    values: dict[str, Any] = {
        **SECTION,
        "listing": listing,
        "groups": groups,
        "begun": gathering.begun(listing, now),
        "to_note": {
            exchange.pk for group in groups for exchange in group.comes if gathering.attendance_open(exchange, by, now)
        },
        "comes": sum(len(group.comes) for group in groups),
        "total": gathering.total(groups),
        "deadline": moments.moment_of(gathering.deadline(listing)),
        "when": moments.moment_of(listing.starts_at) if listing.starts_at else "",
        "code": code,
        "square": qr.drawing(request.build_absolute_uri(path), _("Code à lire avec un téléphone")),
        "form": form or BulkForm(auto_id="bulk-%s"),
        "refusal": refusal,
    }
    return render(request, "neighbourhood/gathering.html", values)


def _seen(request: HttpRequest) -> dict[str, Seen]:
    repaired = {YES: True, NO: False}
    return {
        reference: Seen(True, repaired.get(request.POST.get(f"repaired-{reference}", "")))
        for reference in request.POST.getlist("there")
    }
