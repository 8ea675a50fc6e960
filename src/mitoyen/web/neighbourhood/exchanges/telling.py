"""An exchange in words: where it stands for the one who reads, what was done by whom, and who the other is."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from mitoyen.web.neighbourhood import moments, practices
from mitoyen.web.neighbourhood.enums import Course, Direction, State
from mitoyen.web.neighbourhood.exchanges.entry import serves
from mitoyen.web.neighbourhood.exchanges.machine import By, answer_by, has_said
from mitoyen.web.neighbourhood.models import Exchange, Step
from mitoyen.web.people.enums import NoticeKind
from mitoyen.web.people.models import Person
from mitoyen.web.people.notices import language, tell

MET = (
    State.ACCEPTED, State.HANDED_OVER, State.RETURNED, State.CONFIRMED, State.NOT_SHOWN, State.DISPUTED, State.REVERSED,
)  # fmt: skip
"""States in which the two know each other's surname and where they meet."""
Sides = frozenset[By]
Words = str | Promise


def full_name(person: Person, exchange: Exchange) -> str:
    """First name, and the surname once the exchange is accepted."""
    known = person.surname if exchange.state in MET else ""
    return f"{person.first_name} {known}".strip()


def standing(exchange: Exchange, sides: Sides, other: Person, now: datetime.datetime) -> str:
    """Where it stands, said to one of its sides, or to whoever settles a disagreement."""
    words = _standing(exchange, sides, now)
    ends = moments.moment_of(exchange.ends_at) if exchange.ends_at else ""
    until = moments.moment_of(answer_by(exchange))
    return str(words) % {"other": other.first_name, "ends": ends, "until": until}


def told_state(exchange: Exchange) -> str:
    """The name of its state: a repair café or a meal is never « remis »."""
    if exchange.course != Course.LENDING and exchange.state == State.HANDED_OVER:
        return gettext("à confirmer")
    return str(State(exchange.state).label)


def told_step(step: Step) -> str:
    """« Bertrand a accepté »."""
    words = _STEPS.get(step.move)
    if step.by is None:
        words = _BY_TIME.get(step.move, words)
    return str(words or step.get_after_display()) % {"who": step.by.first_name if step.by else ""}


def helped(step: Step) -> str:
    """« par Élodie, pour Bertrand », when a helper's hand did it; empty otherwise."""
    if step.hand is None or step.by is None:
        return ""
    hand = gettext("un ancien aidant") if step.hand.left_at else step.hand.first_name
    return gettext("par %(hand)s, pour %(who)s") % {"hand": hand, "who": step.by.first_name}


@dataclass(frozen=True)
class News:
    """A notice about an exchange: its words, with %(…)s, what fills them, and what makes it the same notice."""

    words: Words
    fill: Mapping[str, object]
    key: str
    kind: NoticeKind = NoticeKind.EXCHANGE


def announce(exchange: Exchange, person: Person, news: News, now: datetime.datetime) -> None:
    """Tell somebody, in their language; a moment among what fills the words is said in it too."""
    with override(language(person)):
        fill = {
            name: moments.moment_of(value) if isinstance(value, datetime.datetime) else str(value)
            for name, value in news.fill.items()
        }
        text = str(news.words) % {"what": exchange.listing.title, **fill}
    link = f"/echange/{exchange.reference}/"
    tell(person=person, kind=news.kind, text=text, link=link, now=now, key=key_of(exchange, news))


def key_of(exchange: Exchange, news: News) -> str:
    """What makes a notice about this exchange the same notice."""
    return f"{exchange.reference}:{news.key}"


def _standing(exchange: Exchange, sides: Sides, now: datetime.datetime) -> Words:
    state, course = State(exchange.state), Course(exchange.course)
    if state == State.ASKED:
        return _asked(exchange, sides)
    if state == State.ACCEPTED and practices.of(exchange.practice).orders:
        return _ORDERED[By.OWNER in sides]
    if state == State.ACCEPTED:
        return _ACCEPTED[course, By.GIVER in sides if course != Course.GATHERING else By.OWNER in sides]
    if state == State.HANDED_OVER and course == Course.LENDING:
        late = exchange.ends_at is not None and exchange.ends_at <= now
        return _LENT[late, By.GIVER in sides]
    if state in (State.HANDED_OVER, State.RETURNED):
        return _WAITS if has_said(exchange, sides) else _SAY_TOO[course]
    if state == State.CONFIRMED:
        return _CONFIRMED.get(exchange.proof, _CONFIRMED["B"])
    if state == State.DISPUTED:
        return _disputed(exchange, sides)
    return _ENDED[state]


def _asked(exchange: Exchange, sides: Sides) -> Words:
    if By.OWNER in sides:
        offered = exchange.listing.direction == Direction.OFFER
        return _ASKED_OF_YOU if offered else _OFFERED_TO_YOU
    if serves(exchange.listing):
        return _IN_LINE
    return _WAITS_FOR_ANSWER[Direction(exchange.listing.direction)]


def _disputed(exchange: Exchange, sides: Sides) -> Words:
    if By.MODERATOR in sides:
        return _TO_SETTLE
    opened = By.GIVER if exchange.disputed_by_id == exchange.giver_id else By.RECEIVER
    return _YOU_DISAGREE if opened in sides else _THEY_DISAGREE


