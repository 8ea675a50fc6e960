"""Components and filters of every page; README.md beside this package lists them with their arguments."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mitoyen.reporting import charts, numbers
from mitoyen.web.ui import pieces, words

register = template.Library()

# --- numbers ---------------------------------------------------------------------------------------------------------


@register.filter
def number(value: float | None, decimals: int | None = None) -> str:
    """Every digit: 34875 → « 34 875 »; `decimals` fixes those after the point."""
    return numbers.number(value, words.language(), decimals)


@register.filter
def estimate(value: float | None) -> str:
    """Two significant figures: 1234 → « 1 200 »."""
    return numbers.estimate(value, words.language())


@register.filter
def quantity(value: float | None, unit: str) -> str:
    """Two significant figures and the unit: 1234 → « 1 200 € »."""
    return numbers.quantity(value, unit, words.language())


@register.filter
def count(value: float | None, unit: str) -> str:
    """Every digit and the unit: 400 → « 400 logements »."""
    return numbers.quantity(value, unit, words.language(), figures=None)


@register.filter
def signed(value: float | None, unit: str) -> str:
    """As `quantity`, the sign always shown."""
    return numbers.signed(value, unit, words.language())


@register.filter
def percent(share: float | None) -> str:
    """A share between 0 and 1: 0.256 → « 26 % »."""
    return numbers.percent(share, words.language())


@register.filter
def unit_name(unit: str, value: float = 1) -> str:
    """The unit in words, singular or plural for `value`."""
    return numbers.unit_name(unit, value, words.language())


@register.simple_tag
def between(low: float | None, high: float | None, unit: str = "") -> str:
    """« entre 12 et 37 kg »."""
    return numbers.between(low, high, unit, words.language())


@register.simple_tag
def chances(probability: float) -> str:
    """« 8 chances sur 10 »."""
    return words.chances(probability)


# --- what is made once -----------------------------------------------------------------------------------------------

KEPT = 512
"""Parts of pages kept by a process, a few kilobytes each."""
_PLAIN = (str, int, bool, type(None))


@register.simple_tag
def kept(part: str, **values: Any) -> SafeString:
    """The template of a part of a page, rendered once for the same values in the same language.

    It is given the values and nothing else – no request, no person –, so that it is the same for whoever has the same
    values. They are texts, whole numbers and tuples of these; TypeError for a row of the database, which equals itself
    after it changed.
    """
    safe = tuple(key for key, value in values.items() if isinstance(value, SafeString))  # it equals one that is not
    for key, value in values.items():
        if key not in safe:
            _refuse(value)
    make = _made.__wrapped__ if settings.DEBUG else _made
    return make(part, words.language(), tuple(values.items()), safe)


@lru_cache(KEPT)
def _made(part: str, language: str, values: tuple[tuple[str, Any], ...], safe: tuple[str, ...]) -> SafeString:
    return render_to_string(part, dict(values))


def _refuse(value: Any) -> None:
    """Refuse what is not plain, and in a tuple what is marked as safe."""
    if type(value) in _PLAIN:
        return
    if isinstance(value, tuple):
        for one in value:
            _refuse(one)
        return
    raise TypeError(f"{value!r} cannot be kept: give texts, whole numbers, and tuples of these")


# --- places in the site ----------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def in_language(context: template.Context, language: str) -> str:
    """Address of the current page in another language; French has no prefix."""
    request = context.get("request")
    address = request.get_full_path() if request else "/"
    if address == "/en" or address.startswith(("/en/", "/en?")):
        address = address[3:]
    bare = "/" + address.lstrip("/")
    return bare if language == "fr" else f"/{language}{bare}"


@register.simple_tag
def source_url() -> str:
    """Where the source code of this instance is published, empty when nobody said."""
    return str(settings.SOURCE_URL)


@register.simple_tag
def breadcrumb(*steps: str, here: str) -> SafeString:
    """Way back: pairs of address and label, then the page one is on."""
    return pieces.breadcrumb(list(zip(steps[::2], steps[1::2], strict=True)), here)


@register.simple_tag
def tabs(items: list[dict[str, Any]], label: str) -> SafeString:
    """Views of one subject, each with its own address: `items` are {label, href, current}."""
    return pieces.tabs(items, label)


@register.inclusion_tag("ui/components/pagination.html")
def pagination(page: Any, address: str = "?page=") -> dict[str, Any]:
    """Pages of a Django `Page`; the number is added to the end of `address`."""
    return {"page": page, "address": address}


# --- words and figures -----------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/components/grade.html")
def grade(letter: str, counted: bool = False) -> dict[str, Any]:
    """Grade of a figure A–D, its letter and what it means in words; `counted` where exchanges were, not projected."""
    if counted and letter == "D":
        return {"letter": letter, "meaning": words.assumed(), "explanation": words.assumed_explanation()}
    return {"letter": letter, "meaning": words.grade(letter), "explanation": words.grade_explanation(letter)}


@register.simple_tag
def pillar_name(pillar: str) -> str:
    """Social, Économie or Environnement."""
    return words.pillar(pillar)


@register.simple_tag
def term(word: str, explanation: str) -> SafeString:
    """A word the reader may open to see what it means."""
    return format_html(
        '<details class="term"><summary><dfn>{}</dfn></summary><span class="term__text">{}</span></details>',
        word,
        explanation,
    )


@register.inclusion_tag("ui/components/figure_card.html")
def figure_card(
    pillar: str,
    sentence: str,
    low: float,
    central: float,
    high: float,
    unit: str,
    grade: str,
    title: str = "",
    href: str = "",
    note: str = "",
    name: str = "",
    counted: bool = False,
) -> dict[str, Any]:
    """One pillar as a house: sentence, interval in words and drawn, central figure, grade in words.

    `low` and `high` bound 8 chances in 10. `name` makes the ids unique when a pillar appears twice on a page.
    `counted`: as `grade` has it.
    """
    language = words.language()
    return {
        "pillar": pillar,
        "sentence": sentence,
        "grade": grade,
        "counted": counted,
        "href": href,
        "note": note,
        "name": name or f"house-{pillar}",
        "title": title or words.pillar(pillar),
        "interval": numbers.between(low, high, unit, language),
        "central": numbers.quantity(central, unit, language).partition(numbers.SPACE),
        "bar": charts.interval_bar(
            name=f"{name or f'house-{pillar}'}-bar",
            title=words.interval_title(),
            description=numbers.between(low, high, unit, language),
            low=low,
            median=central,
            high=high,
            write=lambda value: numbers.estimate(value, language),
        ),
    }


# --- blocks ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def field(bound: BoundField, default: str = "", unit: str = "") -> SafeString:
    """A field of a Django form: label, hint, error, and the default when it is given."""
    return pieces.field(bound, default, unit)


@register.simple_tag
def button(label: str, href: str = "", kind: str = "main", name: str = "", value: str = "") -> SafeString:
    """A link that looks like a button when `href` is given, else a submit button; `kind`: main, quiet."""
    return pieces.button(label, href, kind, name, value)


@register.inclusion_tag("ui/components/table.html")
def data_table(caption: str, header: Any, rows: Any, hide_caption: bool = False) -> dict[str, Any]:
    """A table with a caption; the first cell of each row names it, the others are right-aligned figures."""
    return {"caption": caption, "header": header, "rows": rows, "hide_caption": hide_caption}


@register.inclusion_tag("ui/components/chart.html")
def chart(drawing: charts.Chart, caption: str = "", pillar: str = "", table: bool = True) -> dict[str, Any]:
    """A chart, its caption and, folded, its figures as a table; `pillar` gives its hue."""
    return {"chart": drawing, "caption": caption, "pillar": pillar, "table": table}


@register.filter
def drawn(drawing: charts.Chart) -> SafeString:
    """The SVG of a chart, whose texts the chart has escaped."""
    return mark_safe(drawing.svg)  # noqa: S308 - charts escape every text they are given


@register.simple_block_tag
def callout(content: str, title: str = "", kind: str = "note") -> str:
    """A remark set apart; `kind`: note, doubt (a limit of the figure), good, problem."""
    values = {"content": content, "title": title, "kind": kind}
    return render_to_string("ui/components/callout.html", values)


@register.simple_block_tag
def disclosure(content: str, summary: str, opened: bool = False) -> str:
    """Detail the reader may open."""
    return pieces.disclosure(content, summary, opened)
