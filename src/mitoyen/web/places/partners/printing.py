"""Letters as they are printed, and their codes as a file for somebody's own letters."""

from __future__ import annotations

import csv
import io

import qrcode
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathImage

from mitoyen.web.people.enums import Role
from mitoyen.web.places import codes
from mitoyen.web.places.letters import Order

HEADER = ("code", "adresse", "lieu", "expire_le")
SENDERS: dict[Role, str | Promise] = {
    Role.LANDLORD: gettext_lazy("Votre bailleur vous écrit"),
    Role.TOWN: gettext_lazy("Votre mairie vous écrit"),
    Role.CARETAKER: gettext_lazy("Votre gardien vous écrit"),
    Role.ASSOCIATION: gettext_lazy("Une association de votre quartier vous écrit"),
}
"""A letter says who sends it: nobody takes the voice of neighbours."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def square(address: str) -> SafeString:
    """A QR code of an address, as SVG."""
    image = qrcode.make(address, image_factory=SvgPathImage, border=2)
    drawn: str = image.to_string(encoding="unicode")
    return mark_safe(drawn)  # noqa: S308 - drawn here: squares, and no text


def table(order: Order, address: str) -> bytes:
    """One row a letter, as spreadsheets of French offices open it: semicolons, and a mark of the alphabet."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    last = timezone.localdate(order.expires_at).isoformat()
    name = order.place.name
    safe = f"'{name}" if name.startswith(_FORMULA) else name  # a spreadsheet would run it
    writer.writerows((codes.written(code), address, safe, last) for code in order.codes)
    return out.getvalue().encode("utf-8-sig")
