"""The pages of /moi/."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from mitoyen.uncertainty.draws import SEED
from mitoyen.web.measure.boards import drawings as boards
from mitoyen.web.measure.boards import periods
from mitoyen.web.neighbourhood.mine import actions, drawings, impact, queries, rows, rules, sentences, tables
from mitoyen.web.neighbourhood.mine.forms import SettingsForm
from mitoyen.web.people import notices
from mitoyen.web.people.acting import actor
from mitoyen.web.people.actor import Actor
from mitoyen.web.places import belonging
from mitoyen.web.places.rules import partnered
from mitoyen.web.ui.calculator import calculator
from mitoyen.web.ui.gestures import gesture
from mitoyen.web.ui.words import language

View = Callable[..., HttpResponse]


def mine(view: View) -> View:
    """A page of /moi/: for whoever is signed in, kept by no cache; what a helper may not see says so, kindly."""

    @login_required
    @never_cache
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        by = actor(request)
        try:
            return view(request, by, *args, **kwargs)
        except rules.OneselfOnly:
            return show(request, by, "neighbourhood/mine/not_for_another.html", status=403)

    return shown


def show(request: HttpRequest, by: Actor, template: str, *, status: int = 200, **values: Any) -> HttpResponse:
    """A page with what all pages of /moi/ show."""
    unread = notices.unread(by.person)
    about = {"by": by, "person": by.person, "section": "mine", "unread": unread, "ways": _ways(request, by, unread)}
    return render(request, template, {**about, **values}, status=status)


@mine
def home(request: HttpRequest, by: Actor) -> HttpResponse:
    """What waits for me first, then my exchanges, my listings, and who helps whom."""
    now = timezone.now()
    waiting, under_way = queries.under_way(by.person, now)
    helpers, helped = queries.mandates(by.person)
    past = queries.past(by.person, request.GET.get("page"))
    return show(
        request,
        by,
        "neighbourhood/mine/home.html",
        waiting=rows.of_exchanges(waiting),
        under_way=rows.of_exchanges(under_way),
        page=past,
        past=rows.of_exchanges(queries.entries(past, by.person), weighs=by.mandate is None),
        listings=rows.of_listings(queries.listings(by.person)),
        helpers=helpers,
        helped=helped,
    )


@mine
def my_impact(request: HttpRequest, by: Actor) -> HttpResponse:
    """What my exchanges brought, this year or since the beginning."""
    person, today = rules.oneself(by), timezone.localdate()
    everything = impact.counted(person)
    period = periods.named("all" if request.GET.get("period") == "all" else "year", today)
    found = impact.of_period(everything, period)
    return show(
        request,
        by,
        "neighbourhood/mine/impact.html",
        impact=found,
        when=periods.told(period) if period.name == "year" else gettext("depuis le début"),
        periods=tables.period_tabs(period),
        happened=sentences.happened(found),
        carbon=sentences.carbon(found.net, len(found.exchanges)) if found.exchanges else "",
        money=sentences.money(found),
        time=sentences.time(found),
        neighbours=sentences.neighbours(found) if found.exchanges else "",
        waterfall=boards.waterfall(found.figures),
        claim=drawings.beside_the_claim(found.net) if period.name == "year" else None,
        practice_header=tables.practice_header(found),
        practice_rows=list(tables.practice_rows(found)),
        latest=found.exchanges[: queries.A_PAGE],
        evidence=calculator().pack.name,
        draws=calculator().draws.size,
        seed=SEED,
    )


@mine
def exchange_impact(request: HttpRequest, by: Actor, reference: str) -> HttpResponse:
    """What one of my exchanges brought."""
    exchange = rules.exchange_to_weigh(by, reference)
    weighed = impact.of_exchange(exchange, by.person)
    return show(
        request,
        by,
        "neighbourhood/mine/exchange.html",
        exchange=exchange,
        weighed=weighed,
        told=tables.weighed(weighed) if weighed else None,
        waterfall=boards.waterfall(weighed.whole) if weighed else None,
    )


@mine
def my_notices(request: HttpRequest, by: Actor) -> HttpResponse:
    """What I was told."""
    page = queries.notices(by.person, request.GET.get("page"))
    told = [(notice, local(notice.link)) for notice in page.object_list]
    return show(request, by, "neighbourhood/mine/notices.html", page=page, told=told)


@gesture
@mine
def read(request: HttpRequest, by: Actor, pk: int | None = None) -> HttpResponse:
    """Mark one notice as read, or all of them."""
    if pk is None:
        actions.read_all(person=by.person, now=timezone.now())
    else:
        actions.read(notice=rules.notice_to_read(by, pk), now=timezone.now())
    return redirect("neighbourhood:mine_notices")


@mine
def settings(request: HttpRequest, by: Actor) -> HttpResponse:
    """How soon e-mails leave, in what language; my calendar, my saved searches, my places."""
    person = rules.oneself(by)
    form = SettingsForm(person, request.POST or None)
    if form.is_valid():
        actions.choose(person=person, paces=form.paces(), language=form.cleaned_data["language"])
        messages.success(request, gettext("C’est enregistré."))
        return redirect("neighbourhood:mine_settings")
    return show(
        request,
        by,
        "neighbourhood/mine/settings.html",
        status=400 if form.errors else 200,
        form=form,
        searches=[tables.search(each) for each in person.searches.order_by("-made_at", "-pk")],
        places=belonging.current(person),
        partner=bool(partnered(by)),
        calendar=_address("neighbourhood:agenda"),
    )


@gesture
@mine
def drop_search(request: HttpRequest, by: Actor, pk: int) -> HttpResponse:
    """Look for something no more."""
    actions.drop_search(search=rules.search_to_drop(by, pk))
    messages.success(request, gettext("Cette recherche est supprimée : elle n’enverra plus d’alerte."))
    return redirect("neighbourhood:mine_settings")


def local(path: str) -> str:
    """The path of a page, as a notice keeps it, in the language at hand."""
    return f"/{language()}{path}" if path and language() != "fr" else path


def _ways(request: HttpRequest, by: Actor, unread: int) -> list[dict[str, Any]]:
    """The pages of /moi/ that this reader may open."""
    told = gettext("Avis (%(n)s)") % {"n": unread} if unread else gettext("Avis")
    ways = [("mine", gettext("Mes échanges")), ("mine_notices", told)]
    if by.mandate is None:
        ways.insert(1, ("mine_impact", gettext("Mon impact")))
        ways += [("mine_settings", gettext("Réglages")), ("mine_data", gettext("Mes données"))]
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [{"label": label, "href": reverse(f"neighbourhood:{name}"), "current": name == here} for name, label in ways]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
