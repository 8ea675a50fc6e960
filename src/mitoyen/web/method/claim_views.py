"""The two historical claims and the published launches, each rebuilt in front of the reader."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from mitoyen.evidence.pack import france
from mitoyen.evidence.records import Launch
from mitoyen.projection.takeup import registered_share
from mitoyen.reporting import charts, numbers
from mitoyen.reporting.words import CLAIM_KG, LAUNCHES
from mitoyen.uncertainty.summaries import Interval, interval
from mitoyen.web.method import drawings, evidence_pages, figures, pages, queries, rules, words
from mitoyen.web.method.forms import HabitsForm, ShareForm
from mitoyen.web.method.queries import link
from mitoyen.web.method.views import page, show
from mitoyen.web.method.words import said
from mitoyen.web.ui.calculator import calculator
from mitoyen.web.ui.words import in_percent, language

MONTHS = 36
UNDATED = (12.0, 36.0)
BASELINES = (0.20, 0.30, 0.36, 0.50, 0.63)
GROUPS = (50, 100, 200, 300, 600)
RISE = 0.25
CHECKS = ("ctx_freegle_member_climate", "ctx_vinted_member", "ctx_sharing_optimum_budget", "ctx_footprint_cap")
ORIGINS = ("sharely-esu-2020", "share-frome-2020", "iddri-partage-2014", "smiile-outil-impact-2020")


# --- 646 kg ----------------------------------------------------------------------------------------------------------


@page
def climate(request: HttpRequest) -> HttpResponse:
    """A year of exchanges, chosen by the reader, beside 646 kg."""
    presets = _presets()
    form = HabitsForm(request.GET) if request.GET else HabitsForm(presets["regular"][1])
    valid = form.is_valid()
    habits = form.habits() if valid else {}
    context = {
        "form": form,
        "usual": _usual(),
        "presets": [
            {"label": label, "href": f"?{urlencode(_tidy(chosen))}", "current": habits == chosen}
            for label, chosen in presets.values()
        ],
        "checks": [evidence_pages.register_row(france().factors[id]) for id in CHECKS],
        "origins": {id.partition("-")[0]: link(france().sources[id]) for id in ORIGINS},
        "tally_source": link(france().sources["tracnghiem-monptivoisinage-2016"]),
        **(_year(habits) if valid else {}),
    }
    return show(request, "method/climate_claim.html", context, status=200 if valid else 400)


@cache
def _net(persona: str) -> Interval:
    return rules.year(calculator(), rules.habits_of(france().personas[persona])).steps["co2_net"]


def _usual() -> dict[str, str]:
    """What the persons of reference avoid, net."""
    return {id: words.whole(_net(id), "kgCO2e") for id in france().personas}


def _presets() -> dict[str, tuple[str, dict[str, float]]]:
    personas = {id: (said(p.label), rules.habits_of(p)) for id, p in france().personas.items()}
    intensive = {name: float(rules.INTENSIVE[name]) for name in rules.HABITS}
    return {**personas, "intensive": (gettext("Très actif, et covoiture chaque semaine"), intensive)}


def _tidy(habits: dict[str, float]) -> dict[str, str]:
    return {name: f"{count:g}" for name, count in habits.items()}


def _year(habits: dict[str, float]) -> dict[str, Any]:
    found = rules.year(calculator(), habits)
    gross, net = found.steps["co2_gross"], found.steps["co2_net"]
    labels = HabitsForm().fields
    alone = rules.each_habit(calculator(), habits)
    return {
        "year": found,
        "gross": words.whole(gross, "kgCO2e"),
        "net": words.whole(net, "kgCO2e"),
        "exchanges": words.value(round(found.exchanges, 1)),
        "gross_over": in_percent(found.gross_over),
        "net_over": in_percent(found.net_over),
        "gauge": _climate_gauge(gross, net),
        "waterfall": pages.waterfall(list(found.steps.items())),
        "rows": [
            (labels[name].label, words.value(habits[name]), words.whole(gross), words.whole(net))
            for name, (gross, net) in alone.items()
        ],
        "header": [gettext("Habitude"), gettext("Par an"), gettext("Brut, kg"), gettext("Net, kg")],
    }


def _climate_gauge(gross: Interval, net: Interval) -> charts.Chart:
    return charts.gauge(
        name="gauge",
        title=gettext("Cette année d’échanges, à côté de 646 kg"),
        description=gettext("Bandes de 8 chances sur 10 et médianes, en kg de CO₂e par an ; le trait marque 646 kg."),
        parts=[_drawn(gettext("Brut"), gross), _drawn(gettext("Net"), net)],
        mark=CLAIM_KG,
        mark_label=gettext("646 kg"),
        header=pages.interval_header(gettext("En kg de CO₂e")),
        write=words.estimate,
    )


def _drawn(label: str, found: Interval) -> charts.Interval:
    return charts.Interval(label, found.low, found.median, found.high)


# --- +25 % -----------------------------------------------------------------------------------------------------------


@page
def involvement(request: HttpRequest) -> HttpResponse:
    """A share of the published gap, chosen by the reader, among 1,000 households."""
    pack = france()
    usual = round(100 * (pack.factors["causal_retention"].current.value or 0))
    form = ShareForm(request.GET if "caused" in request.GET else {"caused": usual})
    valid = form.is_valid()
    prior = figures.factor_interval("involvement_uplift_exante")
    context = {
        "form": form,
        "usual": _percent(usual),
        "gap": evidence_pages.register_row(pack.factors["smiile_involved_gap"]),
        "retention": evidence_pages.register_row(pack.factors["causal_retention"]),
        "prior": f"{numbers.percent(prior.median, language())} ({words.span(_in_percent(prior))})",
        "prior_link": link(pack.factors["involvement_uplift_exante"]),
        "help_now": numbers.percent(pack.factors["fr_informal_help_4w"].current.value, language()),
        "help_link": link(pack.factors["fr_informal_help_4w"]),
        "studies": {
            "survey": link(pack.sources["smiile-yougov-esteval"]),
            "kind": link(pack.sources["lim-kind-2024"]),
            "ghent": link(pack.sources["robaeyst-hoplr-cohesion-2021"]),
        },
        "samples": [_sample(before) for before in BASELINES],
        "widths": [_width(answers) for answers in GROUPS],
        **(_uplift(form.cleaned_data["caused"]) if valid else {}),
    }
    return show(request, "method/involvement_claim.html", context, status=200 if valid else 400)


def _in_percent(found: Interval) -> Interval:
    return Interval(*(100 * value for value in (found.low, found.median, found.high, found.mean)))


def _uplift(caused: float) -> dict[str, Any]:
    tool = calculator()
    nothing, chosen, all_of_it = (rules.uplift(tool, share) for share in (0.0, caused / 100, 1.0))
    gap = tool.pack.factors["smiile_involved_gap"].current.value or 0.0
    parts = [
        _drawn(gettext("Rien n’est causé par la plateforme"), nothing.more),
        _drawn(gettext("Votre choix : %(share)s de l’écart") % {"share": _percent(caused)}, chosen.more),
        _drawn(gettext("Tout l’écart est causé par la plateforme"), all_of_it.more),
    ]
    return {
        "caused": _percent(caused),
        "rise": _percent(round(gap * caused, 4)),
        "active": words.span(chosen.active),
        "helpers": words.span(chosen.helpers),
        "more": words.whole(chosen.more, "person"),
        "balance": charts.balance(
            name="uplift",
            title=gettext("Habitants de plus qui aident un voisin, pour 1 000 foyers"),
            description=gettext("Deux ans après des lettres à chaque foyer, sans animation ; 8 chances sur 10."),
            parts=parts,
            header=pages.interval_header(gettext("Hypothèse")),
            write=words.estimate,
        ),
    }


def _percent(points: float) -> str:
    return numbers.quantity(points, "percent", language(), figures=None)


def _sample(before: float) -> tuple[str, ...]:
    found = rules.sample(before, RISE)
    shown = (numbers.number(n, language()) for n in (found.randomised, found.panel, found.sections))
    return f"{_percent(100 * before)} → {_percent(round(100 * found.after, 1))}", *shown


def _width(answers: int) -> tuple[str, str, str]:
    width = rules.half_width(0.36, RISE, answers)
    relative = numbers.percent(width / 0.36, language())
    return str(answers), f"± {numbers.number(100 * width, language(), 1)}", f"± {relative}"


# --- launches --------------------------------------------------------------------------------------------------------


@page
def launches(request: HttpRequest) -> HttpResponse:
    """The published launches against the band of the take-up prior, mode by mode."""
    modes = []
    for mode, label in LAUNCHES.items():
        shares = registered_share(calculator().draws, mode, np.arange(MONTHS + 1, dtype=np.float64))
        known = [launch for launch in queries.launches() if launch.mode == mode]
        rows = [_launch(launch) for launch in known]
        modes.append(
            {
                "label": said(label),
                "mode": mode,
                "chart": _fan(mode, said(label), [interval(month) for month in shares], known),
                "rows": rows,
                "inside": sum(row["inside"] for row in rows),
            }
        )
    total, inside = sum(len(m["rows"]) for m in modes), sum(m["inside"] for m in modes)
    return show(request, "method/launches.html", {"modes": modes, "total": total, "inside": inside})


def _launch(launch: Launch) -> dict[str, Any]:
    """One launch and the band at its date; between one and three years when the date is not visible."""
    months = np.unique(_when(launch))
    shares = [interval(month) for month in registered_share(calculator().draws, launch.mode, months)]
    low, high = shares[0].low, shares[-1].high
    return {
        "launch": launch,
        "share": numbers.percent(launch.share, language()),
        "band": gettext("%(low)s à %(high)s") % {"low": _share(low), "high": _share(high)},
        "inside": low <= launch.share <= high,
        "source": link(launch.citation.source),
        "note": said(launch.note),
    }


def _when(launch: Launch) -> tuple[float, float]:
    """Months since the launch, as the earliest and the latest they can be."""
    return UNDATED if launch.months is None else (launch.months, launch.months)


def _share(share: float) -> str:
    return numbers.percent(share, language())


def _fan(mode: str, label: str, curve: list[Interval], known: list[Launch]) -> charts.Chart:
    points = [(*_when(launch), launch.share, f"{launch.place} : {_share(launch.share)}") for launch in known]
    return drawings.points_in_fan(
        name=f"fan-{mode}",
        title=label,
        description=gettext(
            "Part des foyers inscrits, mois après mois ; points et tiretés sont des lancements publiés."
        ),
        curve=[_drawn(str(month), found) for month, found in enumerate(curve)],
        points=points,
        marks=[(0, gettext("lancement")), (12, gettext("1 an")), (24, gettext("2 ans")), (36, gettext("3 ans"))],
        header=pages.interval_header(gettext("Mois")),
        write=_share,
    )
