"""Neighbours who reserve one drill at the same moment: a process of its own, on a database of its own.

python -m tests.faults.racers plant 200          makes the drill and the neighbours; says the row of the drill
python -m tests.faults.racers race FROM TO WHEN  the neighbours of these rows ask at that moment; says what each got
"""

import datetime
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django

THREADS = 25


def plant(people: int) -> None:
    from tests.web.neighbourhood import cast

    cast.listing(cast.bertrand(), at_once=True)
    for number in range(people):
        cast.resident(f"Voisin{number}")


def race(first: int, last: int, when: float) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        print(json.dumps(list(pool.map(lambda number: ask(number, when), range(first, last)))))


def ask(number: int, when: float) -> str:
    """What one neighbour is answered."""
    from django.db import connection

    from mitoyen.web.neighbourhood.exchanges import actions
    from mitoyen.web.neighbourhood.models import Listing
    from mitoyen.web.people.actor import Actor
    from mitoyen.web.people.models import Person
    from tests.web.neighbourhood.cast import DAY, HOUR, NOW

    drill, person = Listing.objects.get(), Person.objects.get(first_name=f"Voisin{number}")
    time.sleep(max(0.0, when - time.time()))
    asked: dict[str, Any] = {
        "starts_at": NOW + DAY,
        "ends_at": NOW + DAY + 2 * HOUR + datetime.timedelta(minutes=number % 7),
    }
    try:
        return str(actions.ask(listing=drill, by=Actor(person), now=NOW, **asked).state)
    except Exception as error:  # noqa: BLE001 - the test reads what went wrong
        return f"{type(error).__name__}: {error}"
    finally:
        connection.close()


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "plant":
        plant(int(sys.argv[2]))
    else:
        race(int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
