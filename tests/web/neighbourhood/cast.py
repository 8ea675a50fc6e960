"""The cast, at home in Les Corderies, and what they list: plain rows, made as the pages would make them."""

import datetime
from typing import Any

from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.enums import Direction, Reach
from mitoyen.web.neighbourhood.exchanges import actions
from mitoyen.web.neighbourhood.models import Exchange, Listing
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Consent, ResidenceProof, Role
from mitoyen.web.people.models import Mandate, Person
from mitoyen.web.places import actions as places
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Belonging, Place

NOW = datetime.datetime(2026, 11, 22, 18, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
RESIDENCES = {"a": ("Le Chanvre", 48.6480, -2.0080), "b": ("L’Étoupe", 48.6495, -2.0050)}
PASSWORD = "la-corde-et-le-chanvre"  # noqa: S105 - that of nobody


def les_corderies() -> Place:
    """The quartier with two residences, in Saint-Malo."""
    known = Place.objects.filter(code="les-corderies").first()
    if known is not None:
        return known
    commune = places.plant("35288")
    quartier = places.add(
        code="les-corderies", name="Les Corderies", kind=Kind.QUARTIER, parent=commune, households=400
    )
    _put(quartier, 48.6487, -2.0065)
    for letter, (name, latitude, longitude) in RESIDENCES.items():
        home = places.add(
            code=f"les-corderies-{letter}", name=name, kind=Kind.RESIDENCE, parent=quartier, households=250
        )
        _put(home, latitude, longitude)
    return quartier


def residence(letter: str) -> Place:
    """Residence a or b of Les Corderies."""
    les_corderies()
    return Place.objects.get(code=f"les-corderies-{letter}")


def person(name: str, *, email: str | None = "", password: str | None = None, **fields: Any) -> Person:
    """Somebody; their address is made of their name unless told, None for nobody's."""
    address = f"{name.lower().replace('é', 'e').replace('ë', 'e')}@exemple.fr" if email == "" else email
    return Person.objects.create_user(
        address, password, first_name=name, joined_at=NOW - 90 * DAY, **{"languages": ["fr"], **fields}
    )


def resident(name: str, letter: str = "a", proof: ResidenceProof = ResidenceProof.LETTER, **fields: Any) -> Person:
    """Somebody who lives in a residence of Les Corderies."""
    return belongs(person(name, **fields), residence(letter), Role.RESIDENT, proof)


def belongs(who: Person, place: Place, role: Role, proof: ResidenceProof = ResidenceProof.NONE) -> Person:
    """The person, once they belong there."""
    Belonging.objects.create(person=who, place=place, role=role, proof=proof, since=NOW - 60 * DAY)
    return who


def amina(**fields: Any) -> Person:
    """Resident of Le Chanvre, her address verified."""
    return resident("Amina", "a", **fields)


def bertrand() -> Person:
    """Resident of L’Étoupe without an e-mail address, known by an invitation."""
    return resident("Bertrand", "b", ResidenceProof.INVITED, email=None)


def claire(**fields: Any) -> Person:
    """Deputy mayor: the town, in Saint-Malo."""
    les_corderies()
    return belongs(person("Claire", **fields), Place.objects.get(code="35288"), Role.TOWN)


def driss(**fields: Any) -> Person:
    """The landlord of Le Chanvre."""
    return belongs(person("Driss", **fields), residence("a"), Role.LANDLORD)


def elodie(**fields: Any) -> Person:
    """The association of the repair café."""
    return belongs(person("Élodie", **fields), les_corderies(), Role.ASSOCIATION)


def farid(**fields: Any) -> Person:
    """The grocer."""
    return belongs(person("Farid", **fields), les_corderies(), Role.SHOP)


def caretaker(**fields: Any) -> Person:
    """The caretaker of L’Étoupe."""
    return belongs(person("Gilles", **fields), residence("b"), Role.CARETAKER)


def moderator(**fields: Any) -> Person:
    """Who settles disagreements in Les Corderies."""
    return belongs(person("Maud", **fields), les_corderies(), Role.MODERATOR)


def mandate(helper: Person, helped: Person) -> Mandate:
    """The helper acts for the helped, who signed."""
    return Mandate.objects.create(helper=helper, helped=helped, consent=Consent.SIGNED, given_at=NOW - 30 * DAY)


def listing(owner: Person, practice: str = "lend", **fields: Any) -> Listing:
    """A drill to lend, or whatever is told; shown in the quartier."""
    place = Belonging.objects.filter(person=owner, until=None).order_by("pk")[0].place
    about: dict[str, Any] = {
        "direction": Direction.OFFER,
        "practice": practice,
        "category": "drill_cordless" if practice in ("lend", "give", "resell") else "",
        "title": "Perceuse" if practice == "lend" else practices.listable(practice).label.fr,
        "place": place,
        "reach": Reach.QUARTIER,
        "shown_in": les_corderies(),
        "published_at": NOW - DAY,
        "expires_at": NOW + 60 * DAY,
    }
    return Listing.objects.create(owner=owner, **{**about, **fields})


def asked(listing: Listing, asker: Person, now: datetime.datetime = NOW, **wish: Any) -> Exchange:
    """The asker's request; a loan is asked for tomorrow evening."""
    if listing.practice == "lend" and listing.direction == Direction.OFFER and not wish:
        wish = {"starts_at": now + DAY, "ends_at": now + DAY + 2 * HOUR}
    return actions.ask(listing=listing, by=Actor(asker), now=now, **wish)


def moved(exchange: Exchange, name: str, by: Person, now: datetime.datetime = NOW, **said: Any) -> Exchange:
    """The exchange after a move of one side."""
    return actions.move(exchange=exchange, name=name, by=Actor(by), now=now, said=actions.Said(**said))


def lent(listing: Listing, borrower: Person, now: datetime.datetime = NOW) -> Exchange:
    """A loan from the request to the confirmation of both sides, with the code."""
    exchange = asked(listing, borrower, now)
    for name, who, said in (
        ("accept", exchange.owner, {}),
        ("hand_over_by_code", exchange.giver, {"code": exchange.code}),
        ("give_back", exchange.receiver, {}),
        ("confirm", exchange.giver, {}),
    ):
        exchange = moved(exchange, name, who, now + DAY, **said)
    return exchange


def _put(place: Place, latitude: float, longitude: float) -> None:
    place.latitude, place.longitude = latitude, longitude
    place.save(update_fields=["latitude", "longitude"])
