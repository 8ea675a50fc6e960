"""What somebody fills in to publish a listing, and everything that is checked before it is shown."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.enums import Course, Direction, Reach, Terms
from mitoyen.web.neighbourhood.listings import categories
from mitoyen.web.neighbourhood.practices import Listable
from mitoyen.web.people.rules import Power

DEAREST = 1_000_000
"""[euro cents] what neighbours ask of each other at most."""
MOST_PARTS = 6
MOST_SEATS = 500
AHEAD = datetime.timedelta(days=366)


class CannotPublish(ValueError):
    """A listing that cannot be shown; the sentence says what to do, `field` where."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class NeedsPower(CannotPublish):
    """Something that the person's standing does not let them publish yet."""

    def __init__(self, power: Power) -> None:
        super().__init__(_refusals()[power], "terms" if power == Power.SELL else None)
        self.power = power


@dataclass(frozen=True)
class PartDraft:
    """A part that people take in a gathering."""

    name: str
    practice: str
    gives: bool
    seats: int | None = None


@dataclass(frozen=True)
class Draft:
    """What a listing says, as its owner fills it in. Times are aware, amounts whole."""

    direction: Direction
    practice: str
    title: str
    text: str = ""
    category: str = ""
    reach: Reach = Reach.QUARTIER
    widens: bool = True
    terms: Terms = Terms.FREE
    cents: int = 0
    deposit: int = 0
    minutes: int = 0
    metres: int = 0
    availability: str = ""
    most_minutes: int = 0
    good_loans: int = 0
    at_once: bool = False
    starts_at: datetime.datetime | None = None
    ends_at: datetime.datetime | None = None
    meeting: str = ""
    seats: int | None = None
    parts: tuple[PartDraft, ...] = ()

    @property
    def listable(self) -> Listable:
        """Its practice."""
        return practices.listable(self.practice)

    @property
    def gathers(self) -> bool:
        """Whether several people come to it."""
        return self.listable.course == Course.GATHERING and self.direction == Direction.OFFER

    @property
    def powers(self) -> tuple[Power, ...]:
        """What publishing it takes."""
        if self.direction == Direction.REQUEST:
            return (Power.ASK,)
        told = Power.GATHER if self.gathers else Power.OFFER
        return (told, Power.SELL) if self.terms == Terms.PRICE else (told,)

    def fields(self) -> dict[str, Any]:
        """Fields of the row that it tells."""
        own = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "parts"}
        return {**own, "title": self.title[:120], "text": self.text[:4000]}


_ANSWERS: dict[str, dict[str, Any]] = {
    "availability": {"availability": ""},
    "minutes": {"minutes": 0},
    "metres": {"metres": 0},
    "deposit": {"deposit": 0},
    "longest": {"most_minutes": 0},
    "good_loans": {"good_loans": 0},
    "first_come": {"at_once": False},
    "starts": {"starts_at": None},
    "ends": {"ends_at": None},
    "seats": {"seats": None},
    "meeting": {"meeting": ""},
    "parts": {"parts": ()},
}
"""Question of a practice → what stands when it is not asked."""


def checked(draft: Draft, *, now: datetime.datetime, agreed: datetime.datetime | None = None) -> Draft:
    """The draft with what its practice does not ask left out; CannotPublish for the first thing that is wrong. A start
    that neighbours know already, `agreed`, may be past.
    """
    known = _known(draft.practice)
    for question, nothing in _ANSWERS.items():
        if question not in known.asks[draft.direction]:
            draft = replace(draft, **nothing)
    draft = replace(draft, title=" ".join(draft.title.split()), text=draft.text.strip())
    if known.pieces and draft.direction == Direction.OFFER:
        draft = replace(draft, seats=draft.seats or 1)
    _check_words(draft)
    draft = _check_terms(draft, known)
    _check_times(draft, known, now, agreed)
    _check_seats(draft)
    return draft


def _known(practice: str) -> Listable:
    try:
        return practices.listable(practice)
    except LookupError as error:
        raise CannotPublish(_("Choisissez ce que vous proposez ou cherchez."), "practice") from error


def _check_words(draft: Draft) -> None:
    if not draft.title:
        raise CannotPublish(_("Donnez un titre à votre annonce : quelques mots suffisent."), "title")
    if draft.category and not categories.known(draft.category, draft.practice):
        raise CannotPublish(_("Choisissez une catégorie de la liste, ou laissez vide."), "category")


def _check_terms(draft: Draft, known: Listable) -> Draft:
    terms = draft.terms if draft.terms in known.terms else known.terms[0]
    if terms != Terms.PRICE:
        return replace(draft, terms=terms, cents=0)
    if not 0 < draft.cents <= DEAREST:
        raise CannotPublish(_("Indiquez un prix en euros, entre 0,01 et 10 000."), "cents")
    return replace(draft, terms=terms)


def _check_times(draft: Draft, known: Listable, now: datetime.datetime, agreed: datetime.datetime | None) -> None:
    if draft.starts_at is None:
        if "starts" in known.needs and draft.direction == Direction.OFFER:
            raise CannotPublish(_("Dites quand cela commence."), "starts_at")
        if draft.ends_at is not None:
            raise CannotPublish(_("Dites aussi quand cela commence."), "starts_at")
        return
    if draft.starts_at != agreed and not now < draft.starts_at <= now + AHEAD:
        raise CannotPublish(_("Choisissez un moment à venir, dans l’année."), "starts_at")
    if draft.ends_at is not None and draft.ends_at <= draft.starts_at:
        raise CannotPublish(_("La fin vient après le début : corrigez l’un des deux."), "ends_at")


def _check_seats(draft: Draft) -> None:
    if draft.seats is not None and not 1 <= draft.seats <= MOST_SEATS:
        raise CannotPublish(_("Indiquez un nombre entre 1 et 500, ou laissez vide."), "seats")
    names = [part.name.casefold() for part in draft.parts]
    if len(set(names)) < len(names):
        raise CannotPublish(_("Deux rôles portent le même nom : changez l’un d’eux."), "parts")
    if len(names) > MOST_PARTS or not all(1 <= (part.seats or 1) <= MOST_SEATS for part in draft.parts):
        raise CannotPublish(_("Gardez six rôles au plus, de 1 à 500 places chacun."), "parts")


def _refusals() -> dict[Power, str]:
    """What is said to somebody who may not yet."""
    return {
        Power.ASK: _("Dites d’abord où vous habitez : vos demandes s’adressent à vos voisins."),
        Power.OFFER: _("Dites d’abord où vous habitez : vos propositions s’adressent à vos voisins."),
        Power.GATHER: _(
            "Pour inviter plusieurs personnes, il faut que deux voisins vous connaissent, ou que votre adresse soit "
            "vérifiée."
        ),
        Power.SELL: _(
            "Pour demander de l’argent, il faut que deux voisins vous connaissent, ou que votre adresse soit vérifiée."
        ),
    }
