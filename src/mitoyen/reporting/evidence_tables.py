"""The evidence for a terminal, and as a page of Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby

from mitoyen.evidence.pack import Pack
from mitoyen.evidence.records import Factor, Text
from mitoyen.impact.graph import Graph
from mitoyen.reporting.words import PEDIGREES, STATUSES

_WIDTH, _MARGIN = 80, 12
_FOUND = Text("facteurs", "factors")
_VALUE = Text("valeur", "value")
_ABOUT = Text("décrit", "describes")
_STATUS = Text("statut", "status")
_QUALITY = Text("qualité", "quality")
_SOURCE = Text("source", "source")
_NO_SOURCE = Text("aucune", "none")
_WHY = Text("pourquoi", "why")
_CORRECTED = Text("corrigé", "corrected")
_LATER = Text("remplacé", "replaced")
_USED = Text("sert à", "used by")
_UNUSED = Text("aucune équation", "no equation")
_REVIEW = Text("à revoir", "review by")
_FILE = Text("fichier", "file")


def listing(factors: Iterable[Factor], language: str) -> str:
    """One line a factor: id, value, unit, status, pedigree."""
    lines = [
        f"{factor.id:<34} {value(factor):<24} {factor.unit:<22} {factor.status:<9}{factor.pedigree}"
        for factor in factors
    ]
    return "\n".join([*lines, f"{len(lines)} {_FOUND.in_(language)}", ""])


def reviews(factors: Iterable[Factor], language: str) -> str:
    """One line a factor: review date, id, label."""
    return "\n".join(f"{factor.review_by}  {factor.id:<34} {factor.label.in_(language)}" for factor in factors)


def factor(pack: Pack, graph: Graph, record: Factor, language: str) -> str:
    """All there is to know of one factor."""
    lines = [f"{record.id} · {record.label.in_(language)}"]
    for name, text in _facts(pack, graph, record, language):
        first, *others = textwrap.wrap(text, _WIDTH - _MARGIN, break_on_hyphens=False) or [""]
        lines += [f"{name:<{_MARGIN}}{first}", *(f"{'':<{_MARGIN}}{line}" for line in others)]
    return "\n".join([*lines, ""])


def page(pack: Pack, graph: Graph, language: str) -> str:
    """The register of a pack as Markdown: one part a file, one heading a factor."""
    parts = [f"# {pack.name}"]
    for file, group in groupby(pack.factors.values(), key=lambda record: record.file):
        parts.append(f"## {file}")
        for record in group:
            facts = (f"- **{name}**: {text}" for name, text in _facts(pack, graph, record, language))
            parts.append("\n".join([f"### `{record.id}`", "", record.label.in_(language), "", *facts]))
    return "\n\n".join(parts) + "\n"


def value(record: Factor) -> str:
    """The value in force as it is published: the value, and its interval."""
    current = record.current
    if current.parts:
        return " + ".join(current.parts)
    middle = "" if current.value is None else f"{current.value:g}"
    if current.low is None or current.high is None:
        return middle
    return f"{middle} [{current.low:g} – {current.high:g}]".strip()


def used_by(pack: Pack, graph: Graph, record: Factor) -> tuple[str, ...]:
    """The equations that take a factor, by its own name or as an attribute of a category."""
    arguments = {record.id}
    for category in pack.categories.values():
        arguments |= {argument for argument, id in category.attributes.items() if id == record.id}
    return tuple(dict.fromkeys(equation.name for name in sorted(arguments) for equation in graph.users(name)))


def _facts(pack: Pack, graph: Graph, record: Factor, language: str) -> Iterator[tuple[str, str]]:
    current = record.current
    yield _VALUE.in_(language), f"{value(record)} {record.unit} ({current.shape}, {current.since})"
    yield _ABOUT.in_(language), f"{record.place}, {record.period}"
    yield _STATUS.in_(language), STATUSES[record.status].in_(language)
    yield _QUALITY.in_(language), f"{record.pedigree}/5, {PEDIGREES[record.pedigree].in_(language)}"
    if not record.citations:
        yield _SOURCE.in_(language), _NO_SOURCE.in_(language)
    for cited in record.citations:
        yield (
            _SOURCE.in_(language),
            f"{cited.source.title}, {cited.source.publisher} ({cited.source.id}): {cited.where}",
        )
    yield _WHY.in_(language), record.why.in_(language)
    for version, former in zip(pack.versions, pack.formers, strict=False):
        if record.id in former.corrections:
            yield _CORRECTED.in_(language), f"{version}: {former.corrections[record.id].why.in_(language)}"
    if record.replaced_by:
        yield _LATER.in_(language), record.replaced_by.in_(language)
    yield _USED.in_(language), ", ".join(used_by(pack, graph, record)) or _UNUSED.in_(language)
    yield _REVIEW.in_(language), str(record.review_by)
    yield _FILE.in_(language), f"{record.file}:{record.line}"
