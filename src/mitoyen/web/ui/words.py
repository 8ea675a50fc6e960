"""Words that every page says the same way; those of the reports come from `mitoyen.reporting.words`."""

import datetime
import re

from django.utils.translation import get_language, gettext, ngettext

from mitoyen.reporting.numbers import chances_in_ten, percent
from mitoyen.reporting.words import GRADES, PILLARS

FIRST = re.compile(r"(?<!\S)1 (?=\w)")
"""The first of a month, as the formats of dates write it."""
FAINT = 0.01
"""A chance below this, or above its complement, is said by its bound."""


def pillar(key: str) -> str:
    """Name of a pillar; raises `KeyError` for another key."""
    return PILLARS[key].in_(language())


def grade(letter: str) -> str:
    """What a claim grade means, in a few words; raises `KeyError` for another letter."""
    return GRADES[letter].in_(language())


def grade_explanation(letter: str) -> str:
    """What a claim grade allows one to say, in a sentence."""
    return {
        "A": gettext("Mesuré ici et comparé à un groupe témoin : on peut dire « a augmenté »."),
        "B": gettext("Mesuré ici et ajusté, sans groupe témoin : on peut dire « va de pair avec »."),
        "C": gettext("Calculé à partir des échanges comptés : c’est une valeur estimée, pas un effet mesuré."),
        "D": gettext(
            "Calculé avant tout usage, à partir d’autres lieux : lisez l’intervalle avant la valeur centrale."
        ),
    }[letter]


def assumed() -> str:
    """What grade D means where exchanges were counted, in a few words."""
    return gettext("Compté, puis estimé sur une hypothèse")


def assumed_explanation() -> str:
    """What grade D allows one to say where exchanges were counted, in a sentence."""
    return gettext(
        "Les échanges sont comptés ; ce qu’ils donnent repose sur une hypothèse que personne n’a encore mesurée."
    )


def chances(probability: float) -> str:
    """A probability as « 8 chances sur 10 »."""
    count = chances_in_ten(probability)
    return ngettext("%(count)s chance sur 10", "%(count)s chances sur 10", count) % {"count": count}


def in_percent(probability: float) -> str:
    """A probability in whole per cent, never quite sure: « moins de 1 % ». All draws agreeing is not certainty."""
    if probability < FAINT:
        return gettext("moins de %(share)s") % {"share": percent(FAINT, language())}
    if probability > 1 - FAINT:
        return gettext("plus de %(share)s") % {"share": percent(1 - FAINT, language())}
    return percent(round(probability, 2), language())


def interval_title() -> str:
    """Title of the drawing of an interval."""
    return gettext("Intervalle : 8 chances sur 10 d’y être")


def language() -> str:
    """The language of the page, two letters."""
    return (get_language() or "fr")[:2]


def first_of_month(date: str) -> str:
    """« 1er décembre » where a format wrote « 1 décembre »; other days and English stay."""
    return FIRST.sub("1er ", date) if language() == "fr" else date


def clock(time: datetime.datetime | datetime.time) -> str:
    """« 18 h 30 », « 18 h »; "18:30" in English. The hour is told as it is: give that of the place."""
    if language() != "fr":
        return f"{time:%H:%M}"
    minutes = f"\N{NO-BREAK SPACE}{time:%M}" if time.minute else ""
    return f"{time.hour}\N{NO-BREAK SPACE}h{minutes}"
