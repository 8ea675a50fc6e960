"""The public API, version 1: places, projections, evidence, boards, events."""

import json
from typing import Any, NoReturn, cast

from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Router
from ninja.operation import Operation
from ninja.parser import Parser

from mitoyen.web.calculator.api import router as calculator
from mitoyen.web.config import refusals
from mitoyen.web.config.docs import Page
from mitoyen.web.measure.boards.api import router as boards
from mitoyen.web.measure.ingest.api import router as measure
from mitoyen.web.method.api import router as method

ABOUT = """What neighbourhood sharing would bring to any French place, with its doubt and its sources.

Figures are intervals: eight chances in ten to lie between `p10` and `p90`; `p50` is the median. The same scenario, or
its key, always gives the same figures for one version of the evidence. Reading needs no account; a platform that
sends events has a key. The evidence is published under CC BY 4.0.
"""


class _Strict(Parser):
    """JSON as its standard has it: no NaN, no Infinity, and each name once."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as plain data; ValueError when it is no JSON."""
        try:
            return cast(
                dict[str, Any], json.loads(request.body, parse_constant=_refuse_constant, object_pairs_hook=_once)
            )
        except RecursionError:
            raise ValueError("too deep") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found


class _Api(NinjaAPI):
    """Operations are named like the functions that answer them."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = _Api(
    title="Mitoyen",
    version="1",
    description=ABOUT,
    urls_namespace="api",
    docs=Page(),
    docs_url="/",
    parser=_Strict(),
)
refusals.register(api)
elsewhere = Router()
api.add_router("/v1", calculator)
api.add_router("/v1", boards)
api.add_router("/v1/evidence", method)
api.add_router("/v1", measure)
api.add_router("", elsewhere)


@elsewhere.api_operation(["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:address}", include_in_schema=False)
def nowhere(request: HttpRequest, address: str) -> NoReturn:
    """Whatever else stands after /api/."""
    raise Http404
