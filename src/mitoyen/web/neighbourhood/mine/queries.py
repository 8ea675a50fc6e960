"""What somebody finds on their own pages, in a few questions to the database whatever their number."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext

from mitoyen.web.addresses import address
from mitoyen.web.neighbourhood import moments
from mitoyen.web.neighbourhood.enums import Course, ListingState, State
from mitoyen.web.neighbourhood.exchanges import machine
from mitoyen.web.neighbourhood.models import Exchange, Listing
from mitoyen.web.people.models import Mandate, Notice, Person
from mitoyen.web.prepared import Prepared, joined, statement

LIVE = (State.ASKED, State.ACCEPTED, State.HANDED_OVER, State.RETURNED, State.DISPUTED)
A_PAGE = 20
MOST_LISTINGS = 50
"""Listings on the first page, the latest first: who has more finds them by searching."""
ASKED_FOR = datetime.timedelta(days=30)
"""How long the question about what one would have done otherwise stays on the page."""


def _whole() -> QuerySet[Exchange]:
    """Whole exchanges, with the title of what is listed and the first names of both sides."""
    names = [field.name for field in Exchange._meta.concrete_fields]  # noqa: SLF001 - Django's own name for a public door
    joined = Exchange.objects.select_related("listing", "giver", "receiver")
    return joined.only(*names, "listing__title", "giver__first_name", "receiver__first_name")


def _sides(person: Any) -> tuple[QuerySet[Exchange], QuerySet[Exchange]]:
    """What is asked of this person, and what they ask; nobody asks themselves. Each has its index."""
    return Exchange.objects.filter(owner=person), Exchange.objects.filter(asker=person)


def _live(person: Any, since: Any) -> QuerySet[Any, Any]:
    """Keys of what is not over, and of what is still asked about."""
    asked = Q(state=State.CONFIRMED, receiver=person, asks_counterfactual=True, counterfactual_at=None)
    still = Exchange.objects.filter(asked, confirmed_at__gt=since).values("pk")
    return still.union(*(side.filter(state__in=LIVE).values("pk") for side in _sides(person)), all=True)


def _over(side: QuerySet[Exchange]) -> QuerySet[Exchange]:
    return side.exclude(state__in=LIVE)


def _counted(rows: QuerySet[Exchange]) -> Subquery:
    return Subquery(rows.annotate(whole=Value(1)).values("whole").values_list(Count("pk")))


def _standing(person: Any) -> QuerySet[Mandate]:
    found = Mandate.objects.filter(Q(helper=person) | Q(helped=person), ended_at=None)
    return found.select_related("helper", "helped").order_by("given_at", "pk")


_LIVE = Prepared(lambda person, since: _whole().filter(pk__in=_live(person, since)).order_by("moved_at", "pk"))
_OVER = Prepared(
    lambda person: Person.objects.filter(pk=person).values_list(*(_counted(_over(side)) for side in _sides(person)))
)
_STANDING = Prepared(_standing)
_LISTED = Prepared(
    lambda owner: (
        Listing.objects.filter(owner=owner)
        .exclude(state=ListingState.CLOSED)
        .defer("text", "words")
        .order_by("-published_at", "-pk")[:MOST_LISTINGS]
    )
)


@dataclass(frozen=True)
class Entry:
    """An exchange as one of its sides sees it, and what it waits for from them."""

    exchange: Exchange
    other: Person
    given: bool
    waits: str = ""
    """What is expected of the reader, in words; empty when it is the other's turn."""

    @property
    def weighed(self) -> str:
        """Address of the page that says what it brought."""
        return address("neighbourhood:mine_exchange", self.exchange.reference)

    @property
    def when(self) -> str:
        """When it takes place; of an object that is out, when it is due back; empty for what has no hour."""
        exchange = self.exchange
        if exchange.course == Course.LENDING and exchange.state == State.HANDED_OVER and exchange.ends_at:
            return gettext("à rendre le %(moment)s") % {"moment": moments.moment_of(exchange.ends_at)}
        return moments.moment_of(exchange.starts_at) if exchange.starts_at else ""


def under_way(person: Person, now: datetime.datetime) -> tuple[list[Entry], list[Entry]]:
    """Exchanges that wait for this person, the longest waiting first, questions last; and others that are not over."""
    entries = [_entry(exchange, person, now) for exchange in _LIVE(person.pk, now - ASKED_FOR)]
    waiting = sorted((entry for entry in entries if entry.waits), key=lambda entry: entry.exchange.state not in LIVE)
    return waiting, [entry for entry in entries if not entry.waits and entry.exchange.state in LIVE]


