"""Reports for a terminal of 80 columns: the same figures as on the page, with their interval."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from mitoyen.evidence.records import Persona, Text
from mitoyen.impact.assessment import Assessment
from mitoyen.projection.forecast import SOCIETY, probability_better
from mitoyen.projection.keys import encode
from mitoyen.projection.scenario import Scenario
from mitoyen.reporting.document import STEPS, Document, Figure, Line
from mitoyen.reporting.numbers import estimate, number, percent, unit_name
from mitoyen.reporting.words import ANIMATIONS, GRADES, LAUNCHES, PEDIGREES, PILLARS
from mitoyen.territory import Commune, Place
from mitoyen.uncertainty.summaries import Interval

WIDTH = 80
_LABEL, _NUMBER = 32, 11
ADDRESS = {"fr": "/calculer/r/{key}/", "en": "/en/calculer/r/{key}/"}
Row = tuple[str, Interval, str]


def projection(document: Document, language: str) -> str:
    """A forecast, whole."""
    blocks = [
        _plan(document, language),
        *(_pillar(document, index, language) for index in range(len(document.pillars))),
        _table(_MEMBERS, _members(document, language), language),
        _table(_EXCHANGES, _exchanges(document, language), language),
        _table(_COSTS, [_line(line, language) for line in document.costs], language),
        _balance(document, language),
        _drivers(document, language),
        _colophon(document, language),
    ]
    return _joined(blocks)


def comparison(first: Document, second: Document, language: str) -> str:
    """Two forecasts side by side: medians, and the chance that the second beats the first."""
    before = first.forecast.scenario.as_record()
    after = second.forecast.scenario.as_record()
    usual = {name: getattr(Scenario(""), name) for name in {*before, *after}}
    changed = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    says = ", ".join(f"{name} = {after.get(name, usual[name])}" for name in changed) or _SAME.in_(language)
    head = f"{'':<{_LABEL}}{_THIS.in_(language):>{_NUMBER}}{_OTHER.in_(language):>{_NUMBER}}  {_BEATS.in_(language)}"
    rows = [
        f"{_short(figure.indicator.label.in_(language)):<{_LABEL}}"
        f"{estimate(figure.interval.median, language):>{_NUMBER}}"
        f"{estimate(second.figure(figure.indicator.id).interval.median, language):>{_NUMBER}}"
        f"  {_chance(second, first, figure.indicator.id, language)}"
        for figure in (*(pillar.headline for pillar in first.pillars), first.figure(SOCIETY))
    ]
    key = [f"{_KEY.in_(language)} {encode(second.forecast.scenario)}"]
    return _joined([_wrapped(f"{_COMPARED.in_(language)} {says}"), [head, *rows], key])


def persona(person: Persona, assessment: Assessment, language: str) -> str:
    """A year of a person of reference: the environmental chain, then the rest."""
    indicators = assessment.pack.indicators
    rows = {
        id: _row(indicator.label.in_(language), assessment.intervals[id], indicator.unit, language)
        for id, indicator in indicators.items()
        if assessment[id].any()
    }
    others = [
        _table(
            words, (row for id, row in rows.items() if indicators[id].pillar == pillar and id not in STEPS), language
        )
        for pillar, words in PILLARS.items()
    ]
    about = [person.label.in_(language), *_wrapped(person.why.in_(language))]
    return _joined([about, _table(_CHAIN, (rows[id] for id in STEPS), language), *others])


def places(found: Iterable[Place], language: str) -> str:
    """One line a place: code, name, department or kind, people, households."""
    lines = [
        f"{place.code:<10}{_short(_told(place), 38):<40}"
        f"{number(place.population, language):>12}{number(place.households, language):>12}"
        for place in found
    ]
    return "\n".join([f"{'code':<10}{'':<40}{_PEOPLE.in_(language):>12}{_HOUSEHOLDS.in_(language):>12}", *lines, ""])


def _plan(document: Document, language: str) -> list[str]:
    scenario = document.forecast.scenario
    households = f"{number(document.forecast.households, language)} {_HOUSEHOLDS.in_(language)}"
    months = f"{scenario.months} {unit_name('month', scenario.months, language)}"
    choices = (LAUNCHES[scenario.launch].in_(language), ANIMATIONS[scenario.animation].in_(language), months)
    return [f"{document.place_name} ({document.place}) · {households}", " · ".join(choices), _INTERVAL.in_(language)]


def _pillar(document: Document, index: int, language: str) -> list[str]:
    pillar = document.pillars[index]
    headline = pillar.headline
    rows = [_of(figure, language) for figure in (headline, *pillar.others)]
    return [*_table(pillar.label, rows, language), *_wrapped(_proof(headline, language), indent="  ")]


def _proof(figure: Figure, language: str) -> str:
    """What the headline of a pillar rests on."""
    quality = figure.quality
    grade = f"{_GRADE.in_(language)} {figure.grade}, {GRADES[figure.grade].in_(language).lower()}"
    weakest = f"{_WEAKEST.in_(language)} {PEDIGREES[quality.weakest].in_(language)}"
    return f"{grade}. {percent(quality.assumed_share, language)} {_ASSUMED.in_(language)}, {weakest}."


def _members(document: Document, language: str) -> list[Row]:
    households = unit_name("household", 2, language)
    return [
        (_REGISTERED.in_(language), document.registered, households),
        (_ACTIVE.in_(language), document.active, households),
    ]


def _exchanges(document: Document, language: str) -> list[Row]:
    return [(volume.practice.label.in_(language), volume.interval, "") for volume in document.volumes]


def _balance(document: Document, language: str) -> list[str]:
    balance = document.forecast.balance
    month = balance.median_break_even
    rows = [(_DISCOUNTED.in_(language), balance.final, "€")]
    crossing = _NEVER.in_(language) if month is None else f"{_BREAK_EVEN.in_(language)} {month}."
    chance = f"{_CHANCE.in_(language)} {percent(balance.probability_positive, language)}. {crossing}"
    return [*_table(_BALANCE, rows, language), *_wrapped(chance, indent="  ")]


def _drivers(document: Document, language: str) -> list[str]:
    """What the spread of each headline is made of."""
    factors = document.forecast.coefficients.pack.factors
    lines = [_DRIVERS.in_(language)]
    for id, shares in document.drivers.items():
        lines.append(f"  {document.figure(id).indicator.label.in_(language)}")
        for share in shares:
            factor = factors.get(share.name) or factors[share.name.rsplit(".", 1)[0]]
            lines.append(
                f"  {percent(share.share, language):>7}  {_short(factor.label.in_(language), 40)}  {share.name}"
            )
    return [line[:WIDTH] for line in lines]


def _colophon(document: Document, language: str) -> list[str]:
    key = encode(document.forecast.scenario)
    drawn = f"{number(document.draws, language)} {_DRAWS.in_(language)} {document.seed}"
    return [
        f"{_EVIDENCE.in_(language)} {document.evidence} · {drawn}",
        f"{_KEY.in_(language)} {key}",
        f"{_ADDRESS.in_(language)} {ADDRESS[language].format(key=key)}",
    ]


def _of(figure: Figure, language: str) -> Row:
    return _row(figure.indicator.label.in_(language), figure.interval, figure.unit, language)


def _line(line: Line, language: str) -> Row:
    return _row(line.label.in_(language), line.interval, line.unit, language)


def _row(label: str, found: Interval, unit: str, language: str) -> Row:
    return label, found, unit_name(unit, 2, language)


def _table(title: Text, rows: Iterable[Row], language: str) -> list[str]:
    """A title and the columns P10, P50, P90; nothing at all without a row."""
    body = [line for row in rows for line in _cells(*row, language)]
    columns = "".join(f"{name:>{_NUMBER}}" for name in ("P10", "P50", "P90"))
    return [f"{title.in_(language):<{_LABEL}}{columns}", *body] if body else []


def _cells(label: str, found: Interval, unit: str, language: str) -> Iterator[str]:
    *above, last = textwrap.wrap(label, _LABEL - 3)
    yield from (f"  {line}" for line in above)
    values = "".join(f"{estimate(value, language):>{_NUMBER}}" for value in (found.low, found.median, found.high))
    yield f"  {last:<{_LABEL - 2}}{values} {unit}".rstrip()


def _chance(better: Document, worse: Document, indicator: str, language: str) -> str:
    return percent(probability_better(better.forecast, worse.forecast, indicator), language)


def _told(place: Place) -> str:
    return f"{place.name} ({place.department})" if isinstance(place, Commune) else place.name


def _short(text: str, width: int = _LABEL - 1) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _joined(blocks: Sequence[Sequence[str]]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


_HOUSEHOLDS = Text("ménages", "households")
_PEOPLE = Text("habitants", "people")
_INTERVAL = Text(
    "Huit chances sur dix d'être entre P10 et P90 ; P50 est la médiane.",
    "Eight chances in ten to lie between P10 and P90; P50 is the median.",
)
_MEMBERS = Text("Ménages membres à la fin", "Member households at the end")
_REGISTERED = Text("Inscrits", "Registered")
_ACTIVE = Text("Actifs", "Active")
_EXCHANGES = Text("Échanges sur la période", "Exchanges over the period")
_COSTS = Text("Coûts sur la période", "Costs over the period")
_BALANCE = Text("Bilan pour la société", "Balance for society")
_DISCOUNTED = Text("Gains moins coûts, actualisés", "Gains less costs, discounted")
_CHANCE = Text("Chance que le bilan soit positif :", "Chance of a positive balance:")
_BREAK_EVEN = Text("Une chance sur deux d'être à l'équilibre au mois", "One chance in two to break even by month")
_NEVER = Text(
    "Moins d'une chance sur deux d'être à l'équilibre d'ici là.", "Less than one chance in two to break even by then."
)
_DRIVERS = Text("Ce qui fait l'incertitude (part de la variance)", "What makes the doubt (share of variance)")
_EVIDENCE = Text("Données", "Evidence")
_DRAWS = Text("tirages, graine", "draws, seed")
_KEY = Text("Clé", "Key")
_ADDRESS = Text("Adresse", "Address")
_GRADE = Text("Niveau de preuve", "Grade of proof")
_WEAKEST = Text("la plus faible :", "the weakest:")
_ASSUMED = Text("des données sont des hypothèses", "of the factors are assumptions")
_CHAIN = Text("Du carbone évité au carbone net", "From gross to net carbon")
_COMPARED = Text("Comparé à :", "Compared with:")
_SAME = Text("le même scénario", "the same scenario")
_THIS = Text("ici", "here")
_OTHER = Text("comparé", "compared")
_BEATS = Text("chance de faire mieux", "chance to do better")
