"""Two results side by side: the same figures on the same scale, and the chance that the first beats the second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from mitoyen.reporting.charts import Chart, Interval
from mitoyen.reporting.drawing import axis
from mitoyen.web.calculator import addresses, drawings, queries, sentences
from mitoyen.web.calculator.queries import Result
from mitoyen.web.calculator.sentences import language
from mitoyen.web.ui.words import in_percent


@dataclass(frozen=True)
class Row:
    """A figure of both scenarios, drawn on one scale."""

    label: str
    href: str
    pillar: str
    first: Chart
    second: Chart
    first_words: str
    second_words: str
    chance: str
    probability: float


def context(first: Result, second: Result) -> dict[str, Any]:
    """The values of the template."""
    rows = [_headline(first, second, pillar) for pillar in range(len(first.document.pillars))]
    balance = queries.chance_of_better_balance(first, second)
    named = _difference(first, second), _difference(second, first)
    title = gettext("%(first)s, ou %(second)s ?") % {"first": sentences.capital(named[0]), "second": named[1]}
    return {
        "title": title,
        "first": _side(first, named[0]),
        "second": _side(second, named[1]),
        "same": first.scenario == second.scenario,
        "same_months": first.scenario.months == second.scenario.months,
        "rows": rows,
        "balance": _balance(first, second, balance),
        "verdict": _verdict(balance),
    }


def _side(result: Result, named: str) -> dict[str, Any]:
    scenario, document = result.scenario, result.document
    spent = document.forecast.costs.total(scenario.months)
    return {
        "title": sentences.title(result),
        "short": sentences.capital(named),
        "href": addresses.result_page(scenario),
        "members": sentences.members(document),
        "cost": sentences.amount(gettext("Coût de la plateforme"), spent, "euro"),
    }


def _difference(result: Result, other: Result) -> str:
    """What this scenario has of its own, in a few words."""
    mine, theirs = result.scenario, other.scenario
    said = []
    if result.place.code != other.place.code:
        said.append(result.place.name)
    if mine.launch != theirs.launch:
        said.append(sentences.launch(mine))
    if mine.animation != theirs.animation:
        said.append(sentences.animation(mine))
    if mine.months != theirs.months:
        said.append(sentences.months(mine.months))
    if mine.dwellings != theirs.dwellings:
        said.append(gettext("tous les foyers") if mine.dwellings is None else sentences.dwellings(mine.dwellings))
    return ", ".join(said) or sentences.title(result)


def _headline(first: Result, second: Result, index: int) -> Row:
    figures = [each.document.pillars[index].headline for each in (first, second)]
    indicator = figures[0].indicator
    chance = queries.chance_of_more(first, second, indicator.id)
    href = addresses.indicator_page(indicator.id)
    found = figures[0].interval, figures[1].interval
    return _row(indicator.label.in_(language()), href, indicator.pillar, found, indicator.unit, chance)


def _balance(first: Result, second: Result, chance: float) -> Row:
    found = first.document.forecast.balance.final, second.document.forecast.balance.final
    return _row(gettext("Bilan pour la société, coûts déduits"), addresses.accounts_page(), "", found, "euro", chance)


def _row(label: str, href: str, pillar: str, found: tuple[Any, Any], unit: str, chance: float) -> Row:
    scale = axis(*(value for each in found for value in (each.low, each.high)), count=3)
    name = pillar or "balance"
    drawn = [
        drawings.bar(f"{name}-{number}", label, Interval(label, each.low, each.median, each.high), unit, scale)
        for number, each in enumerate(found, start=1)
    ]
    said = [sentences.amount(label, each, unit) for each in found]
    told = [_both(amount) for amount in said]
    return Row(label, href, pillar, drawn[0], drawn[1], told[0], told[1], in_percent(chance), chance)


def _both(amount: sentences.Amount) -> str:
    return gettext("%(between)s, autour de %(central)s") % {
        "between": amount.between,
        "central": amount.central,
    }


def _verdict(probability: float) -> str:
    return gettext("%(odds)s que le premier projet laisse à la société un meilleur bilan que le second.") % {
        "odds": sentences.odds(probability)
    }
