"""What the pages of indicators, practices and equations show, ready to be laid out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from mitoyen.evidence.pack import TALLY, france
from mitoyen.evidence.records import Category, Indicator, Practice
from mitoyen.impact import explain
from mitoyen.impact.formulas import formula
from mitoyen.impact.graph import Equation, house
from mitoyen.reporting import charts
from mitoyen.reporting.reference import ACCOUNT_RULES, ACCOUNTS, GROUPS, equation_words
from mitoyen.reporting.words import BENEFICIARIES, PEDIGREES, STATUSES
from mitoyen.uncertainty.summaries import Interval, interval
from mitoyen.web.method import figures, queries, words
from mitoyen.web.method.evidence_pages import register_row
from mitoyen.web.method.queries import Link, link
from mitoyen.web.method.words import said

OBJECT_PRACTICES = ("first_loan", "lend", "give", "resell", "repair")


def interval_header(first: str) -> list[str]:
    """Header of a table of intervals."""
    return [first, gettext("1 chance sur 10 d’être sous"), gettext("Médiane"), gettext("1 sur 10 d’être au-dessus")]


def first_loan() -> dict[str, str]:
    """The one exchange that the index follows from fact to interval."""
    impacts = figures.unit_impacts(france().practices["first_loan"])
    net = interval(impacts["co2_gross"] - impacts["co2_trips_and_wear"] - impacts["co2_rebound"])
    gross = interval(impacts["co2_gross"])
    return {
        "production": words.whole(figures.factor_interval("loan_item_mix.production"), "kgCO2e"),
        "avoid": words.whole(figures.factor_interval("dsp_lend_p_avoid")),
        "gross": words.whole(gross, "kgCO2e"),
        "net": words.whole(net, "kgCO2e"),
    }


# --- indicators and practices ----------------------------------------------------------------------------------------


def indicator(record: Indicator) -> dict[str, Any]:
    """What is reported."""
    pack = france()
    behind = explain.factors_of(pack, house(), record.id)
    quality = explain.quality(behind)
    return {
        "record": record,
        "label": said(record.label),
        "sentence": said(record.sentence),
        "explain": said(record.explain),
        "unit": words.unit(record.unit),
        "beneficiary": said(BENEFICIARIES[record.beneficiary]),
        "account": said(ACCOUNTS[record.account]),
        "account_rule": said(ACCOUNT_RULES[record.account]),
        "group": said(GROUPS[record.overlap_group]) if record.overlap_group else "",
        "not_added": [link(other) for other in queries.not_added_to(pack, record)],
        "sum": [("+" if sign > 0 else "−", link(pack.indicators[id])) for id, sign in record.sum_of.items()],
        "part_of": [link(other) for other in pack.indicators.values() if record.id in other.sum_of],
        "ways": [_way(pair, record) for pair in queries.ways(pack, record)],
        "factors": [register_row(factor) for factor in sorted(behind, key=lambda factor: factor.pedigree)],
        "quality": quality if behind else None,
        "weakest": said(PEDIGREES[quality.weakest]) if behind else "",
    }


def _way(pair: tuple[Practice, Equation | None], record: Indicator) -> dict[str, Any]:
    practice, equation = pair
    found = interval(figures.unit_impacts(practice)[record.id])
    return {
        "practice": link(practice),
        "equation": link(equation) if equation else None,
        "value": words.whole(found, record.unit),
        "per": words.unit(f"1/{practice.unit.replace('*', '/')}") if equation else "",
    }


def practice(record: Practice) -> dict[str, Any]:
    """One kind of exchange."""
    pack = france()
    impacts = figures.unit_impacts(record)
    steps = figures.climate_steps(impacts)
    by_object = figures.objects(record.id) if record.id in OBJECT_PRACTICES else ()
    return {
        "record": record,
        "label": said(record.label),
        "verb": said(record.verb),
        "why": said(record.why),
        "unit": words.unit(record.unit.replace("*", "/")) if "*" not in record.unit else said(record.verb),
        "usual": [(link(pack.categories[id]), share) for id, share in record.usual.items()],
        "rate": register_row(pack.factors[record.rate]) if record.rate else None,
        "cap": register_row(pack.factors[record.cap]) if record.cap else None,
        "measured": [_measure(quantity) for quantity in record.measured],
        "results": [_result(pack.indicators[id], result, impacts[id]) for id, result in record.results.items()],
        "waterfall": waterfall(steps) if steps else None,
        "objects": [_object(row) for row in by_object],
        "excluded": [(link(c), said(c.excluded)) for c in pack.categories.values() if c.excluded] if by_object else [],
    }


def _measure(quantity: str) -> str:
    return {
        "grams": gettext("la masse"),
        "metres": gettext("la distance"),
        "minutes": gettext("la durée"),
        "cents": gettext("le prix payé"),
    }[quantity]


def _result(record: Indicator, result: str, draws: Any) -> dict[str, Any]:
    return {
        "indicator": link(record),
        "equation": None if result == TALLY else link(house().equations[result]),
        "value": words.whole(interval(draws), record.unit),
    }


def _object(row: figures.ObjectRow) -> tuple[Link, str, str, str]:
    return link(row.category), words.whole(row.gross), words.whole(row.net), words.whole(row.money)


def waterfall(steps: list[tuple[str, Interval]]) -> charts.Chart:
    """Gross → trips and wear → rebound → net; the means are drawn, for they add up."""
    labels = {id: said(france().indicators[id].label) for id, _ in steps}
    return charts.waterfall(
        name="waterfall",
        title=gettext("Du brut au net, pour un échange"),
        description=gettext("Moyennes, en kg de CO₂e, avec leur intervalle de 8 chances sur 10."),
        steps=[charts.Step(_mean(labels[id], found), total=id in ("co2_gross", "co2_net")) for id, found in steps],
        header=[gettext("Étape"), "10 %", gettext("Moyenne"), "90 %"],
        write=words.estimate,
    )


def _mean(label: str, found: Interval) -> charts.Interval:
    """The mean inside its interval; a very skewed figure may have its mean outside, and is drawn at the edge."""
    low, high = min(found.low, found.mean), max(found.high, found.mean)
    return charts.Interval(label, low, found.mean, high)


# --- equations -------------------------------------------------------------------------------------------------------


def equation(record: Equation) -> dict[str, Any]:
    """One function as a formula, its arguments, who uses it."""
    pack, graph = france(), house()
    printed = formula(record)
    result = figures.equation_result(record.name)
    arguments = [_argument(name, printed.letters[name], result.category) for name in record.arguments]
    names = {entry["name"]: entry["label"] for entry in arguments}
    used = figures.practices_with(pack, graph, record.name)
    direct = [(p, pack.indicators[i]) for p, i in used if p.results[i] == record.name]
    return {
        "record": record,
        "label": said(equation_words(record)),
        "formula": printed,
        "in_words": printed.in_words(names),
        "unit": words.unit(record.unit),
        "value": words.whole(result.interval, record.unit),
        "practice": link(result.practice) if result.practice else None,
        "category": link(result.category) if result.category else None,
        "arguments": arguments,
        "below": [link(graph.equations[name]) for name in graph.order(record.name)[:-1]],
        "above": [link(user) for user in graph.users(record.name)],
        "direct": [(link(p), link(i)) for p, i in direct],
        "leaves": len(graph.leaves(record.name)),
    }


def _argument(name: str, letter: str, category: Category | None) -> dict[str, Any]:
    """One argument: another result, a factor, or an attribute of what is exchanged."""
    pack, equations = france(), house().equations
    if name in equations:
        found = figures.equation_result(name).interval
        return _argument_row(name, letter, link(equations[name]), equations[name].unit, found, gettext("résultat"))
    attribute = name not in pack.factors
    if attribute and category is None:
        category = next(c for c in pack.categories.values() if name in c.attributes)
    factor = pack.factors[category.attributes[name] if attribute and category else name]
    kind = gettext("dépend de ce qui est échangé") if attribute else said(STATUSES[factor.status])
    found = figures.factor_interval(factor.id)
    return _argument_row(name, letter, link(factor), factor.unit, found, kind)


def _argument_row(name: str, letter: str, target: Link, unit: str, found: Interval, kind: str) -> dict[str, Any]:
    value = words.whole(found)
    label = target.label
    return {
        "name": name, "letter": letter, "link": target, "label": label, "value": value, "kind": kind,
        "unit": words.unit(unit),
    }  # fmt: skip
