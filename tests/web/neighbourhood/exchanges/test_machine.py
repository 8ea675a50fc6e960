"""The table of moves against a table written apart: every move, from every state, by everybody, in every course."""

import datetime
from itertools import product

import pytest

from mitoyen.web.neighbourhood.enums import Course, State
from mitoyen.web.neighbourhood.exchanges import machine
from mitoyen.web.neighbourhood.exchanges.machine import By
from mitoyen.web.neighbourhood.models import Exchange
from tests.web.neighbourhood.cast import DAY, NOW

GIVER, RECEIVER, STRANGER, MODERATOR = 1, 2, 3, 4
LONG_AGO = NOW - 40 * DAY

# state → move → who, in words of the neighbours. "owner" and "asker" stand for the people of the listing.
LENDING = {
    "asked": {
        "accept": "owner",
        "decline": "owner",
        "withdraw": "asker",
        "fade": "clock",
        "write": "giver receiver",
    },
    "accepted": {
        "cancel": "giver receiver",
        "forget": "clock",
        "write": "giver receiver",
        "hand_over_by_code": "giver",
        "hand_over": "giver receiver",
        "miss": "giver receiver",
    },
    "handed_over": {
        "write": "giver receiver",
        "extend": "receiver",
        "give_back": "giver receiver",
        "dispute": "giver receiver",
    },
    "returned": {
        "write": "giver receiver",
        "confirm": "giver receiver",
        "lapse": "clock",
        "dispute": "giver receiver",
    },
    "confirmed": {"dispute": "giver receiver"},
    "disputed": {
        "write": "giver receiver",
        "drop": "giver",
        "concede": "receiver",
        "uphold": "moderator",
        "undo": "moderator",
    },
}
_ONCE = {
    **{state: LENDING[state] for state in ("asked", "confirmed", "disputed")},
    "handed_over": {
        "write": "giver receiver",
        "confirm_done": "giver receiver",
        "lapse_done": "clock",
        "dispute": "giver receiver",
    },
}
_MET = {
    "cancel": "giver receiver",
    "forget": "clock",
    "write": "giver receiver",
    "say_done": "giver receiver",
    "miss": "giver receiver",
}
HANDING = {
    **_ONCE,
    "accepted": {**_MET, "meet_by_code": "giver"},
    "handed_over": {**_ONCE["handed_over"], "meet_by_code": "giver"},
}
GATHERING = {
    **_ONCE,
    "accepted": {**_MET, "attend_by_code": "asker"},
    "handed_over": {**_ONCE["handed_over"], "attend_by_code": "asker"},
}
EXPECTED = {Course.LENDING: LENDING, Course.HANDING: HANDING, Course.GATHERING: GATHERING}
PEOPLE = ("giver", "receiver", "stranger", "moderator", "clock")


def exchange(course: Course, state: State, *, offered: bool = True) -> Exchange:
    """One in which all that time may bring has come; the giver opened the disagreement."""
    owner, asker = (GIVER, RECEIVER) if offered else (RECEIVER, GIVER)
    return Exchange(
        course=course,
        state=state,
        owner_id=owner,
        asker_id=asker,
        giver_id=GIVER,
        receiver_id=RECEIVER,
        asked_at=LONG_AGO,
        moved_at=LONG_AGO,
        starts_at=LONG_AGO,
        disputed_by_id=GIVER,
    )


def sides(made: Exchange, who: str) -> frozenset[By]:
    if who == "clock":
        return frozenset({By.CLOCK})
    number = {"giver": GIVER, "receiver": RECEIVER, "stranger": STRANGER, "moderator": MODERATOR}[who]
    return machine.sides(made, number, settles=who == "moderator")


def expected(course: Course, state: State, move: str, who: str, *, offered: bool) -> bool:
    known = {"owner": "giver" if offered else "receiver", "asker": "receiver" if offered else "giver"}
    told = EXPECTED[course].get(state, {}).get(move, "").split()
    return who in [known.get(word, word) for word in told]


