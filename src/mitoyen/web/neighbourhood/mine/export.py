"""Everything about somebody, to take away: what `export.yaml` lists, as plain rows."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import Promise

from mitoyen.evidence import parsing
from mitoyen.evidence.reader import Block as Record
from mitoyen.evidence.reader import read
from mitoyen.evidence.records import Text
from mitoyen.web.neighbourhood.exchanges.rules import of_person
from mitoyen.web.neighbourhood.models import (
    AgendaKey,
    Block,
    ConditionPhoto,
    Exchange,
    Listing,
    ListingPhoto,
    Part,
    Receipt,
    Report,
    SavedSearch,
    Step,
    Thanks,
)
from mitoyen.web.people.models import Act, Intervention, Mandate, MandateRequest, Notice, Person, Photo
from mitoyen.web.places.models import Belonging, Guess, Introduction, Invitation, Letter, Vouching

FILE = Path(__file__).parent / "export.yaml"
_BACK = "kept_back"


@dataclass(frozen=True)
class Column:
    """A column: its name, where its value is found, what it means."""

    name: str
    of: str
    meaning: Text


@dataclass(frozen=True)
class Section:
    """Rows of one kind: a file of the archive, a list of the JSON document."""

    name: str
    title: Text
    columns: tuple[Column, ...]

    def rows(self, person: Person) -> Iterator[tuple[Any, ...]]:
        """The rows of a person, in the order in which they were made, dates in ISO 8601 with their zone."""
        found = ROWS[self.name](person).order_by("pk")
        for row in found.values_list(*(column.of for column in self.columns)):
            yield tuple(map(_plain, row))


@cache
def sections() -> tuple[Section, ...]:
    """Every section of the export, in the order of the file; EvidenceError names a line that does not fit."""
    records = read(FILE)
    return tuple(_section(name, records.block(name)) for name in records if name != _BACK)


@cache
def kept_back() -> Mapping[str, Text]:
    """Fields that are not given, by model and field, and why."""
    back = read(FILE).block(_BACK)
    return {name: parsing.text(back, name) for name in back}


def document(person: Person, now: datetime.datetime) -> dict[str, Any]:
    """Everything, as a JSON document: section → list of objects."""
    told: dict[str, Any] = {
        section.name: [
            dict(zip((column.name for column in section.columns), row, strict=True)) for row in section.rows(person)
        ]
        for section in sections()
    }
    return {"made_at": _plain(now), **told}


def _section(name: str, block: Record) -> Section:
    columns = block.block("columns")
    return Section(name, parsing.text(block, "title"), tuple(_column(id, columns.block(id)) for id in columns))


def _column(name: str, block: Record) -> Column:
    block.only(frozenset({"of", "fr", "en"}))
    of = block.text("of") if "of" in block else name
    return Column(name, of, Text(block.text("fr"), block.text("en")))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat()
    return str(value) if isinstance(value, Promise) else value


def _mine(person: Person) -> Q:
    return Q(exchange__owner=person) | Q(exchange__asker=person)


def _own(person: Person, field: str, by: str) -> Case:
    """A field, where it is this person's own words."""
    return Case(When(**{by: person}, then=F(field)), default=Value(None))


def _exchanges(person: Person) -> QuerySet[Exchange]:
    answers = {f"my_{field}": _own(person, field, "receiver") for field in ("counterfactual", "counterfactual_at")}
    return Exchange.objects.filter(of_person(person)).annotate(**answers)


ROWS: Mapping[str, Callable[[Person], QuerySet[Any]]] = {
    "profile": lambda person: Person.objects.filter(pk=person.pk),
    "addresses": lambda person: EmailAddress.objects.filter(user=person),
    "devices": lambda person: Authenticator.objects.filter(user=person),
    "town_accounts": lambda person: SocialAccount.objects.filter(user=person),
    "places": lambda person: Belonging.objects.filter(person=person),
    "proofs": lambda person: Letter.objects.filter(used_by=person),
    "invitations_used": lambda person: Invitation.objects.filter(used_by=person),
    "introductions": lambda person: Introduction.objects.filter(newcomer__person=person),
    "wrong_codes": lambda person: Guess.objects.filter(person=person),
    "vouched_by": lambda person: Vouching.objects.filter(newcomer__person=person),
    "vouchings": lambda person: Vouching.objects.filter(by=person),
    "letters_made": lambda person: Letter.objects.filter(made_by=person),
    "invitations_made": lambda person: Invitation.objects.filter(made_by=person),
    "listings": lambda person: Listing.objects.filter(owner=person),
    "listing_photos": lambda person: ListingPhoto.objects.filter(listing__owner=person),
    "parts": lambda person: Part.objects.filter(listing__owner=person),
    "kept_times": lambda person: Block.objects.filter(listing__owner=person),
    "searches": lambda person: SavedSearch.objects.filter(person=person),
    "exchanges": _exchanges,
    "steps": lambda person: Step.objects.filter(_mine(person)).annotate(my_note=_own(person, "note", "by")),
    "condition_photos": lambda person: ConditionPhoto.objects.filter(by=person),
    "thanks_given": lambda person: Thanks.objects.filter(by=person),
    "thanks_received": lambda person: Thanks.objects.filter(_mine(person)).exclude(by=person),
    "reports": lambda person: Report.objects.filter(_mine(person)).annotate(my_photo=_own(person, "photo__key", "by")),
    "receipts": lambda person: Receipt.objects.filter(_mine(person)),
    "notices": lambda person: Notice.objects.filter(person=person),
    "mandates": lambda person: Mandate.objects.filter(Q(helper=person) | Q(helped=person)),
    "mandate_requests": lambda person: MandateRequest.objects.filter(Q(helper=person) | Q(helped=person)),
    "interventions": lambda person: Intervention.objects.filter(person=person),
    "acts": lambda person: Act.objects.filter(Q(mandate__helper=person) | Q(mandate__helped=person)),
    "photos": lambda person: Photo.objects.filter(owner=person),
    "agenda": lambda person: AgendaKey.objects.filter(person=person),
}
"""Section → its rows."""
