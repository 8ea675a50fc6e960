"""What changes when somebody asks, accepts, hands over, confirms: the one way through an exchange.

Each action locks the exchange, looks the move up in the table, and writes the new state, its step, its notices and its
usage event in one transaction.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.enums import Course, Direction, State
from mitoyen.web.neighbourhood.exchanges import entry, facts, machine, rules
from mitoyen.web.neighbourhood.exchanges.entry import CannotAsk, CannotMove
from mitoyen.web.neighbourhood.exchanges.machine import BY_NAME, By, Move
from mitoyen.web.neighbourhood.exchanges.telling import News, announce
from mitoyen.web.neighbourhood.models import Block, Exchange, Listing, Part, Step
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Deed
from mitoyen.web.people.models import Person

CLOCKWORK = tuple(move.name for move in machine.MOVES if By.CLOCK in move.by)
CALLED = 20
"""How many in line are tried when something is freed: the first may ask for more than what is free."""
OCCUPIES = (State.ACCEPTED, State.HANDED_OVER)
"""States in which a lent object is taken."""
HOLDS_SEATS = (*OCCUPIES, State.RETURNED, State.CONFIRMED)
"""States in which somebody's place in a gathering, or the gift itself, is taken; who did not come holds nothing."""


@dataclass(frozen=True)
class Said:
    """What somebody adds to a move; everything may be left out."""

    note: str = ""
    code: str = ""
    """Typed from the other's screen or paper."""
    ends_at: datetime.datetime | None = None
    """For `extend`: the new end."""
    repaired: bool | None = None
    """For a repair: whether it works again."""
    minutes: int = 0
    """How long it really took; 0 leaves what was agreed."""
    grams: int = 0
    metres: int = 0
    extra: dict[str, Any] = field(default_factory=dict)


NOTHING = Said()


@transaction.atomic
def ask(
    *,
    listing: Listing,
    by: Actor,
    now: datetime.datetime,
    starts_at: datetime.datetime | None = None,
    ends_at: datetime.datetime | None = None,
    seats: int = 1,
    part: Part | None = None,
    note: str = "",
) -> Exchange:
    """Answer a listing; CannotAsk says why not.

    Where the first who asks has it, the exchange comes back accepted, or still asked: then it waits in line.
    """
    wish = entry.Wish(starts_at, ends_at, seats, part)
    _take_turn(by.person)
    known = practices.of(listing.practice)
    entry.check(listing, by, wish, now)
    if not practices.listed(listing.practice):
        raise CannotAsk(_("On ne propose plus cela ici : cette annonce ne reçoit plus de réponses."))
    exchange = Exchange(
        **entry.about(listing, by.person, wish),
        course=known.course,
        state=State.ASKED,
        code=f"{secrets.randbelow(1_000_000):06d}",
        asked_at=now,
        moved_at=now,
        simulated=listing.simulated or by.person.simulated,
    )
    fitting = practices.of(part.practice).otherwise if part else known.otherwise
    exchange.asks_counterfactual = bool(fitting) and asks_counterfactual(exchange.reference)
    exchange.save()
    Listing.objects.filter(pk=listing.pk).update(answers=F("answers") + 1, widen_at=None)
    _step(exchange, "ask", "", by, note, now)
    _tell(
        exchange,
        listing.owner,
        by,
        _COMES if entry.joins(listing) else _ASKED[Direction(listing.direction)],
        "ask",
        now,
    )
    _note(exchange, by, now)
    return _serve(exchange, now) if entry.serves(listing) else exchange


@transaction.atomic
def move(*, exchange: Exchange, name: str, by: Actor, now: datetime.datetime, said: Said = NOTHING) -> Exchange:
    """Make a move for one side; CannotMove when the table, the code or the calendar does not let it happen."""
    locked = _locked(exchange.pk)
    sides = rules.standing(locked, by)
    wanted = BY_NAME[name]
    if not machine.allowed(wanted, locked, sides, now):
        raise CannotMove(_("L’échange a changé entre-temps, ou ce geste n’est plus possible. Voici où il en est."))
    _check_said(wanted, locked, said, now)
    _apply(locked, wanted, by, said, now)
    return locked


