"""Figures turned into sentences, in the language of the page: what a mayor reads first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext, ngettext

from mitoyen.projection.balance import Balance
from mitoyen.projection.scenario import Scenario
from mitoyen.reporting import numbers
from mitoyen.reporting.document import Document
from mitoyen.uncertainty.summaries import Interval
from mitoyen.web.calculator.queries import Result

SMALL = 10
"""Below it, figures are rounded to whole ones: half a neighbour helps nobody."""


@dataclass(frozen=True)
class Amount:
    """A figure ready to be written: its name, its interval in words, its central value, the page that explains it."""

    label: str
    between: str
    central: str
    low: str
    high: str
    href: str = ""
    explain: str = ""


def language() -> str:
    """The language of the page."""
    return (get_language() or "fr")[:2]


def whole(value: float) -> float:
    """A figure without the decimals that nobody could count."""
    return float(round(value)) if abs(value) < SMALL else value


def quantity(value: float, unit: str) -> str:
    """« 1 200 € », rounded as an estimate should be."""
    return numbers.quantity(whole(value), unit, language())


def between(found: Interval, unit: str) -> str:
    """« entre 100 et 4 300 liens »."""
    return numbers.between(whole(found.low), whole(found.high), unit, language())


def amount(label: str, found: Interval, unit: str, href: str = "", explain: str = "") -> Amount:
    """A figure ready to be written."""
    low, central, high = (quantity(value, unit) for value in (found.low, found.median, found.high))
    return Amount(label, between(found, unit), central, low, high, href, explain)


def months(count: int) -> str:
    """« 36 mois »."""
    return numbers.quantity(count, "month", language(), figures=None)


def households(count: int) -> str:
    """« 25 413 foyers »."""
    return ngettext("%(count)s foyer", "%(count)s foyers", count) % {"count": numbers.number(count, language())}


def dwellings(count: int) -> str:
    """« 400 logements »."""
    return numbers.quantity(count, "dwelling", language(), figures=None)


def launch(scenario: Scenario) -> str:
    """How it is made known, as the end of a sentence."""
    return {
        "organic": gettext("le bouche-à-oreille"),
        "invitations": gettext("des invitations par un partenaire"),
        "letters": gettext("une lettre dans chaque boîte"),
    }[scenario.launch]


def animation(scenario: Scenario) -> str:
    """Who animates it, as the end of a sentence."""
    return {
        "none": gettext("personne pour animer"),
        "volunteer": gettext("des bénévoles qui animent"),
        "animator": gettext("un animateur à temps partiel"),
    }[scenario.animation]


def title(result: Result) -> str:
    """« Saint-Malo, 25 413 foyers, 36 mois, une lettre dans chaque boîte »."""
    scenario = result.scenario
    count = result.document.forecast.households
    size = households(count) if scenario.dwellings is None else dwellings(scenario.dwellings)
    return ", ".join((result.place.name, size, months(scenario.months), launch(scenario)))


def verdict(result: Result) -> str:
    """Whether it is likely to be worth its cost, in one plain sentence."""
    probability = result.document.forecast.balance.probability_positive
    return gettext(
        "%(odds)s que ce que la société dans son ensemble y gagne en %(months)s dépasse ce que la plateforme coûte."
    ) % {
        "odds": odds(probability),
        "months": months(result.scenario.months),
    }


def odds(probability: float) -> str:
    """The beginning of a sentence: « Il y a moins d’une chance sur quatre »."""
    steps = (
        (0.02, gettext("Il n’y a presque aucune chance")),
        (0.1, gettext("Il y a moins d’une chance sur dix")),
        (0.2, gettext("Il y a moins d’une chance sur cinq")),
        (0.25, gettext("Il y a moins d’une chance sur quatre")),
        (0.4, gettext("Il y a environ une chance sur trois")),
        (0.6, gettext("Il y a environ une chance sur deux")),
        (0.75, gettext("Il y a environ deux chances sur trois")),
        (0.9, gettext("Il y a plus de trois chances sur quatre")),
        (0.98, gettext("Il y a plus de neuf chances sur dix")),
    )
    return next((words for bound, words in steps if probability < bound), gettext("Il est presque sûr"))


def members(document: Document) -> str:
    """How many households would join, and how many would take part."""
    return gettext("%(registered)s s’inscriraient ; %(active)s participeraient encore au bout de %(months)s.") % {
        "registered": capital(_households_between(document.registered)),
        "active": _many_between(document.active),
        "months": months(document.forecast.scenario.months),
    }


def stakes(document: Document) -> str:
    """What it costs, and what society gains before that cost."""
    surplus = document.figure("society_surplus").interval
    spent = document.forecast.costs.total(document.forecast.scenario.months)
    return gettext("La plateforme coûterait %(cost)s ; la société dans son ensemble y gagnerait %(gain)s.") % {
        "cost": between(spent, "euro"),
        "gain": between(surplus, "euro"),
    }


def break_even(balance: Balance, horizon: int) -> str:
    """When gains catch up with costs."""
    month = balance.median_break_even
    if month is None:
        return gettext(
            "Plus d’une chance sur deux que les gains n’aient pas rattrapé les coûts au bout de %(months)s."
        ) % {"months": months(horizon)}
    return gettext("Une chance sur deux que les gains aient rattrapé les coûts, pour de bon, au mois %(month)s.") % {
        "month": month
    }


def pillar(indicator: str) -> str | None:
    """What the headline of a pillar means for people; None for an indicator that has no such sentence."""
    net = gettext("Moins d’émissions, une fois déduits les trajets, l’usure et les achats faits avec l’argent gardé.")
    return {
        "new_ties": gettext("Des voisins qui ne se connaissaient pas se rendraient service ou se rencontreraient."),
        "resident_gain": gettext(
            "Les habitants dépenseraient moins ou gagneraient un peu : achats évités, remises, services."
        ),
        "co2_net": net,
    }.get(indicator)


def pillar_note(id: str, found: Interval, horizon: int) -> str:
    """What to add under the interval of a pillar: over how long, and what it means below zero."""
    over = gettext("Total sur %(months)s") % {"months": months(horizon)}
    if whole(found.low) >= 0:
        return over
    if id == "environment":
        return gettext("%(over)s ; sous zéro, le projet émet plus qu’il n’évite") % {"over": over}
    return gettext("%(over)s ; sous zéro, c’est une perte") % {"over": over}


def _households_between(found: Interval) -> str:
    return gettext("%(interval)s foyers") % {"interval": _many_between(found)}


def _many_between(found: Interval) -> str:
    return numbers.between(whole(found.low), whole(found.high), "", language())


def capital(text: str) -> str:
    """The text with a capital letter to begin with."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """A common noun as it is said inside a sentence."""
    return text[:1].lower() + text[1:]
