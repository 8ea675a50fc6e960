"""What the pages ask of the evidence: links, rows of tables, close names, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar
from unicodedata import combining, normalize

from django.urls import reverse

from mitoyen.evidence.pack import TALLY, Pack, france
from mitoyen.evidence.records import Category, Factor, Indicator, Launch, Practice, Source
from mitoyen.impact.graph import Equation, house
from mitoyen.reporting.evidence_tables import used_by
from mitoyen.reporting.reference import equation_words, factor_words
from mitoyen.web.method.words import said

LONGEST = 60
"""Letters of an unknown name that are compared with those of known ones."""

Record = TypeVar("Record", Factor, Indicator, Practice, Category, Source, Equation)


@dataclass(frozen=True)
class Link:
    """A page of the method, by its title."""

    label: str
    address: str
    note: str = ""


class Missing(LookupError):
    """A record that nobody knows, and those whose names are close."""

    def __init__(self, asked: str, close: list[Link]) -> None:
        super().__init__(asked)
        self.asked, self.close = asked, close


def link(record: Factor | Indicator | Practice | Category | Source | Equation) -> Link:
    """The page of a record."""
    if isinstance(record, Source):
        return Link(record.title, reverse("method:source", args=[record.id]), record.publisher)
    if isinstance(record, Equation):
        return Link(said(equation_words(record)), reverse("method:equation", args=[record.name]))
    if isinstance(record, Factor):
        return Link(said(factor_words(record)), reverse("method:factor", args=[record.id]), record.id)
    kind = type(record).__name__.lower()
    return Link(said(record.label), reverse(f"method:{kind}", args=[record.id]))


def find(known: Mapping[str, Record], id: str) -> Record:
    """The record called `id`; raises Missing with the closest names."""
    if id in known:
        return known[id]
    close = get_close_matches(id[:LONGEST], list(known), n=5, cutoff=0.5)
    raise Missing(id, [link(known[name]) for name in close])


def counts(pack: Pack) -> dict[str, dict[str, int]]:
    """How many factors have each status and each pedigree."""
    factors = pack.factors.values()
    return {
        "status": dict(Counter(factor.status for factor in factors)),
        "pedigree": dict(Counter(str(factor.pedigree) for factor in factors)),
    }


def families(pack: Pack) -> list[str]:
    """The files of the register, by their names."""
    return sorted({family(factor) for factor in pack.factors.values()})


def family(factor: Factor) -> str:
    """The file a factor stands in, without its ending."""
    return factor.file.removesuffix(".yaml").removeprefix("factors/")


def register(pack: Pack, wanted: Mapping[str, str]) -> list[Factor]:
    """The factors that fit every filter, in the order asked for."""
    words = _folded(wanted.get("q", "")).split()
    found = [
        factor
        for factor in pack.factors.values()
        if wanted.get("status", factor.status) == factor.status
        and wanted.get("pedigree", str(factor.pedigree)) == str(factor.pedigree)
        and wanted.get("family", family(factor)) == family(factor)
        and all(word in _said_by(factor) for word in words)
    ]
    if wanted.get("sort") == "label":
        found.sort(key=lambda factor: said(factor_words(factor)).casefold())
    elif wanted.get("sort") == "pedigree":
        found.sort(key=lambda factor: factor.pedigree)
    elif wanted.get("sort") == "review":
        found.sort(key=lambda factor: factor.review_by)
    return found


def _said_by(factor: Factor) -> str:
    sources = " ".join(cited.source.title for cited in factor.citations)
    return _folded(f"{factor.id} {factor.label.fr} {factor.label.en} {factor.why.fr} {factor.why.en} {sources}")


def _folded(text: str) -> str:
    """Without capitals, accents and curly apostrophes: « pret » finds « Prêt »."""
    letters = normalize("NFD", text.casefold().replace("’", "'"))
    return "".join(letter for letter in letters if not combining(letter))


def cited_by(pack: Pack, source: Source) -> list[tuple[Factor, str]]:
    """The factors that cite a source, and where in it."""
    return [
        (factor, cited.where)
        for factor in pack.factors.values()
        for cited in factor.citations
        if cited.source.id == source.id
    ]


def users(pack: Pack, factor: Factor) -> list[Equation]:
    """The equations that take a factor, by its name or as an attribute of what is exchanged."""
    return [house().equations[name] for name in used_by(pack, house(), factor)]


def practices_naming(pack: Pack, factor: Factor) -> list[Practice]:
    """The practices whose frequency or whose cap is this factor."""
    return [practice for practice in pack.practices.values() if factor.id in (practice.rate, practice.cap)]


def ways(pack: Pack, indicator: Indicator) -> list[tuple[Practice, Equation | None]]:
    """Each practice that moves an indicator, with its equation; None where the exchange itself is counted."""
    equations = house().equations
    return [
        (practice, None if result == TALLY else equations[result])
        for practice in pack.practices.values()
        if (result := practice.results.get(indicator.id)) is not None
    ]


def not_added_to(pack: Pack, indicator: Indicator) -> list[Indicator]:
    """The indicators of the same group, whose sum would count one benefit twice."""
    if indicator.overlap_group is None:
        return []
    others = (other for other in pack.indicators.values() if other.id != indicator.id)
    return [other for other in others if other.overlap_group == indicator.overlap_group]


def used_by_projection(factor: Factor) -> bool:
    """Whether a projection reads the factor itself: take-up, activity, chances of an answer, costs."""
    stems = ("takeup_", "active_share", "member_survival", "animation_", "met_scale_", "cost_", "discount_rate")
    return factor.id.startswith(stems)


def launches() -> tuple[Launch, ...]:
    """The published launches that come with the pack, the earliest reading first, those without a date last."""
    found = france().launches.values()
    return tuple(sorted(found, key=lambda launch: (launch.months is None, launch.months or 0)))
