"""Pages generated from the evidence: one for each indicator, practice, equation, factor, object and source."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from mitoyen.evidence.pack import france
from mitoyen.impact.graph import house
from mitoyen.reporting import exports
from mitoyen.reporting.reference import ACCOUNT_RULES, ACCOUNTS, GROUPS
from mitoyen.reporting.words import BENEFICIARIES, PEDIGREES, STATUSES
from mitoyen.web.method import evidence_pages, pages, queries, version_pages
from mitoyen.web.method.forms import RegisterForm
from mitoyen.web.method.queries import Missing, find, link
from mitoyen.web.method.words import said
from mitoyen.web.ui import words as house_words

PER_PAGE = 50
View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """A page that is only read; an unknown name gets a 404 with the closest names."""

    @require_safe
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Missing as missing:
            return show(request, "method/unknown.html", {"missing": missing}, status=404)

    return opened


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the method, with the menu marked."""
    return render(request, template, {"section": "method", **context}, status=status)


@page
def index(request: HttpRequest) -> HttpResponse:
    """How a figure is made, what it is made of, and the way to everything else."""
    pack = france()
    counts = queries.counts(pack)
    pillars = [
        (key, [i for i in pack.indicators.values() if i.pillar == key]) for key in ("social", "economic", "environment")
    ]
    context = {
        "pack": pack,
        "first_loan": pages.first_loan(),
        "total": len(pack.factors),
        "statuses": [(said(words), counts["status"].get(key, 0), key) for key, words in STATUSES.items()],
        "pedigrees": [(n, said(words), counts["pedigree"].get(str(n), 0)) for n, words in PEDIGREES.items()],
        "soft_share": sum(counts["status"].get(key, 0) for key in ("assumed", "recalled")) / len(pack.factors),
        "grades": "ABCD",
        "pillars": [(house_words.pillar(key), key, [(link(i), i) for i in records]) for key, records in pillars],
        "practices": [(link(practice), said(practice.why)) for practice in pack.practices.values()],
        "objects": sum(category.kind == "object" for category in pack.categories.values()),
        "equation_count": len(house().equations),
    }
    return show(request, "method/index.html", context)


@page
def indicator(request: HttpRequest, id: str) -> HttpResponse:
    """What is reported: meaning, account, ways to compute it, factors behind."""
    return show(request, "method/indicator.html", pages.indicator(find(france().indicators, id)))


@page
def practice(request: HttpRequest, id: str) -> HttpResponse:
    """One kind of exchange and what one of them brings."""
    return show(request, "method/practice.html", pages.practice(find(france().practices, id)))


@page
def equations(request: HttpRequest) -> HttpResponse:
    """Every equation, by family."""
    found: dict[str, list[Any]] = {}
    for record in house().equations.values():
        found.setdefault(record.family, []).append((link(record), record))
    return show(request, "method/equations.html", {"families": found, "total": len(house().equations)})


@page
def equation(request: HttpRequest, id: str) -> HttpResponse:
    """One function, as a formula, with the values of its arguments."""
    return show(request, "method/equation.html", pages.equation(find(house().equations, id)))


@page
def register(request: HttpRequest) -> HttpResponse:
    """The factors, filtered, sorted, page by page."""
    pack = france()
    form = RegisterForm(request.GET or None, queries.families(pack))
    wanted = form.wanted() if form.is_bound else {}
    found = queries.register(pack, wanted)
    listed = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "wanted": wanted,
        "count": len(found),
        "total": len(pack.factors),
        "listed": listed,
        "rows": [evidence_pages.register_row(record) for record in listed],
        "address": f"?{urlencode(wanted)}&page=" if wanted else "?page=",
    }
    return show(request, "method/register.html", context)


@require_safe
def register_csv(request: HttpRequest) -> HttpResponse:
    """The whole register as CSV."""
    return _download(exports.register_table(france()), "text/csv; charset=utf-8", "csv")


@require_safe
def register_json(request: HttpRequest) -> HttpResponse:
    """The whole register as JSON."""
    content = {"evidence": france().name, "licence": france().licence, "factors": exports.register(france())}
    return _download(json.dumps(content, ensure_ascii=False, indent=1), "application/json", "json")


def _download(content: str, kind: str, ending: str) -> HttpResponse:
    name = f"mitoyen-{france().name}.{ending}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@page
def factor(request: HttpRequest, id: str) -> HttpResponse:
    """One factor, with its doubt and its sources; a former name leads to today's."""
    pack = france()
    if id in pack.renames:
        return redirect("method:factor", pack.renames[id], permanent=True)
    return show(request, "method/factor.html", evidence_pages.factor(find(pack.factors, id)))


@page
def categories(request: HttpRequest) -> HttpResponse:
    """Every kind of object, of food, of service, of ride."""
    found: dict[str, list[Any]] = {}
    for record in france().categories.values():
        family = france().families.get(record.family or "")
        title = said(family.label) if family else evidence_pages.kind_words(record.kind)
        found.setdefault(title, []).append(link(record))
    return show(request, "method/categories.html", {"families": found, "total": len(france().categories)})


@page
def category(request: HttpRequest, id: str) -> HttpResponse:
    """One kind of object: its attributes, what one exchange of it brings."""
    return show(request, "method/category.html", evidence_pages.category(find(france().categories, id)))


@page
def sources(request: HttpRequest) -> HttpResponse:
    """Every publication, and how much of it was read."""
    return show(request, "method/sources.html", evidence_pages.sources())


@page
def source(request: HttpRequest, id: str) -> HttpResponse:
    """One publication and the factors that cite it."""
    return show(request, "method/source.html", evidence_pages.source(find(france().sources, id)))


@page
def accounts(request: HttpRequest) -> HttpResponse:
    """What may be added to what."""
    pack = france()
    groups = [
        (said(words), [link(i) for i in pack.indicators.values() if i.overlap_group == key])
        for key, words in GROUPS.items()
    ]
    rows = [(link(i), said(BENEFICIARIES[i.beneficiary]), said(ACCOUNTS[i.account])) for i in pack.indicators.values()]
    context = {
        "accounts": [(said(words), said(ACCOUNT_RULES[key])) for key, words in ACCOUNTS.items()],
        "groups": [(words, links) for words, links in groups if links],
        "rows": rows,
        "society": [link(pack.indicators[id]) for id in pack.indicators["society_surplus"].sum_of],
        "header": [gettext("Indicateur"), gettext("Pour qui"), gettext("Compte")],
    }
    return show(request, "method/accounts.html", context)


@page
def versions(request: HttpRequest) -> HttpResponse:
    """What each version of the evidence corrected, and what that moved."""
    return show(request, "method/versions.html", version_pages.page())
