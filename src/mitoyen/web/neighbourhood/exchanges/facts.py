"""A confirmed exchange becomes one usage event, in the transaction that confirms it; undone, another reverses it."""

from __future__ import annotations

import datetime

from mitoyen.counting.events import UsageEvent
from mitoyen.web.measure.actions import record, unknown_words
from mitoyen.web.measure.models import UsageSource
from mitoyen.web.neighbourhood.enums import Course
from mitoyen.web.neighbourhood.models import Exchange

SOURCES = {False: ("mitoyen", "Mitoyen"), True: ("mitoyen-simule", "Mitoyen, exemple simulé")}
"""Code and name of the source of our own facts, by whether the exchange is simulated."""


class NotCounted(RuntimeError):
    """The measure refused a fact of our own: a mistake of ours, so that the exchange is not confirmed either."""


def count(exchange: Exchange, *, now: datetime.datetime) -> None:
    """Record the exchange; `exchange.fact` names what stands for it. A category without credit is not counted."""
    if unknown_words(exchange.practice, exchange.category or None):
        return
    exchange.fact = _next(exchange)
    _record(_event(exchange, now), exchange, now)


def discount(exchange: Exchange, *, now: datetime.datetime) -> None:
    """Record that what was counted did not take place; nothing when nothing was."""
    if not exchange.fact:
        return
    undone = _event(exchange, now, id=f"{exchange.fact}-undone", reverses=exchange.fact)
    _record(undone, exchange, now)
    exchange.fact = ""


def count_again(exchange: Exchange, *, now: datetime.datetime) -> None:
    """Replace what was counted by what is known now: an answer given after the confirmation."""
    if exchange.fact:
        former = exchange.fact
        discount(exchange, now=now)
        exchange.fact = _after(former)
        _record(_event(exchange, now), exchange, now)


def _next(exchange: Exchange) -> str:
    return _after(exchange.fact) if exchange.fact else f"{exchange.reference}-1"


def _after(fact: str) -> str:
    """The identifier of the next version of a fact: "x-1", then "x-2"."""
    reference, _, version = fact.rpartition("-")
    return f"{reference}-{int(version) + 1}"


def _event(exchange: Exchange, now: datetime.datetime, **differing: str) -> UsageEvent:
    told = {"id": exchange.fact, **differing}
    return UsageEvent(
        source=SOURCES[exchange.simulated][0],
        occurred_at=took_place(exchange, now),
        place=exchange.place.code,
        practice=exchange.practice,
        category=exchange.category or None,
        count=exchange.seats,
        grams=exchange.grams,
        metres=exchange.metres,
        minutes=exchange.minutes,
        cents=exchange.cents,
        giver=exchange.giver.reference,
        receiver=exchange.receiver.reference,
        proof=exchange.proof,  # type: ignore[arg-type]  # one of the four letters: `machine.proof` gives no other
        counterfactual=exchange.counterfactual or None,  # type: ignore[arg-type]  # checked when it was answered
        **told,
    )


def took_place(exchange: Exchange, now: datetime.datetime) -> datetime.datetime:
    """When it was completed: a gathering at its end, the rest when the first side said so; never in the future."""
    said = [moment for moment in (exchange.giver_said_at, exchange.receiver_said_at) if moment]
    held = exchange.ends_at or exchange.starts_at if exchange.course == Course.GATHERING else None
    return min(now, held or min(said, default=now))


def _record(event: UsageEvent, exchange: Exchange, now: datetime.datetime) -> None:
    code, name = SOURCES[exchange.simulated]
    source, _ = UsageSource.objects.get_or_create(code=code, defaults={"name": name, "simulated": exchange.simulated})
    (outcome,) = record(events=[event], source=source, now=now)
    if outcome.status != "accepted":
        raise NotCounted(outcome.reason or outcome.status)