@pytest.mark.parametrize("offered", [True, False], ids=["offer", "request"])
@pytest.mark.parametrize("course", Course)
def test_every_move_is_open_to_those_whom_the_table_names_and_to_nobody_else(course, offered):
    states = set(State) - ({State.RETURNED} if course != Course.LENDING else set())  # only what is lent comes back
    for state, move, who in product(states, machine.BY_NAME, PEOPLE):
        made = exchange(course, state, offered=offered)
        told = machine.allowed(machine.BY_NAME[move], made, sides(made, who), NOW)
        assert told == expected(course, state, move, who, offered=offered), (course, state, move, who, offered)


def test_the_table_of_the_test_names_every_move():
    named = {move for course in EXPECTED.values() for moves in course.values() for move in moves}
    assert named == set(machine.BY_NAME)


def test_nothing_leaves_a_state_that_is_an_end():
    for state in (State.DECLINED, State.CANCELLED, State.NOT_SHOWN, State.REVERSED):
        assert not [move.name for move in machine.MOVES if state in move.sources]


def test_every_state_can_be_reached():
    reached = {State.ASKED} | {move.target for move in machine.MOVES if move.target}
    assert reached == set(State)


@pytest.mark.parametrize(
    ("move", "state", "course", "early", "late"),
    [
        ("fade", State.ASKED, Course.HANDING, 14 * DAY - datetime.timedelta(seconds=1), 14 * DAY),
        ("forget", State.ACCEPTED, Course.HANDING, 30 * DAY - datetime.timedelta(seconds=1), 30 * DAY),
        ("lapse", State.RETURNED, Course.LENDING, 3 * DAY - datetime.timedelta(seconds=1), 3 * DAY),
        ("lapse_done", State.HANDED_OVER, Course.HANDING, 3 * DAY - datetime.timedelta(seconds=1), 3 * DAY),
    ],
)
def test_the_clock_waits_its_time(move, state, course, early, late):
    made = exchange(course, state)
    made.starts_at = None
    clock = frozenset({By.CLOCK})
    assert not machine.allowed(machine.BY_NAME[move], made, clock, LONG_AGO + early)
    assert machine.allowed(machine.BY_NAME[move], made, clock, LONG_AGO + late)


def test_a_disagreement_can_be_told_for_two_weeks_after_the_confirmation():
    made = exchange(Course.LENDING, State.CONFIRMED)
    made.confirmed_at = NOW
    dispute, receiver = machine.BY_NAME["dispute"], sides(made, "receiver")
    assert machine.allowed(dispute, made, receiver, NOW + 13 * DAY)
    assert not machine.allowed(dispute, made, receiver, NOW + 14 * DAY)


def test_an_appointment_is_missed_only_once_its_hour_has_come():
    made = exchange(Course.HANDING, State.ACCEPTED)
    made.starts_at = NOW
    missed, giver = machine.BY_NAME["miss"], sides(made, "giver")
    assert not machine.allowed(missed, made, giver, NOW - datetime.timedelta(minutes=1))
    assert machine.allowed(missed, made, giver, NOW)


def test_who_has_spoken_does_not_confirm_alone():
    made = exchange(Course.LENDING, State.RETURNED)
    made.receiver_said_at = LONG_AGO
    confirm = machine.BY_NAME["confirm"]
    assert not machine.allowed(confirm, made, sides(made, "receiver"), NOW)
    assert machine.allowed(confirm, made, sides(made, "giver"), NOW)


@pytest.mark.parametrize(
    ("giver", "receiver", "met", "letter"),
    [
        (True, True, True, "A"),
        (True, True, False, "B"),
        (True, False, False, "C"),
        (False, True, True, "C"),
        (False, False, False, "C"),
    ],
)
def test_the_proof_says_how_many_sides_spoke_and_whether_they_met(giver, receiver, met, letter):
    made = exchange(Course.LENDING, State.RETURNED)
    made.giver_said_at, made.receiver_said_at = (NOW if giver else None), (NOW if receiver else None)
    made.met = met
    assert machine.proof(made) == letter
