"""The page behind the link at the foot of an e-mail: it works without signing in, and for a mail reader's button."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mitoyen.web.people import stopping


@csrf_exempt  # the link itself is the proof; a mail reader posts without having seen the page (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then stop; reading the page changes nothing, since some mail programs open every link by themselves."""
    found = stopping.meant(token)
    if found is None:
        return render(request, "people/stop.html", {"state": "unknown"}, status=404)
    person, kinds = found
    state = "asked"
    if request.method == "POST":
        state = "resumed" if "again" in request.POST else "stopped"
        change = stopping.resume if state == "resumed" else stopping.stop
        change(person=person, kinds=kinds)
    return render(request, "people/stop.html", {"state": state, "kinds": [kind.label for kind in kinds]})
