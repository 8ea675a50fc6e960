"""Django's own tags that pages are full of, quicker for what pages write with them; what they say is the same.

A text without values is the same for whoever reads the language: each place that says it looks it up once a language.
Whatever else these tags may be given goes to Django's own.
"""

from __future__ import annotations

from typing import Any, cast

from django.template import Context, Library, Node
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode, url
from django.templatetags.i18n import TranslateNode, do_block_translate, do_translate
from django.urls import NoReverseMatch
from django.utils.html import escape
from django.utils.translation import get_language

from mitoyen.web.addresses import address

register = Library()


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """`{% translate "…" %}`, `{% translate "…" as name %}`."""
    found = do_translate(parser, token)
    literal = found.filter_expression.var.literal
    return Said(found) if literal and not found.filter_expression.filters and not found.message_context else found


class Said(Node):
    """A text of a page, without values."""

    child_nodelists = ()

    def __init__(self, found: TranslateNode) -> None:
        self._found, self._name = found, found.asvar
        self._kept: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """The text in the language of the page; nothing where it is given a name."""
        language = get_language()
        text = self._kept.get(language)
        if text is None:
            shown = self._found.render(context)
            text = self._kept[language] = context[self._name] if self._name else shown
        if not self._name:
            return text
        context[self._name] = text
        return ""


@register.tag
def blocktranslate(parser: Parser, token: Token) -> Node:
    """`{% blocktranslate %}`: its words are put together when the template is read, not each time it is shown."""
    found: Any = do_block_translate(parser, token)
    read = {id(tokens): found.render_token_list(tokens) for tokens in (found.singular, found.plural) if tokens}

    def put_together(tokens: Any) -> tuple[str, list[str]]:
        words, names = read[id(tokens)]
        return words, [*names]

    found.render_token_list = put_together
    return cast(Node, found)


@register.tag("url")
def link(parser: Parser, token: Token) -> Node:
    """`{% url "name" %}`, `{% url "name" code code %}`, with `as address` or without."""
    found = url(parser, token)
    literal = isinstance(found.view_name.var, str) and not found.view_name.filters
    return Link(found) if literal and not found.kwargs else found


class Link(Node):
    """The address of a page, by its codes."""

    child_nodelists = ()

    def __init__(self, found: URLNode) -> None:
        self._found, self._route = found, str(found.view_name.var)

    def render(self, context: Context) -> str:
        """The address in the language of the page; nothing where it is given a name."""
        codes = [code.resolve(context) for code in self._found.args]
        try:
            found = address(self._route, *codes) if all(isinstance(code, str | int) for code in codes) else None
        except NoReverseMatch:
            found = None
        if found is None:
            return str(self._found.render(context))
        if not self._found.asvar:
            return escape(found) if context.autoescape else found
        context[self._found.asvar] = found
        return ""
