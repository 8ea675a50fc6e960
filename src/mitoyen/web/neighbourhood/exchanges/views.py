"""The page of an exchange, and the moves made from it."""

from __future__ import annotations

import datetime

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitoyen.web.neighbourhood import qr
from mitoyen.web.neighbourhood.exchanges import actions, after, fiscal, payment, queries, rules
from mitoyen.web.neighbourhood.exchanges.forms import MoveForm, PhotoForm, ReportForm, ThanksForm, WayForm
from mitoyen.web.neighbourhood.exchanges.machine import BY_NAME, By
from mitoyen.web.neighbourhood.models import Exchange
from mitoyen.web.people.acting import actor
from mitoyen.web.people.actor import Actor

SECTION = {"section": "mine"}
AT_ONCE = datetime.timedelta(minutes=1)
"""Within it, the same move in the same words is the same tap."""


@never_cache
@login_required
@require_safe
def exchange(request: HttpRequest, reference: str) -> HttpResponse:
    """One exchange, for one of its two sides, or for who settles it."""
    by = actor(request)
    return page(request, by, rules.exchange_to_see(by, reference), timezone.now())


@never_cache
@login_required
@require_safe
def code(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The same page with the code of the other filled in: what a telephone opens when it reads the square."""
    by = actor(request)
    return page(request, by, rules.exchange_to_see(by, reference), timezone.now(), code=code)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Make a move; refused, the page says why and keeps what was typed."""
    by, now = actor(request), timezone.now()
    found = rules.exchange_to_see(by, reference)
    if name not in BY_NAME:
        raise Http404
    if request.method != "POST":
        return redirect(found)
    form = MoveForm(BY_NAME[name], found, request.POST)
    decides = By.MODERATOR in rules.standing(found, by)
    if form.is_valid() and _made(request, form, by, now):
        return _decided(request) if decides else redirect(found)
    return page(request, by, rules.exchange_to_see(by, reference), now, refused=form)


def _decided(request: HttpRequest) -> HttpResponse:
    """Whoever moderates reads an exchange no longer than its two sides disagree."""
    messages.success(request, _("Votre décision est notée, et les deux voisins en sont prévenus."))
    return redirect("neighbourhood:mine")


def page(
    request: HttpRequest,
    by: Actor,
    found: Exchange,
    now: datetime.datetime,
    *,
    refused: MoveForm | None = None,
    code: str = "",
    refusal: str = "",
    lost: str = "",
    report: ReportForm | None = None,
) -> HttpResponse:
    """The page of an exchange; `refusal` says why what was just asked could not be done, `lost` what it said.

    A report that was refused stands in its form again, further down; its words are shown above too.
    """
    shown = queries.page_of(found, by, now, refused=refused, code=code, report=report)
    if report is not None:
        lost = str(report.data.get("text", ""))
    values = {
        **SECTION,
        "page": shown,
        "exchange": found,
        "refusal": refusal or (" ".join(map(str, refused.non_field_errors())) if refused else ""),
        "lost_words": lost.strip() or _lost(refused, shown),
        "square": _square(request, shown),
        "otherwise": after.answers(found),
        "thanks_form": ThanksForm(auto_id="thanks-%s"),
        "photo_form": PhotoForm(auto_id="photo-%s"),
        "way_form": WayForm(auto_id="way-%s"),
        "provider": payment.provider(),
        "taxes": fiscal.TAXES,
        "contributions": fiscal.CONTRIBUTIONS,
    }
    return render(request, "neighbourhood/exchange.html", values)


def _made(request: HttpRequest, form: MoveForm, by: Actor, now: datetime.datetime) -> bool:
    """Whether the move was made; if not, the form says why."""
    tries = f"{form.exchange.reference}:{by.person.pk}"
    if form.move.code and not ratelimit.consume(request, action="exchange_code", key=tries, user=by.person):
        form.add_error("code", _("Trop d’essais. Attendez une heure, ou confirmez sans le code."))
        return False
    if form.move.name == "write" and _just_done(form, by, now):
        return True
    try:
        after.make(exchange=form.exchange, name=form.move.name, by=by, now=now, said=form.said())
    except actions.CannotMove as refused:
        if _just_done(form, by, now):
            return True
        form.add_error("code" if form.move.code and "code" in form.data else None, str(refused))
        return False
    if form.move.name == "write":
        messages.success(request, _("Votre message est parti."))
    return True


def _just_done(form: MoveForm, by: Actor, now: datetime.datetime) -> bool:
    """Whether this side did just that, in the same words: a finger that tapped twice wants it once."""
    last = form.exchange.steps.order_by("-at", "-pk").first()
    this = (form.move.name, by.person.pk, form.said().note)
    return last is not None and (last.move, last.by_id, last.note) == this and now - last.at < AT_ONCE


def _lost(refused: MoveForm | None, shown: queries.Page) -> str:
    """What was written with a move that is no longer open: shown, so that it is not lost."""
    gestures = [shown.first, *shown.others]
    if refused is None or any(gesture and gesture.form is refused for gesture in gestures):
        return ""
    return str(refused.data.get("note", ""))


def _square(request: HttpRequest, shown: queries.Page) -> str:
    """The square of the code, which leads the other straight to the form where it is typed."""
    if not shown.code:
        return ""
    listing = shown.exchange.listing
    path = (
        f"/annonce/{listing.reference}/presence/{shown.code}/"
        if shown.code == listing.code
        else f"/echange/{shown.exchange.reference}/code/{shown.code}/"
    )
    return qr.drawing(request.build_absolute_uri(path), _("Code à lire avec un téléphone"))
