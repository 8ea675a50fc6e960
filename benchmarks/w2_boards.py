"""W2: boards that hundreds of people have open: what they cost while nothing moves, and how soon they tell what did."""

import contextlib
import datetime
import http.client
import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from statistics import median, quantiles

import psutil  # type: ignore[import-untyped]  # it publishes no types

from benchmarks import w2_sites
from benchmarks.measure import Figure, Goal, Timing
from tools import ports

PLACES = ("les-corderies", "35288", "243500782", "d35", "r53", "fr")
PERIODS = ("today", "month", "year", "all")
KINDS = len(PLACES) * len(PERIODS)
BOARDS, QUIET, TIMES = 500, 30.0, 20
ABOUT = (
    f"`mitoyen serve --sample` on SQLite, in one process; {{boards}} pages hold the streams of {KINDS} different "
    "boards, all of which an exchange in Les Corderies moves. While nothing moves, the processor time of the server is "
    "compared with that before the pages came. Then events are sent to the ingest API, each request completing a "
    "release, and the clock runs from the request to the figures received: new sums, priced over 4,096 draws with "
    "their intervals, and written as HTML; by one page alone, then by a page of each board while all are open."
)


def measure(*, small: bool = False) -> Figure:
    boards, quiet, times = (KINDS, 1.0, 2) if small else (BOARDS, QUIET, TIMES)
    with w2_sites.sqlite() as environment, contextlib.ExitStack() as stack:
        site = Site(environment, stack)
        before = site.cpu(quiet)
        alone = stack.enter_context(site.stream(0))
        waits = {f"{batch:,}, one page open": site.tell(batch, [alone], times) for batch in (1, 1000)}
        doors = [alone, *(stack.enter_context(site.stream(number)) for number in range(1, KINDS))]
        waits |= {f"{batch:,}, {KINDS} boards open": site.tell(batch, doors, times) for batch in (1, 1000)}
        held = site.memory()
        others = [stack.enter_context(site.stream(number)) for number in range(KINDS, boards)]
        for door in others:
            until(door, b"retry")
        site.cpu(min(quiet, 3.0))
        extra, grown = site.cpu(quiet) - before, site.memory() - held
    return _figure(boards, extra, grown, waits).closed()


class Site:
    """A server of its own, and the key of a platform whose facts are published as they come."""

    def __init__(self, environment: Mapping[str, str], stack: contextlib.ExitStack) -> None:
        self._environment = environment
        self._port, self._sent = ports.free(), 0
        command = [sys.executable, "-m", "mitoyen.cli", "serve", "--sample", "--port", str(self._port)]
        self._process = stack.enter_context(
            subprocess.Popen(command, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        )
        stack.callback(self._process.terminate)
        if self._process.stdout is not None:
            self._process.stdout.readline()
        self._mitoyen("source", "add", "bench", "--name", "Bench", "--open-data")
        self._key = "mtk_" + self._mitoyen("key", "new", "bench", "--holder", "Bench").split("mtk_")[1].split()[0]

    def _mitoyen(self, *words: str) -> str:
        command = [sys.executable, "-m", "mitoyen.cli", *words]
        return subprocess.run(command, env=self._environment, stdout=subprocess.PIPE, text=True, check=True).stdout

    def _processes(self) -> list[psutil.Process]:
        whole = psutil.Process(self._process.pid)
        return [whole, *whole.children(recursive=True)]

    def cpu(self, seconds: float) -> float:
        """Share of a core that the server takes over a while."""
        used = [sum(process.cpu_times()[:2]) for process in self._processes()]
        time.sleep(seconds)
        return (sum(sum(process.cpu_times()[:2]) for process in self._processes()) - sum(used)) / seconds

    def memory(self) -> float:
        """Memory of the server that no other process shares [MB]."""
        return sum(process.memory_full_info().uss for process in self._processes()) / 2**20

    def stream(self, number: int) -> socket.socket:
        """A page with the board of that number open, told nothing but what moves."""
        place, period = PLACES[number % len(PLACES)], PERIODS[number // len(PLACES) % len(PERIODS)]
        door = socket.create_connection(("127.0.0.1", self._port), timeout=30)
        door.sendall(f"GET /mesure/{place}/stream?period={period} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return door

    def tell(self, batch: int, doors: list[socket.socket], times: int) -> list[float]:
        """Seconds from each request to the figures received at each door."""
        return [wait for _ in range(times) for wait in self._told(batch, doors)]

    def _told(self, batch: int, doors: list[socket.socket]) -> list[float]:
        now = datetime.datetime.now(datetime.UTC).isoformat()
        events = [
            {"id": f"{self._sent}-{number}", "source": "bench", "occurred_at": now, "place": "les-corderies",
             "practice": "lend", "category": "drill_cordless", "giver": f"g{number}", "receiver": f"r{number}"}
            for number in range(batch)
        ]  # fmt: skip
        self._sent += 1
        client = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/x-ndjson"}
        time.sleep(1.0)
        for door in doors:
            empty(door)
        client.request("POST", "/api/v1/events", "\n".join(map(json.dumps, events)), headers)
        sent = time.perf_counter()
        seen = [arrived - sent for arrived in arrivals(doors)]
        if json.load(client.getresponse())["accepted"] != batch:
            raise AssertionError("an event was not accepted")
        return seen


def empty(door: socket.socket) -> None:
    """Forget what has come."""
    door.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        while door.recv(2**20):
            pass
    door.settimeout(30)


def arrivals(doors: list[socket.socket]) -> list[float]:
    """When figures came at each door."""
    with selectors.DefaultSelector() as selector:
        for door in doors:
            selector.register(door, selectors.EVENT_READ, door)
        seen: list[float] = []
        while len(seen) < len(doors):
            for key, _ in selector.select(timeout=30):
                if b"event: figures" in key.data.recv(2**20):
                    seen.append(time.perf_counter())
                    selector.unregister(key.fileobj)
        return seen


def until(door: socket.socket, text: bytes) -> None:
    """Read until a text has come."""
    said = b""
    while text not in said:
        said += door.recv(2**20)


def _figure(boards: int, share: float, memory: float, waits: dict[str, list[float]]) -> Figure:
    timings = [
        Timing(f"request of {name}", median(spent), 0.0, f"95 in 100 within {1000 * late(spent):,.0f} ms")
        for name, spent in waits.items()
    ]
    each = 1024 * memory / max(1, boards - KINDS)
    goals = [
        Goal(f"{boards} open boards, nothing moving: extra processor", 100 * share, 5, 1, "% of a core"),
        Goal("Event sent → figures in a page", 1000 * timings[0].wall, 1000, 100, "ms"),
        Goal("1,000 events sent → figures in a page", 1000 * timings[1].wall, 1000, 250, "ms"),
    ]
    notes = [
        f"Memory: {each:.0f} kB for each further page of a board that is open already.",
        "The client shares the machine; its processor time is not counted.",
    ]
    return Figure("Live boards", ABOUT.format(boards=boards), timings, goals, notes=notes)


def late(spent: list[float]) -> float:
    """What 95 in 100 do not exceed."""
    return quantiles(spent, n=20)[-1]
