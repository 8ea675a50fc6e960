"""People who prove a home at the same instant: a process of its own, on a database of its own.

python -m tests.faults.homes    runs every race; says as JSON what came of each
"""

import json
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

import django

Deed = Callable[[], Any]
_NUMBER = count()


def race(*deeds: Deed) -> list[Any]:
    """Do the deeds at the same instant, each in a thread of its own; what each gave, or why it was refused."""
    from django.db import connection

    start = threading.Barrier(len(deeds))
    given: list[Any] = [None] * len(deeds)

    def run(rank: int, deed: Deed) -> None:
        start.wait()
        try:
            given[rank] = deed()
        except Exception as error:  # noqa: BLE001 - the test reads what went wrong
            given[rank] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(rank, deed)) for rank, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def kinds(given: list[Any]) -> dict[str, int]:
    """How many of each kind of answer."""
    return dict(Counter(type(one).__name__ for one in given))


def one_letter() -> Any:
    code, people = _letter(), [_stranger() for _ in range(8)]
    given = race(*(lambda by=by: letters.use(typed=code, by=by, now=cast.NOW) for by in people))
    proven = Belonging.objects.filter(person__in=[by.person for by in people], proof=ResidenceProof.LETTER)
    return kinds(given) | {"proven": proven.count()}


def one_link() -> Any:
    text, people = invitations.signed(_invitation()), [_stranger() for _ in range(8)]
    given = race(*(lambda by=by: invitations.accept(text=text, by=by, now=cast.NOW) for by in people))
    homes_made = Belonging.objects.filter(person__in=[by.person for by in people])
    return kinds(given) | {"homes": homes_made.count()}


def accepted_or_withdrawn() -> Any:
    made, nour = _invitation(), _stranger()
    accepted, withdrawn = race(
        lambda: invitations.accept(text=invitations.signed(made), by=nour, now=cast.NOW),
        lambda: invitations.withdraw(place=made.place, reference=made.reference, now=cast.NOW),
    )
    return isinstance(accepted, Belonging) is not withdrawn


def three_homes() -> Any:
    nour, places = _stranger(), [cast.residence("a"), cast.residence("b"), cast.les_corderies()]
    given = race(*(lambda place=place: homes.settle(place=place, by=nour, now=cast.NOW) for place in places))
    return kinds(given) | {"homes": Belonging.objects.filter(person=nour.person, until=None).count()}


def twelve_guesses() -> Any:
    nour = _stranger()
    given = race(*(lambda: letters.use(typed="BCDFGHJKMN", by=nour, now=cast.NOW) for _ in range(12)))
    return kinds(given) | {"guesses": Guess.objects.filter(person=nour.person).count()}


def two_voices() -> Any:
    nour, code = _newcomer()
    given = race(*(lambda by=by: vouching.vouch(typed=code, by=by, now=cast.NOW) for by in (_known(), _known())))
    return kinds(given) | {"proof": Belonging.objects.get(person=nour.person).proof}


def the_last_voices_of_a_year() -> Any:
    amina = _known()
    for _ in range(vouching.A_YEAR - 1):
        vouching.vouch(typed=_newcomer()[1], by=amina, now=cast.NOW)
    told = [_newcomer()[1] for _ in range(3)] * 2
    return kinds(race(*(lambda code=code: vouching.vouch(typed=code, by=amina, now=cast.NOW) for code in told)))


def one_order() -> Any:
    driss, place = _partner(), cast.residence("a")
    about: dict[str, Any] = {"place": place, "count": 5, "by": driss, "now": cast.NOW, "batch": "abcdefghjkmn"}
    given = race(*(lambda: letters.order(**about) for _ in range(3)))
    return kinds(given) | {"letters": Letter.objects.filter(batch="abcdefghjkmn").count()}


def one_name() -> Any:
    about: dict[str, Any] = {"parent": cast.les_corderies(), "name": "La Filasse", "dwellings": None, "point": None}
    return kinds(race(*(lambda: estates.add_residence(**about) for _ in range(4))))


def one_quartier_of_the_census() -> Any:
    given = race(*(lambda: actions.plant("352880103").code for _ in range(6)))
    return kinds(given)


def a_voice_and_a_letter() -> Any:
    nour, code = _newcomer()
    vouching.vouch(typed=code, by=_known(), now=cast.NOW)
    letter, hugo = _letter(), _known()
    race(
        lambda: vouching.vouch(typed=code, by=hugo, now=cast.NOW),
        lambda: letters.use(typed=letter, by=nour, now=cast.NOW),
    )
    return Belonging.objects.get(person=nour.person).proof


def vouching_for_each_other_s_neighbours() -> Any:
    """Rows held in another order would wait for one another for ever."""
    pairs = [(_newcomer(), _known(), _letter()) for _ in range(4)]
    deeds: list[Deed] = []
    for (nour, code), known, letter in pairs:
        deeds.append(partial(vouching.vouch, typed=code, by=known, now=cast.NOW))
        deeds.append(partial(letters.use, typed=letter, by=nour, now=cast.NOW))
        deeds.append(partial(homes.settle, place=cast.residence("b"), by=known, now=cast.NOW))
    given = race(*deeds)
    return [repr(one) for one in given if isinstance(one, Exception) and not isinstance(one, ValueError)]


RACES: tuple[Callable[[], Any], ...] = (
    one_letter,
    one_link,
    accepted_or_withdrawn,
    three_homes,
    twelve_guesses,
    two_voices,
    the_last_voices_of_a_year,
    one_order,
    one_name,
    one_quartier_of_the_census,
    a_voice_and_a_letter,
    vouching_for_each_other_s_neighbours,
)


def _partner() -> "Actor":
    who = cast.person("Driss", email=f"driss{next(_NUMBER)}@exemple.fr")
    return Actor(cast.belongs(who, cast.les_corderies(), Role.LANDLORD))


def _stranger() -> "Actor":
    return Actor(cast.person("Nour", email=f"nour{next(_NUMBER)}@exemple.fr"))


def _newcomer() -> "tuple[Actor, str]":
    by = Actor(cast.resident("Nour", "a", ResidenceProof.NONE, email=f"nour{next(_NUMBER)}@exemple.fr"))
    return by, vouching.introduce(by=by, now=cast.NOW).code


def _known() -> "Actor":
    return Actor(cast.resident("Amina", "a", email=f"amina{next(_NUMBER)}@exemple.fr"))


def _letter() -> str:
    return letters.order(place=cast.residence("a"), count=1, by=_partner(), now=cast.NOW).codes[0]


def _invitation() -> "Invitation":
    return invitations.invite(place=cast.residence("a"), by=_partner(), now=cast.NOW)


if __name__ == "__main__":
    django.setup()
    from mitoyen.web.people.actor import Actor
    from mitoyen.web.people.enums import ResidenceProof, Role
    from mitoyen.web.places import actions, estates, homes, invitations, letters, vouching
    from mitoyen.web.places.models import Belonging, Guess, Invitation, Letter
    from tests.web.neighbourhood import cast

    cast.les_corderies()
    print(json.dumps({run.__name__: run() for run in RACES}))
