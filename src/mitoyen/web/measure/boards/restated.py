"""The same tallies of a board under two versions of the evidence, and which corrected factors make the difference."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.urls import reverse

from mitoyen.evidence.pack import france, versions
from mitoyen.evidence.records import Indicator
from mitoyen.impact.restatement import Effect, Restated, Restatement, restate
from mitoyen.reporting import numbers
from mitoyen.reporting.reference import factor_words
from mitoyen.web.measure import queries
from mitoyen.web.measure.boards import addresses, periods, published, sentences
from mitoyen.web.measure.boards.periods import Period
from mitoyen.web.places.models import Place
from mitoyen.web.ui.calculator import pricing
from mitoyen.web.ui.words import language


def pair(before: str, after: str) -> tuple[str, str] | None:
    """Two versions of the evidence to compare, the usual ones when none is told; None for one that never was."""
    known = versions()
    after = after or known[0]
    if after not in known:
        return None
    older = known[known.index(after) + 1 :]
    before = before or (older[0] if older else after)
    return (before, after) if before in known else None


def context(place: Place, period: Period, before: str, after: str) -> dict[str, Any]:
    """The values of the page."""
    board = published.board(place, period)
    found = _restated(place.code, period, before, after, board.version) if place.path else None
    moved = [] if found is None else [id for id, figure in found.figures.items() if figure.effects or figure.remainder]
    indicators = france().indicators
    moved.sort(key=lambda id: not indicators[id].headline)
    address = addresses.versions(place.code, period)
    joint = "&" if "?" in address else "?"
    return {
        "place": place,
        "when": periods.told(period),
        "board_page": addresses.board(place.code, period),
        "simulated": board.simulated,
        "invented_part": board.invented_part,
        "before": france(before).name,
        "after": france(after).name,
        "figures": [_figure(indicators[id], found.figures[id]) for id in moved] if found else [],
        "choices": [
            {
                "label": f"{old} → {new}",
                "href": f"{address}{joint}before={old}&after={new}",
                "current": (old, new) == (before, after),
            }
            for new, old in _pairs()
        ],
    }


@lru_cache(maxsize=16)
def _restated(code: str, period: Period, before: str, after: str, version: int) -> Restatement:
    """Some tenths of a second, kept as long as the tallies do not move."""
    shown = queries.shown(Place.objects.get(code=code), period.first, period.last)
    return restate(shown.cells, pricing(before), pricing(after))


def _pairs() -> Iterator[tuple[str, str]]:
    """Each version and the one before it, the newest first; then the newest and the oldest."""
    known = versions()
    yield from pairwise(known)
    if len(known) > 2:
        yield known[0], known[-1]


def _figure(indicator: Indicator, figure: Restated) -> dict[str, Any]:
    was, becomes = _means(figure, indicator.unit)
    return {
        "label": indicator.label.in_(language()),
        "href": addresses.indicator(indicator.id),
        "pillar": indicator.pillar,
        "before": sentences.between(figure.before, indicator.unit),
        "after": sentences.between(figure.after, indicator.unit),
        "was": was,
        "becomes": becomes,
        "difference": numbers.signed(figure.difference, indicator.unit, language()),
        "effects": [_effect(line, indicator.unit) for line in figure.effects],
        "remainder": numbers.signed(figure.remainder, indicator.unit, language()) if figure.remainder else "",
    }


def _means(figure: Restated, unit: str) -> tuple[str, str]:
    """Both means, to the last digit of their difference as it is written: whoever subtracts them finds it."""
    difference = numbers.rounded(figure.difference)
    if not difference:
        return numbers.quantity(figure.before.mean, unit, language()), numbers.quantity(
            figure.after.mean, unit, language()
        )
    last = difference.adjusted() - 1
    was = Decimal(repr(figure.before.mean)).quantize(Decimal(1).scaleb(last))
    return _to(last, was, unit), _to(last, was + difference, unit)


def _to(last: int, value: Decimal, unit: str) -> str:
    """A number with every digit down to the power of ten `last`, two at least."""
    return numbers.quantity(float(value), unit, language(), max(value.adjusted() - last + 1, 2))


def _effect(line: Effect, unit: str) -> dict[str, str]:
    factor = line.change.after
    return {
        "label": factor_words(factor).in_(language()),
        "href": reverse("method:factor", args=[factor.id]),
        "size": numbers.signed(line.size, unit, language()),
    }
