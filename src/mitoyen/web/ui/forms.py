"""Widgets of one tag, drawn without Django's templates, which take three of them, and a tenth of a page, for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WIDGETS = "django/forms/widgets/"
_INPUTS = frozenset(
    f"{_WIDGETS}{kind}.html" for kind in "checkbox date datetime email hidden number password text time url".split()
)


class Renderer(DjangoTemplates):
    """Django's renderer of forms, quicker for what most forms are made of; what it draws is the same."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The HTML of a widget, or of a form."""
        if template_name in _INPUTS:
            return _input(context["widget"])
        if template_name == f"{_WIDGETS}textarea.html":
            return _textarea(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = {} if widget["value"] is None else {"value": widget["value"]}
    return format_html("<input{}>", _attributes({"type": widget["type"], "name": widget["name"], **value}, widget))


def _textarea(widget: Mapping[str, Any]) -> SafeString:
    return format_html(
        "<textarea{}>\n{}</textarea>", _attributes({"name": widget["name"]}, widget), widget["value"] or ""
    )


def _attributes(first: Mapping[str, Any], widget: Mapping[str, Any]) -> SafeString:
    """Names and values; of those of the widget, False leaves a name out and True leaves it alone."""
    told = [*first.items(), *((name, value) for name, value in widget["attrs"].items() if value is not False)]
    return format_html_join("", "{}", ([_attribute(name, value)] for name, value in told))


def _attribute(name: str, value: Any) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
