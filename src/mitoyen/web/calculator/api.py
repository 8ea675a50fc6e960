"""Places and projections for programs."""

from dataclasses import replace
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from mitoyen.projection.keys import decode, encode
from mitoyen.projection.scenario import Scenario
from mitoyen.reporting import exports
from mitoyen.territory import Commune, Place, load
from mitoyen.web.calculator import queries
from mitoyen.web.calculator.schemas import Beside, Choices, PlaceDetail, PlaceOut, Plan, ProjectionOut, Wanted
from mitoyen.web.ui.answers import Language, Problem, refuse_unknown

router = Router()
EXAMPLE = encode(Scenario("35288"))
Key = Annotated[str, Path(max_length=1000, description="A scenario, as answers give it.", examples=[EXAMPLE])]
Code = Annotated[str, Path(max_length=200, description="A code, or a text that tells one place.", examples=["35288"])]
Typed = Annotated[str, Query(max_length=200, description="A name, a postcode, a code.", examples=["st malo"])]
CSV = {"responses": {200: {"description": "OK", "content": {"text/csv": {"schema": {"type": "string"}}}}}}


@router.get("/places", response={200: list[PlaceOut], 422: Problem}, tags=["places"])
def places(
    request: HttpRequest,
    q: Typed = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 8,
    language: Language = "en",
) -> list[dict[str, Any]]:
    """Communes and intercommunalities for what someone types, the likeliest first; typing errors are forgiven."""
    refuse_unknown(request, "q", "limit")
    return [_place(hit.place) for hit in load().search(q, limit)]


@router.get("/places/{code}", response={200: PlaceDetail, 404: Problem, 422: Problem}, tags=["places"])
def place(request: HttpRequest, code: Code, language: Language = "en") -> dict[str, Any]:
    """One place with its figures."""
    territory = load()
    found = territory.resolve(code)
    above = territory.parent(found)
    return _place(found) | {
        "parent": above.code if above else None,
        "children": [child.code for child in territory.children(found)],
        "estimated": [note.en if language == "en" else note.fr for note in found.estimated],
        **{name: getattr(found, name) for name in ("seniors", "dwellings", "houses", "flats", "lat", "lon", "surface")},
        "postcodes": list(found.postcodes) if isinstance(found, Commune) else [],
    }


@router.get("/projections", response={200: ProjectionOut, 404: Problem, 422: Problem}, tags=["projections"])
def project(
    request: HttpRequest,
    plan: Query[Plan],
    beside: Query[Beside],
    language: Language = "en",
) -> dict[str, Any]:
    """What a scenario written in the address would bring."""
    refuse_unknown(request, *Plan.model_fields, *Beside.model_fields)
    return _answer(_scenario(plan, Scenario("")), [decode(key) for key in beside.compare], language)


@router.post(
    "/projections",
    response={200: ProjectionOut, 400: Problem, 404: Problem, 413: Problem, 422: Problem},
    tags=["projections"],
)
def project_wanted(request: HttpRequest, wanted: Wanted, language: Language = "en") -> dict[str, Any]:
    """What a scenario would bring, beside others if you like."""
    base = _scenario(wanted, Scenario(""))
    return _answer(base, [_scenario(change, base) for change in wanted.compare], language)


@router.get("/projections/{key}.csv", response={404: Problem, 422: Problem}, openapi_extra=CSV, tags=["projections"])
def projection_table(request: HttpRequest, key: Key, language: Language = "en") -> HttpResponse:
    """The scenario of a key as CSV: every indicator, month by month and since the launch."""
    found = queries.result_of_key(key)
    answer = HttpResponse(exports.table(found.document, language), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="mitoyen-{found.place.code}.csv"'
    return answer


@router.get("/projections/{key}", response={200: ProjectionOut, 404: Problem, 422: Problem}, tags=["projections"])
def projection(
    request: HttpRequest,
    key: Key,
    beside: Query[Beside],
    language: Language = "en",
) -> dict[str, Any]:
    """What the scenario of a key would bring: the same key gives the same figures."""
    return _answer(decode(key), [decode(other) for other in beside.compare], language)


def _scenario(choices: Choices, base: Scenario) -> Scenario:
    """`base` with the answers that were given; a place that is told becomes its code."""
    given = choices.model_dump(exclude_unset=True, exclude_none=True, exclude={"compare"})
    if "place" in given:
        given["place"] = load().resolve(given["place"]).code
    return replace(base, **given)


def _answer(base: Scenario, others: list[Scenario], language: str) -> dict[str, Any]:
    first = queries.result(base)
    compared = (exports.comparison(first.document, queries.result(other).document, language) for other in others)
    return exports.record(first.document, language) | {"compared": list(compared)}


def _place(found: Place) -> dict[str, Any]:
    told = {name: getattr(found, name) for name in ("code", "kind", "name", "population", "households")}
    return told | {"department": found.department if isinstance(found, Commune) else None}
