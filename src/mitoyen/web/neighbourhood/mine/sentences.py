"""What my exchanges brought, in words, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from mitoyen.reporting import numbers
from mitoyen.uncertainty.summaries import Interval
from mitoyen.web.measure.boards import sentences
from mitoyen.web.neighbourhood.mine.impact import HOURS, KEPT, Impact
from mitoyen.web.ui.calculator import calculator
from mitoyen.web.ui.words import language

CARBON = "kgCO2e"
LONG = 2.0
"""Hours under which a time is said in minutes."""


def happened(impact: Impact) -> str:
    """« 3 prêts, 2 dons et 1 service rendu »."""
    parts = [practice(line.practice, line.given + line.received) for line in impact.lines]
    if len(parts) < 2:
        return "".join(parts)
    return gettext("%(first)s et %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def practice(id: str, count: int) -> str:
    """« 3 prêts »: the unit of the practice, counted; its plural name where the unit says less."""
    known = calculator().pack.practices.get(id)
    unit = known.unit if known else ""
    if unit in numbers.UNITS and "*" not in unit:
        return f"{sentences.number(count)}\u00a0{numbers.unit_name(unit, count, language())}"
    return f"{sentences.number(count)}\u00a0{known.verb.in_(language()) if known else id}"


def carbon(net: Interval, exchanges: int) -> str:
    """What these exchanges avoided, my part of it, and how sure it is."""
    words = {"n": sentences.number(exchanges), "between": sentences.between(net, CARBON)}
    if net.low == net.high == 0:
        told = ngettext(
            "Votre échange n’évite pas de CO₂ : sa valeur est ailleurs.",
            "Vos %(n)s échanges n’évitent pas de CO₂ : leur valeur est ailleurs.",
            exchanges,
        )
    elif net.low >= 0:
        told = ngettext(
            "Pour votre part, votre échange a évité %(between)s.",
            "Pour votre part, vos %(n)s échanges ont évité %(between)s.",
            exchanges,
        )
    elif net.high <= 0:
        words["between"] = sentences.between(Interval(-net.high, -net.median, -net.low, -net.mean), CARBON)
        told = ngettext(
            "Pour votre part, votre échange a émis un peu plus qu’il n’a évité : %(between)s de plus.",
            "Pour votre part, vos %(n)s échanges ont émis un peu plus qu’ils n’ont évité : %(between)s de plus.",
            exchanges,
        )
    else:
        words |= _both_ways(net)
        told = ngettext(
            "Pour votre part, votre échange a un bilan incertain : de %(more)s émis en plus à %(less)s évités.",
            "Pour votre part, vos %(n)s échanges ont un bilan incertain : de %(more)s émis en plus à %(less)s évités.",
            exchanges,
        )
    return told % words


def weighed(net: Interval) -> str:
    """What one exchange avoided, both sides together."""
    words = {"between": sentences.between(net, CARBON)}
    if net.low == net.high == 0:
        return gettext("Cet échange n’évite pas de CO₂ : sa valeur est ailleurs.")
    if net.low >= 0:
        return gettext("Cet échange a évité %(between)s, une fois tout déduit.") % words
    told = gettext("Le bilan de cet échange est incertain : de %(more)s émis en plus à %(less)s évités.")
    return told % _both_ways(net)


def _both_ways(net: Interval) -> dict[str, str]:
    """The two ends of an interval that holds nothing: what may have been emitted, what may have been avoided."""
    return {"more": sentences.quantity(-net.low, CARBON), "less": sentences.quantity(net.high, CARBON)}


def money(impact: Impact) -> list[str]:
    """What I kept, by estimate; what passed between neighbours, to the cent."""
    found, said = impact.figures[KEPT], []
    if found.low or found.high:
        between = sentences.between(found, "euro")
        said.append(gettext("Vous avez gardé ou gagné %(between)s : une estimation.") % {"between": between})
    if impact.earned:
        said.append(
            gettext("Des voisins vous ont versé %(sum)s, d’après les prix convenus.") % {"sum": cents(impact.earned)}
        )
    if impact.paid:
        said.append(
            gettext("Vous avez versé %(sum)s à des voisins, d’après les prix convenus.") % {"sum": cents(impact.paid)}
        )
    return said


def time(impact: Impact) -> list[str]:
    """Hours given beyond the help that existed anyway, hours spent together."""
    given, together = (impact.figures[id] for id in HOURS)
    said = []
    if given.high:
        between = lasting(given)
        said.append(
            gettext("Vous avez donné %(between)s, en plus de l’entraide qui existait déjà.") % {"between": between}
        )
    if together.high:
        between = lasting(together)
        said.append(gettext("Votre part du temps passé ensemble : %(between)s.") % {"between": between})
    return said


def neighbours(impact: Impact) -> str:
    """With whom I exchanged, and who was new."""
    met = ngettext("Vous avez échangé avec %(n)s voisin", "Vous avez échangé avec %(n)s voisins", impact.neighbours) % {
        "n": sentences.number(impact.neighbours)
    }
    if impact.period.name == "all" or not impact.newly:
        return f"{met}."
    if impact.newly == impact.neighbours:
        return gettext("%(met)s, pour la première fois.") % {"met": met}
    newly = {"met": met, "n": sentences.number(impact.newly)}
    return gettext("%(met)s, dont %(n)s pour la première fois.") % newly


def lasting(found: Interval) -> str:
    """« entre 8 et 20 minutes », « entre 3 et 5 heures »."""
    if found.high >= LONG:
        return between(found, "hour")
    return between(Interval(60 * found.low, 60 * found.median, 60 * found.high, 60 * found.mean), "minute")


def cents(amount: int) -> str:
    """« 12 € », « 12,50 € »: every cent, and none where there are none."""
    written = numbers.number(amount / 100, language(), 2 if amount % 100 else 0)
    return f"€{written}" if language() == "en" else f"{written}{numbers.SPACE}€"


def between(found: Interval, unit: str) -> str:
    """« entre 4 et 19 kg », or the one value where the interval is a point."""
    if sentences.whole(found.low, unit) == sentences.whole(found.high, unit):
        return sentences.quantity(found.median, unit)
    return sentences.between(found, unit)
