"""W2: usage events over HTTP through the real API, to a real server, and how soon they are seen."""

import http.client
import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import load, w2_sites
from benchmarks.measure import Figure, Goal, Timing

ROUNDS, SECONDS, SEEN = 3, 2.0, 30
IN_A_ROW = 8
"""Times as many single events one after the other as after a silence."""
ABOUT = (
    "Requests of 1,000 events as NDJSON (2 % sent again) to one process of the site, over kept connections, each "
    "answered for every event once it is on the disk, while a process of its own folds them. Variants take turns with "
    "decoding of the same bytes and, where there is a PostgreSQL, with its one statement that stores and counts."
)
_BEHIND = "SELECT COUNT(DISTINCT position) - 1 FROM measure_cursor"
_FACTS = "SELECT COALESCE(SUM(facts), 0) FROM measure_tally"


def measure(*, small: bool = False) -> Figure:
    rounds, seconds, seen = (1, 0.3, 3) if small else (ROUNDS, SECONDS, SEEN)
    with ExitStack() as stack:
        sites = {"SQLite": _Open(stack, stack.enter_context(w2_sites.sqlite()))}
        server = None if small else stack.enter_context(w2_sites.postgresql())
        peer = None
        if server is not None:
            sites["PostgreSQL"] = _Open(stack, server)
            peer = w2_sites.Site(server)
            stack.callback(peer.close)
        clocks: dict[str, list[dict[str, float]]] = {}
        for number in range(rounds):
            bodies = _bodies(1000, 20, number)
            for name, pace in w2_sites.parse_rates([each.split(b"\n") for each in bodies], seconds / 2).items():
                clocks.setdefault(name, []).append({"rate": pace})
            if peer is not None:
                clocks.setdefault("peer", []).append(peer("peer", 1000, seconds))
            for name, site in sites.items():
                for connections in (1, 4):
                    clocks.setdefault(f"{name} {connections}", []).append(site.busy(connections, seconds, number))
        waits = {(name, 1): site.seen(1, seen * IN_A_ROW) for name, site in sites.items()}
        waits |= {(name, 1000): site.seen(1000, seen) for name, site in sites.items()}
        silences = {(name, size): site.seen_after_silence(size, seen) for name, size in waits}
        rests = {name: site.answered(seen * IN_A_ROW) for name, site in sites.items()}
    return _figure(clocks, waits, silences, rests)


class _Open:
    """A site of its own with a server, a key, and a second look at its tallies."""

    def __init__(self, stack: ExitStack, environment: Mapping[str, str]) -> None:
        self._key = load.prepare(environment)
        self._server = load.Server(environment)
        stack.callback(self._server.kill)
        self._number = _reader(stack, environment)
        with closing(self._connection()) as connection:  # what a process loads at its first request is not counted
            for body in _bodies(1000, 3, "warm"):
                self._post(connection, body)
        self._settle()

    def busy(self, connections: int, seconds: float, seed: int) -> dict[str, float]:
        """Events a second taken by so many connections at once."""
        enough = int(10 + 60 * seconds / connections)
        told = [_bodies(1000, enough, f"{seed}-{connections}-{number}") for number in range(connections)]
        cpu, start, sent = self._server.cpu(), time.perf_counter(), [0] * connections
        work = [
            threading.Thread(target=self._send, args=(bodies, start + seconds, sent, number))
            for number, bodies in enumerate(told)
        ]
        for each in work:
            each.start()
        for each in work:
            each.join()
        wall = time.perf_counter() - start
        self._settle()
        return {"rate": sum(sent) / wall, "cpu": 1000 * (self._server.cpu() - cpu) / sum(sent)}

    def seen(self, size: int, times: int) -> float:
        """Median seconds from the first byte sent to the tally read elsewhere with all these events in it.

        In a row: the next events are sent as soon as the last are seen, and their answer is read.
        """
        waits, before = [], self._rest()
        with closing(self._connection()) as connection:
            for body in _bodies(size, times, f"row-{size}-{time.time_ns()}", again=0):
                waits.append(self._until_seen(connection, body, before + size))
                before += size
        return median(waits)

    def seen_after_silence(self, size: int, times: int) -> float:
        """The same, for events that nobody expected: every process slept, and the processor did other things."""
        waits = []
        for body in _bodies(size, times, f"silence-{size}-{time.time_ns()}", again=0):
            before = self._rest()
            with closing(self._connection()) as connection:
                connection.connect()
                time.sleep(0.01)  # it is accepted, as one that is kept
                waits.append(self._until_seen(connection, body, before + size))
        return median(waits)

    def _until_seen(self, connection: http.client.HTTPConnection, body: bytes, facts: int) -> float:
        start = time.perf_counter()
        self._ask(connection, body)
        while self._facts() < facts:
            time.sleep(0.0002)
        waited = time.perf_counter() - start
        self._answer(connection)
        return waited

    def answered(self, times: int) -> float:
        """Median seconds of a request for one event, from the first byte sent to the last received."""
        waits = []
        with closing(self._connection()) as connection:
            for body in _bodies(1, times, f"one-{time.time_ns()}", again=0):
                start = time.perf_counter()
                self._post(connection, body)
                waits.append(time.perf_counter() - start)
        return median(waits)

    def _send(self, bodies: list[bytes], until: float, sent: list[int], number: int) -> None:
        with closing(self._connection()) as connection:
            for body in bodies:
                if time.perf_counter() >= until:
                    return
                sent[number] += self._post(connection, body)

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=60)

    def _post(self, connection: http.client.HTTPConnection, body: bytes) -> int:
        self._ask(connection, body)
        return self._answer(connection)

    def _ask(self, connection: http.client.HTTPConnection, body: bytes) -> None:
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/x-ndjson"}
        connection.request("POST", "/api/v1/events", body, headers)

    def _answer(self, connection: http.client.HTTPConnection) -> int:
        report = json.loads(connection.getresponse().read())
        if report["refused"]:
            raise AssertionError(report["items"][0])
        return int(report["received"])

    def _rest(self) -> int:
        """Facts counted, once whoever follows has nothing left to do either."""
        while self._number(_BEHIND):
            time.sleep(0.1)
        return self._settle()

    def _facts(self) -> int:
        return self._number(_FACTS)

    def _settle(self) -> int:
        """Facts counted, once nothing more is being folded."""
        last = -1
        while (now := self._facts()) != last:
            last = now
            time.sleep(0.3)
        return now


