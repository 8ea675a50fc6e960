"""The small pieces that every page holds many of, put together here: a template takes ten times as long for each.

Whatever is written in them is escaped, but for what is marked as safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms import BoundField
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

_CURRENT, _OPEN = SafeString(' aria-current="page"'), SafeString(" open")


def button(label: str, href: str, kind: str, name: str, value: str) -> SafeString:
    """A link that looks like a button when `href` is given, else a submit button."""
    if href:
        return format_html('<a class="button button--{}" href="{}">{}</a>\n', kind, href, label)
    named = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html('<button class="button button--{}" type="submit"{}>{}</button>\n', kind, named, label)


def tabs(items: Iterable[Mapping[str, Any]], label: str) -> SafeString:
    """Views of one subject, each with its own address."""
    told = ((item["href"], _CURRENT if item["current"] else "", item["label"]) for item in items)
    links = format_html_join("\n", '<li><a href="{}"{}>{}</a></li>', told)
    return format_html('<nav class="tabs" aria-label="{}">\n<ul>\n{}\n</ul>\n</nav>\n', label, links)


def breadcrumb(steps: Iterable[tuple[str, str]], here: str) -> SafeString:
    """Way back: addresses and labels, then the page one is on."""
    links = format_html_join("", '<li><a href="{}">{}</a></li>', steps)
    return format_html(
        '<nav class="breadcrumb" aria-label="{}">\n<ol>\n{}\n<li aria-current="page">{}</li>\n</ol>\n</nav>\n',
        gettext("Vous êtes ici"),
        links,
        here,
    )


def disclosure(content: str, summary: str, opened: bool) -> SafeString:
    """Detail the reader may open."""
    return format_html(
        '<details class="disclosure"{}>\n<summary>{}</summary>\n<div class="disclosure__body">{}</div>\n</details>\n',
        _OPEN if opened else "",
        summary,
        content,
    )


def field(bound: BoundField, default: Any, unit: str) -> SafeString:
    """A field of a form: label, hint, error, what is typed with its unit, and the default when it is given."""
    told = (_hint(bound), _error(bound), _typed(bound, unit), _default(default))
    around = _several if bound.field.widget.use_fieldset else _alone
    return around(bound, format_html_join("\n", "{}", ([part] for part in told if part)))


def _alone(bound: BoundField, told: SafeString) -> SafeString:
    return format_html(
        '<div class="field{}">\n<label class="field__label" for="{}">{}</label>\n{}\n</div>\n',
        _wrong(bound),
        bound.id_for_label,
        bound.label,
        told,
    )


def _several(bound: BoundField, told: SafeString) -> SafeString:
    """Several inputs that answer one question."""
    described = bound.aria_describedby
    return format_html(
        '<fieldset class="field{}"{}>\n<legend class="field__label">{}</legend>\n{}\n</fieldset>\n',
        _wrong(bound),
        format_html(' aria-describedby="{}"', described) if described else "",
        bound.label,
        told,
    )


def _wrong(bound: BoundField) -> str:
    return " field--wrong" if bound.errors else ""


def _hint(bound: BoundField) -> str:
    hint = bound.help_text
    return format_html('<p class="field__hint" id="{}_helptext">{}</p>', bound.auto_id, hint) if hint else ""


def _error(bound: BoundField) -> str:
    if not bound.errors:
        return ""
    sentences = format_html_join(" ", "{}", ([sentence] for sentence in bound.errors))
    return format_html('<p class="field__error" id="{}_error">{}</p>', bound.auto_id, sentences)


def _typed(bound: BoundField, unit: str) -> SafeString:
    unit = format_html(' <span class="field__unit">{}</span>', unit) if unit else ""
    return format_html('<div class="field__input">{}{}</div>', bound.as_widget(), unit)


def _default(default: Any) -> str:
    if not default:
        return ""
    told = gettext("Par défaut : %(default)s") % {"default": conditional_escape(localize(default))}
    return format_html('<p class="field__default">{}</p>', SafeString(told))
