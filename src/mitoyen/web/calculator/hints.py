"""What stands beside the questions: choices in words, and what the evidence says when an answer is left empty."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy

from mitoyen.evidence.pack import Pack
from mitoyen.evidence.records import Factor, Text
from mitoyen.projection.scenario import USUAL_HOURS
from mitoyen.reporting import numbers, words
from mitoyen.territory import Quartier
from mitoyen.web.calculator.addresses import factor_page, indicator_page
from mitoyen.web.calculator.places import GROUP, HOUSING, QUARTIER, WHOLE

LAUNCH: Promise = gettext_lazy("C’est ce qui change le plus le résultat.")
ANIMATION: Promise = gettext_lazy("Quelqu’un qui accueille, relance et organise les rencontres.")

Choices = list[tuple[str, str]]


def kinds() -> Choices:
    """Kinds of project, in words."""
    return [
        (WHOLE, gettext("Toute la commune")),
        (GROUP, gettext("Toute l’intercommunalité")),
        (QUARTIER, gettext("Un quartier")),
        (HOUSING, gettext("Un ensemble de logements")),
    ]


def launches() -> Choices:
    """Ways to launch, in words."""
    return _in_words(words.LAUNCHES)


def animations() -> Choices:
    """Ways to animate, in words."""
    return _in_words(words.ANIMATIONS)


def payers() -> Choices:
    """Who may pay, in words."""
    return _in_words(words.PAYERS)


def choose() -> str:
    """The empty line of a list."""
    return gettext("Choisissez…")


def quartier(place: Quartier) -> str:
    """A quartier in a list: its name and how many live there."""
    households = numbers.quantity(place.households, "household", _language(), figures=None)
    return f"{place.name} – {households}"


def not_a_number() -> str:
    """What is said of a text that is no number."""
    return gettext("Écrivez un nombre en chiffres, par exemple 12,5, ou laissez vide.")


def dwellings_missing() -> str:
    """What is said when the number of dwellings of a housing project is missing."""
    return gettext("Indiquez le nombre de logements occupés, ou choisissez un autre projet.")


def discount_rate_bounds() -> str:
    """What is said of a discount rate out of bounds."""
    return gettext("Indiquez un taux par an en pourcentage, entre 0 et 20 : par exemple 3,2.")


def of_amounts(pack: Pack) -> dict[str, SafeString | str]:
    """Field → what happens when it is left empty, with the figures of the evidence and the way to their reasons."""
    volunteer, animator, wage = pack.factors["smic_gross"], pack.factors["cost_animator_hour"], gettext("de l’heure")
    hours = {"volunteers": _number(USUAL_HOURS["volunteer"]), "animator": _number(USUAL_HOURS["animator"])}
    usual = gettext("Laissez vide : %(volunteers)s heures pour des bénévoles, %(animator)s pour un animateur.") % hours
    town, landlord = pack.factors["cost_licence_household"], pack.factors["cost_licence_dwelling"]
    return {
        "animation_hours": usual,
        "hourly_cost": _joined(
            _said(gettext("Laissez vide, pour des bénévoles :"), volunteer, wage),
            _said(gettext("Pour un animateur :"), animator, wage),
        ),
        "licence": _joined(
            _said(gettext("Laissez vide :"), town, gettext("par foyer et par an")),
            _said(gettext("Pour un ensemble de logements :"), landlord, gettext("par logement et par an")),
        ),
        "discount_rate": _said(gettext("Laissez vide :"), pack.factors["discount_rate_fr"]),
        "landlord_effects": _reason(pack),
    }


def _said(start: str, factor: Factor, per: str = "") -> SafeString:
    """« Laissez vide : 1 € par foyer et par an, entre 0,30 € et 5 € (hypothèse de notre part). Pourquoi ? »

    An amount in euros by something; a share where nothing is said.
    """
    value, write = factor.current, _euros if per else _percent
    said = {
        "start": start,
        "central": f"{write(value.value)} {per}".strip(),
        "low": write(value.low),
        "high": write(value.high),
        "status": words.STATUSES[factor.status].in_(_language()),
    }
    sentence = gettext("%(start)s %(central)s, entre %(low)s et %(high)s (%(status)s).") % said
    return format_html(
        '{} <a href="{}" aria-label="{}">{}</a>',
        sentence,
        factor_page(factor.id),
        gettext("Pourquoi cette valeur : %(factor)s") % {"factor": factor.label.in_(_language())},
        gettext("Pourquoi ?"),
    )


def _reason(pack: Pack) -> SafeString:
    """Why the landlord's scenario is off by default, in the words of the evidence."""
    explained = pack.indicators["landlord_cash"].explain.in_(_language())
    return format_html(
        '{} <a href="{}">{}</a>',
        explained,
        indicator_page("landlord_cash"),
        gettext("Voir ce scénario dans la méthode"),
    )


def _joined(*parts: SafeString) -> SafeString:
    return format_html("{} {}", *parts)


def _in_words(table: dict[str, Text]) -> Choices:
    return [(id, text.in_(_language())) for id, text in table.items()]


def _number(value: float | None) -> str:
    return numbers.number(None if value is None else round(value, 6), _language())


def _percent(share: float | None) -> str:
    return numbers.quantity(None if share is None else round(100 * share, 6), "percent", _language(), figures=None)


def _euros(value: float | None) -> str:
    if value is None:
        return numbers.UNKNOWN
    amount = numbers.number(round(value, 6), _language(), None if float(value).is_integer() else 2)
    return f"{amount}{numbers.SPACE}€" if _language() == "fr" else f"€{amount}"


def _language() -> str:
    return (get_language() or "fr")[:2]
