"""One of everything that somebody could reach for, and everybody who might: the scene of the matrix of permissions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client

from mitoyen.web.neighbourhood.enums import ReportKind
from mitoyen.web.neighbourhood.models import Part, Report, SavedSearch
from mitoyen.web.people.acting import CHOSEN
from mitoyen.web.people.enums import NoticeKind
from mitoyen.web.people.models import Mandate, Notice, Person, Photo
from mitoyen.web.places import belonging
from mitoyen.web.places.models import Invitation, Letter
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW


@dataclass(frozen=True)
class Scene:
    """Visitors by name, each signed in as somebody, and what stands in the addresses."""

    visitors: Mapping[str, Client]
    parts: Mapping[str, Any]


def scene() -> Scene:
    """Amina borrows Bertrand's drill; Élodie holds a repair café; Driss has invited; Zoé has an account and no home."""
    people = {
        "amina": cast.amina(),
        "gaelle": cast.resident("Gaëlle"),
        "claire": cast.claire(),
        "driss": cast.driss(),
        "elodie": cast.elodie(),
        "farid": cast.farid(),
        "gilles": cast.caretaker(),
        "maud": cast.moderator(),
        "zoe": cast.person("Zoé"),
    }
    bertrand = cast.bertrand()
    held = cast.mandate(people["gilles"], bertrand)
    visitors = {"nobody": Client(), **{name: _signed_in(person) for name, person in people.items()}}
    visitors["for_bertrand"] = _signed_in(people["gilles"])
    session = visitors["for_bertrand"].session
    session[CHOSEN] = held.pk
    session.save()
    return Scene(visitors, _parts(people, bertrand, held))


def _signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _parts(people: Mapping[str, Person], bertrand: Person, held: Mandate) -> dict[str, Any]:
    amina, elodie = people["amina"], people["elodie"]
    drill = cast.listing(bertrand)
    loan = cast.moved(cast.asked(drill, amina), "accept", bertrand)
    cafe = cast.listing(elodie, "event", starts_at=NOW + DAY, ends_at=NOW + DAY + 3 * HOUR, code="123456")
    Part.objects.create(listing=cafe, name="Venir", practice="event")
    report = Report.objects.create(exchange=loan, kind=ReportKind.LATE, by=amina, at=NOW)
    home = belonging.home(amina)
    assert home is not None
    invitation = Invitation.objects.create(
        place=home.place, made_by=people["driss"], made_at=NOW, expires_at=NOW + 30 * DAY
    )
    letter = Letter.objects.create(
        place=home.place, digest="0" * 64, made_by=people["driss"], made_at=NOW, expires_at=NOW + 30 * DAY
    )
    return {
        "drill": drill.reference,
        "cafe": cafe.reference,
        "loan": loan.reference,
        "report": report.pk,
        "search": SavedSearch.objects.create(person=amina, words="perceuse", made_at=NOW).pk,
        "notice": Notice.objects.create(person=amina, kind=NoticeKind.EXCHANGE, text="Bonjour", at=NOW).pk,
        "avatar": _avatar(amina).key,
        "mandate": held.pk,
        "invitation": invitation.reference,
        "batch": letter.batch,
    }


def _avatar(person: Person) -> Photo:
    return Photo.objects.create(owner=person, made_at=NOW)
