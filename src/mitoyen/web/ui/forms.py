"""Widgets drawn without Django's templates, which take three of them for each tag, and a tenth of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
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
        if template_name == f"{_WIDGETS}select.html":
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = {} if widget["value"] is None else {"value": widget["value"]}
    return format_html("<input{}>", _attributes({"type": widget["type"], "name": widget["name"], **value}, widget))


def _textarea(widget: Mapping[str, Any]) -> SafeString:
    return format_html(
        "<textarea{}>\n{}</textarea>", _attributes({"name": widget["name"]}, widget), widget["value"] or ""
    )


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = format_html_join("", "{}", ([_group(name, options)] for name, options, _ in widget["optgroups"]))
    return format_html("<select{}>{}\n</select>", _attributes({"name": widget["name"]}, widget), groups)


def _group(name: Any, options: Iterable[Mapping[str, Any]]) -> SafeString:
    """The options of a group; those of no group stand alone."""
    told = format_html_join("", "\n  {}", ([_option(option)] for option in options))
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', localize(name), told) if name else told


def _option(option: Mapping[str, Any]) -> SafeString:
    first = {"value": str(option["value"])}
    return format_html("<option{}>{}</option>\n", _attributes(first, option), localize(option["label"]))


def _attributes(first: Mapping[str, Any], widget: Mapping[str, Any]) -> SafeString:
    """Names and values; of those of the widget, False leaves a name out and True leaves it alone."""
    told = [*first.items(), *((name, value) for name, value in widget["attrs"].items() if value is not False)]
    return format_html_join("", "{}", ([_attribute(name, value)] for name, value in told))


def _attribute(name: str, value: Any) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
