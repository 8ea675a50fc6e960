"""A square that a telephone reads, drawn into the page."""

from __future__ import annotations

import re

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage

QUIET = 4
"""Empty modules around, as ISO/IEC 18004 asks."""


def drawing(address: str, title: str) -> SafeString:
    """The square of an address as SVG; `title` says to those who do not see it what it leads to."""
    svg = qrcode.make(address, image_factory=SvgPathImage, border=QUIET).to_string(encoding="unicode")
    side = re.search(r'viewBox="0 0 (\d+)', svg)
    modules = re.search(r' d="([^"]+)"', svg)
    if side is None or modules is None:
        raise ValueError("the square was drawn in another way than it is read here")
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>',
        side[1],
        title,
        mark_safe(modules[1]),  # noqa: S308 - digits and letters of a path that was drawn here
    )
