"""Invented figures for the style page, never shown anywhere else."""

from functools import partial
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import get_language, gettext, gettext_lazy

from mitoyen.reporting import charts, numbers
from mitoyen.reporting.charts import Interval, Step
from mitoyen.reporting.drawing import Write


class SampleForm(forms.Form):
    """One field of each sort."""

    place = forms.CharField(label=gettext_lazy("Commune"), help_text=gettext_lazy("Nom ou code postal."), max_length=80)
    homes = forms.IntegerField(label=gettext_lazy("Logements"), min_value=1, initial=400)
    launch = forms.ChoiceField(
        label=gettext_lazy("Lancement"),
        widget=forms.RadioSelect,
        choices=[("letters", gettext_lazy("Une lettre à chaque foyer")), ("alone", gettext_lazy("Sans animation"))],
        initial="letters",
    )


def samples() -> dict[str, Any]:
    """Everything the style page shows."""
    form = SampleForm({"place": "Les Corderies", "homes": "-3", "launch": "letters"})
    return {
        "form": form,
        "page": Paginator(range(30), 10).page(2),
        "tabs": [
            {"label": gettext("Un an"), "href": "?an=1", "current": True},
            {"label": gettext("Trois ans"), "href": "?an=3", "current": False},
        ],
        "header": interval_header(),
        "rows": [("2024", "12", "23", "37"), ("2025", "18", "31", "52")],
        "charts": [_bar(), _fan(), _waterfall(), _gauge(), _shares(), _balance(), _columns(), _dots()],
    }


def interval_header() -> tuple[str, ...]:
    """Columns of a table of intervals."""
    return (gettext("Ligne"), gettext("Bas (10 %)"), gettext("Médiane"), gettext("Haut (90 %)"))


def _kilograms() -> Write:
    return partial(numbers.quantity, unit="kgCO2e", language=get_language() or "fr")


def _words(name: str, title: str) -> dict[str, Any]:
    return {"name": f"sample-{name}", "title": title, "description": gettext("Exemple : chiffres inventés.")}


def _bar() -> charts.Chart:
    words = _words("bar", gettext("Exemple d’intervalle"))
    return charts.interval_bar(**words, low=12, median=23, high=37, header=interval_header()[1:], write=_kilograms())


def _fan() -> charts.Chart:
    months = range(37)
    return charts.fan(
        **_words("fan", gettext("Exemple de courbe dans son intervalle")),
        low=[0.4 * month**1.2 for month in months],
        median=[0.8 * month**1.25 for month in months],
        high=[1.5 * month**1.3 for month in months],
        labels=[gettext("mois %(month)s") % {"month": month} for month in months],
        marks=[(month, gettext("mois %(month)s") % {"month": month}) for month in (0, 12, 24, 36)],
        header=(*interval_header(), gettext("Mesuré")),
        write=_kilograms(),
        measured=[0.9 * month**1.3 for month in range(15)],
    )


def _waterfall() -> charts.Chart:
    steps = [
        Step(Interval(gettext("Brut"), 96, 131, 182), total=True),
        Step(Interval(gettext("Déplacements et usure"), -38, -22, -10)),
        Step(Interval(gettext("Effet rebond"), -58, -36, -19)),
        Step(Interval(gettext("Net"), 30, 73, 120), total=True),
    ]
    words = _words("waterfall", gettext("Exemple du brut au net"))
    return charts.waterfall(**words, steps=steps, header=interval_header(), write=_kilograms())


def _gauge() -> charts.Chart:
    return charts.gauge(
        **_words("gauge", gettext("Exemple de repère sur des intervalles")),
        parts=[Interval(gettext("Brut"), 96, 131, 182), Interval(gettext("Net"), 30, 73, 120)],
        mark=646,
        mark_label=gettext("646 kg"),
        header=interval_header(),
        write=_kilograms(),
    )


def _shares() -> charts.Chart:
    parts = [
        (gettext("Achats neufs évités par prêt"), 0.46),
        (gettext("Prêts par membre et par an"), 0.31),
        (gettext("Fabrication d’une perceuse"), 0.12),
    ]
    write = partial(numbers.percent, language=get_language() or "fr")
    words = _words("shares", gettext("Exemple de parts du doute"))
    return charts.bars(**words, parts=parts, header=(gettext("Facteur"), gettext("Part")), write=write)


def _balance() -> charts.Chart:
    parts = [
        Interval(gettext("Habitants"), 5200, 11800, 21000),
        Interval(gettext("Commune"), -7400, -5100, -3600),
        Interval(gettext("Commerces"), -900, 300, 1700),
    ]
    write = partial(numbers.quantity, unit="euro", language=get_language() or "fr")
    words = _words("balance", gettext("Exemple : qui gagne, qui paie"))
    return charts.balance(**words, parts=parts, header=interval_header(), write=write)


def _columns() -> charts.Chart:
    values = [3, 0, 5, 8, 12, 9, 14]
    days = [str(day) for day in range(1, 8)]
    header = (gettext("Jour"), gettext("Échanges"))
    return charts.columns(
        **_words("columns", gettext("Exemple de jours")),
        values=values,
        labels=days,
        marks=list(enumerate(days)),
        header=header,
        write=partial(numbers.number, language=get_language() or "fr"),
    )


def _dots() -> charts.Chart:
    header = (gettext("Chances"), gettext("Sur"))
    return charts.dots(**_words("dots", gettext("Exemple : 8 chances sur 10")), filled=8, header=header)
