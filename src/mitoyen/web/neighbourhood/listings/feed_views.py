"""The pages of a place: what its neighbours share, searched, listed and drawn on a map."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitoyen.web.neighbourhood import practices, rules
from mitoyen.web.neighbourhood.enums import Direction
from mitoyen.web.neighbourhood.listings import cards, maps, saved, search
from mitoyen.web.neighbourhood.listings.search import After, Found, Wanted
from mitoyen.web.neighbourhood.listings.search_forms import SearchForm, precisions
from mitoyen.web.neighbourhood.models import SavedSearch
from mitoyen.web.neighbourhood.rules import Sight
from mitoyen.web.people.acting import actor
from mitoyen.web.places import belonging
from mitoyen.web.places.models import Place
from mitoyen.web.places.rules import partnered
from mitoyen.web.prepared import Prepared
from mitoyen.web.ui.gestures import gesture
from mitoyen.web.ui.words import language

SECTION = {"section": "neighbourhood"}
MOST_SAID = 1_000
"""Listings that a public page counts; beyond, it says "more than"."""
ON_MAP = 200
_SEARCHES = Prepared(lambda person: SavedSearch.objects.filter(person=person).order_by("-pk"))


@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """One's own quartier, a partner's places, or the way to say where one lives; a few words without an account."""
    if not request.user.is_authenticated:
        return render(request, "neighbourhood/public.html", SECTION)
    by = actor(request)
    place = rules.first_place(by.person)
    if place is None:
        return redirect("places:partners" if partnered(by) else "places:join")
    query = request.META.get("QUERY_STRING", "")
    if query:
        return redirect(f"{reverse('neighbourhood:search', args=[place.code])}?{query}")
    return redirect("neighbourhood:feed", place.code)


@require_safe
def feed(request: HttpRequest, place: str) -> HttpResponse:
    """What neighbours share around a place, the newest first; a few words about the place to everybody else."""
    if not request.user.is_authenticated:
        return public_page(request, rules.place_to_show(place))
    shown, sight = rules.sight(actor(request), place)
    return feed_page(request, sight) if sight else public_page(request, shown)


def feed_page(request: HttpRequest, sight: Sight, status: int = 200, **values: Any) -> HttpResponse:
    """The feed of a place, with what was typed in the field of needs when it was refused."""
    family, direction = request.GET.get("family", ""), request.GET.get("direction", "")
    wanted = Wanted(practices=_of_family(family), direction=direction if direction in Direction else "")
    found = search.page(wanted, sight, now=timezone.now(), after=After.read(request.GET.get("after", "")))
    context = {
        **SECTION,
        **_listed(request, sight, found),
        "tabs": _ways(request, "family", family),
        "directions": _ways(request, "direction", direction),
        "first": not request.GET.get("after"),
        **values,
    }
    return render(request, "neighbourhood/feed.html", context, status=status)


def public_page(request: HttpRequest, place: Place, status: int = 200) -> HttpResponse:
    """What everybody may know: what it is, how lively it is where enough people share, how one joins."""
    publishes = request.user.is_authenticated and rules.publishes(actor(request), place)
    context = {**SECTION, "place": place, "count": _count(place), "most": MOST_SAID, "publishes": publishes}
    return render(request, "neighbourhood/public.html", context, status=status)


@login_required
@require_safe
def search_page(request: HttpRequest, place: str) -> HttpResponse:
    """What fits, as a list or on a map with its list beside."""
    sight = rules.sight_of(actor(request), place)
    form = SearchForm(request.GET)
    mapped = request.GET.get("view") == "map"
    after = None if mapped else After.read(request.GET.get("after", ""))
    most = ON_MAP if mapped else search.PAGE
    found = search.page(form.wanted(), sight, now=timezone.now(), after=after, most=most)
    context = {
        **SECTION,
        **_listed(request, sight, found),
        "form": form,
        "precisions": precisions(form),
        "views": _ways(request, "view", "map" if mapped else ""),
        "map": maps.drawn(found.listings, sight) if mapped else None,
        "saved": [(one, saved.label(one, language()), saved.address(one)) for one in _saved(request)],
        "filtered": any(form.told().get(name) for name in form.fields if name != "words"),
        "narrowed": any(form.told().get(name) for name in ("words", "direction", "practice", "category")),
    }
    return render(request, "neighbourhood/search.html", context)


@login_required
@gesture
def save_search(request: HttpRequest, place: str) -> HttpResponse:
    """Be told of what fits from now on."""
    by = actor(request)
    sight = rules.sight_of(by, place)
    told = SearchForm(request.POST).told()
    asked = {name: str(told.get(name) or "") for name in ("words", "direction", "practice", "category")}
    try:
        kept = saved.save(**asked, by=by, now=timezone.now())
    except saved.CannotSave as refused:
        messages.error(request, str(refused))
        return redirect("neighbourhood:search", sight.place.code)
    messages.success(request, _("C’est noté : chaque nouvelle annonce qui correspond vous sera signalée."))
    return redirect(f"{reverse('neighbourhood:search', args=[sight.place.code])}?{saved.address(kept)}")


@login_required
@gesture
def forget_search(request: HttpRequest, place: str, pk: int) -> HttpResponse:
    """Stop looking."""
    saved.forget(search=rules.search_to_change(actor(request), pk))
    messages.success(request, _("Cette recherche est oubliée."))
    return redirect("neighbourhood:search", place)


def _listed(request: HttpRequest, sight: Sight, found: Found) -> dict[str, Any]:
    return {
        "place": sight.place,
        "sight": sight,
        "cards": cards.slips(cards.cards(found.listings, sight.home)),
        "next": _address(request, after=found.after) if found.after else "",
    }


def _of_family(family: str) -> tuple[str, ...]:
    return tuple(id for id, known in practices.listables().items() if known.family == family)


def _ways(request: HttpRequest, name: str, chosen: str) -> list[dict[str, Any]]:
    """The same page with each value that this name may have in its query."""
    there = _address(request, **{name: "", "after": ""})
    joint = f"{there}&" if there.startswith("?") else "?"
    return [
        {"label": label, "href": f"{joint}{name}={value}" if value else there, "current": value == chosen}
        for value, label in _named(name, language())
    ]


@cache
def _named(name: str, language: str) -> list[tuple[str, str]]:
    """The values that a name may have in a query, and what they are called."""
    return {
        "family": [("", _("Tout")), *((id, str(family)) for id, family in cards.FAMILIES.items())],
        "direction": [("", _("Propositions et demandes")), ("offer", _("Propositions")), ("request", _("Demandes"))],
        "view": [("", _("Liste")), ("map", _("Carte"))],
    }[name]


def _address(request: HttpRequest, **changed: str) -> str:
    """This page with other values in its query; an empty one leaves it."""
    kept = {name: told for name, told in request.GET.lists() if name not in changed}
    text = urlencode(kept | {name: [value] for name, value in changed.items() if value}, doseq=True)
    return f"?{text}" if text else request.path


def _saved(request: HttpRequest) -> list[Any]:
    return _SEARCHES(actor(request).person.pk)


def _count(place: Place) -> int:
    """How many listings are shown to those who live there; 0 below the threshold under which nothing is said."""
    if not place.path:
        return 0
    around = list(belonging.circle(place).values())
    online = search.fitting(Wanted(), timezone.now()).filter(shown_in__in=around)
    counted = online.values("pk")[: MOST_SAID + 1].count()
    return counted if counted >= settings.THRESHOLD else 0
