"""The door of the command line to the site and its database; no other verb knows that there is a framework behind."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults

from mitoyen.cli import workplace
from mitoyen.cli.answers import Refused
from mitoyen.cli.trouble import sentence

if TYPE_CHECKING:
    from mitoyen.counting.events import UsageEvent
    from mitoyen.web.config.work_loop import Work
    from mitoyen.web.measure.actions import Outcome
    from mitoyen.web.measure.models import IngestKey, UsageSource
    from mitoyen.web.people.models import Person
    from mitoyen.web.places.models import Belonging, Place

BATCH = 5_000
"""Events recorded in one transaction."""


def open_site(*, migrate: bool = True) -> None:
    """Load the site on this instance's database, its tables brought up to date first; Refused says what is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitoyen.web.config.settings")
    import django
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        django.setup()
        if migrate:
            call_command("migrate", verbosity=0, interactive=False)
            _settle()
    except ValueError as error:
        raise Refused(str(error)) from error
    except (DatabaseError, OSError, ImportError) as error:
        raise Refused(f"cannot open the database ({error}); see MITOYEN_DATABASE and MITOYEN_DATA_DIR.") from error


def trouble(error: Exception) -> str:
    """The sentence for a database that cannot go on; "" when the error is another's, or a fault of ours."""
    if "django" not in sys.modules:
        return ""
    from django.db import InterfaceError, OperationalError, connection

    return sentence(error, connection.vendor) if isinstance(error, (InterfaceError, OperationalError)) else ""


def _settle() -> None:
    from mitoyen.web.measure import fold

    fold.after_restore()


