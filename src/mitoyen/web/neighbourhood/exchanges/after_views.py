"""What one does after an exchange: thank, answer, report, reply, show how the object looks."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitoyen.web.neighbourhood.enums import ReportKind
from mitoyen.web.neighbourhood.exchanges import after, condition, rules
from mitoyen.web.neighbourhood.exchanges.after import CannotFollow
from mitoyen.web.neighbourhood.exchanges.forms import OtherwiseForm, PhotoForm, ReplyForm, ReportForm, ThanksForm
from mitoyen.web.neighbourhood.exchanges.views import page
from mitoyen.web.neighbourhood.models import Exchange, Report
from mitoyen.web.people import photos
from mitoyen.web.people.acting import actor
from mitoyen.web.people.actor import Actor
from mitoyen.web.ui.gestures import gesture


@login_required
@gesture
def thank(request: HttpRequest, reference: str) -> HttpResponse:
    """Thank the other in one tap."""
    by, now = actor(request), timezone.now()
    found = rules.exchange_to_see(by, reference)
    form, written = ThanksForm(request.POST), request.POST.get("note", "")
    if not form.is_valid():
        said = _("Votre mot est trop long : 400 caractères au plus.")
        return page(request, by, found, now, refusal=said, lost=written)
    try:
        after.thank(exchange=found, by=by, now=now, note=form.cleaned_data["note"])
    except CannotFollow as refused:
        return page(request, by, found, now, refusal=str(refused), lost=written)
    messages.success(request, _("Votre merci est parti."))
    return redirect(found)


@login_required
@gesture
def otherwise(request: HttpRequest, reference: str) -> HttpResponse:
    """« Sans la plateforme, vous auriez… », in one tap."""
    by = actor(request)
    found = rules.exchange_to_see(by, reference)
    form = OtherwiseForm(request.POST, answers=after.answers(found))
    if form.is_valid():
        after.answer(exchange=found, by=by, now=timezone.now(), otherwise=form.otherwise())
        if form.otherwise():
            messages.success(request, _("Merci : votre réponse rend les chiffres du quartier plus justes."))
    return redirect(found)


@login_required
@gesture
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what went wrong."""
    by, now = actor(request), timezone.now()
    found = rules.exchange_to_see(by, reference)
    form = ReportForm(list(ReportKind), request.POST, request.FILES)
    if not form.is_valid():
        return page(request, by, found, now, refusal=form.refused(), report=form)
    told = form.cleaned_data
    try:
        after.report(
            exchange=found,
            by=by,
            kind=ReportKind(told["kind"]),
            text=told["text"],
            picture=told["picture"],
            now=now,
        )
    except (CannotFollow, photos.CannotKeep) as refused:
        return page(request, by, found, now, refusal=str(refused), report=form)
    messages.success(request, _("C’est noté. L’autre peut y répondre."))
    return redirect(found)


@login_required
@gesture
def reply(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Answer a report."""
    by, now = actor(request), timezone.now()
    found = rules.exchange_to_see(by, reference)
    form, written = ReplyForm(request.POST), request.POST.get("text", "")
    if not form.is_valid():
        said = _("Cette réponse est trop longue : 1 000 caractères au plus.")
        return page(request, by, found, now, refusal=said, lost=written)
    try:
        after.reply(report=_report(found, by, pk), by=by, text=form.cleaned_data["text"], now=now)
    except CannotFollow as refused:
        return page(request, by, found, now, refusal=str(refused), lost=written)
    return redirect(found)


@login_required
@gesture
def withdraw(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take back a report."""
    by, now = actor(request), timezone.now()
    found = rules.exchange_to_see(by, reference)
    try:
        after.withdraw(report=_report(found, by, pk), by=by, now=now)
    except CannotFollow as refused:
        return page(request, by, found, now, refusal=str(refused))
    return redirect(found)


@login_required
@gesture
def show_condition(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a photo of the object as it changes hands."""
    by, now = actor(request), timezone.now()
    found = rules.exchange_to_see(by, reference)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, by, found, now, refusal=_("Choisissez d’abord une photo."))
    try:
        condition.show(exchange=found, by=by, picture=form.cleaned_data["picture"], now=now)
    except (CannotFollow, photos.CannotKeep) as refused:
        return page(request, by, found, now, refusal=str(refused))
    messages.success(request, _("Votre photo est partie : elle s’affiche ici dans un instant."))
    return redirect(found)


@login_required
@require_safe
def photo(request: HttpRequest, reference: str, key: str, size: int) -> HttpResponse:
    """A photo of an exchange, for those who may see the exchange."""
    found = rules.exchange_to_see(actor(request), reference)
    return photos.answer(condition.photo_of(found, key), size)


def _report(exchange: Exchange, by: Actor, pk: int) -> Report:
    found = Report.objects.select_related("by", "exchange__listing").filter(exchange=exchange, pk=pk).first()
    if found is None or not exchange.side_of(by.person):
        raise Http404
    return found
