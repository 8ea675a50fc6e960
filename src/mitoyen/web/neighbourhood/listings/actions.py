"""What changes when somebody publishes, changes, pauses, renews or takes away a listing."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from mitoyen.web.neighbourhood import practices, rules
from mitoyen.web.neighbourhood.enums import Direction, ListingState, Reach, Terms
from mitoyen.web.neighbourhood.listings import categories, reach, tasks
from mitoyen.web.neighbourhood.listings.drafts import CannotPublish, Draft, NeedsPower, PartDraft, checked
from mitoyen.web.neighbourhood.listings.words import kept
from mitoyen.web.neighbourhood.models import Listing, Part
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Deed
from mitoyen.web.people.models import Person
from mitoyen.web.places import belonging
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place
from mitoyen.web.places.rules import powers_in

MOST_A_DAY = 20
"""Listings that one person publishes in a day at most: nobody needs as many, a robot does."""
DAY = datetime.timedelta(days=1)
AGAIN = datetime.timedelta(minutes=1)
"""Within it, the same listing sent again is the first one: a finger tapped twice."""
SHORT_LIVED = 7
"""[days] A listing that lives no longer expires without a reminder."""


class PriceWanted(CannotPublish):
    """A need that asks to buy: it takes an amount, which one field cannot tell."""

    def __init__(self, guess: categories.Guess) -> None:
        super().__init__(_("Dites combien vous pensez y mettre."), "cents")
        self.guess = guess


@transaction.atomic
def publish(*, draft: Draft, place: Place, by: Actor, now: datetime.datetime) -> Listing:
    """Show a listing from somebody's place; CannotPublish says why not, NeedsPower what they may not do yet."""
    owner = Person.objects.select_for_update().get(pk=by.person.pk)
    draft = checked(draft, now=now)
    _check_powers(draft, by.person, place)
    again = _same(draft, owner, now)
    if again is not None:
        return again
    _check_pace(owner, now)
    home = rules.standing(owner, place)
    listing = Listing(owner=owner, place=home, published_at=now, simulated=owner.simulated)
    _fill(listing, draft, now, moved=True)
    listing.code = f"{secrets.randbelow(1_000_000):06d}" if draft.gathers else ""
    listing.save()
    _write_parts(listing, draft.parts)
    by.note(deed=Deed.LISTED, about=listing.title, link=link(listing), now=now)
    if draft.direction == Direction.REQUEST:
        tasks.tell_nearby.enqueue(listing.pk)
    return listing


def ask_everybody(*, need: str, place: Place, by: Actor, now: datetime.datetime) -> Listing:
    """Make a request of a need told in a few words, shown around at once; PriceWanted when it is to be bought."""
    title = " ".join(need.split())
    if not title:
        raise CannotPublish(_("Écrivez ce qu’il vous faut, par exemple : une perceuse pour samedi."), "need")
    guess = categories.guess(title)
    if practices.listable(guess.practice).terms[0] == Terms.PRICE:
        raise PriceWanted(guess)
    whole = "" if len(title) <= 120 else title
    draft = Draft(Direction.REQUEST, guess.practice, title[:120], text=whole, category=guess.category)
    return publish(draft=draft, place=place, by=by, now=now)


@transaction.atomic
def change(*, listing: Listing, draft: Draft, by: Actor, now: datetime.datetime) -> Listing:
    """Write a listing anew; what people agreed to (practice, time, price) stays once somebody takes part."""
    locked = _locked(listing)
    draft = checked(draft, now=now, agreed=locked.starts_at)
    _check_powers(draft, by.person, locked.place)
    _check_begun(locked, draft, now)
    _check_promises(locked, draft)
    before = locked.shown_in
    _fill(locked, draft, now)
    locked.save()
    reach.note(listing=locked, before=before, now=now)
    if not locked.exchanges.filter(part__isnull=False).exists():
        locked.parts.all().delete()
        _write_parts(locked, draft.parts)
    by.note(deed=Deed.CHANGED_LISTING, about=locked.title, link=link(locked), now=now)
    return locked


@transaction.atomic
def pause(*, listing: Listing, by: Actor, now: datetime.datetime) -> None:
    """Take a listing out of sight for a while; its exchanges go on."""
    _move(listing, {ListingState.OPEN}, ListingState.PAUSED)
    by.note(deed=Deed.CHANGED_LISTING, about=listing.title, link=link(listing), now=now)


@transaction.atomic
def close(*, listing: Listing, by: Actor, now: datetime.datetime) -> None:
    """Take a listing away; its exchanges go on."""
    _move(listing, {ListingState.OPEN, ListingState.PAUSED, ListingState.EXPIRED}, ListingState.CLOSED)
    by.note(deed=Deed.CLOSED_LISTING, about=listing.title, link=link(listing), now=now)


