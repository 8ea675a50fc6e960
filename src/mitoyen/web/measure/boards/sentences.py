"""What a board says in words, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from mitoyen.evidence.records import Indicator
from mitoyen.reporting import numbers
from mitoyen.uncertainty.summaries import Interval
from mitoyen.web.measure.boards import published
from mitoyen.web.measure.boards.forecasts import Track
from mitoyen.web.measure.boards.published import EXCHANGES, Board
from mitoyen.web.measure.queries import SEVERAL
from mitoyen.web.places.models import Place
from mitoyen.web.ui.calculator import calculator
from mitoyen.web.ui.words import language

COUNTED = ("tie", "exchange", "service", "participation", "person", "person*year")
"""Units of what can be counted: half a tie helps nobody."""
SMALL = 10
NO_BREAK = "\N{NO-BREAK SPACE}"


def number(value: int) -> str:
    """Every digit of a count: « 34 875 »."""
    return numbers.number(value, language())


def whole(value: float, unit: str) -> float:
    """A figure as it is shown: nothing smaller than one of what is counted."""
    return float(round(value)) if unit in COUNTED and abs(value) < SMALL else value


def quantity(value: float, unit: str) -> str:
    """« 1 200 € », rounded as an estimate should be."""
    return numbers.quantity(whole(value, unit), unit, language())


def central(found: Interval, unit: str) -> str:
    """The middle of a figure, rounded; every digit of what was counted: « 1 243 échanges »."""
    if unit in COUNTED and found.low == found.high:
        return numbers.quantity(round(found.mean), unit, language(), figures=None)
    return quantity(found.median, unit)


def between(found: Interval, unit: str) -> str:
    """« entre 100 et 4 300 liens »."""
    return numbers.between(whole(found.low, unit), whole(found.high, unit), unit, language())


def span(found: Interval, unit: str) -> str:
    """« 120 (80 à 210) »: the central value and the interval, for a table whose header says the unit."""
    central, low, high = (
        numbers.estimate(whole(value, unit), language()) for value in (found.median, found.low, found.high)
    )
    return central if low == high else gettext("%(central)s (%(low)s à %(high)s)") % {
        "central": central, "low": low, "high": high,
    }  # fmt: skip


def happened(board: Board) -> str:
    """What was exchanged: « 1 243 échanges entre voisins et 210 participations à des rencontres »."""
    parts = []
    if board.exchanges:
        parts.append(exchanges(board.exchanges))
    if board.participations:
        parts.append(
            ngettext(
                "%(n)s participation à une rencontre", "%(n)s participations à des rencontres", board.participations
            )
            % {"n": number(board.participations)}
        )
    if not parts:
        parts.append(ngettext("%(n)s fait compté", "%(n)s faits comptés", board.facts) % {"n": number(board.facts)})
    return gettext(" et ").join(parts)


def exchanges(count: int) -> str:
    """« 1 243 échanges entre voisins »."""
    return ngettext("%(n)s échange entre voisins", "%(n)s échanges entre voisins", count) % {"n": number(count)}


def people(board: Board) -> list[str]:
    """Who took part, and who met: a sentence each, none for what is not known."""
    said = []
    if board.newcomers > 0:
        newcomers = ngettext(
            "%(n)s personne y a pris part pour la première fois.",
            "%(n)s personnes y ont pris part pour la première fois.",
            board.newcomers,
        )
        if board.period.name == "all":
            newcomers = ngettext("%(n)s personne y a pris part.", "%(n)s personnes y ont pris part.", board.newcomers)
        said.append(newcomers % {"n": number(board.newcomers)})
    if board.ties > 0:
        ties = ngettext(
            "%(n)s paire de voisins a échangé pour la première fois.",
            "%(n)s paires de voisins ont échangé pour la première fois.",
            board.ties,
        )
        said.append(ties % {"n": number(board.ties)})
    if any(source.open_data for source in board.sources):
        said.append(gettext("Ce qui vient de données ouvertes ne dit pas toujours qui y a pris part."))
    return said


def pillar(indicator: Indicator) -> str:
    """What the headline of a pillar means once exchanges are counted."""
    told = {
        "new_ties": gettext(
            "Une estimation : des voisins devenus des connaissances, que rien d’autre n’aurait réunis."
        ),
        "resident_gain": gettext("Une estimation : ce que valent les échanges pour le budget des habitants."),
        "co2_net": gettext(
            "Une estimation : les émissions évitées, une fois déduits les trajets, l’usure et le rebond."
        ),
    }
    return told.get(indicator.id) or indicator.explain.in_(language())


def practice(id: str) -> str:
    """« Prêts »; what several practices did together has no finer name."""
    if id == SEVERAL:
        return gettext("Plusieurs pratiques, dites ensemble")
    known = calculator().pack.practices.get(id)
    return capital(known.verb.in_(language())) if known else id


def category(id: str) -> str:
    """« Perceuse-visseuse sans fil »."""
    if id == SEVERAL:
        return gettext("Autres, ou non précisé")
    known = calculator().pack.categories.get(id)
    return known.label.in_(language()) if known else id


def proof(letter: str) -> str:
    """How a fact is attested."""
    return {
        "A": gettext("les deux voisins, et un code échangé à la remise"),
        "B": gettext("les deux voisins"),
        "C": gettext("un seul des deux"),
        "D": gettext("un fichier importé ou une déclaration"),
        SEVERAL: gettext("plusieurs façons, dites ensemble"),
    }[letter]


def child(place: Place | None) -> str:
    """A place below, or what is told of the place alone."""
    return place.name if place else gettext("Ailleurs dans ce lieu, sans plus de précision")


def below(kind: str) -> str:
    """Title of what lies in a place."""
    return {
        "country": gettext("Région par région"),
        "region": gettext("Département par département"),
        "department": gettext("Commune par commune"),
        "intercommunality": gettext("Commune par commune"),
        "commune": gettext("Quartier par quartier"),
        "quartier": gettext("Résidence par résidence"),
    }.get(kind, gettext("Lieu par lieu"))


def against(track: Track) -> str:
    """Where the measure lies beside the forecast."""
    unit = calculator().pack.indicators[track.indicator].unit
    low, _, high = track.said
    if track.indicator == EXCHANGES:
        amount = numbers.quantity(round(track.measured[-1]), unit, language(), figures=None)  # counted: every digit
        measured = gettext("%(amount)s, comptés")
    else:
        amount = quantity(track.measured[-1], unit)
        measured = gettext("%(amount)s, estimés d’après les échanges")
    told = {
        "below": gettext("Au bout de %(months)s : %(measured)s. C’est moins que prévu (%(forecast)s)."),
        "within": gettext("Au bout de %(months)s : %(measured)s. C’est dans la fourchette prévue (%(forecast)s)."),
        "above": gettext("Au bout de %(months)s : %(measured)s. C’est plus que prévu (%(forecast)s)."),
    }[track.side]
    return told % {
        "months": numbers.quantity(len(track.measured), "month", language(), figures=None),
        "measured": measured % {"amount": amount},
        "forecast": numbers.between(whole(low, unit), whole(high, unit), unit, language()),
    }


def with_unit(indicator: Indicator) -> str:
    """The name of a figure and its unit, unless the name says what is counted."""
    label, unit = indicator.label.in_(language()), numbers.unit_name(indicator.unit, 2, language())
    return label if indicator.unit in COUNTED else f"{label} ({unit.replace(' ', NO_BREAK)})"


def grade(indicator: Indicator) -> str:
    """How sure a figure is: « Solidité C »."""
    return gettext("Solidité %(letter)s") % {"letter": published.grade(indicator)}


def capital(words: str) -> str:
    """The words as they start a line."""
    return words[:1].upper() + words[1:]
