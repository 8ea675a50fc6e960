"""Pages of the measure: the board of a place, its frame for other sites, its files, its search."""

from __future__ import annotations

import datetime
from html import escape
from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from mitoyen.evidence.records import Text
from mitoyen.territory import PlaceError
from mitoyen.territory.names import fold
from mitoyen.web.measure.boards import addresses, files, news, package, periods, published, restated
from mitoyen.web.measure.boards import board as boards
from mitoyen.web.measure.boards.forms import PeriodForm
from mitoyen.web.measure.boards.periods import Period
from mitoyen.web.places import queries, suggestions
from mitoyen.web.places.actions import COUNTRY
from mitoyen.web.places.models import Place
from mitoyen.web.ui.words import language

SECTION = {"section": "measure"}


@require_safe
def country(request: HttpRequest) -> HttpResponse:
    """The board of the whole country."""
    return _board(request, queries.find(COUNTRY))


@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """The board of a place; a name or a postcode that tells one leads to it."""
    try:
        place = queries.find(code)
    except PlaceError as error:
        return _unknown(request, error)
    if place.code != code or code == COUNTRY:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(addresses.board(place.code) + (f"?{query}" if query else ""))
    return _board(request, place)


def _board(request: HttpRequest, place: Place) -> HttpResponse:
    today = timezone.localdate()
    form = PeriodForm(request.GET, today)
    period = form.period()
    shown = period or form.usual
    version = published.version_of(place)  # before the figures, so that nothing is missed in between
    values: dict[str, Any] = {
        **SECTION,
        **_live(place, shown, today, version),
        **boards.context(place, shown, form.step(shown), today, version),
        "form": form,
        "frame": _frame(request.build_absolute_uri(addresses.embed(place.code, shown)), place),
    }
    return render(request, "measure/board.html", values, status=200 if period else 422)


def _live(place: Place, period: Period, today: datetime.date, version: int) -> dict[str, str]:
    """How the page follows what moves; a period between two dates stands still."""
    here = {"here": addresses.board(place.code, period)}
    if period.name is None:
        return here
    stream = addresses.stream(place.code, period, news.version(version, today))
    return {**here, "stream": stream, "again": addresses.figures(place.code, period)}


@require_safe
def figures(request: HttpRequest, code: str) -> HttpResponse:
    """The figures that move, as the page holds them, for one that the stream does not reach."""
    place, period = _asked(request, code)
    version = published.version_of(place)
    live = _live(place, period, timezone.localdate(), version)
    answer = render(request, "measure/live.html", {**live, **boards.moving(published.board(place, period, version))})
    answer["HX-Reswap"] = "outerHTML"
    return answer


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Boards proposed while one types; without script, the board of what was typed, or a choice."""
    typed = request.GET.get("place", "")
    found = [*suggestions.planted(typed, addresses.board), *suggestions.found(typed, addresses.board)]
    if getattr(request, "htmx", False):
        return render(request, "places/suggestions.html", {"found": found[: suggestions.MOST]})
    called = [place for place in found if fold(place.name) == fold(typed)]
    try:
        return HttpResponseRedirect(addresses.board(queries.find(typed).code))
    except PlaceError as error:
        return HttpResponseRedirect(called[0].href) if len(called) == 1 else _unknown(request, error, found, typed)


@require_safe
def counter(request: HttpRequest) -> HttpResponse:
    """The line of the home page that counts the whole country, as it is now."""
    return render(request, "measure/counter.html", {"counter": boards.counter(timezone.localdate())})


def _unknown(
    request: HttpRequest, error: PlaceError, found: list[suggestions.Suggestion] | None = None, typed: str = ""
) -> HttpResponse:
    """No place, or several, answer to that: what to do, and a field to search."""
    choices = found or [suggestions.suggestion(place, addresses.board) for place in error.places]
    values = {**SECTION, "said": Text(error.fr, error.en).in_(language()), "choices": choices, "typed": typed}
    return render(request, "measure/unknown.html", values, status=404)


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "script-src": ["'none'"]})  # type: ignore[arg-type] # it types one-argument views
def embed(request: HttpRequest, code: str) -> HttpResponse:
    """The figures alone, for the frame of any site: no script, nothing that follows anyone."""
    place, period = _asked(request, code)
    values = {
        "place": place,
        "when": periods.told(period),
        "figures": boards.figures(place, period, language()),
        "simulated": boards.simulated(place, period),
        "address": request.build_absolute_uri(addresses.board(place.code, period)),
    }
    return render(request, "measure/embed.html", values)


@require_safe
def figures_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The board as a spreadsheet."""
    place, period = _asked(request, code)
    table = files.table(published.board(place, period), language())
    return _download(table.encode(), "text/csv; charset=utf-8", f"mitoyen-{place.code}.csv")


@require_safe
def datapackage(request: HttpRequest, code: str) -> HttpResponse:
    """The releases as an open data package."""
    place, period = _asked(request, code)
    try:
        made = package.archive(place, period, language())
    except package.TooLarge:
        return render(request, "measure/too_large.html", {**SECTION, "place": place}, status=422)
    return _download(made, "application/zip", f"mitoyen-{place.code}.zip")


@require_safe
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """The same tallies under two versions of the evidence, and what makes the difference."""
    place, period = _asked(request, code)
    pair = restated.pair(request.GET.get("before", ""), request.GET.get("after", ""))
    if pair is None:
        raise Http404
    return render(request, "measure/versions.html", {**SECTION, **restated.context(place, period, *pair)})


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _frame(address: str, place: Place) -> str:
    """The line that another site copies."""
    source, title = escape(address), escape(place.name)
    return f'<iframe src="{source}" title="{title}" width="100%" height="900" loading="lazy"></iframe>'


def _asked(request: HttpRequest, code: str) -> tuple[Place, Period]:
    """The place and the period that an address tells; Http404 when it tells none."""
    try:
        place = queries.find(code)
    except PlaceError as error:
        raise Http404 from error
    period = PeriodForm(request.GET, timezone.localdate()).period()
    if period is None or place.code != code:
        raise Http404
    return place, period
