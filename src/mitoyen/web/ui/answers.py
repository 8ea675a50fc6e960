"""What every answer of the API shares: its languages, and the one shape of a refusal."""

from collections.abc import Mapping
from typing import Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

Language = Literal["fr", "en"]


class Problem(Schema):
    """Why nothing was answered, and what to do, in one sentence."""

    detail: str = Field(examples=["Give the horizon, in months, as a whole number between 12 and 60."])
    field: str | None = Field(None, description="The answer to change, when it is one of yours.", examples=["months"])


class NotFound(LookupError):
    """Nothing is called that; the sentences say what to do."""

    def __init__(self, field: str, *, fr: str, en: str) -> None:
        super().__init__(en)
        self.field, self.fr, self.en = field, fr, en


class Refusal(Exception):
    """The request as a whole is refused with an HTTP status and its headers; the sentences say what to do."""

    def __init__(self, status: int, *, fr: str, en: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(en)
        self.status, self.fr, self.en, self.headers = status, fr, en, dict(headers or {})


class UnknownParameter(LookupError):
    """The address carries a parameter that would be ignored."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def refuse_unknown(request: HttpRequest, *known: str) -> None:
    """Raise UnknownParameter when the address carries another parameter than `known` and the language."""
    for name in request.GET:
        if name not in (*known, "language"):
            raise UnknownParameter(name[:60])
