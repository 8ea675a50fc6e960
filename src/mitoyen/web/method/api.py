"""The evidence for programs: factors, sources, indicators, equations, practices."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema

from mitoyen.evidence.pack import Pack, france
from mitoyen.evidence.records import Factor, Indicator, Practice, Source, Status, Text
from mitoyen.impact.graph import Equation, house
from mitoyen.reporting import exports
from mitoyen.reporting.evidence_tables import used_by
from mitoyen.web.ui.answers import Language, NotFound, Problem, refuse_unknown

router = Router(tags=["evidence"])
FactorName = Annotated[str, Path(max_length=200, description="Its id.", examples=["dsp_lend_p_avoid"])]
SourceName = Annotated[str, Path(max_length=200, description="Its id.", examples=["library-of-things-2023"])]
CSV = {"responses": {200: {"description": "OK", "content": {"text/csv": {"schema": {"type": "string"}}}}}}
FOUND = {404: Problem, 422: Problem}


class PackOut(Schema):
    """A version of the evidence; its name changes with its content."""

    name: str
    version: str
    licence: str
    factors: int
    sources: int
    indicators: int
    equations: int
    practices: int


class CitationOut(Schema):
    """A source, and where in it."""

    id: str
    where: str


class FactorOut(Schema):
    """A dated value that somebody published, or that we chose and say why."""

    id: str
    label_fr: str
    label_en: str
    unit: str
    shape: str
    value: float | None
    low: float | None
    high: float | None
    since: str
    period: str
    place: str
    status: str
    pedigree: int
    sources: list[CitationOut]
    why_fr: str
    why_en: str
    review_by: str


class FactorDetail(FactorOut):
    used_by: list[str]


class SourceOut(Schema):
    """A publication, and how much of it was really read."""

    id: str
    title: str
    publisher: str
    year: int | None
    url: str | None
    seen: str


class SourceDetail(SourceOut):
    factors: list[str]


class IndicatorOut(Schema):
    id: str
    label: str
    explain: str
    unit: str
    pillar: str
    beneficiary: str
    account: str
    overlap_group: str | None
    headline: bool
    sensitivity: bool
    sum_of: dict[str, int]


class EquationOut(Schema):
    name: str
    family: str
    summary: str
    unit: str
    arguments: list[str]


class PracticeOut(Schema):
    id: str
    label: str
    unit: str
    kind: str
    family: str
    rate: str | None
    results: dict[str, str]
    why: str


@router.get("", response=PackOut, include_in_schema=False)
@router.get("/", response={200: PackOut, 422: Problem})
def pack(request: HttpRequest, language: Language = "en") -> dict[str, Any]:
    """The version of the evidence in force, and what it holds."""
    held = france()
    counts = {name: len(getattr(held, name)) for name in ("factors", "sources", "indicators", "practices")}
    about = {"name": held.name, "version": held.version, "licence": held.licence}
    return about | counts | {"equations": len(house().equations)}


@router.get("/factors", response={200: list[FactorOut], 422: Problem})
def factors(
    request: HttpRequest,
    status: Annotated[Status | None, Query(description="Only factors with this status.")] = None,
    pedigree: Annotated[int | None, Query(ge=1, le=5, description="Only factors of this quality, 5 the best.")] = None,
    q: Annotated[str, Query(max_length=200, description="Words in the id or the label.")] = "",
    language: Language = "en",
) -> list[dict[str, Any]]:
    """Every factor, or those that match."""
    refuse_unknown(request, "status", "pedigree", "q")
    wanted = (factor for factor in france().factors.values() if _matches(factor, status, pedigree, q))
    return [exports.factor_record(factor) for factor in wanted]


@router.get("/factors.csv", response={422: Problem}, openapi_extra=CSV)
def factors_table(request: HttpRequest, language: Language = "en") -> HttpResponse:
    """Every factor as CSV."""
    answer = HttpResponse(exports.register_table(france()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{france().name}.csv"'
    return answer


@router.get("/factors/{id}", response={200: FactorDetail, **FOUND})
def factor(request: HttpRequest, id: FactorName, language: Language = "en") -> dict[str, Any]:
    """One factor, by its id of today or of former times."""
    held = france()
    found = held.factors.get(held.renames.get(id, id))
    if found is None:
        raise _missing("id", Text("facteur", "factor"), "factors")
    return exports.factor_record(found) | {"used_by": list(used_by(held, house(), found))}


@router.get("/sources", response={200: list[SourceOut], 422: Problem})
def sources(request: HttpRequest, language: Language = "en") -> list[Source]:
    """Every source."""
    return list(france().sources.values())


@router.get("/sources/{id}", response={200: SourceDetail, **FOUND})
def source(request: HttpRequest, id: SourceName, language: Language = "en") -> dict[str, Any]:
    """One source, and the factors that cite it."""
    held = france()
    if id not in held.sources:
        raise _missing("id", Text("source", "source"), "sources")
    names = SourceOut.model_fields
    return {name: getattr(held.sources[id], name) for name in names} | {"factors": _citing(held, id)}


@router.get("/indicators", response={200: list[IndicatorOut], 422: Problem})
def indicators(request: HttpRequest, language: Language = "en") -> list[dict[str, Any]]:
    """Every indicator, with what it may be added to."""
    return [_indicator(record, language) for record in france().indicators.values()]


@router.get("/equations", response={200: list[EquationOut], 422: Problem})
def equations(request: HttpRequest, language: Language = "en") -> list[Equation]:
    """Every equation: its result, unit and arguments; an argument is another's result, a factor or an attribute."""
    return list(house().equations.values())


@router.get("/practices", response={200: list[PracticeOut], 422: Problem})
def practices(request: HttpRequest, language: Language = "en") -> list[dict[str, Any]]:
    """Every practice, with the equation that prices each of its indicators."""
    return [_practice(record, language) for record in france().practices.values()]


def _matches(factor: Factor, status: str | None, pedigree: int | None, q: str) -> bool:
    words = f"{factor.id} {factor.label.fr} {factor.label.en}".casefold()
    kept = status in (None, factor.status) and pedigree in (None, factor.pedigree)
    return kept and all(word in words for word in q.casefold().split())


def _citing(held: Pack, source: str) -> list[str]:
    return [each.id for each in held.factors.values() if any(cited.source.id == source for cited in each.citations)]


def _indicator(record: Indicator, language: str) -> dict[str, Any]:
    worded = {"label": record.label.in_(language), "explain": record.explain.in_(language)}
    return {name: getattr(record, name) for name in IndicatorOut.model_fields} | worded


def _practice(record: Practice, language: str) -> dict[str, Any]:
    worded = {"label": record.label.in_(language), "why": record.why.in_(language)}
    return {name: getattr(record, name) for name in PracticeOut.model_fields} | worded


def _missing(field: str, what: Text, address: str) -> NotFound:
    return NotFound(
        field,
        fr=f"Cet identifiant ne désigne rien ({what.fr}) : /api/v1/evidence/{address} les donne tous.",
        en=f"No {what.en} is called that: /api/v1/evidence/{address} gives them all.",
    )