@transaction.atomic
def renew(*, listing: Listing, by: Actor, now: datetime.datetime) -> None:
    """Show a listing for its practice's days from now on, whether it is online, paused, expired or taken away."""
    locked = _locked(listing)
    if locked.state == ListingState.HIDDEN:
        raise CannotPublish(_("La modération a masqué cette annonce : elle ne peut pas être remise en ligne."))
    if (locked.ends_at or locked.starts_at or now) < now:
        raise CannotPublish(_("Ce rendez-vous est passé : changez d’abord sa date."), "starts_at")
    locked.state = ListingState.OPEN
    _keep_until(locked, now)
    locked.save()
    listing.state, listing.expires_at = locked.state, locked.expires_at
    by.note(deed=Deed.CHANGED_LISTING, about=locked.title, link=link(locked), now=now)


def link(listing: Listing) -> str:
    """Path of its page, without the language."""
    return f"/annonce/{listing.reference}/"


def _fill(listing: Listing, draft: Draft, now: datetime.datetime, moved: bool = False) -> None:
    """Write the draft in the row, with what follows from it: words, reach, end; `moved` when it is new."""
    moved = moved or listing.reach != draft.reach
    for name, value in draft.fields().items():
        setattr(listing, name, value)
    if moved:
        listing.shown_in = belonging.reached(listing.place, Kind(listing.reach))
    listing.words = kept(draft.title, draft.text, categories.called(draft.category))
    listing.widen_at = reach.widen_at(listing, now)
    _keep_until(listing, now)


def _keep_until(listing: Listing, now: datetime.datetime) -> None:
    """A gathering is shown until it is over, anything else for the days of its practice."""
    practice = practices.of(listing.practice)
    days = practice.sought if listing.direction == Direction.REQUEST else practice.days
    over = listing.ends_at or listing.starts_at
    listing.expires_at = over or now + days * DAY
    listing.reminded_at = now if over or days <= SHORT_LIVED else None


def _write_parts(listing: Listing, parts: Iterable[PartDraft]) -> None:
    Part.objects.bulk_create(
        Part(listing=listing, name=part.name, practice=part.practice, gives=part.gives, seats=part.seats)
        for part in parts
    )


def _check_powers(draft: Draft, person: Person, place: Place) -> None:
    held = powers_in(person, place)
    for power in draft.powers:
        if power not in held:
            raise NeedsPower(power)


def _check_pace(owner: Person, now: datetime.datetime) -> None:
    if Listing.objects.filter(owner=owner, published_at__gt=now - DAY).count() >= MOST_A_DAY:
        raise CannotPublish(_("Vous avez déjà publié vingt annonces aujourd’hui. Revenez demain."))


def _same(draft: Draft, owner: Person, now: datetime.datetime) -> Listing | None:
    """The listing that was just published with the same words, still online."""
    recent = Listing.objects.filter(owner=owner, published_at__gt=now - AGAIN, state=ListingState.OPEN)
    return recent.filter(direction=draft.direction, practice=draft.practice, title=draft.title, text=draft.text).first()


def _check_begun(listing: Listing, draft: Draft, now: datetime.datetime) -> None:
    """What has begun keeps its time, place and price: neighbours are there, or on their way. Held again, at a time to
    come, it may change them all.
    """
    begun = listing.starts_at is not None and listing.starts_at <= now
    if not begun or draft.starts_at != listing.starts_at:
        return
    if any(getattr(listing, name) != getattr(draft, name) for name in ("ends_at", "meeting", "terms", "cents")):
        raise CannotPublish(
            _(
                "Ce rendez-vous a commencé : son moment, son lieu et son prix restent ceux que vos voisins "
                "connaissent. Vous pouvez encore changer le titre, le texte, la catégorie et les photos."
            )
        )


def _check_promises(listing: Listing, draft: Draft) -> None:
    """What others count on is not changed behind their backs."""
    if draft.seats is not None and draft.seats < listing.taken:
        raise CannotPublish(_("Des voisins ont déjà pris plus de places : gardez-en au moins autant."), "seats")
    promised = ("direction", "practice", "terms", "cents", "deposit", "starts_at", "ends_at")
    kept_back = any(getattr(listing, name) != getattr(draft, name) for name in promised)
    if kept_back and listing.exchanges.exclude(state__in=_OVER).exists():
        raise CannotPublish(
            _(
                "Des voisins ont déjà répondu : le moment, le prix et la nature de l’annonce ne changent plus. "
                "Écrivez-leur, ou retirez l’annonce et publiez-en une autre."
            )
        )


_OVER = ("declined", "cancelled", "confirmed", "not_shown", "reversed")


def _move(listing: Listing, before: set[ListingState], after: ListingState) -> None:
    """Change the state if it still is one of those before; a gesture made twice changes nothing."""
    Listing.objects.filter(pk=listing.pk, state__in=before).update(state=after)
    listing.state = after


def _locked(listing: Listing) -> Listing:
    """The row, for us alone until the transaction ends."""
    everything = Listing.objects.select_related("place", "shown_in").select_for_update(of=("self",))
    return everything.get(pk=listing.pk)


__all__ = [
    "CannotPublish", "NeedsPower", "PriceWanted", "Reach", "ask_everybody", "change", "close", "link", "pause",
    "publish", "renew",
]  # fmt: skip
