"""Where somebody lives, the code of a letter, an invitation, two neighbours."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mitoyen.evidence.records import Text
from mitoyen.web.people.acting import actor
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof
from mitoyen.web.places import belonging, codes, guesses, homes, invitations, letters, rules, vouching
from mitoyen.web.places.joining import homes as told
from mitoyen.web.places.joining.forms import IntroductionForm, LetterForm
from mitoyen.web.places.models import Belonging
from mitoyen.web.ui.words import language

SECTION = {"section": "mine"}
KEPT = "invitation"
"""Name in the session of the invitation that waits for somebody who is signing up."""
GONE = 410
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """Where somebody lives, how surely, what that allows, and how to allow more; a field for whoever has not said."""
    by = actor(request)
    home = belonging.home(by.person)
    waiting = _waiting(request)
    partner = bool(rules.partnered(by))
    if home is None:
        return _page(request, "places/joining/join.html", invitation=waiting, partner=partner)
    proof = ResidenceProof(home.proof)
    values: dict[str, Any] = {
        "home": home,
        "around": told.around(home.place),
        "proof": proof,
        "allowed": told.allowed(proof),
        "vouched": vouching.vouchers(home) if proof < ResidenceProof.VOUCHED else [],
        "invitation": waiting,
        "partner": partner,
        "Proof": ResidenceProof,
    }
    return _page(request, "places/joining/home.html", **values)


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Places proposed while one types; without script, the quartiers of what was typed, or a choice."""
    typed = request.GET.get("place", "")
    if getattr(request, "htmx", False):
        return render(request, "places/suggestions.html", {"found": told.proposed(typed)})
    if not typed.strip():
        return _page(request, "places/joining/search.html")
    code, choices, error = told.told(typed)
    if code:
        return redirect("places:choose", code)
    said = Text(error.fr, error.en).in_(language()) if error and not choices else ""
    return _page(request, "places/joining/search.html", status=404, choices=choices, said=said, typed=typed, lost=True)


@login_required
@read_or_send
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Where in a commune or a quartier somebody lives; sent, it is their home."""
    by, place = actor(request), rules.place_to_live_in(code)
    refused = ""
    if request.method == "POST":
        try:
            homes.settle(place=rules.planted_to_live_in(request.POST.get("place", "")), by=by, now=timezone.now())
        except homes.CannotMove as error:
            refused = str(error)
        else:
            messages.success(request, gettext("C’est noté. Bienvenue chez vous."))
            return redirect("places:join")
    values = {
        "place": place,
        "around": told.around(place),
        "quartiers": told.drawn_in(place),
        "residences": told.residences_in(place),
        "census": told.census(place),
        "home": belonging.home(by.person),
        "refused": refused,
    }
    return _page(request, "places/joining/choose.html", status=409 if refused else 200, **values)


@login_required
@read_or_send
def letter(request: HttpRequest) -> HttpResponse:
    """The code of a letter, typed."""
    by = actor(request)
    form = LetterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            home = letters.use(typed=form.cleaned_data["code"], by=by, now=timezone.now())
        except (letters.NoSuchLetter, guesses.TooManyGuesses, homes.CannotMove) as error:
            form.add_error("code", str(error))
        else:
            return _proven(request, home)
    return _page(request, "places/joining/letter.html", status=422 if form.errors else 200, form=form)


@read_or_send
def invitation(request: HttpRequest, signed: str) -> HttpResponse:
    """An invitation: what it is, for somebody who is not signed in too; sent, it is accepted."""
    now = timezone.now()
    try:
        found = invitations.read(signed, now=now)
        if not request.user.is_authenticated:
            request.session[KEPT] = signed
            return _page(request, "places/joining/invitation.html", invitation=found, next=request.path, stranger=True)
        by = actor(request)
        if request.method == "POST":
            home = invitations.accept(text=signed, by=by, now=now)
            request.session.pop(KEPT, None)
            return _proven(request, home)
    except invitations.NotGood as error:
        return _not_good(request, error.why)
    except homes.CannotMove as error:
        return _page(request, "places/joining/invitation.html", status=409, invitation=found, refused=str(error))
    around, home_now = told.around(found.place), belonging.home(by.person)
    moving = home_now is not None and not home_now.place.path.startswith(found.place.path)
    return _page(
        request, "places/joining/invitation.html", invitation=found, around=around, home=home_now, moving=moving
    )


@login_required
@read_or_send
def neighbours(request: HttpRequest) -> HttpResponse:
    """The code that a newcomer tells two neighbours."""
    by, now = actor(request), timezone.now()
    home = belonging.home(by.person)
    if home is None:
        return redirect("places:join")
    if request.method == "POST":
        try:
            vouching.introduce(by=by, now=now)
        except vouching.CannotVouch as error:
            return _page(request, "places/joining/neighbours.html", status=409, refused=str(error))
        return redirect("places:neighbours")
    made = vouching.introduction(home, now)
    code = codes.written(made.code) if made else ""
    return _page(
        request, "places/joining/neighbours.html", home=home, made=made, code=code, vouched=vouching.vouchers(home)
    )


@login_required
@read_or_send
def vouch(request: HttpRequest) -> HttpResponse:
    """A neighbour types a newcomer's code, sees whom it introduces, and says that they live here."""
    by, now = actor(request), timezone.now()
    form = IntroductionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data["code"]
        try:
            if "sure" in request.POST:
                done = vouching.vouch(typed=typed, by=by, now=now)
                said = gettext("Merci pour %(name)s : c’est noté.") % {"name": done.person.first_name}
                messages.success(request, said)
                return redirect("places:vouch")
            found = vouching.newcomer(typed=typed, by=by, now=now)
            return _page(request, "places/joining/sure.html", found=found, code=typed)
        except (vouching.NoSuchNewcomer, vouching.CannotVouch, guesses.TooManyGuesses) as error:
            form.add_error("code", str(error))
    status = 422 if form.errors else 200
    left, may = vouching.left(by.person, now), _may_vouch(by)
    return _page(request, "places/joining/vouch.html", status=status, form=form, left=left, may=may)


def _may_vouch(by: Actor) -> bool:
    """Whether somebody may vouch for a newcomer of their own place."""
    home = belonging.home(by.person)
    return home is not None and rules.may_vouch(by.person, home.place)


def _page(request: HttpRequest, template: str, *, status: int = 200, **values: Any) -> HttpResponse:
    return render(request, template, {**SECTION, **values}, status=status)


def _proven(request: HttpRequest, home: Belonging) -> HttpResponse:
    said = gettext("C’est vérifié : vous habitez %(place)s.") % {"place": home.place.name}
    messages.success(request, said)
    return redirect("places:join")


def _waiting(request: HttpRequest) -> str:
    """What an invitation that somebody opened before signing up carries, while it still serves."""
    signed = str(request.session.get(KEPT, ""))
    if not signed:
        return ""
    try:
        invitations.read(signed, now=timezone.now())
    except invitations.NotGood:
        request.session.pop(KEPT, None)
        return ""
    return signed


def _not_good(request: HttpRequest, why: invitations.Wrong) -> HttpResponse:
    request.session.pop(KEPT, None)
    status = 404 if why == invitations.Wrong.UNKNOWN else GONE
    return _page(request, "places/joining/not_good.html", status=status, why=why.value)
