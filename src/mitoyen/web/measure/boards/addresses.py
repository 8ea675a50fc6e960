"""Addresses that boards link to: other boards, their files, the method."""

from __future__ import annotations

from django.urls import reverse

from mitoyen.web.measure.boards.periods import Period
from mitoyen.web.places.actions import COUNTRY

API = "/api/v1/measure/{code}{query}"


def board(code: str, period: Period | None = None) -> str:
    """The board of a place; the country's has the shortest address."""
    page = reverse("measure:country") if code == COUNTRY else reverse("measure:board", args=[code])
    return page + (period.query if period else "")


def figures(code: str, period: Period) -> str:
    """The figures that move, for a page that the stream does not reach."""
    return reverse("measure:figures", args=[code]) + period.query


def stream(code: str, period: Period, version: str) -> str:
    """The stream that tells a page which shows `version` what has moved since; served beside Django."""
    return f"{reverse('measure:board', args=[code])}stream?period={period.name}&since={version}"


def files(code: str, period: Period) -> dict[str, str]:
    """Format → address of the same figures for programs and spreadsheets."""
    return {
        "json": API.format(code=code, query=period.query),
        "csv": reverse("measure:csv", args=[code]) + period.query,
        "package": reverse("measure:package", args=[code]) + period.query,
    }


def embed(code: str, period: Period) -> str:
    """The figures alone, for another site's frame."""
    return reverse("measure:embed", args=[code]) + period.query


def versions(code: str, period: Period) -> str:
    """The same tallies under two versions of the evidence."""
    return reverse("measure:versions", args=[code]) + period.query


def indicator(id: str) -> str:
    """The method page of an indicator."""
    return reverse("method:indicator", args=[id])


def practice(id: str) -> str:
    """The method page of a practice."""
    return reverse("method:practice", args=[id])


def category(id: str) -> str:
    """The method page of what is exchanged."""
    return reverse("method:category", args=[id])
