"""The page of one listing: read by neighbours, answered, and kept in order by its owner."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mitoyen.reporting import numbers
from mitoyen.web.neighbourhood import practices, rules
from mitoyen.web.neighbourhood.enums import Course, Direction, ListingState
from mitoyen.web.neighbourhood.exchanges.actions import ask
from mitoyen.web.neighbourhood.exchanges.entry import CannotAsk
from mitoyen.web.neighbourhood.lending.views import calendar_of
from mitoyen.web.neighbourhood.listings import actions, cards, categories
from mitoyen.web.neighbourhood.listings.answer_forms import AnswerForm
from mitoyen.web.neighbourhood.listings.drafts import CannotPublish
from mitoyen.web.neighbourhood.models import Exchange, Listing, ListingPhoto
from mitoyen.web.people import photos
from mitoyen.web.people.acting import actor
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.models import Person, Photo
from mitoyen.web.places import belonging
from mitoyen.web.places.models import Belonging
from mitoyen.web.prepared import Prepared
from mitoyen.web.ui.gestures import gesture
from mitoyen.web.ui.words import language

SECTION = {"section": "neighbourhood"}
TALLEST = 320
"""[pixels] of a photo on a page, so that it and the words beside it fit a phone."""
SHOWN = 50
"""Answers that the owner's page lists, the latest first; the others are in their exchanges."""
_ANSWERS = Prepared(
    lambda listing: Exchange.objects.filter(listing=listing).select_related("asker").order_by("-asked_at")[:SHOWN]
)
_ASKED = Prepared(
    lambda listing, asker: Exchange.objects.filter(listing=listing, asker=asker).order_by("-asked_at")[:SHOWN]
)
_PHOTOS = Prepared(lambda listing: ListingPhoto.objects.filter(listing=listing).select_related("photo"))


@login_required
@require_safe
def listing(request: HttpRequest, reference: str) -> HttpResponse:
    """The listing, with the way to answer it or, for its owner, to keep it in order."""
    return _page(request, *rules.listing_and_sides(actor(request), reference))


@login_required
@gesture
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for what is offered, or offer what is asked for."""
    by = actor(request)
    found, mine, theirs = rules.listing_and_sides(by, reference)
    form = AnswerForm(request.POST, listing=found, practice=practices.of(found.practice))
    if not form.is_valid():
        return _page(request, found, mine, theirs, form, status=422)
    try:
        exchange = ask(listing=found, by=by, now=timezone.now(), **form.wish())
    except CannotAsk as refused:
        form.add_error(None, str(refused))
        return _page(request, found, mine, theirs, form, status=422)
    return redirect(exchange)


@login_required
@gesture
def pause(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the listing out of sight for a while."""
    by = actor(request)
    found = rules.listing_to_change(by, reference)
    actions.pause(listing=found, by=by, now=timezone.now())
    messages.success(request, _("Votre annonce est en pause : vos voisins ne la voient plus."))
    return redirect(found)


@login_required
@gesture
def renew(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the listing from today on, in one tap."""
    by = actor(request)
    found = rules.listing_to_change(by, reference)
    try:
        actions.renew(listing=found, by=by, now=timezone.now())
        messages.success(request, _("Votre annonce est en ligne."))
    except CannotPublish as refused:
        messages.error(request, str(refused))
    return redirect(found)


@login_required
@gesture
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the listing away."""
    by = actor(request)
    found = rules.listing_to_change(by, reference)
    actions.close(listing=found, by=by, now=timezone.now())
    messages.success(request, _("Votre annonce est retirée. Les échanges en cours continuent."))
    return redirect(found)


@login_required
@require_safe
def photo(request: HttpRequest, reference: str, key: str, size: int) -> HttpResponse:
    """A photo of the listing, to whoever may see it."""
    return photos.answer(rules.photo_to_see(actor(request), reference, key), size)


def _page(
    request: HttpRequest,
    found: Listing,
    mine: list[Belonging],
    theirs: list[Belonging],
    form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a listing, for a reader and of an owner who belong to these places."""
    person = actor(request).person
    owns = found.owner_id == person.pk
    lives = belonging.lives(mine)
    known = practices.listables().get(found.practice)
    context: dict[str, Any] = {
        **SECTION,
        "listing": found,
        "card": cards.card(found, lives.place if lives else found.place),
        "pictures": _pictures(found, owns),
        "join": known.join.in_(language()) if known and known.join and found.direction == Direction.OFFER else "",
        "category": categories.label(found.category, language()),
        "facts": _facts(found, met=owns),
        "owns": owns,
        "level": "" if owns else _level(theirs),
        "online": found.state == ListingState.OPEN and found.expires_at > timezone.now(),
        "free_seats": cards.free_seats(found),
        "lent": known is not None and known.course == Course.LENDING and found.direction == Direction.OFFER,
        "gathers": known is not None and known.course == Course.GATHERING and found.direction == Direction.OFFER,
        "orders": known is not None and known.orders is not None,
        "month": None if owns else calendar_of(found, person, timezone.now()),
        "exchanges": _exchanges(found, person),
        "place": rules.first_of(rules.reading(mine)) or found.shown_in,
        "answerable": rules.may_answer(found, mine),
    }
    if not owns and known is not None:
        context["form"] = form or AnswerForm(listing=found, practice=known)
    return render(request, "neighbourhood/listing.html", context, status=status)


def _pictures(found: Listing, owns: bool) -> list[cards.Picture]:
    """The photos that are drawn, as large as the page shows them; its owner also sees those on their way, empty."""
    photos_of = [one.photo for one in _PHOTOS(found.pk)] if getattr(found, "first", None) else []
    return [_picture(found, photo) for photo in photos_of if photo.ready_at or owns]


def _picture(found: Listing, photo: Photo) -> cards.Picture:
    small, large, description, width, height = cards.picture(found, photo)
    scale = min(1, cards.SMALL / max(width, 1), TALLEST / max(height, 1))
    width, height = max(1, round(width * scale)), max(1, round(height * scale))
    return cards.Picture(*((small, large) if photo.ready_at else ("", "")), description, width, height)


def _exchanges(found: Listing, person: Person) -> list[Exchange]:
    """Its answers, for its owner; one's own, for somebody else."""
    return _ANSWERS(found.pk) if found.owner_id == person.pk else _ASKED(found.pk, person.pk)


def _level(held: list[Belonging]) -> str:
    """How sure we are that the owner lives there; of a partner, as what they speak."""
    lives = belonging.lives(held)
    if lives:
        return str(ResidenceProof(lives.proof).label)
    return str(Role(held[0].role).label) if held else ""


def _facts(found: Listing, met: bool) -> list[tuple[str, Any]]:
    """What it tells beside its words; the meeting place to its owner alone, until somebody is accepted."""
    facts = [
        (_("Quand"), cards.when(found) or found.availability),
        (_("Rendez-vous"), found.meeting if met else ""),
        (_("Durée"), cards.lasts(found.minutes) if found.minutes else ""),
        (_("Trajet"), _kilometres(found.metres)),
        (_("Durée maximale du prêt"), _days(found.most_minutes)),
    ]
    return [(name, value) for name, value in facts if value]


def _kilometres(metres: int) -> str:
    return f"{numbers.number(metres / 1000, language(), 1 if metres % 1000 else 0)} km" if metres else ""


def _days(minutes: int) -> str:
    days = minutes // 1440
    if not days:
        return ""
    return ngettext("%(count)s jour", "%(count)s jours", days) % {"count": days}
