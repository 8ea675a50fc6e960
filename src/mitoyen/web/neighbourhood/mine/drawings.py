"""The charts of my impact."""

from __future__ import annotations

from django.utils.translation import gettext

from mitoyen.reporting import charts, numbers
from mitoyen.reporting.charts import Chart
from mitoyen.reporting.words import CLAIM_KG
from mitoyen.uncertainty.summaries import Interval
from mitoyen.web.measure.boards import sentences
from mitoyen.web.ui.words import language


def beside_the_claim(net: Interval) -> Chart:
    """My year beside 646 kg: a ceiling that was published, which nobody's ordinary year reaches."""
    median = min(max(net.median, net.low), net.high)
    return charts.gauge(
        name="claim",
        title=gettext("Votre part de l’année, net : %(interval)s, 8 chances sur 10")
        % {"interval": sentences.between(net, "kgCO2e")},
        description=gettext("Le nombre écrit est la médiane, le trait marque 646 kg."),
        parts=[charts.Interval(gettext("Évité, net"), net.low, median, net.high)],
        mark=CLAIM_KG,
        mark_label=gettext("646 kg"),
        header=(gettext("En kg de CO₂e"), gettext("Bas (10 %)"), gettext("Médiane"), gettext("Haut (90 %)")),
        write=lambda value: numbers.estimate(value, language()),
    )
