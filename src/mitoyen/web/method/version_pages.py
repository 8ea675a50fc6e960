"""What the page of versions shows: what each version of the evidence corrected, and what that moved."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from django.utils.translation import gettext

from mitoyen.evidence.pack import Pack, france, versions
from mitoyen.evidence.records import Factor, Persona
from mitoyen.impact.assessment import cells_of
from mitoyen.impact.restatement import Change, Restated, Restatement, changes, restate
from mitoyen.reporting.reference import SHAPES
from mitoyen.uncertainty import units
from mitoyen.uncertainty.summaries import interval
from mitoyen.web.method import words
from mitoyen.web.method.queries import Link, link
from mitoyen.web.method.words import said
from mitoyen.web.ui.calculator import pricing


def page() -> dict[str, Any]:
    """Every version, the newest first, each with what it corrected of the one before."""
    return {
        "pack": france(),
        "steps": [_step(before, after) for after, before in pairwise(map(france, versions()))],
        "first": france(versions()[-1]),
    }


def corrections(record: Factor) -> list[dict[str, str]]:
    """The former values of one factor, by the version that corrected them, the newest first."""
    steps = ((after, former) for after, former in zip(versions(), france().formers, strict=False))
    return [
        {"version": after, "why": said(former.corrections[record.id].why)}
        for after, former in steps
        if record.id in former.corrections
    ]


def _step(before: Pack, after: Pack) -> dict[str, Any]:
    told = next(former for former in france().formers if former.version == before.version)
    return {
        "version": after.version,
        "name": after.name,
        "published": after.published,
        "summary": said(told.summary),
        "changes": [_change(change, before.version, after.version) for change in changes(before, after)],
        "added": [link(after.factors[id]) for id in told.added if id in after.factors],
        "persons": [_person(persona, before.version, after.version) for persona in after.personas.values()],
    }


def _change(change: Change, before: str, after: str) -> dict[str, Any]:
    shapes = [said(SHAPES[record.current.shape]) for record in (change.before, change.after)]
    names = (gettext("Publié"), gettext("Moyenne des tirages"), gettext("8 chances sur 10"))
    return {
        "link": link(change.after),
        "rows": list(zip(names, _value(change.before, before), _value(change.after, after), strict=True)),
        "unit": words.unit(change.after.unit),
        "shapes": shapes if shapes[0] != shapes[1] else None,
        "why": said(change.why) if change.why else "",
        "sources": [(link(cited.source), cited.where) for cited in change.after.citations],
    }


def _value(record: Factor, version: str) -> tuple[str, str, str]:
    """The published value, then the mean and the interval that its draws make of it; dashes for a set of shares."""
    value = record.current
    if value.parts:
        return ("–", "–", "–")
    drawn = interval(np.asarray(pricing(version).draws[record.id]) / units.scale(record.unit))
    return words.value(value.value), words.value(float(f"{drawn.mean:.3g}")), words.span(drawn)


def _person(persona: Persona, before: str, after: str) -> dict[str, Any]:
    indicators = france().indicators
    moved = (
        (id, figure)
        for id, figure in _restated(persona.id, before, after).figures.items()
        if indicators[id].headline and figure.effects
    )
    return {"label": said(persona.label), "rows": [_row(id, figure) for id, figure in moved]}


def _row(id: str, figure: Restated) -> dict[str, Any]:
    record = france().indicators[id]
    return {
        "link": link(record),
        "before": words.whole(figure.before, record.unit),
        "after": words.whole(figure.after, record.unit),
        "effects": [_effect(line.change.after, line.size) for line in figure.effects],
        "remainder": words.estimate(figure.remainder) if figure.remainder else "",
    }


def _effect(record: Factor, size: float) -> tuple[Link, str]:
    return link(record), words.estimate(size)


@cache
def _restated(persona: str, before: str, after: str) -> Restatement:
    """A year of a person of reference under both versions."""
    return restate(cells_of(france().personas[persona].usage), pricing(before), pricing(after))
