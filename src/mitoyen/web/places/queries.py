"""Places found, and what lies in them."""

from django.db.models import Q, QuerySet

from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place


def under(place: Place, prefix: str = "") -> Q:
    """The condition "in this place, itself included", on rows that reach a place through `prefix` ("place__")."""
    if place.kind == Kind.INTERCOMMUNALITY:
        return Q(**{f"{prefix}intercommunality": place.code})
    return Q(**{f"{prefix}path__startswith": place.path})


def children(place: Place) -> QuerySet[Place]:
    """The places just below, by name; the communes of an intercommunality; not the intercommunalities of a country."""
    if place.kind == Kind.INTERCOMMUNALITY:
        return Place.objects.filter(intercommunality=place.code, kind=Kind.COMMUNE).order_by("name")
    return place.children.exclude(kind=Kind.INTERCOMMUNALITY).order_by("name")


def ancestors(place: Place) -> list[Place]:
    """The places that hold this one, the largest first."""
    above = {found.code: found for found in Place.objects.filter(code__in=place.codes[:-1])}
    return [above[code] for code in place.codes[:-1]]