def prepare() -> None:
    """Open the site to serve it. The tables of one file are brought up to date; those of a server, which other machines
    may be using, are not: Refused asks for `mitoyen migrate`.
    """
    open_site(migrate=False)
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    if connection.vendor == "sqlite":
        open_site()
        return
    try:
        plan = MigrationExecutor(connection)
        behind = plan.migration_plan(plan.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise Refused(f"cannot open the database ({error}); see MITOYEN_DATABASE.") from error
    if behind:
        raise Refused("the tables of the database are older than this program; run `mitoyen migrate` once, then again.")


def together() -> AbstractContextManager[None]:
    """What is recorded inside is kept whole, or not at all."""
    from django.db import transaction

    return transaction.atomic()


def follow() -> None:
    """Make the tallies of this process follow the events, whoever records them, until `rest`."""
    from mitoyen.web.measure import folding

    folding.start()


def rest() -> None:
    """Stop following, and working."""
    from mitoyen.web.config import work_loop
    from mitoyen.web.measure import folding

    work_loop.stop()
    folding.stop()


def worker() -> Work:
    """A worker, which works when it is run."""
    from mitoyen.web.config.work_loop import Work

    return Work()


def work_once() -> int:
    """Do what was put off and is due now; how much it was."""
    return worker().once()


def work_along() -> None:
    """Do what was put off in a thread of this process, until `rest`."""
    from mitoyen.web.config import work_loop

    work_loop.start()


def visit(path: str) -> None:
    """Make a page and throw it away, so that what it needs is loaded."""
    from mitoyen.web.config.wsgi import application

    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    b"".join(application({**environ, "PATH_INFO": path}, lambda *_: lambda _: None))


def let_go() -> None:
    """Close the connections to the database, before this process divides."""
    from django.db import connections

    connections.close_all()


_LONGEST = {"name": 200, "credit": 300, "licence": 80}
"""Characters of the columns of a source."""


def source(code: str, name: str, **about: Any) -> UsageSource:
    """The source of events called `code`, entered if need be; `about`: simulated, open_data, credit, licence.

    A text longer than its column is cut, and an ellipsis shows it: a file says what it likes of its provider.
    """
    from mitoyen.web.measure.models import UsageSource

    told = {"name": name, **about}
    for field, most in _LONGEST.items():
        if len(text := told.get(field, "")) > most:
            told[field] = f"{text[: most - 1]}…"
    return UsageSource.objects.get_or_create(code=code, defaults=told)[0]


def has_source(code: str) -> bool:
    """Whether a source of that name has ever been entered."""
    from mitoyen.web.measure.models import UsageSource

    return UsageSource.objects.filter(code=code).exists()


def look_in() -> bool:
    """Open the site as it stands, for who writes nothing; False when there is no instance, or no table, yet."""
    if not workplace.has_instance():
        return False  # opened, it would make its keys and its database
    open_site(migrate=False)
    from django.db import DatabaseError, connection

    try:
        return "places_place" in connection.introspection.table_names()
    except DatabaseError:
        return False


def misplaced(code: str, *, enter: bool = True) -> str:
    """Why no fact can be recorded at the place `code`; "" when one can. A French place enters the tree if `enter`."""
    from mitoyen.web.places.actions import CannotPlant, PlaceError, plant
    from mitoyen.web.places.enums import RECORDABLE
    from mitoyen.web.places.queries import find

    try:
        place = plant(code) if enter else find(code)
    except (PlaceError, CannotPlant):
        return f"no place has the code '{code}'; use the code of a commune, a quartier or a residence entered here"
    if place.code != code:
        return f"'{code}' is {place.name}; give its code, {place.code}"
    if place.kind not in RECORDABLE:
        return f"{place.name} is too wide a place for a fact; give its commune, quartier or residence"
    return ""


def record(
    events: Iterable[UsageEvent], *, source: UsageSource, now: datetime.datetime
) -> Iterator[tuple[UsageEvent, Outcome]]:
    """Record the events in batches; each with what became of it. `fold` makes the figures follow."""
    from mitoyen.web.measure import actions

    events = iter(events)
    while batch := list(islice(events, BATCH)):
        yield from zip(batch, actions.record(events=batch, source=source, now=now), strict=True)


def fold(now: datetime.datetime) -> None:
    """Fold what was recorded, and release what may be published at `now`, before this process ends."""
    from mitoyen.web.measure import fold as folding
    from mitoyen.web.measure import releasing

    folding.catch_up()
    releasing.catch_up()
    releasing.close_months(now)


def rebuild() -> None:
    """Count every event again from the first."""
    from mitoyen.web.measure import fold as folding

    folding.rebuild()


def export_lake(folder: Path) -> int:
    """Write the history of events as a lake of Parquet files; how many there were."""
    from mitoyen.counting import lake
    from mitoyen.web.measure import history

    return lake.write(history.rows(), folder)


def plant(places: Sequence[dict[str, Any]]) -> None:
    """Enter drawn places, parents first: each with code, name, kind, parent, households, simulated, point, boundary."""
    from mitoyen.web.places import actions
    from mitoyen.web.places.enums import Kind

    for told in places:
        parent = actions.plant(str(told["parent"]))
        actions.add(**{**told, "kind": Kind(told["kind"]), "parent": parent})


def keep_forecast(key: str, *, place: str, start: datetime.date, now: datetime.datetime) -> str:
    """Keep what a scenario says for the board of a place, told by its code; the place's name. Refused when unknown."""
    from mitoyen.territory import PlaceError
    from mitoyen.web.measure.boards import forecasts
    from mitoyen.web.places.actions import CannotPlant, plant

    try:
        kept = forecasts.keep(place=plant(place), key=key, start=start, now=now)
    except PlaceError as error:
        raise Refused(error.en) from error
    except CannotPlant as error:
        raise Refused(f"{error}.") from error
    return kept.place.name


def enter_neighbours(now: datetime.datetime) -> tuple[list[str], str]:
    """Enter the neighbours of the sample once; the addresses with which one may sign in, and their pass phrase."""
    from mitoyen.web.neighbourhood import sample

    phrase = sample.passphrase()
    if not sample.entered():
        sample.enter(password=phrase, now=now)
    return sample.addresses(), phrase


def sources() -> list[UsageSource]:
    """Every source that was entered, by its code."""
    from mitoyen.web.measure.models import UsageSource

    return list(UsageSource.objects.order_by("code"))


def new_key(source: str, places: Sequence[str], **about: Any) -> str:
    """The text of a new key for a source, limited to places told by their codes; Refused says what does not fit."""
    from mitoyen.territory import PlaceError
    from mitoyen.web.measure.ingest import keys
    from mitoyen.web.measure.models import UsageSource
    from mitoyen.web.places.actions import CannotPlant, plant

    try:
        held = UsageSource.objects.get(code=source)
        return keys.make(source=held, places=[plant(code) for code in places], **about)[1]
    except UsageSource.DoesNotExist as error:
        raise Refused(f"no source is called '{source}'; `mitoyen source add` enters it.") from error
    except PlaceError as error:
        raise Refused(error.en) from error
    except (CannotPlant, keys.CannotMake) as error:
        raise Refused(f"{error}.") from error


@dataclass(frozen=True)
class HeldKey:
    """A key of somebody, without its secret."""

    code: str
    source: str
    holder: str
    places: list[str]
    practices: list[str]
    used_at: datetime.datetime | None
    expires_at: datetime.datetime | None
    revoked_at: datetime.datetime | None


def listed_keys() -> list[HeldKey]:
    """Every key that was made, the latest first."""
    from mitoyen.web.measure.models import IngestKey

    keys = IngestKey.objects.select_related("source").prefetch_related("places").order_by("-made_at")
    return [_held_key(key) for key in keys]


def revoke_key(code: str, now: datetime.datetime) -> HeldKey:
    """The key, refused from now on; Refused when there is none."""
    from mitoyen.web.measure.ingest import keys
    from mitoyen.web.measure.models import IngestKey

    try:
        return _held_key(keys.revoke(code=code, now=now))
    except IngestKey.DoesNotExist as error:
        raise Refused(f"no key has the code '{code}'; `mitoyen key list` gives them all.") from error


def _held_key(key: IngestKey) -> HeldKey:
    places = sorted(place.code for place in key.places.all())
    moments = (key.used_at, key.expires_at, key.revoked_at)
    return HeldKey(key.code, key.source.code, key.name, places, key.practices, *moments)


@dataclass(frozen=True)
class HeldRole:
    """What somebody is in a place, and the page where they do it."""

    email: str
    name: str
    role: str
    place: str
    place_name: str
    page: str
    since: datetime.datetime


def give_role(email: str, role: str, place: str, now: datetime.datetime) -> HeldRole:
    """The role, held from now on; Refused says what does not fit."""
    from mitoyen.territory import PlaceError
    from mitoyen.web.people.enums import Role
    from mitoyen.web.places import roles
    from mitoyen.web.places.actions import CannotPlant, plant

    try:
        return _held_role(roles.give(person=_person(email), role=Role(role), place=plant(place), now=now))
    except PlaceError as error:
        raise Refused(error.en) from error
    except (CannotPlant, roles.CannotGive) as error:
        raise Refused(f"{error}.") from error


def listed_roles(place: str | None = None) -> list[HeldRole]:
    """Every role held now, by place; Refused for a place that nobody entered."""
    from mitoyen.web.people.enums import Role
    from mitoyen.web.places import queries
    from mitoyen.web.places.models import Belonging

    held = Belonging.objects.select_related("person", "place").filter(until=None).exclude(role=Role.RESIDENT)
    if place is not None:
        held = held.filter(queries.under(_entered(place), "place__"))
    return [_held_role(one) for one in held.order_by("place__path", "role", "pk")]


def end_role(
    email: str, role: str, place: str, now: datetime.datetime, *, withdraw: bool = False
) -> tuple[HeldRole, int]:
    """The role that ended, and how many letters they ordered there are unused; Refused when it was not held."""
    from mitoyen.web.people.enums import Role
    from mitoyen.web.places import roles
    from mitoyen.web.places.models import Belonging

    person, here = _person(email), _entered(place)
    held = Belonging.objects.filter(person=person, place=here, role=role, until=None).first()
    if held is None or not roles.end(person=person, role=Role(role), place=here, now=now):
        raise Refused(f"{person.first_name} is not {role} in {here.name}; `mitoyen role list` gives the roles.")
    count = len(roles.waiting_letters(person, here, now))
    if withdraw:
        roles.withdraw_letters(person=person, place=here, now=now)
    return _held_role(held), count


@dataclass(frozen=True)
class Known:
    """Somebody as the operator finds them."""

    reference: str
    name: str
    email: str
    """Empty for whoever has none; one that waits for its code is in brackets."""
    home: str


def listed_persons(place: str | None = None, *, without_address: bool = False) -> list[Known]:
    """Everybody who lives in a place, or anywhere; Refused for a place that nobody entered."""
    from mitoyen.web.people.enums import Role
    from mitoyen.web.people.models import Person
    from mitoyen.web.places import queries
    from mitoyen.web.places.models import Belonging

    homes = Belonging.objects.select_related("place", "person").filter(role=Role.RESIDENT, until=None)
    if place is not None:
        homes = homes.filter(queries.under(_entered(place), "place__"))
    found = Person.objects.filter(is_active=True)
    found = found.filter(email=None) if without_address else found
    found = found if place is None else found.filter(belongings__in=homes)
    lives = {home.person_id: home.place.name for home in homes.filter(person__in=found)}
    return [_known(person, lives.get(person.pk, "")) for person in found.order_by("first_name", "surname", "pk")]


def intervene(deed: str, who: str, request: str, by: str, now: datetime.datetime, **told: str) -> Known:
    """Somebody after what the operator did: "give_address" with its `address`, or "unlock"; Refused says why not."""
    from mitoyen.web.people import interventions

    acts: dict[str, Any] = {"give_address": interventions.give_address, "unlock": interventions.unlock}
    person, act = _somebody(who), acts[deed]
    try:
        act(person=person, request=request, by=by, now=now, **told)
    except interventions.CannotIntervene as error:
        raise Refused(f"{error}.") from error
    return _known(person)


def delete_person(who: str, request: str, by: str, now: datetime.datetime) -> str:
    """First name of whoever is gone, as if they had left by themselves; Refused while an object is lent."""
    from django.db import transaction

    from mitoyen.web.neighbourhood.mine import leaving
    from mitoyen.web.people import interventions
    from mitoyen.web.people.enums import Intervened

    person = _somebody(who)
    if lent := ", ".join(str(loan.listing) for loan in leaving.held_up_by(person)):
        raise Refused(f"an object is still lent: {lent}; {person.first_name} says that it came back, then leaves.")
    try:
        with transaction.atomic():
            interventions.note(person=person, deed=Intervened.DELETION, request=request, by=by, now=now)
            leaving.leave(person=person, now=now)
    except (interventions.CannotIntervene, leaving.CannotLeave) as error:
        raise Refused(f"{error}.") from error
    return str(person.first_name)


def _known(person: Person, home: str = "") -> Known:
    from allauth.account.models import EmailAddress

    waiting = EmailAddress.objects.filter(user=person, verified=False).first() if not person.email else None
    name = f"{person.first_name} {person.surname}".strip()
    return Known(person.reference, name, person.email or (f"({waiting.email})" if waiting else ""), home)


def _somebody(who: str) -> Person:
    """The person of a reference, or of an address."""
    from mitoyen.web.people.models import Person

    if "@" in who:
        return _person(who)
    try:
        return Person.objects.get(reference=who.strip(), is_active=True)
    except Person.DoesNotExist as error:
        raise Refused(f"nobody has the reference '{who}'; `mitoyen person list` gives them.") from error


def _person(email: str) -> Person:
    from mitoyen.web.people.models import Person

    try:
        return Person.objects.get(email=email.strip().lower(), is_active=True)
    except Person.DoesNotExist as error:
        raise Refused(f"no account has the address {email}; they create one first, on /compte/creer/.") from error


def _entered(code: str) -> Place:
    from mitoyen.web.places.models import Place

    try:
        return Place.objects.get(code=code)
    except Place.DoesNotExist as error:
        raise Refused(f"no place here has the code '{code}'; nobody has a role there.") from error


def _held_role(held: Belonging) -> HeldRole:
    place = held.place
    page = f"/partenaires/{place.code}/"
    return HeldRole(
        held.person.email or "", held.person.first_name, held.role, place.code, place.name, page, held.since
    )