def past(person: Person, page: str | None) -> Page[Exchange]:
    """Exchanges that are over, the latest first, by pages."""
    return Paginator(_Past(person), A_PAGE).get_page(page)  # type: ignore[arg-type]  # it counts and cuts, no more


def entries(page: Page[Exchange], person: Person) -> list[Entry]:
    """The exchanges of a page, as this person sees them."""
    return [Entry(each, each.other_than(person), each.giver_id == person.pk) for each in page.object_list]


def listings(person: Person) -> list[Listing]:
    """What somebody lists, the latest first."""
    return _LISTED(person.pk)


def notices(person: Person, page: str | None) -> Page[Notice]:
    """What somebody was told, the latest first, by pages."""
    return Paginator(Notice.objects.filter(person=person).order_by("-at", "-pk"), A_PAGE).get_page(page)


def mandates(person: Person) -> tuple[list[Mandate], list[Mandate]]:
    """Who acts for this person, and for whom this person acts, now."""
    standing = _STANDING(person.pk)
    return _of(standing, helped=person), [each for each in standing if each.helper_id == person.pk]


class _Past:
    """Somebody's exchanges that are over, the latest first, as a paginator counts and cuts them."""

    def __init__(self, person: Person) -> None:
        self._person = person

    def count(self) -> int:
        """How many."""
        return sum(_OVER(self._person.pk)[0])

    def __getitem__(self, page: slice) -> list[Exchange]:
        return _past(page.start, page.stop)(self._person.pk)


@lru_cache(256)
def _past(first: int, end: int) -> Prepared[Exchange]:
    """The keys are chosen on the indexes of both sides; only what is shown is fetched."""

    def made(person: Any) -> QuerySet[Exchange]:
        latest = [
            _over(side).order_by("-moved_at", "-pk").values_list("pk", "moved_at")[:end] for side in _sides(person)
        ]
        sql, values = joined([statement(side) for side in latest], "2 DESC, 1 DESC", slice(first, end))
        keys = RawSQL(f"SELECT pk FROM ({sql}) AS latest", values)  # noqa: S608, S611 - made by Django's compiler
        return _whole().filter(pk__in=keys).order_by("-moved_at", "-pk")

    return Prepared(made)


def _of(mandates: Iterable[Mandate], helped: Person) -> list[Mandate]:
    return [each for each in mandates if each.helped_id == helped.pk]


def _entry(exchange: Exchange, person: Person, now: datetime.datetime) -> Entry:
    other = exchange.other_than(person)
    return Entry(exchange, other, exchange.giver_id == person.pk, _waits(exchange, person, other, now))


def _waits(exchange: Exchange, person: Person, other: Person, now: datetime.datetime) -> str:
    """What an exchange expects of a person now."""
    moves = machine.open_moves(exchange, machine.sides(exchange, person.pk), now)
    names = {move.name for move in moves}
    words = {"who": other.first_name}
    if exchange.state == State.CONFIRMED:
        return gettext("Une question, un seul geste : qu’auriez-vous fait sans cet échange ?")
    if "accept" in names:
        return gettext("%(who)s attend votre réponse.") % words
    if names & {"confirm", "confirm_done"}:
        return gettext("%(who)s dit que c’est fait : confirmez d’un geste.") % words
    if "concede" in names:
        return gettext("%(who)s n’est pas d’accord : dites votre version.") % words
    return _due(exchange, person, names, now)


def _due(exchange: Exchange, person: Person, names: set[str], now: datetime.datetime) -> str:
    """What the hour asks for: an object to return, an appointment that has come."""
    lent = exchange.course == Course.LENDING
    if lent and "give_back" in names and exchange.ends_at is not None and exchange.ends_at <= now:
        if exchange.receiver_id == person.pk:
            return gettext("C’est l’heure de rendre l’objet.")
        return gettext("L’objet devait revenir : est-il rendu ?")
    began = exchange.starts_at is not None and exchange.starts_at <= now
    if began and names & {"hand_over", "say_done"}:
        return gettext("Le rendez-vous est passé : dites si cela s’est fait.")
    return ""
