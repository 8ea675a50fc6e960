"""Rows and labels of the pages of /moi/, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from mitoyen.reporting import numbers
from mitoyen.uncertainty.summaries import Interval
from mitoyen.web.measure.boards import addresses, periods
from mitoyen.web.measure.boards import sentences as boards
from mitoyen.web.measure.boards.periods import Period
from mitoyen.web.neighbourhood.enums import Direction
from mitoyen.web.neighbourhood.mine import sentences
from mitoyen.web.neighbourhood.mine.impact import HOURS, KEPT, NET, Impact, Weighed
from mitoyen.web.neighbourhood.models import SavedSearch
from mitoyen.web.ui.calculator import calculator
from mitoyen.web.ui.words import language


def period_tabs(period: Period) -> list[dict[str, Any]]:
    """This year, or everything."""
    page = reverse("neighbourhood:mine_impact")
    shown = (("year", page), ("all", f"{page}?period=all"))
    return [
        {"label": periods.label(name), "href": href, "current": period.name == name}  # type: ignore[arg-type]  # two of its names
        for name, href in shown
    ]


def practice_header(impact: Impact) -> tuple[str, ...]:
    """Columns of the table of practices."""
    unit, _times = _carbon_unit(impact)
    return (
        gettext("Pratique"),
        gettext("J’ai donné"),
        gettext("J’ai reçu"),
        gettext("CO₂e évité, net (kg)") if unit == "kgCO2e" else gettext("CO₂e évité, net (g)"),
        gettext("Gardé ou gagné (€)"),
    )


def practice_rows(impact: Impact) -> Iterator[tuple[Any, ...]]:
    """Each practice: how many times on each side, and what it brought me."""
    unit, times = _carbon_unit(impact)
    for line in impact.lines:
        name = format_html('<a href="{}">{}</a>', addresses.practice(line.practice), boards.practice(line.practice))
        counts = (boards.number(line.given), boards.number(line.received))
        net = Interval(*(times * value for value in astuple(line.net)))
        yield name, *counts, boards.span(net, unit), boards.span(line.kept, "euro")


def _carbon_unit(impact: Impact) -> tuple[str, int]:
    """The unit of a column, the same for all its rows, and how many of it make a kilogram."""
    return numbers.readable("kgCO2e", *(value for line in impact.lines for value in (line.net.low, line.net.high)))


def weighed(found: Weighed) -> dict[str, Any]:
    """What the page of one exchange says."""
    practice = calculator().pack.practices.get(found.exchange.practice)
    rows = [
        (gettext("CO₂ évité, net"), NET, "kgCO2e"),
        (gettext("Argent gardé ou gagné"), KEPT, "euro"),
        (gettext("Heures données"), HOURS[0], "hour"),
        (gettext("Temps passé ensemble"), HOURS[1], "hour"),
    ]
    return {
        "carbon": sentences.weighed(found.whole[NET]),
        "has_carbon": found.whole[NET].low != 0 or found.whole[NET].high != 0,
        "rows": [
            (label, _told(found.whole[id], unit), _told(found.mine[id], unit))
            for label, id, unit in rows
            if found.whole[id].low or found.whole[id].high
        ],
        "header": (gettext("Quoi"), gettext("Tout l’échange"), gettext("Ma part")),
        "practice": boards.practice(found.exchange.practice),
        "category": boards.category(found.exchange.category) if found.exchange.category else "",
        "why": practice.why.in_(language()) if practice else "",
    }


def _told(found: Interval, unit: str) -> str:
    return sentences.lasting(found) if unit == "hour" else sentences.between(found, unit)


def search(saved: SavedSearch) -> tuple[SavedSearch, str]:
    """A saved search, and what it looks for in words."""
    parts = [gettext("« %(words)s »") % {"words": saved.words} if saved.words else ""]
    parts.append(str(Direction(saved.direction).label) if saved.direction else "")
    parts.append(boards.practice(saved.practice) if saved.practice else "")
    parts.append(boards.category(saved.category) if saved.category else "")
    return saved, ", ".join(part for part in parts if part) or gettext("tout ce qui paraît")
