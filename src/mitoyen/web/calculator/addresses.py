"""Addresses that pages link to: method pages, results and their downloads."""

from __future__ import annotations

from django.urls import reverse

from mitoyen.projection.keys import encode
from mitoyen.projection.scenario import Scenario


def indicator_page(id: str) -> str:
    """The method page of an indicator."""
    return reverse("method:indicator", args=[id])


def factor_page(id: str) -> str:
    """The method page of a factor."""
    return reverse("method:factor", args=[id])


def accounts_page() -> str:
    """The method page that says what may be added to what."""
    return reverse("method:accounts")


def result_page(scenario: Scenario) -> str:
    """The page of a scenario's result."""
    return reverse("calculator:result", args=[encode(scenario)])


def comparison_page(first: Scenario, second: Scenario) -> str:
    """The page of two scenarios side by side."""
    return reverse("calculator:compare", args=[encode(first), encode(second)])


def form_page(scenario: Scenario) -> str:
    """The whole form, filled with a scenario."""
    return f"{reverse('calculator:form')}?depuis={encode(scenario)}"


def form_page_of(code: str) -> str:
    """The form answered with a place and the usual choices: the way to its result."""
    return f"{reverse('calculator:form')}?place={code}"


def downloads(scenario: Scenario) -> dict[str, str]:
    """Format → address of the same figures for programs and spreadsheets."""
    address = f"/api/v1/projections/{encode(scenario)}"
    return {"json": address, "csv": f"{address}.csv"}
