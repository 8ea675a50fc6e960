"""Addresses that boards link to: other boards, their files, the method."""

from __future__ import annotations

from django.urls import reverse

from mitoyen.web.addresses import address
from mitoyen.web.measure.boards.periods import Period
from mitoyen.web.places.actions import COUNTRY

API = "/api/v1/measure/{code}{query}"


def board(code: str, period: Period | None = None) -> str:
    """The board of a place; the country's has the shortest address."""
    page = reverse("measure:country") if code == COUNTRY else address("measure:board", code)
    return page + (period.query if period else "")


def figures(code: str, period: Period) -> str:
    """The figures that move, for a page that the stream does not reach."""
    return address("measure:figures", code) + period.query


def stream(code: str, period: Period, version: str) -> str:
    """The stream that tells a page which shows `version` what has moved since; served beside Django."""
    return f"{address('measure:board', code)}stream?period={period.name}&since={version}"


def files(code: str, period: Period) -> dict[str, str]:
    """Format → address of the same figures for programs and spreadsheets."""
    return {
        "json": API.format(code=code, query=period.query),
        "csv": address("measure:csv", code) + period.query,
        "package": address("measure:package", code) + period.query,
    }


def embed(code: str, period: Period) -> str:
    """The figures alone, for another site's frame."""
    return address("measure:embed", code) + period.query


def versions(code: str, period: Period) -> str:
    """The same tallies under two versions of the evidence."""
    return address("measure:versions", code) + period.query


def indicator(id: str) -> str:
    """The method page of an indicator."""
    return address("method:indicator", id)


def practice(id: str) -> str:
    """The method page of a practice."""
    return address("method:practice", id)


def category(id: str) -> str:
    """The method page of what is exchanged."""
    return address("method:category", id)
