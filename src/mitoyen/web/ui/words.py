"""Words that every page says the same way."""

from django.utils.translation import gettext, ngettext

from mitoyen.web.ui.numbers import chances_in_ten


def pillar(key: str) -> str:
    """Name of a pillar; raises `KeyError` for another key."""
    return {
        "social": gettext("Social"),
        "economic": gettext("Économie"),
        "environment": gettext("Environnement"),
    }[key]


def grade(letter: str) -> str:
    """What a claim grade means, in two or three words."""
    return {
        "A": gettext("Mesuré et contrôlé"),
        "B": gettext("Mesuré et ajusté"),
        "C": gettext("Estimé d’après l’activité"),
        "D": gettext("Projection"),
    }[letter]


def grade_explanation(letter: str) -> str:
    """What a claim grade allows one to say, in a sentence."""
    return {
        "A": gettext("Mesuré ici et comparé à un groupe témoin : on peut dire « a augmenté »."),
        "B": gettext("Mesuré ici et ajusté, sans groupe témoin : on peut dire « va de pair avec »."),
        "C": gettext("Calculé à partir des échanges confirmés : c’est une valeur estimée, pas un effet mesuré."),
        "D": gettext(
            "Calculé avant tout usage, à partir d’autres lieux : lisez l’intervalle avant la valeur centrale."
        ),
    }[letter]


def chances(probability: float) -> str:
    """A probability as « 8 chances sur 10 »."""
    count = chances_in_ten(probability)
    return ngettext("%(count)s chance sur 10", "%(count)s chances sur 10", count) % {"count": count}


def interval_title() -> str:
    """Title of the drawing of an interval."""
    return gettext("Intervalle : 8 chances sur 10 d’y être")