def in_line(exchange: Exchange) -> QuerySet[Exchange]:
    """Who waits for what this exchange holds, the first first: the same time of an object, a place in a gathering."""
    waiting = Exchange.objects.filter(listing=exchange.listing_id, part=exchange.part_id, state=State.ASKED)
    if exchange.course == Course.LENDING and exchange.starts_at and exchange.ends_at:
        waiting = waiting.filter(starts_at__lt=exchange.ends_at, ends_at__gt=exchange.starts_at)
    return waiting.order_by("asked_at", "pk")


def by_the_clock(*, now: datetime.datetime, most: int = 500) -> int:
    """Make the moves that time alone makes; how many. Each in a transaction of its own."""
    made = 0
    for pk in _due(now)[:most]:
        with transaction.atomic():
            exchange = _locked(pk)
            for name in CLOCKWORK:
                if machine.allowed(BY_NAME[name], exchange, frozenset({By.CLOCK}), now):
                    _apply(exchange, BY_NAME[name], None, NOTHING, now)
                    made += 1
                    break
    return made


def _serve(exchange: Exchange, now: datetime.datetime) -> Exchange:
    """The exchange, accepted if what it asks for is free; otherwise as it was, waiting."""
    try:
        with transaction.atomic():
            served = _locked(exchange.pk)
            _apply(served, BY_NAME["accept"], None, NOTHING, now)
            return served
    except CannotMove:
        return _locked(exchange.pk)


def _call_next(freed: Exchange, now: datetime.datetime) -> None:
    """What was freed goes to the first in line, or they are told that it is free."""
    serves = entry.serves(freed.listing)
    for waiting in in_line(freed)[:CALLED]:
        if serves and _serve(waiting, now).state == State.ACCEPTED:
            return
        if not serves:
            _tell(waiting, waiting.owner, None, _FREED_OWNER, "freed", now)
            _tell(waiting, waiting.asker, None, _FREED, "freed", now)
            return


def asks_counterfactual(reference: str) -> bool:
    """One exchange in three, by a hash of its reference: nobody chooses which, and asking again gives the same."""
    return hashlib.blake2b(reference.encode(), digest_size=4).digest()[0] % 3 == 0


def _due(now: datetime.datetime) -> list[int]:
    """Exchanges on which the clock may have something to say, the longest waiting first."""
    waiting = Q(state__in=(State.RETURNED, State.HANDED_OVER), moved_at__lte=now - machine.ALONE)
    begun = Q(starts_at__lte=now, starts_at__gt=F("asked_at")) | Q(ends_at__lte=now)
    unanswered = Q(state=State.ASKED) & (Q(asked_at__lte=now - machine.ANSWER) | begun)
    silent = Q(state=State.ACCEPTED, moved_at__lte=now - machine.SILENCE)
    lent = Q(state=State.HANDED_OVER, course=Course.LENDING)
    return list(
        Exchange.objects.filter(waiting | unanswered | silent)
        .exclude(lent)
        .order_by("moved_at")
        .values_list("pk", flat=True)
    )