_ASKED_OF_YOU = _("%(other)s attend votre réponse.")
_OFFERED_TO_YOU = _("%(other)s propose de vous aider et attend votre réponse.")
_WAITS_FOR_ANSWER: Mapping[Direction, Words] = {
    Direction.OFFER: _("Votre demande est partie. %(other)s a jusqu’au %(until)s pour répondre."),
    Direction.REQUEST: _("Votre proposition est partie. %(other)s a jusqu’au %(until)s pour répondre."),
}
_IN_LINE = _(
    "Ce n’est pas libre pour l’instant : vous êtes sur la liste d’attente. "
    "Dès que c’est libre, c’est accordé au premier de la liste, qui reçoit un avis."
)
_WAITS = _(
    "Vous avez confirmé. %(other)s peut confirmer à son tour ; sinon, votre parole compte seule après trois jours."
)
_TO_SETTLE = _("Les deux voisins ne sont pas d’accord. Lisez leurs mots, puis décidez.")
_YOU_DISAGREE = _(
    "Vous avez dit votre désaccord. %(other)s peut vous répondre ; sinon, la modération du quartier décidera."
)
_THEY_DISAGREE = _("%(other)s n’est pas d’accord. Dites votre version ; sinon, la modération du quartier décidera.")
_ACCEPTED: Mapping[tuple[Course, bool], Words] = {
    (Course.LENDING, True): _("C’est d’accord. En remettant l’objet, tapez le code montré par %(other)s."),
    (Course.LENDING, False): _("C’est d’accord. En recevant l’objet, montrez votre code à %(other)s."),
    (Course.HANDING, True): _("C’est d’accord. Quand c’est fait, tapez le code montré par %(other)s."),
    (Course.HANDING, False): _("C’est d’accord. Quand c’est fait, montrez votre code à %(other)s."),
    (Course.GATHERING, True): _("%(other)s a sa place."),
    (Course.GATHERING, False): _("Votre place est gardée. En arrivant, tapez le code affiché par %(other)s."),
}
"""By course, and whether the reader gives (for a gathering: holds it)."""
_ORDERED: Mapping[bool, Words] = {
    True: _("%(other)s a commandé : c’est noté."),
    False: _("Votre commande est notée. En venant la chercher, tapez le code affiché par %(other)s."),
}
"""By whether the reader holds the order: one comes for something, and takes no seat."""
_LENT: Mapping[tuple[bool, bool], Words] = {
    (False, True): _("L’objet est chez %(other)s jusqu’au %(ends)s."),
    (False, False): _("L’objet est chez vous. %(other)s le retrouve le %(ends)s au plus tard."),
    (True, True): _("L’objet devait revenir le %(ends)s. Écrivez à %(other)s : c’est souvent un simple oubli."),
    (True, False): _("L’objet devait revenir le %(ends)s. Rendez-le, ou demandez à le garder plus longtemps."),
}
"""By whether it is late, and whether the reader lends."""
_SAY_TOO: Mapping[Course, Words] = {
    Course.LENDING: _("%(other)s dit que l’objet est revenu. Confirmez d’un geste."),
    Course.HANDING: _("%(other)s dit que c’est fait. Confirmez d’un geste."),
    Course.GATHERING: _("%(other)s dit que c’est fait. Confirmez d’un geste."),
}
_CONFIRMED: Mapping[str, Words] = {
    "A": _("C’est confirmé par vous deux, avec le code. Merci !"),
    "B": _("C’est confirmé par vous deux. Merci !"),
    "C": _("C’est confirmé par un seul de vous deux."),
}
_ENDED: Mapping[State, Words] = {
    State.DECLINED: _("Pas cette fois. D’autres voisins ont peut-être ce qu’il faut."),
    State.CANCELLED: _("C’est annulé."),
    State.NOT_SHOWN: _("Le rendez-vous a été manqué. Chacun peut dire ce qui s’est passé."),
    State.REVERSED: _("Cet échange n’a pas eu lieu : il n’est plus compté."),
}
_STEPS: Mapping[str, Words] = {
    "ask": _("%(who)s a répondu à l’annonce"),
    "accept": _("%(who)s a accepté"),
    "decline": _("%(who)s a décliné"),
    "withdraw": _("%(who)s a retiré sa demande"),
    "fade": _("Sans réponse à temps, la demande est close"),
    "cancel": _("%(who)s a annulé"),
    "write": _("%(who)s a écrit"),
    "hand_over_by_code": _("%(who)s a remis l’objet, avec le code"),
    "hand_over": _("%(who)s a dit que l’objet est remis"),
    "extend": _("%(who)s garde l’objet plus longtemps"),
    "give_back": _("%(who)s a dit que l’objet est rendu"),
    "meet_by_code": _("%(who)s a confirmé, avec le code"),
    "attend_by_code": _("%(who)s était là, avec le code"),
    "say_done": _("%(who)s a dit que c’est fait"),
    "confirm": _("%(who)s a confirmé le retour"),
    "confirm_done": _("%(who)s a confirmé"),
    "lapse": _("Après trois jours, le retour est confirmé par un seul côté"),
    "lapse_done": _("Après trois jours, c’est confirmé par un seul côté"),
    "miss": _("%(who)s a dit que le rendez-vous a été manqué"),
    "dispute": _("%(who)s n’est pas d’accord"),
    "drop": _("%(who)s n’a plus rien à redire"),
    "concede": _("%(who)s est d’accord : l’échange n’a pas eu lieu"),
    "uphold": _("La modération a décidé que l’échange a eu lieu"),
    "undo": _("La modération a décidé que l’échange n’a pas eu lieu"),
}
_BY_TIME: Mapping[str, Words] = {"accept": _("Accepté aussitôt : il y avait de la place")}
