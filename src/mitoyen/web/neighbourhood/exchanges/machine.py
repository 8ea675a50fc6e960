"""The one state machine of every practice, as a table: who may make which move from where, when, and whom it tells.

Three courses share it: a loan comes back, a gift or a service changes hands once, a gathering brings several people,
each with an exchange of their own. A fact is counted when an exchange enters `confirmed`, and undone when it leaves for
`reversed`. Nothing else moves an exchange.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mitoyen.web.neighbourhood.enums import Course, State
from mitoyen.web.neighbourhood.models import Exchange

ALONE = datetime.timedelta(days=3)
"""How long the word of one side waits for the other's, before it counts alone (proof C)."""
ANSWER = datetime.timedelta(days=14)
"""How long a request waits for an answer."""
REGRET = datetime.timedelta(days=14)
"""How long after the confirmation a disagreement may still be told."""
FORGOTTEN = datetime.timedelta(days=1)
"""After an appointment without an hour, how long before it can be called missed."""
SILENCE = datetime.timedelta(days=30)
"""How long an accepted exchange of which nobody says anything is kept open after its time."""


class By(StrEnum):
    """In what quality somebody makes a move."""

    OWNER = "owner"
    """Of the listing."""
    ASKER = "asker"
    """Who answered it."""
    GIVER = "giver"
    RECEIVER = "receiver"
    MODERATOR = "moderator"
    CLOCK = "clock"
    """Nobody: time went by."""


When = Callable[[Exchange, frozenset[By], datetime.datetime], bool]


@dataclass(frozen=True)
class Move:
    """One line of the table."""

    name: str
    sources: frozenset[State]
    target: State | None
    """None: it stays where it is."""
    by: frozenset[By]
    label: str | Promise
    """What the button says."""
    told: str | Promise
    """What the other side is told, with %(who)s and %(what)s; the clock tells both."""
    when: When = lambda exchange, sides, now: True
    courses: frozenset[Course] = frozenset(Course)
    code: bool = False
    """Whether the code of the other side must be typed."""
    says: bool = False
    """Whether making it is also saying that the exchange took place."""
    back: bool = False
    """Whether it returns to the state before the disagreement."""


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


def _by(*sides: By) -> frozenset[By]:
    return frozenset(sides)


def answer_by(exchange: Exchange) -> datetime.datetime:
    """Until when a request waits: fourteen days, and no longer than until its time, or that it ends if it had begun."""
    ahead = (moment for moment in (exchange.starts_at, exchange.ends_at) if moment and moment > exchange.asked_at)
    return min([exchange.asked_at + ANSWER, *ahead])


def has_said(exchange: Exchange, sides: frozenset[By]) -> bool:
    """Whether somebody of these sides said already that it took place."""
    return bool((By.GIVER in sides and exchange.giver_said_at) or (By.RECEIVER in sides and exchange.receiver_said_at))


def _still_to_say(exchange: Exchange, sides: frozenset[By], now: datetime.datetime) -> bool:
    """That side has not said so yet."""
    return not has_said(exchange, sides)


def _waited(exchange: Exchange, sides: frozenset[By], now: datetime.datetime) -> bool:
    """Three days without a word of the other side."""
    return now >= exchange.moved_at + ALONE


def _unanswered(exchange: Exchange, sides: frozenset[By], now: datetime.datetime) -> bool:
    """Nobody answered in fourteen days, or the time has come."""
    return now >= answer_by(exchange)


def _appointment_passed(exchange: Exchange, sides: frozenset[By], now: datetime.datetime) -> bool:
    """The hour has come."""
    return now >= (exchange.starts_at or exchange.moved_at + FORGOTTEN)


def _silent(exchange: Exchange, sides: frozenset[By], now: datetime.datetime) -> bool:
    """Thirty days without news."""
    return now >= max(exchange.moved_at, exchange.ends_at or exchange.starts_at or exchange.moved_at) + SILENCE


def _fresh(exchange: Exchange, sides: frozenset[By], now: datetime.datetime) -> bool:
    """Within fourteen days of the confirmation."""
    return exchange.confirmed_at is None or now < exchange.confirmed_at + REGRET