def _take_turn(person: Person) -> None:
    """Make another answer of this person wait until this one is kept, and so be seen to come second.

    The key stays free for rows that point at it: two neighbours who answer each other at once would wait for ever.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _locked(pk: int) -> Exchange:
    """The exchange, for us alone until the transaction ends (SQLite has one writer anyway)."""
    everything = Exchange.objects.select_related("listing", "part", "place", "giver", "receiver", "owner", "asker")
    return everything.select_for_update(of=("self",)).get(pk=pk)


def _check_said(wanted: Move, exchange: Exchange, said: Said, now: datetime.datetime) -> None:
    if wanted.code and not _code_fits(wanted, exchange, said.code):
        raise CannotMove(_("Ce code n’est pas le bon. Demandez à l’autre de le montrer, et tapez ses six chiffres."))
    if wanted.name == "extend":
        entry.check_extension(exchange, said.ends_at, now)
    if wanted.name == "write" and not said.note.strip():
        raise CannotMove(_("Écrivez quelques mots, puis envoyez."))


def _code_fits(wanted: Move, exchange: Exchange, typed: str) -> bool:
    """The giver types what the receiver shows; who comes to a gathering types what its owner shows."""
    shown = exchange.listing.code if By.ASKER in wanted.by else exchange.code
    return bool(shown) and secrets.compare_digest("".join(typed.split()).encode(), shown.encode())


def _apply(exchange: Exchange, made: Move, by: Actor | None, said: Said, now: datetime.datetime) -> None:
    before, held = State(exchange.state), _holds(exchange)
    exchange.state = exchange.disputed_from if made.back else made.target or before
    if made.target == State.DISPUTED and by is not None:
        exchange.disputed_from, exchange.disputed_by = before, by.person
    _say(exchange, made, by, now)
    _learn(exchange, made, said)
    _occupy(exchange, held, by)
    if exchange.state == State.CONFIRMED and before != State.CONFIRMED and not exchange.fact:
        exchange.confirmed_at = now
        exchange.proof = machine.proof(exchange)
        facts.count(exchange, now=now)
    if exchange.state == State.REVERSED:
        facts.discount(exchange, now=now)
    if exchange.state != before:
        exchange.moved_at = now
    exchange.save()
    _step(exchange, made.name, before, by, said.note, now)
    told = _SERVED if made.name == "accept" and by is None else made.told
    for person in _concerned(exchange, by):
        _tell(exchange, person, by, told, made.name, now)
    if made.target == State.DISPUTED:
        for person in rules.moderators(exchange):
            _tell(exchange, person, by, _TO_SETTLE, "settle", now)
    if held and not _holds(exchange):
        _call_next(exchange, now)
    if by is not None:
        _note(exchange, by, now)


def _say(exchange: Exchange, made: Move, by: Actor | None, now: datetime.datetime) -> None:
    """Whoever makes such a move says that it took place; a code typed says it for both: they were together."""
    if made.code:
        exchange.met = True
    if not made.says or by is None:
        return
    if made.code or by.person.pk == exchange.giver_id:
        exchange.giver_said_at = exchange.giver_said_at or now
    if made.code or by.person.pk == exchange.receiver_id:
        exchange.receiver_said_at = exchange.receiver_said_at or now


def _learn(exchange: Exchange, made: Move, said: Said) -> None:
    """Keep what really happened, told by those who were there."""
    if made.name == "extend" and said.ends_at is not None:
        exchange.ends_at = said.ends_at
    if not made.says:
        return
    exchange.minutes = said.minutes or exchange.minutes
    exchange.grams = said.grams or exchange.grams
    exchange.metres = said.metres or exchange.metres
    if said.repaired is not None and exchange.practice.startswith("repair"):
        exchange.practice = "repair_done" if said.repaired else "repair_not_done"


def _holds(exchange: Exchange) -> bool:
    """Whether it keeps what is lent, given or joined from others; while the two disagree, as when they began to."""
    stands = exchange.disputed_from if exchange.state == State.DISPUTED else exchange.state
    return stands in (OCCUPIES if exchange.course == Course.LENDING else HOLDS_SEATS)


def _occupy(exchange: Exchange, held: bool, by: Actor | None) -> None:
    """Take or give back the object's time and the seats; the database refuses what another holds."""
    dated = exchange.starts_at is not None and exchange.ends_at is not None
    offered = exchange.listing.direction == Direction.OFFER
    lent = exchange.course == Course.LENDING and offered and dated
    exchange.occupies = lent and _holds(exchange)
    try:
        with transaction.atomic():
            if exchange.occupies:
                exchange.save(update_fields=["occupies", "starts_at", "ends_at"])
            _take_seats(exchange, held)
    except IntegrityError as error:
        raise CannotMove(_taken(exchange, by)) from error


