"""Who may answer a listing, for when, and for how many: everything that is checked before an exchange begins."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.enums import Course, Direction, ListingState, State
from mitoyen.web.neighbourhood.models import Exchange, Listing, Part, Report
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.models import Person
from mitoyen.web.people.rules import Power
from mitoyen.web.places import belonging
from mitoyen.web.places.models import Place
from mitoyen.web.places.rules import powers_in

LIVE = (State.ASKED, State.ACCEPTED, State.HANDED_OVER, State.RETURNED)
MOST_A_DAY = 40
"""Answers that one person may send in a day: nobody needs as many, a robot does."""
AHEAD = datetime.timedelta(days=366)
"""How far ahead an object may be reserved."""


class CannotAsk(ValueError):
    """The listing cannot be answered so; the sentence says why and what to do, in the language of the page."""


class CannotMove(ValueError):
    """The move is not open now; the sentence says why, in the language of the page."""


@dataclass(frozen=True)
class Wish:
    """What is asked: a time, half-open and to the minute, a number of places, a part."""

    starts_at: datetime.datetime | None = None
    ends_at: datetime.datetime | None = None
    seats: int = 1
    part: Part | None = None

    @property
    def period(self) -> tuple[datetime.datetime, datetime.datetime] | None:
        """Beginning and end to the minute; None when either is not told."""
        if self.starts_at is None or self.ends_at is None:
            return None
        return to_the_minute(self.starts_at), to_the_minute(self.ends_at)


def to_the_minute(moment: datetime.datetime) -> datetime.datetime:
    """The minute that a moment lies in."""
    return moment.replace(second=0, microsecond=0)


def check(listing: Listing, by: Actor, wish: Wish, now: datetime.datetime) -> None:
    """Raise CannotAsk unless this person may answer this listing so."""
    if listing.owner_id == by.person.pk:
        raise CannotAsk(_("C’est votre propre annonce."))
    if by.person.household_id and by.person.household_id == listing.owner.household_id:
        raise CannotAsk(_("C’est quelqu’un de votre foyer : ce que l’on se prête chez soi ne se compte pas."))
    if listing.state != ListingState.OPEN or listing.expires_at <= now:
        raise CannotAsk(_("Cette annonce n’est plus en ligne. D’autres voisins ont peut-être ce qu’il vous faut."))
    _check_standing(listing, by.person)
    _check_pace(by.person, now)
    _check_wish(listing, wish, now)
    _check_not_twice(listing, by.person, wish)


def about(listing: Listing, asker: Person, wish: Wish) -> dict[str, Any]:
    """The fields of the exchange that the listing and the wish tell."""
    offered = listing.direction == Direction.OFFER
    if wish.part is not None:
        offered = not wish.part.gives
    giver, receiver = (listing.owner, asker) if offered else (asker, listing.owner)
    starts, ends = wish.period or (listing.starts_at, listing.ends_at)
    return {
        "listing": listing,
        "part": wish.part,
        "practice": wish.part.practice if wish.part else listing.practice,
        "category": listing.category,
        "place": where(listing, asker),
        "owner": listing.owner,
        "asker": asker,
        "giver": giver,
        "receiver": receiver,
        "starts_at": starts,
        "ends_at": ends,
        "seats": wish.seats,
        "metres": listing.metres,
        "minutes": listing.minutes,
        "cents": listing.cents * wish.seats,
        "deposit": listing.deposit,
    }


def where(listing: Listing, asker: Person) -> Place:
    """Where the exchange counts: the smallest place that holds both homes; the listing's where they share none."""
    lives = belonging.home(asker)
    return (belonging.shared(listing.place, lives.place) if lives else None) or listing.place


def good_loans(person: Person) -> int:
    """How many loans somebody brought back without a report that stands."""
    reported = Report.objects.filter(exchange=OuterRef("pk"), withdrawn_at=None).exclude(by=person)
    loans = Exchange.objects.filter(receiver=person, course=Course.LENDING, state=State.CONFIRMED)
    return loans.exclude(Exists(reported)).count()


def waiting(listing: Listing, starts_at: datetime.datetime, ends_at: datetime.datetime) -> QuerySet[Exchange]:
    """Those who asked for the object in that time and have no answer yet, the first first."""
    asked = listing.exchanges.filter(state=State.ASKED, starts_at__lt=ends_at, ends_at__gt=starts_at)
    return asked.order_by("asked_at", "pk")