def _opened(exchange: Exchange, sides: frozenset[By], now: datetime.datetime) -> bool:
    """By whoever disagreed."""
    return By.GIVER in sides if exchange.disputed_by_id == exchange.giver_id else By.RECEIVER in sides


def _answers(exchange: Exchange, sides: frozenset[By], now: datetime.datetime) -> bool:
    """By the other side."""
    return not _opened(exchange, sides, now)


S, EITHER = State, _by(By.GIVER, By.RECEIVER)
LENDING, ONCE = frozenset({Course.LENDING}), frozenset({Course.HANDING, Course.GATHERING})
MOVES: tuple[Move, ...] = (
    Move("accept", _from(S.ASKED), S.ACCEPTED, _by(By.OWNER), _("Accepter"), _("%(who)s accepte : %(what)s.")),
    Move(
        "decline",
        _from(S.ASKED),
        S.DECLINED,
        _by(By.OWNER),
        _("Décliner"),
        _("%(who)s ne peut pas cette fois : %(what)s."),
    ),
    Move(
        "withdraw",
        _from(S.ASKED),
        S.CANCELLED,
        _by(By.ASKER),
        _("Me désister"),
        _("%(who)s se désiste : %(what)s."),
    ),
    Move(
        "fade",
        _from(S.ASKED),
        S.CANCELLED,
        _by(By.CLOCK),
        _("Laisser tomber"),
        _("Sans réponse à temps, la demande est close : %(what)s."),
        _unanswered,
    ),
    Move("cancel", _from(S.ACCEPTED), S.CANCELLED, EITHER, _("Annuler"), _("%(who)s annule : %(what)s.")),
    Move(
        "forget",
        _from(S.ACCEPTED),
        S.CANCELLED,
        _by(By.CLOCK),
        _("Laisser tomber"),
        _("Un mois a passé sans nouvelles, l’échange est clos : %(what)s."),
        _silent,
    ),
    Move(
        "write",
        _from(S.ASKED, S.ACCEPTED, S.HANDED_OVER, S.RETURNED, S.DISPUTED),
        None,
        EITHER,
        _("Écrire"),
        _("%(who)s vous écrit : %(what)s."),
    ),
    Move(
        "hand_over_by_code",
        _from(S.ACCEPTED),
        S.HANDED_OVER,
        _by(By.GIVER),
        _("Remettre avec le code"),
        _("%(who)s vous a remis : %(what)s."),
        courses=LENDING,
        code=True,
    ),
    Move(
        "hand_over",
        _from(S.ACCEPTED),
        S.HANDED_OVER,
        EITHER,
        _("C’est remis"),
        _("%(who)s dit que c’est remis : %(what)s."),
        courses=LENDING,
    ),
    Move(
        "extend",
        _from(S.HANDED_OVER),
        None,
        _by(By.RECEIVER),
        _("Garder plus longtemps"),
        _("%(who)s garde plus longtemps : %(what)s."),
        courses=LENDING,
    ),
    Move(
        "give_back",
        _from(S.HANDED_OVER),
        S.RETURNED,
        EITHER,
        _("C’est rendu"),
        _("%(who)s dit que c’est rendu : %(what)s. Confirmez d’un geste."),
        courses=LENDING,
        says=True,
    ),
    Move(
        "meet_by_code",
        _from(S.ACCEPTED, S.HANDED_OVER),
        S.CONFIRMED,
        _by(By.GIVER),
        _("Confirmer avec le code"),
        _("C’est confirmé avec %(who)s : %(what)s."),
        courses=frozenset({Course.HANDING}),
        code=True,
        says=True,
    ),
    Move(
        "attend_by_code",
        _from(S.ACCEPTED, S.HANDED_OVER),
        S.CONFIRMED,
        _by(By.ASKER),
        _("J’y suis : taper le code"),
        _("%(who)s était là : %(what)s."),
        courses=frozenset({Course.GATHERING}),
        code=True,
        says=True,
    ),
    Move(
        "say_done",
        _from(S.ACCEPTED),
        S.HANDED_OVER,
        EITHER,
        _("C’est fait"),
        _("%(who)s dit que c’est fait : %(what)s. Confirmez d’un geste."),
        courses=ONCE,
        says=True,
    ),
    Move(
        "confirm",
        _from(S.RETURNED),
        S.CONFIRMED,
        EITHER,
        _("Confirmer le retour"),
        _("%(who)s confirme le retour : %(what)s."),
        _still_to_say,
        courses=LENDING,
        says=True,
    ),
    Move(
        "confirm_done",
        _from(S.HANDED_OVER),
        S.CONFIRMED,
        EITHER,
        _("Confirmer"),
        _("%(who)s confirme : %(what)s."),
        _still_to_say,
        courses=ONCE,
        says=True,
    ),
    Move(
        "lapse",
        _from(S.RETURNED),
        S.CONFIRMED,
        _by(By.CLOCK),
        _("Confirmer sans l’autre"),
        _("Après trois jours, l’échange est confirmé par un seul côté : %(what)s."),
        _waited,
        courses=LENDING,
    ),
    Move(
        "lapse_done",
        _from(S.HANDED_OVER),
        S.CONFIRMED,
        _by(By.CLOCK),
        _("Confirmer sans l’autre"),
        _("Après trois jours, l’échange est confirmé par un seul côté : %(what)s."),
        _waited,
        courses=ONCE,
    ),
    Move(
        "miss",
        _from(S.ACCEPTED),
        S.NOT_SHOWN,
        EITHER,
        _("Personne n’est venu"),
        _("%(who)s dit que le rendez-vous a été manqué : %(what)s. Vous pouvez répondre."),
        _appointment_passed,
    ),
    Move(
        "dispute",
        _from(S.HANDED_OVER, S.RETURNED, S.CONFIRMED),
        S.DISPUTED,
        EITHER,
        _("Ce n’est pas ce qui s’est passé"),
        _("%(who)s n’est pas d’accord : %(what)s. Dites votre version."),
        _fresh,
    ),
    Move(
        "drop",
        _from(S.DISPUTED),
        None,
        EITHER,
        _("Finalement, tout va bien"),
        _("%(who)s n’a plus rien à redire : %(what)s."),
        _opened,
        back=True,
    ),
    Move(
        "concede",
        _from(S.DISPUTED),
        S.REVERSED,
        EITHER,
        _("D’accord : l’échange n’a pas eu lieu"),
        _("%(who)s est d’accord : l’échange n’a pas eu lieu, il n’est plus compté : %(what)s."),
        _answers,
    ),
    Move(
        "uphold",
        _from(S.DISPUTED),
        S.CONFIRMED,
        _by(By.MODERATOR),
        _("L’échange a eu lieu"),
        _("La modération a décidé que l’échange a eu lieu : %(what)s."),
    ),
    Move(
        "undo",
        _from(S.DISPUTED),
        S.REVERSED,
        _by(By.MODERATOR),
        _("L’échange n’a pas eu lieu"),
        _("La modération a décidé que l’échange n’a pas eu lieu : %(what)s. Il n’est plus compté."),
    ),
)
BY_NAME = {move.name: move for move in MOVES}


