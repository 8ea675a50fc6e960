"""What follows an exchange: thanks, what one would have done otherwise, what went wrong."""

from __future__ import annotations

import datetime

from django.core.files.base import File
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.enums import Course, Otherwise, ReportKind, State
from mitoyen.web.neighbourhood.exchanges import actions, facts, machine
from mitoyen.web.neighbourhood.exchanges.telling import News, announce
from mitoyen.web.neighbourhood.models import Exchange, Report, Step, Thanks
from mitoyen.web.people import photos
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Deed
from mitoyen.web.people.models import Person, Photo

DONE = (State.HANDED_OVER, State.RETURNED, State.CONFIRMED)


class CannotFollow(ValueError):
    """It cannot follow this exchange, or not now; the sentence says why, in the language of the page."""


@transaction.atomic
def make(*, exchange: Exchange, name: str, by: Actor, now: datetime.datetime, said: actions.Said) -> Exchange:
    """Make a move; whoever says that nobody came leaves a report, so that the other may answer it."""
    moved = actions.move(exchange=exchange, name=name, by=by, now=now, said=said)
    if name == "miss":
        Report.objects.get_or_create(
            exchange=moved,
            kind=ReportKind.NO_SHOW,
            by=by.person,
            defaults={"text": said.note.strip()[:1000], "at": now},
        )
    return moved


def may_thank(exchange: Exchange, person: Person) -> bool:
    """Whether one of the two may still thank the other: it took place, and they have not done so."""
    return _took_place(exchange, person) and not exchange.thanks.filter(by=person).exists()


def _took_place(exchange: Exchange, person: Person) -> bool:
    """Whether the exchange took place, with this person on one of its sides."""
    done = exchange.state in DONE and (exchange.course == Course.LENDING or exchange.state == State.CONFIRMED)
    returned = exchange.course != Course.LENDING or exchange.state != State.HANDED_OVER
    return bool(exchange.side_of(person)) and done and returned


@transaction.atomic
def thank(*, exchange: Exchange, by: Actor, now: datetime.datetime, note: str = "") -> None:
    """Thank the other, with a word or without; twice changes nothing."""
    if exchange.thanks.filter(by=by.person).exists():
        return
    if not _took_place(exchange, by.person):
        raise CannotFollow(_("On remercie une fois que l’échange a eu lieu."))
    told = {"note": note.strip()[:400], "at": now}
    if not Thanks.objects.get_or_create(exchange=exchange, by=by.person, defaults=told)[1]:
        return
    words = gettext_lazy("%(who)s vous dit merci : %(what)s.")
    news = News(words, {"who": by.person.first_name}, f"thanks:{exchange.side_of(by.person)}")
    announce(exchange, exchange.other_than(by.person), news, now)
    _note(exchange, by, Deed.MOVED_EXCHANGE, now)


def answers(exchange: Exchange) -> list[Otherwise]:
    """What the receiver may have done otherwise, by what was listed: a repair is told under other names afterwards."""
    return list(practices.of(exchange.part.practice if exchange.part else exchange.listing.practice).otherwise)


def asks(exchange: Exchange, person: Person) -> bool:
    """Whether to ask this person what they would have done otherwise: the receiver, once they have what they wished."""
    told = exchange.receiver_said_at is not None or exchange.state == State.CONFIRMED
    receives = person.pk == exchange.receiver_id and exchange.asks_counterfactual
    waits = exchange.state in DONE and exchange.counterfactual_at is None
    return receives and told and waits and bool(answers(exchange))


@transaction.atomic
def answer(*, exchange: Exchange, by: Actor, now: datetime.datetime, otherwise: Otherwise | None) -> None:
    """Keep what the receiver would have done otherwise, or that they pass; the first answer stays.

    Before the confirmation it goes with the fact; after it, the fact is counted again with it.
    """
    locked = Exchange.objects.select_for_update(of=("self",)).select_related(*_WITH).get(pk=exchange.pk)
    if not asks(locked, by.person):
        return
    locked.counterfactual, locked.counterfactual_at = otherwise or "", now
    if otherwise:
        facts.count_again(locked, now=now)
    locked.save(update_fields=["counterfactual", "counterfactual_at", "fact"])
    _note(locked, by, Deed.ANSWERED, now)


def reportable(exchange: Exchange, person: Person, now: datetime.datetime) -> list[ReportKind]:
    """What this person may still report of the exchange."""
    if not exchange.side_of(person) or _too_late(exchange, now):
        return []
    told = set(exchange.reports.filter(by=person).values_list("kind", flat=True))
    return [kind for kind in ReportKind if kind not in told and _WHEN[kind](exchange, person, now)]