def check_extension(exchange: Exchange, ends_at: datetime.datetime | None, now: datetime.datetime) -> None:
    """Raise CannotMove unless the loan may last until `ends_at`: later than agreed, and nobody else waits for it."""
    if exchange.ends_at is None or ends_at is None or ends_at <= exchange.ends_at:
        raise CannotMove(_("Donnez une fin plus tardive que celle qui est convenue."))
    if ends_at <= now or ends_at > now + AHEAD:
        raise CannotMove(_("Choisissez un moment à venir, dans l’année."))
    if waiting(exchange.listing, exchange.ends_at, ends_at).exclude(asker=exchange.asker_id).exists():
        raise CannotMove(_("Un autre voisin attend cet objet : il doit revenir à l’heure convenue."))
    longest = exchange.listing.most_minutes
    if longest and exchange.starts_at and ends_at - exchange.starts_at > datetime.timedelta(minutes=longest):
        raise CannotMove(_("C’est plus long que ce que son propriétaire prévoit. Écrivez-lui pour en convenir."))


def _check_standing(listing: Listing, person: Person) -> None:
    held = powers_in(person, listing.place)
    needed = Power.ASK if listing.direction == Direction.OFFER else Power.OFFER
    lives = belonging.home(person)
    if needed not in held or (lives and not lives.place.path.startswith(listing.shown_in.path)):
        raise CannotAsk(_("Dites d’abord où vous habitez : cette annonce s’adresse aux voisins du lieu."))
    if not listing.good_loans:
        return
    if Power.BORROW_COSTLY not in held:
        raise CannotAsk(
            _(
                "Cet objet se prête aux voisins dont l’adresse est vérifiée. La page « Votre domicile » dit comment la "
                "faire vérifier."
            )
        )
    missing = listing.good_loans - good_loans(person)
    if missing > 0:
        raise CannotAsk(
            ngettext(
                "Il vous faut encore %(count)s emprunt bien rendu avant celui-ci.",
                "Il vous faut encore %(count)s emprunts bien rendus avant celui-ci.",
                missing,
            )
            % {"count": missing}
        )


def _check_pace(person: Person, now: datetime.datetime) -> None:
    recent = Exchange.objects.filter(asker=person, asked_at__gt=now - datetime.timedelta(days=1)).count()
    if recent >= MOST_A_DAY:
        raise CannotAsk(_("Vous avez déjà beaucoup demandé aujourd’hui. Laissez à vos voisins le temps de répondre."))


def _check_wish(listing: Listing, wish: Wish, now: datetime.datetime) -> None:
    if wish.part is not None and wish.part.listing_id != listing.pk:
        raise CannotAsk(_("Choisissez l’un des rôles proposés."))
    if listing.parts.exists() and wish.part is None:
        raise CannotAsk(_("Choisissez l’un des rôles proposés."))
    if not 1 <= wish.seats <= (listing.seats or 50):
        raise CannotAsk(_("Demandez au moins une place, et pas plus qu’il n’y en a."))
    if listing.starts_at and listing.starts_at <= now:
        raise CannotAsk(_("C’est déjà commencé. Regardez les prochains rendez-vous."))
    if _needs_period(listing):
        _check_period(listing, wish, now)


def joins(listing: Listing) -> bool:
    """Whether one takes part, rather than asks."""
    return listing.direction == Direction.OFFER and practices.of(listing.practice).join is not None


def serves(listing: Listing) -> bool:
    """Whether the first who asks has it, without a word of its owner."""
    return listing.at_once or practices.of(listing.practice).at_once


def _needs_period(listing: Listing) -> bool:
    return listing.direction == Direction.OFFER and practices.course_of(listing.practice) == Course.LENDING


def _check_period(listing: Listing, wish: Wish, now: datetime.datetime) -> None:
    if wish.period is None:
        raise CannotAsk(_("Dites quand vous prenez l’objet, et quand vous le rendez."))
    starts, ends = wish.period
    if ends <= starts:
        raise CannotAsk(_("Le retour vient après le départ : corrigez l’un des deux."))
    if ends <= now or ends > now + AHEAD:
        raise CannotAsk(_("Choisissez un moment à venir, dans l’année."))
    if listing.most_minutes and ends - starts > datetime.timedelta(minutes=listing.most_minutes):
        raise CannotAsk(_("C’est plus long que ce que son propriétaire prévoit : raccourcissez, ou écrivez-lui."))


def _check_not_twice(listing: Listing, person: Person, wish: Wish) -> None:
    mine = listing.exchanges.filter(asker=person, state__in=LIVE)
    if wish.period is not None:
        starts, ends = wish.period
        mine = mine.filter(starts_at__lt=ends, ends_at__gt=starts)
    if wish.part is not None:
        mine = mine.filter(part=wish.part)
    if mine.exists() and joins(listing):
        raise CannotAsk(_("Vous participez déjà, ou vous attendez une place : retrouvez-la dans vos échanges."))
    if mine.exists():
        raise CannotAsk(_("Vous avez déjà demandé : retrouvez votre demande dans vos échanges."))