def sides(exchange: Exchange, person_id: int, *, settles: bool = False) -> frozenset[By]:
    """In what qualities somebody stands before an exchange; `settles`: whether they moderate its place."""
    found = {
        By.OWNER: exchange.owner_id == person_id,
        By.ASKER: exchange.asker_id == person_id,
        By.GIVER: exchange.giver_id == person_id,
        By.RECEIVER: exchange.receiver_id == person_id,
    }
    taking_part = frozenset(side for side, there in found.items() if there)
    return taking_part or (frozenset({By.MODERATOR}) if settles else frozenset())


def open_moves(exchange: Exchange, by: frozenset[By], now: datetime.datetime) -> list[Move]:
    """The moves that somebody of these qualities may make now."""
    return [move for move in MOVES if allowed(move, exchange, by, now)]


def allowed(move: Move, exchange: Exchange, by: frozenset[By], now: datetime.datetime) -> bool:
    """Whether the table lets it happen now."""
    return (
        State(exchange.state) in move.sources
        and Course(exchange.course) in move.courses
        and bool(move.by & by)
        and move.when(exchange, by & move.by, now)
    )


def proof(exchange: Exchange) -> str:
    """A both sides and a code typed at the meeting · B both sides · C one side, after the delay or a decision."""
    if not (exchange.giver_said_at and exchange.receiver_said_at):
        return "C"
    return "A" if exchange.met else "B"
