"""Everything that the page of one exchange shows to one reader."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from mitoyen.web.neighbourhood import moments
from mitoyen.web.neighbourhood.enums import Course, ReportKind, State
from mitoyen.web.neighbourhood.exchanges import after, gathering, line, machine, receipts, rules, telling
from mitoyen.web.neighbourhood.exchanges.forms import MoveForm, ReportForm
from mitoyen.web.neighbourhood.exchanges.machine import By, Move
from mitoyen.web.neighbourhood.models import ConditionPhoto, Exchange, Receipt, Report, Step
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.models import Person

FIRST = ("accept", "confirm", "confirm_done", "give_back", "meet_by_code", "hand_over_by_code", "attend_by_code")
"""What is most likely wanted, in this order: the one button that stands out."""


@dataclass(frozen=True)
class Gesture:
    """A move that the reader may make now."""

    move: Move
    form: MoveForm
    opened: bool = False


@dataclass(frozen=True)
class Lived:
    """One step, in words."""

    step: Step
    said: str
    helped: str
    when: str


@dataclass(frozen=True)
class Page:
    """One exchange for one reader."""

    exchange: Exchange
    reader: Person
    other: Person
    other_name: str
    side: str
    """"giver", "receiver", or "" for who settles."""
    owns: bool
    state: str
    standing: str
    when: str
    place: str
    meeting: str
    first: Gesture | None
    others: list[Gesture]
    steps: list[Lived]
    code: str
    """To be shown to the other; empty when there is none to show."""
    line: int
    """How many wait before the reader; 0 when nobody does, or the reader does not wait."""
    waits: str
    """What there is to wait for; empty when nothing is in the way."""
    thanks: list[tuple[Person, str]]
    may_thank: bool
    asks: bool
    reports: list[Report]
    report_form: ReportForm | None
    photos: list[ConditionPhoto]
    may_photo: bool
    payable: bool
    receipt: Receipt | None
    earns: bool = field(default=False)
    """Whether the reader is paid for it, and so has something to declare one day."""


def page_of(
    exchange: Exchange,
    by: Actor,
    now: datetime.datetime,
    *,
    refused: MoveForm | None = None,
    code: str = "",
    report: ReportForm | None = None,
) -> Page:
    """What the reader sees of an exchange that they may see; `refused`, `report`: to show again as they were filled."""
    sides = rules.standing(exchange, by)
    other = exchange.other_than(by.person)
    first, others = _gestures(exchange, sides, now, refused, code)
    reports = list(exchange.reports.select_related("by", "photo").order_by("at", "pk"))
    kinds = after.reportable(exchange, by.person, now)
    return Page(
        exchange=exchange,
        reader=by.person,
        other=other,
        other_name=telling.full_name(other, exchange),
        side=exchange.side_of(by.person),
        owns=By.OWNER in sides,
        state=telling.told_state(exchange),
        standing=telling.standing(exchange, sides, other, now),
        when=_when(exchange),
        place=exchange.place.name,
        meeting=exchange.listing.meeting if exchange.state in telling.MET else "",
        first=first,
        others=others,
        steps=[_lived(step) for step in exchange.steps.select_related("by", "hand")],
        code=_code_to_show(exchange, sides),
        line=line.before(exchange, sides),
        waits=line.said(exchange, sides, other),
        thanks=[(said.by, said.note) for said in exchange.thanks.select_related("by").order_by("at")],
        may_thank=after.may_thank(exchange, by.person),
        asks=after.asks(exchange, by.person),
        reports=reports,
        report_form=_report_form(kinds, report),
        photos=list(exchange.condition_photos.select_related("photo", "by")),
        may_photo=may_photo(exchange, by.person),
        payable=bool(exchange.cents) and exchange.state in receipts.PAYABLE and By.MODERATOR not in sides,
        receipt=receipts.receipt(exchange) if exchange.cents else None,
        earns=bool(exchange.cents) and By.GIVER in sides,
    )


def may_photo(exchange: Exchange, person: Person) -> bool:
    """Whether one of the two may add a photo of the object's condition: while it is lent, and until it is confirmed."""
    lent = exchange.state in (State.ACCEPTED, State.HANDED_OVER, State.RETURNED)
    return exchange.course == Course.LENDING and lent and bool(exchange.side_of(person))


def _gestures(
    exchange: Exchange, sides: frozenset[By], now: datetime.datetime, refused: MoveForm | None, code: str
) -> tuple[Gesture | None, list[Gesture]]:
    open_now = [move for move in machine.open_moves(exchange, sides, now) if _fits(move, exchange, now)]
    first = next(
        (move for name in FIRST for move in open_now if move.name == name and _wanted(move, exchange, sides)), None
    )
    made = [_gesture(move, exchange, refused, code) for move in open_now]
    return (
        next((gesture for gesture in made if gesture.move is first), None),
        [gesture for gesture in made if gesture.move is not first],
    )


def _gesture(move: Move, exchange: Exchange, refused: MoveForm | None, code: str) -> Gesture:
    if refused is not None and refused.move.name == move.name:
        return Gesture(move, refused, opened=True)
    typed = code if move.code else ""
    return Gesture(move, MoveForm(move, exchange, code=typed), opened=bool(typed))


def _report_form(kinds: list[ReportKind], refused: ReportForm | None) -> ReportForm | None:
    if not kinds:
        return None
    if refused is None:
        return ReportForm(kinds)
    refused.offer(kinds)
    return refused


def _fits(move: Move, exchange: Exchange, now: datetime.datetime) -> bool:
    """Nobody says of a gathering that it took place before it begins."""
    return exchange.course != Course.GATHERING or not move.says or gathering.begun(exchange.listing, now)


def _wanted(move: Move, exchange: Exchange, sides: frozenset[By]) -> bool:
    return not (move.code and machine.has_said(exchange, sides))


def _code_to_show(exchange: Exchange, sides: frozenset[By]) -> str:
    if exchange.course == Course.GATHERING:
        comes = exchange.state == State.ACCEPTED and By.OWNER in sides
        return gathering.code_of(exchange.listing) if comes else ""
    waits = exchange.state == State.ACCEPTED or (
        exchange.state == State.HANDED_OVER and exchange.course == Course.HANDING and exchange.giver_said_at is None
    )
    return exchange.code if waits and By.RECEIVER in sides else ""


def _when(exchange: Exchange) -> str:
    if exchange.starts_at is None:
        return ""
    if exchange.ends_at is None:
        return moments.moment_of(exchange.starts_at)
    return moments.period_of(exchange.starts_at, exchange.ends_at)


def _lived(step: Step) -> Lived:
    return Lived(step, telling.told_step(step), telling.helped(step), moments.moment_of(step.at))