@transaction.atomic
def report(
    *,
    exchange: Exchange,
    by: Actor,
    kind: ReportKind,
    text: str,
    now: datetime.datetime,
    picture: File[bytes] | None = None,
) -> Report:
    """Say what went wrong, with a photo if there is one; CannotFollow or `photos.CannotKeep` say why not."""
    if kind not in reportable(exchange, by.person, now):
        raise CannotFollow(_("Ce signalement ne correspond pas à cet échange, ou vous l’avez déjà fait."))
    photo = _photo(by, picture, text, now)
    made = Report.objects.create(
        exchange=exchange, kind=kind, by=by.person, text=text.strip()[:1000], photo=photo, at=now
    )
    words = gettext_lazy("%(who)s a signalé quelque chose : %(what)s. Vous pouvez répondre.")
    announce(
        exchange,
        exchange.other_than(by.person),
        News(words, {"who": by.person.first_name}, f"report:{made.pk}"),
        now,
    )
    _note(exchange, by, Deed.MOVED_EXCHANGE, now)
    return made


@transaction.atomic
def reply(*, report: Report, by: Actor, text: str, now: datetime.datetime) -> None:
    """The other's answer, once; it stands beside the report wherever that is read."""
    exchange = report.exchange
    if by.person.pk == report.by_id or not exchange.side_of(by.person) or report.replied_at or report.withdrawn_at:
        raise CannotFollow(_("Vous avez déjà répondu, ou ce signalement n’attend pas votre réponse."))
    if not text.strip():
        raise CannotFollow(_("Écrivez votre réponse, puis envoyez."))
    report.reply, report.replied_at = text.strip()[:1000], now
    report.save(update_fields=["reply", "replied_at"])
    words = gettext_lazy("%(who)s a répondu à votre signalement : %(what)s.")
    announce(exchange, report.by, News(words, {"who": by.person.first_name}, f"reply:{report.pk}"), now)
    _note(exchange, by, Deed.MOVED_EXCHANGE, now)


@transaction.atomic
def withdraw(*, report: Report, by: Actor, now: datetime.datetime) -> None:
    """Take back what one reported: it counts no more, and both still read that it was said and taken back."""
    if by.person.pk != report.by_id:
        raise CannotFollow(_("Seule la personne qui a signalé peut retirer son signalement."))
    if report.withdrawn_at is not None:
        return
    report.withdrawn_at = now
    report.save(update_fields=["withdrawn_at"])
    words = gettext_lazy("%(who)s a retiré son signalement : %(what)s.")
    other = report.exchange.other_than(by.person)
    announce(report.exchange, other, News(words, {"who": by.person.first_name}, f"withdrawn:{report.pk}"), now)
    _note(report.exchange, by, Deed.MOVED_EXCHANGE, now)


_WITH = ("listing", "part", "place", "giver", "receiver", "owner", "asker")


def _too_late(exchange: Exchange, now: datetime.datetime) -> bool:
    """As a disagreement may be told: two weeks after the last step."""
    return now >= (exchange.confirmed_at or exchange.moved_at) + machine.REGRET


def _was_late(exchange: Exchange, person: Person, now: datetime.datetime) -> bool:
    if exchange.course != Course.LENDING or person.pk != exchange.giver_id or exchange.ends_at is None:
        return False
    if exchange.state == State.HANDED_OVER:
        return exchange.ends_at <= now
    back = Step.objects.filter(exchange=OuterRef("pk"), move="give_back", at__gt=OuterRef("ends_at"))
    return exchange.state in DONE and Exchange.objects.filter(Exists(back), pk=exchange.pk).exists()


def _was_damaged(exchange: Exchange, person: Person, now: datetime.datetime) -> bool:
    if exchange.course == Course.GATHERING or exchange.state not in DONE:
        return False
    return person.pk == exchange.receiver_id or exchange.state != State.HANDED_OVER


def _was_missed(exchange: Exchange, person: Person, now: datetime.datetime) -> bool:
    return exchange.state == State.NOT_SHOWN


_WHEN = {ReportKind.LATE: _was_late, ReportKind.DAMAGE: _was_damaged, ReportKind.NO_SHOW: _was_missed}


def _photo(by: Actor, picture: File[bytes] | None, text: str, now: datetime.datetime) -> Photo | None:
    if picture is None:
        return None
    return photos.keep(owner=by.person, upload=picture, description=text, now=now)


def _note(exchange: Exchange, by: Actor, deed: Deed, now: datetime.datetime) -> None:
    other = exchange.other_than(by.person).first_name
    link = f"/echange/{exchange.reference}/"
    by.note(deed=deed, about=exchange.listing.title, other=other, link=link, now=now)
