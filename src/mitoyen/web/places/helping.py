"""Pages of those who act for others: whom they help, somebody new, and the sheets that the helped keep."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from mitoyen.web.people import mandates
from mitoyen.web.people import rules as people
from mitoyen.web.people.acting import CHOSEN
from mitoyen.web.people.enums import Consent
from mitoyen.web.people.mandates import CannotHelp
from mitoyen.web.people.models import Act, Mandate, Person
from mitoyen.web.people.pages import oneself, own
from mitoyen.web.places import belonging, helping_actions, helping_rules
from mitoyen.web.places.helping_forms import AskForm, WelcomeForm
from mitoyen.web.ui.gestures import gesture


@login_required
def helping(request: HttpRequest) -> HttpResponse:
    """Whom somebody acts for; the way to welcome or to ask somebody else."""
    return _helping(request, AskForm(initial=_last_contact(oneself(request))))


@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Somebody without an e-mail address, and their agreement."""
    helper = oneself(request)
    places = helping_rules.places_to_help_in(helper)
    if not places:
        raise Http404
    form = WelcomeForm(places, request.POST or None, initial={"language": "fr", **_last_contact(helper)})
    if form.is_valid() and (mandate := _welcomed(form, helper)):
        said = gettext("%(name)s fait partie du voisinage. Imprimez-lui sa feuille.")
        messages.success(request, said % {"name": mandate.helped.first_name})
        return redirect("people:sheet", mandate.pk)
    return own(request, "places/helping_welcome.html", form=form)


@login_required
@gesture
def ask(request: HttpRequest) -> HttpResponse:
    """Ask somebody who has an account; the answer is the same whether or not they do."""
    helper, form = oneself(request), AskForm(request.POST)
    if not helping_rules.roles_that_help(helper):
        raise Http404
    if form.is_valid():
        told = form.cleaned_data
        try:
            helping_actions.ask(helper=helper, address=told["email"], contact=told["contact"], now=timezone.now())
        except CannotHelp as refused:
            form.add_error(None, str(refused))
            return _helping(request, form)
        said = gettext(
            "Si cette adresse est celle d’une personne que vous pouvez aider, elle lira votre demande sur sa page."
        )
        messages.success(request, said)
        return redirect("people:helping")
    return _helping(request, form)


@login_required
@gesture
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Act for somebody from now on, until one becomes oneself again."""
    mandate = helping_rules.mandate_to_act_under(oneself(request), pk)
    request.session[CHOSEN] = mandate.pk
    return redirect(settings.LOGIN_REDIRECT_URL)


@login_required
@gesture
def end_elsewhere(request: HttpRequest, pk: int) -> HttpResponse:
    """End the mandate that another helper holds, because the person said so."""
    helper = oneself(request)
    mandate = helping_rules.mandate_to_end_for_them(helper, pk)
    mandates.end(mandate=mandate, by=mandate.helped, now=timezone.now())
    messages.success(request, gettext("Le mandat a pris fin."))
    return redirect("people:helping")


@login_required
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done for somebody, to print: all of it, one day (`?jour=2026-11-28`) or one act (`?acte=12`)."""
    mandate = people.mandate_to_print(oneself(request), pk)
    done = Act.objects.filter(mandate=mandate).order_by("at", "pk")
    day, one = _day(request.GET.get("jour", "")), request.GET.get("acte", "")
    if day:
        done = done.filter(at__gte=day, at__lt=day + datetime.timedelta(days=1))
    if one.isdecimal():
        done = done.filter(pk=int(one))
    home = belonging.home(mandate.helped)
    told = {"mandate": mandate, "acts": done, "day": day, "home": home, "now": timezone.now()}
    return own(request, "places/helping_sheet.html", **told)


@login_required
def agreement(request: HttpRequest) -> HttpResponse:
    """The agreement to print and to sign."""
    helper = oneself(request)
    roles = helping_rules.roles_that_help(helper)
    if not roles:
        raise Http404
    return own(request, "places/helping_agreement.html", helper=helper, roles=roles)


def _helping(request: HttpRequest, form: AskForm) -> HttpResponse:
    helper = oneself(request)
    held = Mandate.objects.select_related("helped").filter(helper=helper).order_by("helped__first_name", "pk")
    told: dict[str, Any] = {
        "roles": helping_rules.roles_that_help(helper),
        "standing": held.filter(ended_at=None),
        "ended": held.exclude(ended_at=None),
        "elsewhere": helping_rules.held_by_others(helper),
        "form": form,
    }
    return own(request, "places/helping.html", **told)


def _welcomed(form: WelcomeForm, helper: Person) -> Mandate | None:
    """The mandate, or None with the reason written on the form."""
    told = form.cleaned_data
    try:
        return helping_actions.welcome(
            helper=helper,
            first_name=told["first_name"],
            place=helping_rules.place_to_help_in(helper, told["place"]),
            consent=Consent(told["consent"]),
            witness=told["witness"],
            contact=told["contact"],
            language=told["language"],
            now=timezone.now(),
        )
    except CannotHelp as refused:
        form.add_error("witness" if told["consent"] == Consent.SPOKEN and not told["witness"] else None, str(refused))
        return None


def _last_contact(helper: Person) -> dict[str, str]:
    """How the helper said last time that they are reached, to be kept or changed."""
    last = Mandate.objects.filter(helper=helper).exclude(contact="").order_by("-given_at").first()
    return {"contact": last.contact} if last else {}


def _day(written: str) -> datetime.datetime | None:
    """Midnight of a day written as 2026-11-28; None for anything else."""
    try:
        return (
            timezone.make_aware(datetime.datetime.fromisoformat(written)) if len(written) == len("2026-11-28") else None
        )
    except ValueError:
        return None
