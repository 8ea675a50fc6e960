"""From a YAML block to a record, one function a kind of record."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import cast

from mitoyen.evidence.reader import Block
from mitoyen.evidence.records import (
    MEASURES,
    Citation,
    Factor,
    Family,
    Indicator,
    Launch,
    Persona,
    Pillar,
    Practice,
    Source,
    Status,
    Text,
    Usage,
    Value,
)
from mitoyen.uncertainty import distributions as law

SEEN = ("file", "page", "abstract", "excerpt", "secondary", "recalled")
STATUSES = ("seen", "derived", "assumed", "recalled")
PILLARS = ("social", "economic", "environment")
BENEFICIARIES = ("resident", "town", "landlord", "shop", "association", "society", "planet")
ACCOUNTS = ("FIN", "TIME", "WB", "PUB", "LAND", "LOC", "NAT", "COST")
GRADES = ("A", "B", "C", "D")
PRACTICE_KINDS = ("exchange", "presence", "reference")

_SOURCE = frozenset({"title", "publisher", "year", "url", "urls", "seen", "note"})
_ABOUT = frozenset({"period", "place", "sources", "status", "pedigree", "why", "review_by", "replaced_by", "formula"})
_FACTOR = _ABOUT | {"label", "unit", "values"}
_SHAPE = frozenset({"shape", "value", "low", "high", "level", "gsd", "sd", "k", "mean", "alpha", "beta", "parts"})
_PRACTICE = frozenset("label verb unit kind family category_kind usual rate results cap measured why".split())
_INDICATOR = frozenset(
    "label sentence explain unit pillar beneficiary account overlap_group grade headline sensitivity sum_of".split()
)
_INLINE = _ABOUT | _SHAPE | {"unit", "label"}


def text(block: Block, key: str) -> Text:
    """The two languages under `key`."""
    words = block.block(key)
    words.only(frozenset({"fr", "en"}))
    return Text(words.text("fr"), words.text("en"))


def optional_text(block: Block, key: str) -> Text | None:
    """The two languages under `key`, or None."""
    return text(block, key) if key in block else None


def source(id: str, block: Block) -> Source:
    """A publication."""
    block.only(_SOURCE)
    year = None if block.get("year") is None else block.whole("year")
    url = None if block.get("url") is None else block.text("url")
    urls = tuple(str(address) for address in block.get("urls") or ())
    seen = block.choice("seen", SEEN)
    return Source(id, block.text("title"), block.text("publisher"), year, url, urls, seen, optional_text(block, "note"))


def citations(block: Block, sources: Mapping[str, Source], status: str) -> tuple[Citation, ...]:
    """The sources of a value; something seen or derived must cite at least one that the pack holds."""
    found = []
    for item in block.blocks("sources"):
        item.only(frozenset({"id", "where"}))
        if (id := item.text("id")) not in sources:
            raise item.error(f"the source '{id}' is not in sources/; add it there or correct the name", "id")
        found.append(Citation(sources[id], item.text("where")))
    if status in ("seen", "derived") and not found:
        raise block.error(f"a value that was {status} must name its source; add 'sources' or call it assumed")
    return tuple(found)


def factor(id: str, block: Block, sources: Mapping[str, Source]) -> Factor:
    """A factor with its dated values."""
    block.only(_FACTOR)
    dated = block.block("values")
    values = []
    for date in dated:
        shape = dated.block(date)
        shape.only(_SHAPE)
        values.append(_value(shape, date))
    if not values:
        raise dated.error(f"'{id}' has no value; add one under a date", None)
    in_order = tuple(sorted(values, key=lambda value: value.since))
    return _factor(id, block, sources, in_order, text(block, "label"), about=block)


def attribute(id: str, block: Block, owner: Block, label: Text, sources: Mapping[str, Source]) -> Factor:
    """A factor written inside a category; what it does not say itself (period, place, why…) its owner says."""
    block.only(_INLINE)
    own_label = text(block, "label") if "label" in block else label
    return _factor(id, block, sources, (_value(block, "2026-01-01"),), own_label, about=owner)


def _factor(
    id: str, block: Block, sources: Mapping[str, Source], values: tuple[Value, ...], label: Text, *, about: Block
) -> Factor:
    status = cast(Status, block.choice("status", STATUSES))
    pedigree = block.whole("pedigree")
    if not 1 <= pedigree <= 5:
        raise block.error("'pedigree' goes from 1 (a guess) to 5 (an official figure that fits)", "pedigree")

    def said_by(key: str) -> Block:
        return block if key in block else about

    return Factor(
        id=id,
        label=label,
        unit=block.text("unit"),
        values=values,
        period=said_by("period").text("period"),
        place=said_by("place").text("place"),
        citations=citations(block, sources, status),
        status=status,
        pedigree=pedigree,
        why=text(said_by("why"), "why"),
        review_by=said_by("review_by").date("review_by"),
        replaced_by=optional_text(block, "replaced_by"),
        formula=block.text("formula") if "formula" in block else None,
        file=block.file,
        line=block.line,
    )


def _value(block: Block, since: str) -> Value:
    try:
        date = datetime.date.fromisoformat(since)
    except ValueError:
        raise block.error(f"'{since}' is not a date; a value stands under the day it holds from (2026-01-01)") from None
    shape = block.text("shape")
    if shape == "dirichlet":
        weights = block.block("parts")
        shares = law.Dirichlet(tuple(weights.number(part) for part in weights))
        return Value(date, shape, shares, None, None, None, tuple(weights))
    try:
        distribution = _distribution(shape, block)
    except law.DistributionError as error:
        raise block.error(f"{error}; correct this {shape} value") from None
    if shape == "constant":
        value = low = high = block.number("value")
    else:
        low, high = block.number("low"), block.number("high")
        value = block.number("value") if shape != "uniform" else distribution.mean()
    if not low <= value <= high:
        raise block.error(f"the value {value:g} is outside its own interval [{low:g}, {high:g}]", "value")
    return Value(date, shape, distribution, value, low, high)


def _distribution(shape: str, block: Block) -> law.Distribution:  # noqa: C901 - one line a shape
    number = block.number
    match shape:
        case "constant":
            return law.Constant(number("value"))
        case "uniform":
            return law.Uniform(number("low"), number("high"))
        case "triangular":
            return law.Triangular(number("low"), number("value"), number("high"))
        case "pert":
            return law.Pert(number("low"), number("value"), number("high"))
        case "beta":
            return law.Beta(number("alpha"), number("beta"))
        case "gamma":
            return law.Gamma(number("k"), number("mean"))
        case "lognormal" if "gsd" in block:
            return law.LogNormal(number("value"), number("gsd"))
        case "lognormal":
            return law.LogNormal.from_interval(number("value"), number("low"), number("high"), block.whole("level"))
        case "normal" if "sd" in block:
            return law.Normal(number("value"), number("sd"))
        case "normal":
            return law.Normal.from_interval(number("value"), number("low"), number("high"), block.whole("level"))
    known = "constant, uniform, triangular, pert, beta, gamma, lognormal, normal or dirichlet"
    raise block.error(f"'{shape}' is not a shape; use {known}", "shape")


def names(block: Block, key: str) -> dict[str, str]:
    """A mapping of names to names under `key`, empty when it is absent."""
    return {name: block.block(key).text(name) for name in block.block(key)} if key in block else {}


def family(id: str, block: Block) -> Family:
    """A family of objects."""
    block.only(frozenset({"label", "attributes"}))
    return Family(id, text(block, "label"), names(block, "attributes"))


def practice(id: str, block: Block) -> Practice:
    """A practice."""
    block.only(_PRACTICE)
    usual = block.block("usual") if "usual" in block else None
    shares = {name: usual.number(name) for name in usual} if usual else {}
    if usual and abs(sum(shares.values()) - 1) > 1e-9:
        raise usual.error(f"the usual shares of '{id}' add up to {sum(shares.values()):g}; they must add up to 1")
    return Practice(
        id=id,
        label=text(block, "label"),
        verb=text(block, "verb"),
        unit=block.text("unit"),
        kind=block.choice("kind", PRACTICE_KINDS),
        family=block.text("family"),
        category_kind=block.text("category_kind") if "category_kind" in block else None,
        usual=shares,
        rate=block.text("rate") if "rate" in block else None,
        results=names(block, "results"),
        cap=block.text("cap") if "cap" in block else None,
        measured=_measured(block),
        why=text(block, "why"),
    )


def _measured(block: Block) -> dict[str, str]:
    if "measured" in block:
        block.block("measured").only(frozenset(MEASURES))
    return names(block, "measured")


def indicator(id: str, block: Block) -> Indicator:
    """An indicator."""
    block.only(_INDICATOR)
    parts = block.block("sum_of") if "sum_of" in block else None
    sum_of = {name: parts.whole(name) for name in parts} if parts else {}
    if any(abs(sign) != 1 for sign in sum_of.values()):
        raise block.error(f"'{id}' is a sum: each part counts +1 or -1", "sum_of")
    return Indicator(
        id=id,
        label=text(block, "label"),
        sentence=text(block, "sentence"),
        explain=text(block, "explain"),
        unit=block.text("unit"),
        pillar=cast(Pillar, block.choice("pillar", PILLARS)),
        beneficiary=block.choice("beneficiary", BENEFICIARIES),
        account=block.choice("account", ACCOUNTS),
        overlap_group=block.text("overlap_group") if "overlap_group" in block else None,
        grade=block.choice("grade", GRADES),
        headline=block.flag("headline"),
        sensitivity=block.flag("sensitivity"),
        sum_of=sum_of,
    )


def launch(id: str, block: Block, sources: Mapping[str, Source]) -> Launch:
    """A published launch."""
    block.only(frozenset("place country platform mode months share unit source where note".split()))
    if (cited := block.text("source")) not in sources:
        raise block.error(f"the source '{cited}' is not in sources/; add it there or correct the name", "source")
    return Launch(
        id=id,
        place=block.text("place"),
        country=block.text("country"),
        platform=block.text("platform"),
        mode=block.text("mode"),
        months=None if block.get("months") is None else block.number("months"),
        share=block.number("share"),
        unit=block.choice("unit", ("household", "inhabitant")),
        citation=Citation(sources[cited], block.text("where")),
        note=text(block, "note"),
    )


def persona(id: str, block: Block) -> Persona:
    """A person of reference."""
    block.only(frozenset({"label", "why", "usage"}))
    usage = []
    for item in block.blocks("usage"):
        item.only(frozenset({"practice", "category", "per_year"}))
        category = item.text("category") if "category" in item else None
        usage.append(Usage(item.text("practice"), category, item.number("per_year")))
    return Persona(id, text(block, "label"), text(block, "why"), tuple(usage))
