"""W5: a process of the site that answers the mix of pages, and tells what each cost.

    python -m benchmarks.w5_reader mix SEED PAGES     seconds (server, processor, database) and queries, by kind of page
    python -m benchmarks.w5_reader plans SEED PAGES   queries of the mix that read a big table from end to end
    python -m benchmarks.w5_reader warm 0 0           read the big tables and their indexes; their size [GB]
    python -m benchmarks.w5_reader write SEED TIMES   listing, request, confirmation: seconds of each action

Pages are asked of Django's own handler in the process, so that what is measured is the server's part.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

import django

from benchmarks.w5_world import BIG

MIX = {"feed": 40, "search": 25, "listing": 20, "board": 10, "mine": 5}
WORDS = "perceuse vélo tondeuse livre chaise raclette échelle valise poussette".split()
FAR = ("", "0.5", "1", "5")
BARE_SHARE = 4
"""One bare page for each so many pages of the mix, between them."""


class Reader:
    """Signs in as one neighbour after the other, and asks for what they would."""

    def __init__(self, seed: int) -> None:
        from django.test import Client

        from mitoyen.web.people.models import Person

        self.draw = random.Random(seed)
        self.client = Client(SERVER_NAME="localhost")
        self.people = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]
        self.queries: list[tuple[str, Any, float]] = []

    def sign_in(self) -> None:
        """Become a neighbour drawn by chance: busy quartiers have more of them."""
        from mitoyen.web.neighbourhood import rules
        from mitoyen.web.people.models import Person

        self.person = Person.objects.get(pk=1 + self.draw.randrange(self.people))
        self.client.force_login(self.person)
        place = rules.first_place(self.person)
        self.place = place.code if place else ""

    def address(self, kind: str) -> str:
        """Address of a page of a kind that this neighbour would open."""
        if kind == "feed":
            return f"/v/{self.place}/"
        if kind == "search":
            told = (
                f"words={self.draw.choice(WORDS)}&within={self.draw.choice(FAR)}&sort={self.draw.choice(('', 'near'))}"
            )
            return f"/v/{self.place}/chercher/?{told}"
        if kind == "listing":
            return f"/annonce/{self._listing()}/"
        return {"board": f"/mesure/{self.place}/", "mine": "/moi/", "bare": "/bare/"}[kind]

    def ask(self, kind: str) -> dict[str, float]:
        """What a page cost: seconds of the server, of its processor and in the database, and how many queries."""
        from django.db import connection

        address = self.address(kind)
        self.queries.clear()
        with connection.execute_wrapper(self._watch):
            begun, busy = time.perf_counter(), time.process_time()
            answer = self.client.get(address)
            wall, cpu = time.perf_counter() - begun, time.process_time() - busy
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        database = sum(spent for *_, spent in self.queries)
        return {"wall": wall, "cpu": cpu, "database": database, "queries": len(self.queries)}

    def _watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries.append((sql, params, time.perf_counter() - begun))

    def _listing(self) -> str:
        from mitoyen.web.neighbourhood import rules
        from mitoyen.web.neighbourhood.models import Listing
        from mitoyen.web.people.actor import Actor

        sight = rules.sight_of(Actor(self.person), self.place)
        shown = Listing.objects.filter(shown_in__in=sight.shown_in, state="open").order_by("-published_at")
        found = list(shown.values_list("reference", flat=True)[:20])
        return self.draw.choice(found) if found else str(self.person.listings.values_list("reference", flat=True)[0])


def mix(seed: int, pages: int) -> dict[str, list[dict[str, float]]]:
    """The cost of each page, by kind; one bare page between every few."""
    reader, costs = Reader(seed), defaultdict(list)
    for kind in MIX:  # what the first page of a process loads is not what a page costs
        reader.sign_in()
        reader.ask(kind)
    for number in range(pages):
        reader.sign_in()
        kind = reader.draw.choices(list(MIX), list(MIX.values()))[0]
        costs[kind].append(reader.ask(kind))
        if number % BARE_SHARE == 0:
            costs["bare"].append(reader.ask("bare"))
    return costs


def plans(seed: int, pages: int) -> list[str]:
    """Distinct queries of the mix whose plan reads a big table from end to end."""
    reader, found = Reader(seed), {}
    for number in range(pages):
        reader.sign_in()
        reader.ask(list(MIX)[number % len(MIX)])
        for sql, params, _ in list(reader.queries):
            if sql.lstrip("( ").upper().startswith("SELECT") and sql not in found:
                found[sql] = _reads_everything(sql, params)
    return [f"{table}: {sql[:400]}" for sql, table in found.items() if table]


def _reads_everything(sql: str, params: Any) -> str:
    """The big table that a query reads whole; "" when it uses indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            return next((node["Relation Name"] for node in _nodes(cursor.fetchone()[0][0]["Plan"]) if _whole(node)), "")
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        steps = [str(row[3]) for row in cursor.fetchall()]
    scanned = [step.split()[1] for step in steps if step.startswith("SCAN ") and " USING " not in step]
    return next((name for name in scanned if name in BIG), "")


