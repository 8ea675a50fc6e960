"""Pages of the calculator: what it is, the questions, the answer, and two answers side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from mitoyen.evidence.records import Text
from mitoyen.projection.keys import BrokenKey, decode
from mitoyen.projection.scenario import ScenarioError
from mitoyen.territory import Place, PlaceError
from mitoyen.web.calculator import addresses, comparison, queries, report
from mitoyen.web.calculator.forms import ProjectForm
from mitoyen.web.calculator.places import told
from mitoyen.web.measure.boards import board
from mitoyen.web.places import suggestions
from mitoyen.web.ui.calculator import calculator

SECTION = {"section": "calculator"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, a field for one's commune, and what is counted of the whole country."""
    communes = len(calculator().territory.communes_table().codes)
    counter = board.counter(timezone.localdate())
    return render(request, "calculator/home.html", {"communes": communes, "counter": counter})


@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """The questions; with answers in the address, the way to their result, or what to mend."""
    if "depuis" in request.GET:
        return _filled(request, request.GET["depuis"])
    if "place" not in request.GET:
        return _asked(request, ProjectForm())
    asked = ProjectForm(request.GET)
    if asked.is_valid():
        return HttpResponseRedirect(addresses.result_page(asked.scenario))
    return _asked(request, asked, status=422)


def _filled(request: HttpRequest, key: str) -> HttpResponse:
    try:
        scenario = decode(key)
        calculator().place(scenario)
    except BrokenKey as error:
        return _lost(request, error.words)
    except ScenarioError as error:
        return _lost(request, error.words)
    return _asked(request, ProjectForm(scenario=scenario))


def _asked(request: HttpRequest, asked: ProjectForm, status: int = 200) -> HttpResponse:
    choices = [{"label": suggestions.label(place), "href": _with_place(request, place)} for place in asked.choices]
    values = {**SECTION, "form": asked, "choices": choices}
    return render(request, "calculator/form.html", values, status=status)


def _with_place(request: HttpRequest, place: Place) -> str:
    """The same answers for another place."""
    answers = request.GET.copy()
    answers["place"] = place.code
    return f"{reverse('calculator:form')}?{answers.urlencode()}"


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Places proposed while one types: links to their results, or, for the form, buttons that fill its field."""
    chosen = request.GET.get("chosen", "")
    if chosen:
        return _field(request, chosen)
    found = suggestions.found(request.GET.get("place", ""), addresses.form_page_of)
    fill = reverse("calculator:places") if request.GET.get("fill") == "1" else ""
    return render(request, "places/suggestions.html", {"found": found, "fill": fill})


def _field(request: HttpRequest, code: str) -> HttpResponse:
    """The field of the place, filled with the chosen one."""
    asked = ProjectForm(place=_told(code))
    return render(request, "calculator/place.html", {"form": asked, "chosen": True})


def _told(code: str) -> str:
    """What to write in the field for a code; the code itself when no place has it."""
    territory = calculator().territory
    try:
        return told(territory, territory.resolve(code))
    except PlaceError:
        return code


@require_safe
def result(request: HttpRequest, key: str) -> HttpResponse:
    """What a scenario would bring, to whom, when, with what doubt."""
    try:
        found = queries.result_of_key(key)
    except (BrokenKey, ScenarioError) as error:
        return _lost(request, error.words)
    values: dict[str, Any] = {
        **SECTION,
        **report.context(found),
        "form": ProjectForm(scenario=found.scenario),
        "address": request.build_absolute_uri(),
        "whole_form": addresses.form_page(found.scenario),
    }
    return render(request, "calculator/result.html", values)


@require_safe
def compare(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Two scenarios side by side, and the chance that one beats the other."""
    try:
        pair = queries.result_of_key(first), queries.result_of_key(second)
    except (BrokenKey, ScenarioError) as error:
        return _lost(request, error.words)
    return render(request, "calculator/compare.html", {**SECTION, **comparison.context(*pair)})


def _lost(request: HttpRequest, words: Text) -> HttpResponse:
    """The page of an address that leads to no result."""
    said = words.in_(get_language() or "fr")
    return render(request, "calculator/lost.html", {**SECTION, "said": said}, status=404)
