"""The page of the API, written from its own OpenAPI description: no script, and it reads like the rest of the site."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

Json = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One address and what it takes and gives, as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    parameters: list[tuple[str, str, str, str]]
    """Name, where it stands (path, query or body), value, meaning."""
    answers: list[tuple[str, str]]
    example: str | None
    """An address to follow, when every parameter that must be given has an example."""


class Page(DocsBase):
    """Shows the API in English, as it answers by default."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page, one section a tag."""
        schema = api.get_openapi_schema()
        groups: dict[str, list[Operation]] = defaultdict(list)
        for operation, tag in operations(schema):
            groups[tag].append(operation)
        context = {"about": schema["info"]["description"].replace("`", ""), "groups": dict(groups)}
        with translation.override("en"):
            return render(request, "ui/api.html", context | {"openapi": self.get_openapi_url(api, kwargs)})


def operations(schema: Json) -> Iterator[tuple[Operation, str]]:
    """Every operation of an OpenAPI document, with its tag."""
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            parameters = [_parameter(each) for each in told.get("parameters", ())]
            yield (
                Operation(
                    id=told["operationId"],
                    method=method.upper(),
                    path=path,
                    summary=told.get("description", ""),
                    parameters=[*parameters, *_body(told, schema)],
                    answers=[(str(status), HTTPStatus(int(status)).phrase) for status in told["responses"]],
                    example=_example(path, told) if method == "get" else None,
                ),
                told["tags"][0],
            )


def _parameter(told: Json) -> tuple[str, str, str, str]:
    return (
        told["name"],
        told["in"],
        value(told["schema"]),
        _meaning(told["schema"], required=told.get("required", False)),
    )


def _body(told: Json, schema: Json) -> Iterator[tuple[str, str, str, str]]:
    if "requestBody" not in told:
        return
    record = told["requestBody"]["content"]["application/json"]["schema"]
    if "$ref" in record:
        record = schema["components"]["schemas"][record["$ref"].rsplit("/", 1)[-1]]
    for field, about in record["properties"].items():
        yield field, "body", value(about), _meaning(about, required=field in record.get("required", ()))


def _meaning(schema: Json, *, required: bool) -> str:
    text = str(schema.get("description", ""))
    return f"{text} Must be given.".strip() if required else text


def value(schema: Json) -> str:
    """What may stand there: the choices, or the kind and its bounds."""
    if "anyOf" in schema:
        return value(next(each for each in schema["anyOf"] if each.get("type") != "null"))
    if "enum" in schema:
        return ", ".join(schema["enum"])
    if "$ref" in schema:
        return "object"
    if schema.get("type") == "array":
        return f"list, at most {schema['maxItems']}" if "maxItems" in schema else "list"
    kind = {"integer": "whole number", "string": "text", "boolean": "true or false"}.get(schema["type"], schema["type"])
    bounds = f", {schema['minimum']:g} to {schema['maximum']:,}" if "minimum" in schema and "maximum" in schema else ""
    return f"{kind}{bounds}"


def _example(path: str, told: Json) -> str | None:
    query = {}
    for parameter in told.get("parameters", ()):
        examples = parameter["schema"].get("examples", ())
        if not examples and parameter.get("required"):
            return None
        if examples and parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(examples[0]))
        elif examples:
            query[parameter["name"]] = examples[0]
    return f"{path}?{urlencode(query)}" if query else path
