"""Refusals of the API: whatever was wrong becomes one sentence in the caller's language."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from mitoyen.evidence.records import Text
from mitoyen.projection.keys import BrokenKey
from mitoyen.projection.scenario import ScenarioError
from mitoyen.territory import PlaceError
from mitoyen.web.ui.answers import NotFound, Refusal, UnknownParameter

UNREADABLE = Text(
    "Le corps de la requête n’est pas du JSON lisible : vérifiez les guillemets, les virgules, les nombres, et que "
    "chaque nom n’y est qu’une fois.",
    "The body of the request is no readable JSON: check quotes, commas, numbers, and that each name stands once.",
)
TOO_LONG = Text(
    "La requête est trop longue : un scénario tient en quelques lignes.",
    "The request is too long: a scenario takes a few lines.",
)
NOWHERE = Text(
    "Il n’y a rien à cette adresse : /api/ montre celles qui existent.",
    "There is nothing at this address: /api/ shows those that exist.",
)
OTHERWISE = Text("« {field} » n’est pas accepté : {message}.", "'{field}' is not accepted: {message}.")
SENTENCES = {
    "missing": Text("« {field} » manque : donnez une valeur.", "'{field}' is missing: give a value."),
    "extra_forbidden": Text(
        "« {field} » n’est pas un paramètre connu : retirez-le, ou corrigez son nom.",
        "'{field}' is no known parameter: remove it, or correct its name.",
    ),
    "literal_error": Text("« {field} » doit être l’un de : {expected}.", "'{field}' must be one of: {expected}."),
    "greater_than_equal": Text("« {field} » doit valoir au moins {ge:g}.", "'{field}' must be at least {ge:g}."),
    "less_than_equal": Text("« {field} » doit valoir au plus {le:g}.", "'{field}' must be at most {le:g}."),
    "finite_number": Text("« {field} » doit être un nombre fini.", "'{field}' must be a finite number."),
    "string_too_short": Text("« {field} » est vide : écrivez-le.", "'{field}' is empty: write it."),
    "string_too_long": Text(
        "« {field} » est trop long : {max_length} caractères au plus.",
        "'{field}' is too long: {max_length} characters at most.",
    ),
    "too_long": Text(
        "« {field} » en contient trop : {max_length} au plus.", "'{field}' holds too many: at most {max_length}."
    ),
}
_KINDS = {
    "int": Text("« {field} » doit être un nombre entier.", "'{field}' must be a whole number."),
    "float": Text("« {field} » doit être un nombre.", "'{field}' must be a number."),
    "bool": Text("« {field} » doit être true ou false.", "'{field}' must be true or false."),
    "string": Text("« {field} » doit être un texte.", "'{field}' must be a text."),
    "list": Text("« {field} » doit être une liste.", "'{field}' must be a list."),
    "model": Text("« {field} » doit être un objet JSON.", "'{field}' must be a JSON object."),
    "dict": Text("« {field} » doit être un objet JSON.", "'{field}' must be a JSON object."),
}
_PLACES = {"body", "query", "path", "plan", "wanted", "filters", "days"}


def register(api: NinjaAPI) -> None:
    """Make every exception that a caller may cause an answer."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        ValidationError: _invalid,
        ScenarioError: _scenario,
        BrokenKey: lambda request, error: refuse(request, 404, error.words, "key"),
        PlaceError: lambda request, error: refuse(request, 404, Text(error.fr, error.en), "place"),
        UnknownParameter: lambda request, error: refuse(request, 422, _unknown(error.field), error.field),
        NotFound: lambda request, error: refuse(request, 404, Text(error.fr, error.en), error.field),
        Refusal: _refused,
        Http404: lambda request, error: refuse(request, 404, NOWHERE),
        HttpError: lambda request, error: refuse(request, error.status_code, UNREADABLE),
        RequestDataTooBig: lambda request, error: refuse(request, 413, TOO_LONG),
        SuspiciousOperation: lambda request, error: refuse(request, 400, UNREADABLE),
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def refuse(request: HttpRequest, status: int, words: Text, field: str | None = None) -> JsonResponse:
    """One refusal, in the language of `?language=`, else in English."""
    language = "fr" if request.GET.get("language") == "fr" else "en"
    return JsonResponse({"detail": words.in_(language), "field": field}, status=status)


def _refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    answer = refuse(request, error.status, Text(error.fr, error.en))
    for name, value in error.headers.items():
        answer[name] = value
    return answer


def _unknown(field: str) -> Text:
    words = SENTENCES["extra_forbidden"]
    return Text(words.fr.format(field=field), words.en.format(field=field))


def _scenario(request: HttpRequest, error: ScenarioError) -> HttpResponse:
    return refuse(request, 404 if error.field == "place" else 422, error.words, error.field)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    where = [str(part) for part in first["loc"] if part not in _PLACES]
    field = ".".join(where) or "body"
    template = SENTENCES.get(first["type"]) or _KINDS.get(first["type"].split("_")[0], OTHERWISE)
    known = {"field": field, "message": first["msg"], **first.get("ctx", {})}
    choices = str(known.get("expected", "")).replace("'", "")
    french = known | {"expected": choices.replace(" or ", " ou ")}
    words = Text(template.fr.format_map(french), template.en.format_map(known | {"expected": choices}))
    return refuse(request, 422, words, field)
