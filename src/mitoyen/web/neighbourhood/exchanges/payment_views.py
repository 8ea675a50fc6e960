"""Money between the two: what each says of it, and the door of a provider where an instance has one."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from mitoyen.web.neighbourhood.exchanges import payment, receipts, rules
from mitoyen.web.neighbourhood.exchanges.forms import WayForm
from mitoyen.web.neighbourhood.exchanges.views import SECTION, page
from mitoyen.web.neighbourhood.models import Exchange
from mitoyen.web.people.acting import actor
from mitoyen.web.ui.gestures import gesture

_log = logging.getLogger(__name__)


@login_required
@gesture
def settle(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that one paid, or was paid."""
    by, now = actor(request), timezone.now()
    found = rules.exchange_to_see(by, reference)
    form = WayForm(request.POST)
    try:
        way = form.cleaned_data["way"] if form.is_valid() else ""
        receipts.say(exchange=found, by=by, way=way, now=now)
    except receipts.CannotSay as refused:
        return page(request, by, found, now, refusal=str(refused))
    return redirect(found)


@login_required
@gesture
def start(request: HttpRequest, reference: str) -> HttpResponse:
    """The way to the provider's own page: a link, because the page of a form may not lead out of the site."""
    by, now = actor(request), timezone.now()
    found = rules.exchange_to_see(by, reference)
    provider = payment.provider()
    if provider is None or found.side_of(by.person) != "receiver":
        raise Http404
    if not found.cents or found.state not in receipts.PAYABLE:
        return page(request, by, found, now, refusal=_("Il n’y a rien à régler pour cet échange en ce moment."))
    back = request.build_absolute_uri(found.get_absolute_url())
    callback = request.build_absolute_uri(f"/paiement/{provider.name}/confirmer/")
    due = payment.Due(found.reference, found.cents, found.listing.title, back, callback)
    values = {**SECTION, "exchange": found, "provider": provider, "address": provider.start(due)}
    return render(request, "neighbourhood/exchange_payment.html", values)


@csrf_exempt
@require_POST
def confirm(request: HttpRequest, name: str) -> HttpResponse:
    """The provider says that the money has moved. Its signature stands for a sign-in; nothing else is believed."""
    provider = payment.provider()
    if provider is None or provider.name != name:
        raise Http404
    try:
        paid = provider.confirmed(request.body, request.headers)
        found = Exchange.objects.select_related("listing", "giver", "receiver").get(reference=paid.exchange)
        receipts.confirmed(
            exchange=found, provider=name, reference=paid.reference, cents=paid.cents, now=timezone.now()
        )
    except (payment.NotFromProvider, Exchange.DoesNotExist, receipts.CannotSay) as refused:
        _log.warning("A payment that %s told was not kept: %s", name, refused)
        return HttpResponse(status=400)
    return HttpResponse(status=204)
