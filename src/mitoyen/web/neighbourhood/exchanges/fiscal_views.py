"""What paid exchanges brought in a year: a page and a file."""

from __future__ import annotations

import csv
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mitoyen.web.neighbourhood import moments
from mitoyen.web.neighbourhood.exchanges import fiscal
from mitoyen.web.neighbourhood.exchanges.views import SECTION
from mitoyen.web.people.acting import actor

EARLIEST = 2020


@never_cache
@login_required
@require_safe
def recap(request: HttpRequest, year: int) -> HttpResponse:
    """The recap of a year, to read and to print."""
    found = _recap(request, year)
    values = {
        **SECTION,
        "recap": found,
        "years": fiscal.years(actor(request).person),
        "taxes": fiscal.TAXES,
        "contributions": fiscal.CONTRIBUTIONS,
    }
    return render(request, "neighbourhood/fiscal.html", values)


@never_cache
@login_required
@require_safe
def recap_csv(request: HttpRequest, year: int) -> HttpResponse:
    """The same as a file: amounts in euros, with a point."""
    found = _recap(request, year)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mitoyen-{year}.csv"'
    rows = csv.writer(response)
    rows.writerow(
        [
            _("année"),
            _("nature"),
            _("échanges"),
            _("total en euros"),
            *(f"{_('trimestre')} {n}" for n in fiscal.QUARTERS),
        ]
    )
    for line in found.lines:
        rows.writerow([year, line.label, line.exchanges, _euros(line.cents), *map(_euros, line.by_quarter)])
    return response


def _recap(request: HttpRequest, year: int) -> fiscal.Recap:
    if not EARLIEST <= year <= moments.here(timezone.now()).year:
        raise Http404
    return fiscal.recap(actor(request).person, year)


def _euros(cents: int) -> str:
    return f"{Decimal(cents) / 100:.2f}"
