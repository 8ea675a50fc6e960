"""What the pages of factors, categories and sources show, ready to be laid out."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from mitoyen.evidence.pack import TALLY, france
from mitoyen.evidence.records import Category, Factor, Practice, Source
from mitoyen.impact.graph import house
from mitoyen.reporting import charts
from mitoyen.reporting.reference import PARTS, SEEN, SHAPES, factor_words
from mitoyen.reporting.words import PEDIGREES, STATUSES
from mitoyen.uncertainty.summaries import interval
from mitoyen.web.method import drawings, figures, queries, version_pages, words
from mitoyen.web.method.corners import place
from mitoyen.web.method.queries import Link, link
from mitoyen.web.method.words import said
from mitoyen.web.ui.words import language


def register_row(record: Factor) -> dict[str, Any]:
    """A factor in one line."""
    value = record.current
    unit = words.unit(record.unit)
    return {
        "link": link(record),
        "id": record.id,
        "value": words.with_unit(words.value(value.value), record.unit, value.value)
        if value.value is not None
        else unit or "–",
        "span": _published(value.low, value.high),
        "status": said(STATUSES[record.status]),
        "status_key": record.status,
        "pedigree": record.pedigree,
    }


def _published(low: float | None, high: float | None) -> str:
    if low is None or high is None or low == high:
        return ""
    return gettext("%(low)s à %(high)s") % {"low": words.value(low), "high": words.value(high)}


def factor(record: Factor) -> dict[str, Any]:
    """One factor: value, doubt, origin, use."""
    pack, value = france(), record.current
    return {
        "record": record,
        "row": register_row(record),
        "label": said(factor_words(record)),
        "category": link(pack.categories[owner]) if (owner := record.id.partition(".")[0]) in pack.categories else None,
        "why": said(record.why),
        "shape": said(SHAPES[value.shape]),
        "parts": [(_part(part), words.whole(figures.factor_interval(record.id, part))) for part in value.parts],
        "interval": "" if value.parts else words.whole(figures.factor_interval(record.id), record.unit),
        "mean": "" if value.parts else words.estimate(figures.factor_interval(record.id).mean),
        "density": None if value.parts or value.shape == "constant" else _density(record),
        "place": place(record.place, language()),
        "status": said(STATUSES[record.status]),
        "pedigree": said(PEDIGREES[record.pedigree]),
        "replaced_by": said(record.replaced_by) if record.replaced_by else "",
        "late": record.review_by < timezone.localdate(),
        "family": queries.family(record),
        "citations": [(link(c.source), c.where, said(SEEN[c.source.seen])) for c in record.citations],
        "equations": [link(user) for user in queries.users(pack, record)],
        "practices": [link(found) for found in queries.practices_naming(pack, record)],
        "projection": queries.used_by_projection(record),
        "past": [(old.since, words.value(old.value), _published(old.low, old.high)) for old in record.values[:-1]],
        "corrections": version_pages.corrections(record),
        "former_names": [old for old, new in pack.renames.items() if new == record.id],
    }


def _part(name: str) -> str:
    return said(PARTS[name]) if name in PARTS else name


def _density(record: Factor) -> charts.Chart:
    return drawings.density(
        name="density",
        title=gettext("Ce que nous croyons de cette valeur"),
        description=gettext("La bande contient 8 chances sur 10, le trait est la médiane."),
        draws=figures.factor_draws(record),
        header=["10 %", "50 %", "90 %"],
        write=words.estimate,
    )


def kind_words(kind: str) -> str:
    """What a category is a kind of."""
    return {
        "object": gettext("Objets"),
        "food": gettext("Aliments"),
        "ride": gettext("Trajets"),
        "service": gettext("Services"),
    }.get(kind, kind)


def category(record: Category) -> dict[str, Any]:
    """One kind of object, food, ride or service."""
    pack = france()
    practices = [p for p in pack.practices.values() if p.category_kind == record.kind]
    found = pack.families.get(record.family or "")
    return {
        "record": record,
        "label": said(record.label),
        "kind": kind_words(record.kind),
        "family": said(found.label) if found else "",
        "why": said(record.why) if record.why else "",
        "excluded": said(record.excluded) if record.excluded else "",
        "attributes": [register_row(pack.factors[id]) for id in sorted(record.attributes.values(), key=_shared)],
        "impacts": [] if record.excluded else [_of_category(p, record) for p in practices if _fits(p, record)],
    }


def _shared(id: str) -> bool:
    """Whether an attribute is a factor of many categories: those of this one alone come first."""
    return "." not in id


def _fits(practice: Practice, record: Category) -> bool:
    results = (result for result in practice.results.values() if result != TALLY)
    leaves = (leaf for result in results for leaf in house().leaves(result))
    return all(leaf in france().factors or leaf in record.attributes for leaf in leaves)


def _of_category(practice: Practice, record: Category) -> tuple[Link, str, str, str]:
    found = figures.unit_impacts_once(practice, record.id)
    steps = dict(figures.climate_steps(found))
    gross, net = steps.get("co2_gross"), steps.get("co2_net")
    money = interval(found["money_saved"]) if "money_saved" in found else None
    gross_words, net_words, money_words = (words.whole(part) if part else "–" for part in (gross, net, money))
    return link(practice), gross_words, net_words, money_words


def sources() -> dict[str, Any]:
    """Every publication by how much of it was read."""
    pack = france()
    cited = {cited.source.id for factor in pack.factors.values() for cited in factor.citations}
    listed = sorted(pack.sources.values(), key=lambda source: source.publisher.casefold())
    groups = [(said(words), [(link(s), s) for s in listed if s.seen == key]) for key, words in SEEN.items()]
    return {"groups": [group for group in groups if group[1]], "total": len(pack.sources), "cited": len(cited)}


def source(record: Source) -> dict[str, Any]:
    """One publication."""
    found = queries.cited_by(france(), record)
    launches = [launch for launch in queries.launches() if launch.citation.source.id == record.id]
    return {
        "record": record,
        "seen": said(SEEN[record.seen]),
        "note": said(record.note) if record.note else "",
        "factors": [(register_row(factor), where) for factor, where in found],
        "launches": launches,
    }
