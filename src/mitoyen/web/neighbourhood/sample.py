"""The neighbours of Les Corderies in a demonstration, read from `sample.yaml`: entered once, marked as simulated."""

from __future__ import annotations

import datetime
import secrets
from pathlib import Path
from typing import Any

import yaml
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from mitoyen.counting.events import FRANCE
from mitoyen.simulation import sample
from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.enums import Course, Direction, Terms
from mitoyen.web.neighbourhood.exchanges import actions
from mitoyen.web.neighbourhood.exchanges.machine import BY_NAME, By
from mitoyen.web.neighbourhood.listings.actions import publish
from mitoyen.web.neighbourhood.listings.drafts import Draft, PartDraft
from mitoyen.web.neighbourhood.listings.words import plain
from mitoyen.web.neighbourhood.models import Exchange, Listing
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Consent, ResidenceProof, Role
from mitoyen.web.people.models import Mandate, Person
from mitoyen.web.places.actions import plant
from mitoyen.web.places.models import Belonging

FILE = Path(__file__).parent / "sample.yaml"
LOAN = datetime.timedelta(hours=3)
_TOLD = frozenset(
    "practice category title text availability good_loans deposit cents minutes seats metres meeting".split()
)
"""What a listing of the file tells as the draft of a listing has it."""


@transaction.atomic
def enter(*, password: str, now: datetime.datetime) -> None:
    """Enter the neighbours, what they list and what they exchanged."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    hashed = make_password(password)  # once: it is made to take long
    people = {about["name"]: _person(about, hashed, now) for about in [*told["people"], *told["partners"]]}
    for about in told["mandates"]:
        helper, helped = people[about["helper"]], people[about["helped"]]
        Mandate.objects.create(helper=helper, helped=helped, consent=Consent.SIGNED, given_at=_ago(now, 45))
    listings = {key: _listing(about, people[about["owner"]], now) for key, about in told["listings"].items()}
    for about in told["exchanges"]:
        _exchange(about, listings[about["of"]], people[about["by"]], now)


def passphrase() -> str:
    """Drawn once for this instance, and kept beside its other secrets: nobody's sample can be guessed from outside."""
    path = settings.DATA_DIR / "sample-passphrase"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"corderies-{secrets.token_hex(4)}")
    return str(path.read_text())


def addresses() -> list[str]:
    """The addresses with which one may sign in, in the order of the file."""
    told = Person.objects.filter(simulated=True, email__isnull=False, is_active=True)
    return [email for email in told.order_by("pk").values_list("email", flat=True) if email]


def entered() -> bool:
    """Whether the neighbours are there already."""
    return Person.objects.filter(simulated=True).exists()


def _ago(now: datetime.datetime, days: float) -> datetime.datetime:
    return now - datetime.timedelta(days=days)


def _person(about: dict[str, Any], hashed: str, now: datetime.datetime) -> Person:
    name = about["name"]
    email = None if about.get("email") is False else f"{plain(name)}@exemple.fr"
    person = Person.objects.create_user(
        email,
        first_name=name,
        languages=about.get("languages", ["fr"]),
        about=about.get("about", ""),
        joined_at=_ago(now, 60),
        simulated=True,
    )
    if email:
        person.password = hashed
        person.save(update_fields=["password"])
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    place = plant(f"{sample.QUARTIER}-{about['home']}" if "home" in about else about["place"])
    role = Role(about.get("role", Role.RESIDENT))
    proof = ResidenceProof[about.get("proof", "none").upper()]
    Belonging.objects.create(person=person, place=place, role=role, proof=proof, since=_ago(now, 60))
    return person


def _listing(about: dict[str, Any], owner: Person, now: datetime.datetime) -> Listing:
    starts = _at(now, about["starts"], about["at"]) if "starts" in about else None
    draft = Draft(
        direction=Direction(about.get("direction", Direction.OFFER)),
        terms=Terms(about.get("terms", Terms.FREE)),
        starts_at=starts,
        ends_at=starts + datetime.timedelta(hours=about["hours"]) if starts else None,
        parts=tuple(PartDraft(**{"gives": False, **part}) for part in about.get("parts", ())),
        **{key: value for key, value in about.items() if key in _TOLD},
    )
    place = Belonging.objects.select_related("place").get(person=owner).place
    return publish(draft=draft, place=place, by=Actor(owner), now=_ago(now, about["days"]))


def _exchange(about: dict[str, Any], listing: Listing, asker: Person, now: datetime.datetime) -> None:
    asked = _ago(now, about["days"])
    wish: dict[str, Any] = {}
    lends = practices.course_of(listing.practice) == Course.LENDING
    if lends and listing.direction == Direction.OFFER:
        wish = {"starts_at": asked + LOAN, "ends_at": asked + 2 * LOAN}
    if "part" in about:
        wish["part"] = listing.parts.get(name=about["part"])
    exchange = actions.ask(listing=listing, by=Actor(asker), now=asked, **wish)
    for number, name in enumerate(about["moves"], 1):
        exchange = _move(exchange, name, asked + number * LOAN / 3)


def _move(exchange: Exchange, name: str, at: datetime.datetime) -> Exchange:
    """The exchange after a move by whoever may make it; the one who has not spoken yet confirms."""
    by = BY_NAME[name].by
    giver_moves = By.GIVER in by and not exchange.giver_said_at
    person = exchange.owner if By.OWNER in by else exchange.giver if giver_moves else exchange.receiver
    return actions.move(exchange=exchange, name=name, by=Actor(person), now=at, said=actions.Said(code=exchange.code))


def _at(now: datetime.datetime, days: float, hour: int) -> datetime.datetime:
    """An hour of a day to come, in France."""
    day = (now + datetime.timedelta(days=days)).astimezone(FRANCE)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)