def _reader(stack: ExitStack, environment: Mapping[str, str]) -> Callable[[str], int]:
    """How another connection, that is none of the site's, asks for a number."""
    if environment["MITOYEN_DATABASE"]:
        import psycopg

        server = stack.enter_context(psycopg.connect(environment["MITOYEN_DATABASE"], autocommit=True))
        return lambda asked: _first(server.execute(asked))
    file = Path(environment["MITOYEN_DATA_DIR"]) / "mitoyen.sqlite3"
    known = stack.enter_context(closing(sqlite3.connect(file, check_same_thread=False)))
    return lambda asked: _first(known.execute(asked))


def _first(cursor: Any) -> int:
    return int(cursor.fetchone()[0])


def _bodies(size: int, count: int, seed: object, again: float = w2_sites.AGAIN) -> list[bytes]:
    told = w2_sites.lines(size * count, f"{seed}", source="load", again=again)
    return [b"\n".join(told[start : start + size]) for start in range(0, len(told), size)]


def _figure(
    clocks: dict[str, list[dict[str, float]]],
    waits: dict[tuple[str, int], float],
    silences: dict[tuple[str, int], float],
    rests: dict[str, float],
) -> Figure:
    rate = {name: median(seen["rate"] for seen in found) for name, found in clocks.items()}
    labels = {"peer": "PostgreSQL, one statement with its rollup, no HTTP and no JSON"}
    labels |= {f"{name} {n}": f"ours on {name}, {n} at once" for name in rests for n in (4, 1)}
    known = {name: label for name, label in labels.items() if name in rate}
    timings = [
        Timing(
            label, 1000 / rate[name], median(seen["cpu"] for seen in clocks[name]), f"{rate[name]:,.0f} events a second"
        )
        for name, label in known.items()
    ]
    best = max(rate[f"SQLite {n}"] for n in (1, 4))
    goals = [
        Goal(
            "1,000 events a request over HTTP, over decoding JSON into structs",
            best / rate["typed"],
            0.3,
            0.55,
            "×",
            True,
        ),
        Goal("From sending 1,000 events to seeing them counted", 1000 * waits["SQLite", 1000], 10, 4, "ms"),
        Goal("From sending 1 event to seeing it counted", 1000 * waits["SQLite", 1], 2, 1, "ms"),
    ]
    return Figure("Events over HTTP", ABOUT, timings, goals, notes=_notes(rate, waits, silences, rests)).closed()


def _notes(
    rate: dict[str, float],
    waits: dict[tuple[str, int], float],
    silences: dict[tuple[str, int], float],
    rests: dict[str, float],
) -> list[str]:
    decoded = f"{rate['typed']:,.0f} events a second into the structs of the contract, {rate['plain']:,.0f} into plain"
    notes = [f"msgspec alone decodes {decoded} ones whose dates stay texts."]
    if "peer" in rate:
        gains = [f"{max(rate[f'{name} {n}'] for n in (1, 4)) / rate['peer']:.2f} × on {name}" for name in rests]
        notes.append(f"Against PostgreSQL's one statement, which reads no JSON and answers nobody: {', '.join(gains)}.")
    for name, rest in rests.items():
        seen, late = (
            " and ".join(f"{1000 * found[name, size]:.1f} ms for {size:,}" for size in (1, 1000))
            for found in (waits, silences)
        )
        notes.append(
            f"On {name}, sent → seen by another connection, median: {seen} when the next are sent as soon as the last "
            f"are seen; {late} after a silence, when all processes slept. Sent → answered: {1000 * rest:.1f} ms for 1."
        )
    shared = "Clients, server and readers share the cores; CPU is that of the site's processes, folding included"
    return [*notes, f"{shared}, and what was released meanwhile."]


@contextmanager
def at_work() -> Iterator[Callable[[], None]]:
    """What the server does with requests of 1,000 events, and then to count and release them, in this process."""
    with w2_sites.sqlite() as environment:
        os.environ.update(environment)
        key = load.prepare(environment)
        import django

        django.setup()
        from django.test import Client

        from mitoyen.web.measure import fold, releasing

        site = Client(headers={"host": "localhost", "authorization": f"Bearer {key}"})
        warm, *bodies = _bodies(1000, 21, "work")

        def take(bodies: list[bytes]) -> None:
            for body in bodies:
                if site.post("/api/v1/events", body, content_type="application/x-ndjson").json()["refused"]:
                    raise AssertionError("a request was refused")
                fold.catch_up()
                releasing.catch_up()

        take([warm])  # what a process loads at its first request is not what a request costs
        yield partial(take, bodies)