def _take_seats(exchange: Exchange, held: bool) -> None:
    holds = _holds(exchange)
    if held == holds:
        return
    change = exchange.seats if holds else -exchange.seats
    Listing.objects.filter(pk=exchange.listing_id).update(taken=F("taken") + change)
    if exchange.part_id:
        Part.objects.filter(pk=exchange.part_id).update(taken=F("taken") + change)


def _taken(exchange: Exchange, by: Actor | None) -> str:
    """Why it cannot be had: whose it is knows who has it, or keeps it for themselves; nobody else is told either."""
    if exchange.course != Course.LENDING:
        return _(
            "Il n’y a plus de place, ou c’est déjà promis à quelqu’un d’autre. Vous restez sur la liste d’attente."
        )
    if by is None or by.person.pk != exchange.owner_id:
        return _("Cet objet n’est pas libre à ce moment-là. Choisissez un autre créneau, ou attendez qu’il le soit.")
    if Block.objects.filter(
        listing=exchange.listing_id, starts_at__lt=exchange.ends_at, ends_at__gt=exchange.starts_at
    ).exists():
        return _(
            "Vous gardez cet objet pour vous à ce moment-là. "
            "Libérez ce moment dans le calendrier, ou convenez d’un autre."
        )
    return _("Vous avez déjà promis cet objet à ce moment-là. Cette demande reste sur la liste d’attente.")


def _note(exchange: Exchange, by: Actor, now: datetime.datetime) -> None:
    other = exchange.other_than(by.person).first_name
    by.note(deed=Deed.MOVED_EXCHANGE, about=exchange.listing.title, link=_link(exchange), now=now, other=other)


def _concerned(exchange: Exchange, by: Actor | None) -> list[Person]:
    """Who is told: the other side, or both when nobody of them did it."""
    both = [exchange.giver, exchange.receiver]
    return [person for person in both if by is None or person.pk != by.person.pk]


def _step(exchange: Exchange, name: str, before: str, by: Actor | None, note: str, now: datetime.datetime) -> None:
    Step.objects.create(
        exchange=exchange,
        move=name,
        before=before,
        after=exchange.state,
        by=by.person if by else None,
        hand=by.hand if by and by.mandate else None,
        note=note.strip()[:1000],
        at=now,
    )


_SERVED = gettext_lazy("C’est accordé : %(what)s.")
_FREED = gettext_lazy("C’est de nouveau libre, et vous êtes en tête de la liste d’attente : %(what)s.")
_FREED_OWNER = gettext_lazy("C’est de nouveau libre, et quelqu’un attend votre réponse : %(what)s.")
_ASKED = {
    Direction.OFFER: gettext_lazy("%(who)s vous demande : %(what)s."),
    Direction.REQUEST: gettext_lazy("%(who)s peut vous aider : %(what)s."),
}
_TO_SETTLE = gettext_lazy("Un désaccord attend votre décision : %(what)s.")
_COMES = gettext_lazy("%(who)s voudrait participer : %(what)s.")


def _tell(exchange: Exchange, person: Person, by: Actor | None, told: Any, name: str, now: datetime.datetime) -> None:
    who = {"who": by.person.first_name if by else ""}
    announce(exchange, person, News(told, who, f"{name}:{now:%Y%m%d%H%M}"), now)


def _link(exchange: Exchange) -> str:
    """Path of its page, without the language."""
    return f"/echange/{exchange.reference}/"


__all__ = ["CannotAsk", "CannotMove", "Said", "ask", "by_the_clock", "move"]
