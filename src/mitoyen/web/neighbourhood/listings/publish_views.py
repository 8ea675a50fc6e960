"""Publishing: one field for a need, a short form for anything else, the same form to change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Select
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitoyen.web.neighbourhood import practices, rules
from mitoyen.web.neighbourhood.enums import Direction
from mitoyen.web.neighbourhood.listings import actions, cards, categories, feed_views, fields, forms, pictures
from mitoyen.web.neighbourhood.listings.drafts import CannotPublish, Draft, NeedsPower
from mitoyen.web.neighbourhood.listings.forms import ListingForm
from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.neighbourhood.practices import Listable
from mitoyen.web.people.acting import actor
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.rules import Power
from mitoyen.web.places.models import Place
from mitoyen.web.ui.gestures import gesture
from mitoyen.web.ui.words import language

SECTION = {"section": "neighbourhood"}


@login_required
@gesture
def need(request: HttpRequest, place: str) -> HttpResponse:
    """Ask everybody nearby, in one field."""
    by = actor(request)
    sight = rules.sight_of(by, place)
    typed = request.POST.get("need", "")[:4000].replace("\0", "")
    try:
        made = actions.ask_everybody(need=typed, place=sight.place, by=by, now=timezone.now())
    except actions.PriceWanted as wanted:
        told = {"practice": wanted.guess.practice, "direction": "request", "title": typed[:120]}
        told |= {"category": wanted.guess.category}
        return redirect(f"{reverse('neighbourhood:publish', args=[place])}?{urlencode(told)}")
    except NeedsPower as refused:
        return _refused(request, sight.place, refused, rules.home_around(by.person, sight.place) is not None)
    except CannotPublish as refused:
        return feed_views.feed_page(request, sight, status=422, need=typed, refused=str(refused))
    messages.success(request, _("Votre demande est en ligne. Relisez-la : tout peut être changé."))
    return redirect(made)


@login_required
def publish(request: HttpRequest, place: str) -> HttpResponse:
    """Choose what to offer or ask for, then tell it in a short form."""
    by = actor(request)
    where, held = rules.place_to_publish(by, place)
    home = rules.home_around(by.person, where)
    chosen = _chosen(request.GET)
    if chosen is None:
        kinds = _kinds(held, resident=home is not None)
        return render(request, "neighbourhood/publish.html", {**SECTION, "place": where, "kinds": kinds})
    known, direction = chosen
    missing = _missing(known, direction, held)
    if missing:
        return _refused(request, where, NeedsPower(missing), resident=home is not None)
    sent = request.method == "POST"
    form = ListingForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        practice=known,
        direction=direction,
        home=home or where,
        initial=_told(request),
    )
    if sent and form.is_valid():
        try:
            made = actions.publish(draft=form.draft(), place=where, by=by, now=timezone.now())
        except CannotPublish as refused:
            form.refuse(str(refused), refused.field)
        else:
            return _kept(request, made, form, by)
    return _form(request, form, where, status=422 if form.errors else 200)


@login_required
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change one's own listing; another practice may be chosen until somebody answered."""
    by = actor(request)
    found = rules.listing_to_change(by, reference)
    asked = request.GET.get("practice", "")
    known = practices.listables().get(asked) or practices.of(found.practice)
    options: dict[str, Any] = {"practice": known, "direction": Direction(found.direction), "home": found.place}
    options["parts"] = not found.exchanges.filter(part__isnull=False).exists()
    form = ListingForm(initial=forms.initial(found), **options)
    if request.method == "POST":
        form = ListingForm(request.POST, request.FILES, initial=forms.initial(found), **options)
        if form.is_valid():
            try:
                actions.change(listing=found, draft=form.draft(), by=by, now=timezone.now())
            except CannotPublish as refused:
                form.refuse(str(refused), refused.field)
            else:
                pictures.remove(listing=found, keys=[key for key in request.POST.getlist("discard") if key.isalnum()])
                return _kept(request, found, form, by)
    return _form(request, form, found.place, found, status=422 if form.errors else 200)


@login_required
@require_safe
def categories_for(request: HttpRequest) -> HttpResponse:
    """The choice of a category again, while somebody types the title: what its words suggest comes first."""
    practice = request.GET.get("practice", "")
    if practice not in practices.listables():
        raise Http404
    title, chosen = request.GET.get("title", "")[:120], request.GET.get("category", "")
    proposed = categories.suggested(title, practice, 1)
    best = proposed[0].id if proposed else ""
    if chosen and chosen != request.GET.get("proposed", ""):
        best = chosen
    widget = Select(choices=fields.of_categories(practice, title))
    attributes = {"id": "id_category", "aria-describedby": "id_category_helptext"}
    context = {"choice": widget.render("category", best, attributes), "chosen": best}
    return render(request, "neighbourhood/category.html", {**context, "proposed": proposed[0].id if proposed else ""})


def _chosen(query: Any) -> tuple[Listable, Direction] | None:
    known = practices.listables().get(query.get("practice", ""))
    direction = query.get("direction", "")
    return (known, Direction(direction)) if known and direction in Direction.values else None


def _missing(known: Listable, direction: Direction, held: frozenset[Power]) -> Power | None:
    """The first power that somebody lacks to publish such a listing, whatever it says."""
    draft = Draft(direction, known.id, "", terms=known.terms[0])
    return next((power for power in draft.powers if power not in held), None)


def _kinds(held: frozenset[Power], resident: bool) -> list[dict[str, Any]]:
    """What one may offer and ask for, with what takes more than a resident has yet; a role never has more."""
    found = []
    for direction, title in ((Direction.OFFER, _("Je propose")), (Direction.REQUEST, _("Je cherche"))):
        ways: Sequence[dict[str, Any]] = [
            {
                "label": known.said[direction].in_(language()),
                "query": urlencode({"direction": direction.value, "practice": known.id}),
                "missing": _missing(known, direction, held) is not None,
            }
            for known in practices.listables().values()
        ]
        found.append(
            {"title": title, "id": direction.value, "ways": [way for way in ways if resident or not way["missing"]]}
        )
    return [kind for kind in found if kind["ways"]]


def _told(request: HttpRequest) -> dict[str, Any]:
    """What an address fills in beforehand."""
    told = {name: request.GET.get(name, "")[:120] for name in ("title", "category")}
    return {name: value for name, value in told.items() if value}


def _kept(request: HttpRequest, listing: Listing, form: ListingForm, by: Actor) -> HttpResponse:
    """The page of what was written, once its photos are kept."""
    refused = pictures.add(listing=listing, uploads=form.cleaned_data.get("photos") or [], by=by, now=timezone.now())
    for sentence in refused:
        messages.error(request, sentence)
    messages.success(request, _("Votre annonce est enregistrée."))
    return redirect(listing)


def _form(
    request: HttpRequest, form: ListingForm, where: Place, listing: Listing | None = None, status: int = 200
) -> HttpResponse:
    context = {
        **SECTION,
        "form": form,
        "place": where,
        "listing": listing,
        "said": form.practice.said[form.direction].in_(language()),
        "others": fields.of_practices() if listing and not listing.answers else [],
        "pictures": [(one.photo.key, cards.picture(listing, one.photo)) for one in pictures.of(listing)]
        if listing
        else [],
    }
    return render(request, "neighbourhood/listing_form.html", context, status=status)


def _refused(request: HttpRequest, place: Place, refused: NeedsPower, resident: bool) -> HttpResponse:
    """What it takes, and how a resident gets it; a role does not grow."""
    context = {**SECTION, "place": place, "said": str(refused), "resident": resident}
    return render(request, "neighbourhood/publish_needs.html", context, status=403)
