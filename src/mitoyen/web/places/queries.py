"""Places found, and what lies in them."""

from django.db.models import Q, QuerySet

from mitoyen.territory import load
from mitoyen.web.places.actions import COUNTRY
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


def find(code: str) -> Place:
    """The place that a code tells; PlaceError otherwise.

    A French commune, quartier or intercommunality that nothing was recorded in has no row: it comes unsaved, without a
    path, and reading it plants nothing. A postcode or a name that tells one place finds it too: compare codes.
    """
    planted = Place.objects.filter(code=code).first()
    if planted is not None:
        return planted
    if code == COUNTRY:
        return Place(code=COUNTRY, name="France", kind=Kind.COUNTRY)
    found = load().resolve(code)
    return Place.objects.filter(code=found.code).first() or Place(
        code=found.code, name=found.name, kind=Kind(found.kind), households=found.households
    )


def named(typed: str, most: int) -> list[Place]:
    """Places that the territory's search does not know, drawn by hand or above communes, whose name holds a text."""
    kinds = (Kind.RESIDENCE, Kind.QUARTIER, Kind.DEPARTMENT, Kind.REGION)
    return list(
        Place.objects.filter(kind__in=kinds, name__icontains=typed).select_related("parent").order_by("name")[:most]
    )