def _whole(node: dict[str, Any]) -> bool:
    return node["Node Type"] == "Seq Scan" and node.get("Relation Name") in BIG


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(inner for below in plan.get("Plans", ()) for inner in _nodes(below))]


def warm(_: int, __: int) -> float:
    """Bring the big tables of PostgreSQL and their indexes into memory, as they are after a day; their size [GB]."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        cursor.execute(
            "SELECT sum(8192 * pg_prewarm(rel, 'read')) FROM ("
            "SELECT oid AS rel FROM pg_class WHERE relname = ANY(%s) UNION ALL "
            "SELECT indexrelid FROM pg_index JOIN pg_class ON oid = indrelid WHERE relname = ANY(%s)) AS known",
            [list(BIG), list(BIG)],
        )
        return float(cursor.fetchone()[0]) / 1e9


def write(seed: int, times: int) -> dict[str, list[float]]:
    """Seconds of each action of a gift, from the listing to the fact."""
    from django.utils import timezone

    from mitoyen.web.neighbourhood.enums import Direction
    from mitoyen.web.neighbourhood.exchanges import actions
    from mitoyen.web.neighbourhood.listings.actions import publish
    from mitoyen.web.neighbourhood.listings.drafts import Draft
    from mitoyen.web.people.actor import Actor
    from mitoyen.web.people.models import Person

    draw, spent = random.Random(seed), defaultdict(list)
    people = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]

    def timed(name: str, act: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        try:
            return act()
        finally:
            spent[name].append(time.perf_counter() - begun)

    for number in range(times):
        owner, asker, home = _neighbours(draw, people)
        draft = Draft(Direction.OFFER, "give", f"Lot de verres {seed}-{number}", category="book")
        told = partial(publish, draft=draft, place=home, by=Actor(owner), now=timezone.now())
        gift = timed("listing", told)
        asked = timed("request", partial(actions.ask, listing=gift, by=Actor(asker), now=timezone.now()))
        for name, by in (("accept", owner), ("say_done", owner), ("confirm_done", asker)):
            timed(name, partial(actions.move, exchange=asked, name=name, by=Actor(by), now=timezone.now()))
    return spent


def _neighbours(draw: random.Random, people: int) -> tuple[Any, Any, Any]:
    """Two people of one residence, and the residence."""
    from mitoyen.web.places.models import Belonging

    while True:
        first = Belonging.objects.select_related("person", "place").get(person=1 + draw.randrange(people))
        others = Belonging.objects.select_related("person").filter(place=first.place).exclude(pk=first.pk)
        if others.exists():
            return first.person, others[0].person, first.place


def main() -> None:
    django.setup()
    from django.test.utils import override_settings

    order, seed, many = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with override_settings(ROOT_URLCONF="benchmarks.w5_bare"):
        print(json.dumps({"mix": mix, "plans": plans, "warm": warm, "write": write}[order](seed, many)))


if __name__ == "__main__":
    main()
