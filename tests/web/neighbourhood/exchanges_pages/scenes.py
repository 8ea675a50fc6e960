"""Exchanges as the pages find them, one of each kind."""

import re

from django.http import HttpResponse

from mitoyen.web.neighbourhood.enums import Terms
from mitoyen.web.neighbourhood.models import Exchange, Listing, Part
from mitoyen.web.people.models import Person
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW


def words(answer: HttpResponse) -> str:
    """What a page says, its tags and line breaks as single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def address(exchange: Exchange) -> str:
    return f"/echange/{exchange.reference}/"


def repair_cafe(holder: Person) -> Listing:
    """An afternoon tomorrow: somebody welcomes, two repair, five come with an object."""
    afternoon = cast.listing(
        holder,
        "event",
        title="Après-midi réparation",
        starts_at=NOW + DAY,
        ends_at=NOW + DAY + 3 * HOUR,
        meeting="Salle commune du Chanvre",
    )
    Part.objects.create(listing=afternoon, name="Réparer", practice="event", gives=True, seats=2)
    Part.objects.create(listing=afternoon, name="Venir avec un objet", practice="repair", seats=2)
    return afternoon


def part(listing: Listing, name: str) -> Part:
    return listing.parts.get(name=name)


def ride(driver: Person) -> Listing:
    """To Rennes tomorrow, three seats, four euros each."""
    return cast.listing(
        driver,
        "ride",
        title="Trajet vers Rennes",
        starts_at=NOW + DAY,
        metres=70_000,
        seats=3,
        terms=Terms.PRICE,
        cents=400,
        meeting="Devant la boulangerie",
    )


def order(grocer: Person) -> Listing:
    """Apples for eight households, twelve euros fifty each."""
    return cast.listing(
        grocer,
        "group_order",
        title="Pommes du Clos",
        starts_at=NOW + 3 * DAY,
        ends_at=NOW + 5 * DAY,
        seats=8,
        terms=Terms.PRICE,
        cents=1250,
        meeting="Épicerie de Farid",
    )
