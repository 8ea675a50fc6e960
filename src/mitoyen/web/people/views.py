"""The account of somebody: who they are, who lives with them, who acts for them, what they may do."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from mitoyen.web.people import faces, households, levels, mandates, photos, rules
from mitoyen.web.people.acting import CHOSEN
from mitoyen.web.people.adapter import LATER
from mitoyen.web.people.forms import FaceForm, HouseholdCodeForm, ProfileForm
from mitoyen.web.people.models import Act, Mandate, MandateRequest, Person
from mitoyen.web.people.pages import oneself, own
from mitoyen.web.ui.gestures import gesture

READ = 200
"""Acts shown on a page, the latest first; the printed sheet has them all."""


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """The way to everything that one may set."""
    asked = MandateRequest.objects.filter(helped=oneself(request), answered_at=None).count()
    return own(request, "people/settings.html", asked=asked)


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """What neighbours see of somebody, and who lives with them."""
    person = oneself(request)
    form = ProfileForm(request.POST or None, instance=Person.objects.get(pk=person.pk))
    if form.is_valid():
        form.save()
        messages.success(request, gettext("C’est enregistré."))
        return redirect("people:profile")
    return _profile(request, form=form)


@login_required
@gesture
def face(request: HttpRequest) -> HttpResponse:
    """Show another photo of oneself, or none."""
    person, form = oneself(request), FaceForm(request.POST, request.FILES)
    if request.POST.get("action") == "remove":
        faces.remove(person=person)
        messages.success(request, gettext("Votre photo n’est plus montrée."))
        return redirect("people:profile")
    if form.is_valid() and _changed(form, person):
        messages.success(request, gettext("Votre photo est reçue. Elle se montre dans quelques instants."))
        return redirect("people:profile")
    return _profile(request, face_form=form)


@login_required
@gesture
def household(request: HttpRequest) -> HttpResponse:
    """Invite somebody into the household, join one, or leave it."""
    person, now = oneself(request), timezone.now()
    wanted = request.POST.get("action")
    if wanted == "invite":
        households.invite(person=person, now=now)
    elif wanted == "leave":
        households.leave(person=person)
        messages.success(request, gettext("Vous n’êtes plus dans ce foyer."))
    else:
        return _join(request, person)
    return redirect("people:profile")


@login_required
def mandates_page(request: HttpRequest) -> HttpResponse:
    """Who acts for the person, who asks to, and everything that was done."""
    person = oneself(request)
    given = Mandate.objects.select_related("helper").filter(helped=person).order_by("-given_at")
    done = Act.objects.select_related("mandate__helper").filter(mandate__helped=person).order_by("-at", "-pk")[:READ]
    asked = MandateRequest.objects.select_related("helper").filter(helped=person, answered_at=None).order_by("pk")
    return own(request, "people/mandates.html", given=given, acts=done, asked=asked)


@login_required
@gesture
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no to somebody who asks to act for the person."""
    asked = rules.request_to_answer(oneself(request), pk)
    mandates.answer(asked=asked, accepted=request.POST.get("answer") == "yes", now=timezone.now())
    return redirect("people:mandates")


@login_required
@gesture
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a mandate, whichever side of it one is on."""
    person = oneself(request)
    mandate = rules.mandate_to_end(person, pk)
    mandates.end(mandate=mandate, by=person, now=timezone.now())
    messages.success(request, gettext("Le mandat a pris fin."))
    return redirect("people:helping" if mandate.helper_id == person.pk else "people:mandates")


@login_required
@gesture
def become_oneself(request: HttpRequest) -> HttpResponse:
    """Stop acting for somebody: the mandate stands, the next step is one's own."""
    request.session.pop(CHOSEN, None)
    return redirect("people:helping")


def levels_page(request: HttpRequest) -> HttpResponse:
    """What each level and each role may do; the same page for everybody."""
    return render(request, "people/levels.html", {"proofs": levels.by_proof(), "roles": levels.by_role()})


def _profile(request: HttpRequest, **forms: Any) -> HttpResponse:
    """The page of the profile, with the forms as they were sent where one was."""
    person, now = oneself(request), timezone.now()
    told: dict[str, Any] = {
        "form": ProfileForm(instance=Person.objects.get(pk=person.pk)),
        "face_form": FaceForm(),
        "code_form": HouseholdCodeForm(),
        "others": households.others(person),
        "code": households.open_code(person, now),
    }
    return own(request, "people/profile.html", face_size=faces.SIZE, **(told | forms))


def _changed(form: FaceForm, person: Person) -> bool:
    """Whether the photo could be kept; why not is written on the form."""
    try:
        faces.change(person=person, upload=form.cleaned_data["photo"], now=timezone.now())
    except photos.CannotKeep as refused:
        form.add_error("photo", str(refused))
        return False
    return True


def _join(request: HttpRequest, person: Person) -> HttpResponse:
    form = HouseholdCodeForm(request.POST)
    if not ratelimit.consume(request, action="household_code", user=person):
        form.add_error("code", LATER)
    elif form.is_valid():
        try:
            households.join(person=person, typed=form.cleaned_data["code"], now=timezone.now())
        except households.CannotJoin as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, gettext("Vous êtes dans le même foyer."))
            return redirect("people:profile")
    return _profile(request, code_form=form)
