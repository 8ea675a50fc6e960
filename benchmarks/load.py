"""Many clients send events at once to a real server that is killed meanwhile: nothing may be lost or counted twice.

    python -m benchmarks.load --clients 50 --seconds 120 --kills 2
    python -m tools.postgres python -m benchmarks.load

The clients are threads that call the reference client of docs/howto; they send some events twice, and reverse some.
"""

import argparse
import datetime
import json
import os
import random
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil  # type: ignore[import-untyped]  # it publishes no types

from tools import ports

ROOT = Path(__file__).parents[1]
CLIENT = runpy.run_path(str(ROOT / "docs" / "howto" / "send_events.py"))
SERVER = "mitoyen.web.config.asgi:application"
LARGEST = 200
"""Events of the largest request; most are smaller."""
CHECK = """
import json, sys, django; django.setup()
from django.db.models import Sum
from mitoyen.web.measure import fold
from mitoyen.web.measure.models import Event, Tally
fold.catch_up()
sums = Tally.objects.values_list("place__code", "day", "practice").annotate(Sum("facts"), Sum("units"), Sum("minutes"))
json.dump({"events": Event.objects.count(), "tallies": [row for row in sums if row[3]]}, sys.stdout)
"""


@dataclass
class Client(threading.Thread):
    """One platform's process: sends until told to stop, and remembers what it was promised."""

    number: int
    address: str
    key: str
    until: threading.Event
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    lines: int = 0
    complaint: str = ""

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._random = random.Random(self.number)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while not self.until.is_set() and not self.complaint:
            batch = [self._next() for _ in range(min(LARGEST, int(self._random.lognormvariate(2.5, 1.2)) + 1))]
            start = time.perf_counter()
            try:
                report = CLIENT["send"](self.address, self.key, [json.dumps(event).encode() for event in batch])
            except CLIENT["Refused"] as error:
                self.complaint = str(error)
                return
            self.seconds.append(time.perf_counter() - start)
            self.lines += len(batch)
            wrong = [item for item in report["items"] if item["status"] == "refused"]
            if wrong or [item["id"] for item in report["items"]] != [event["id"] for event in batch]:
                self.complaint = f"not what was sent: {wrong[:1]}"
            self.sent.update((event["id"], event) for event in batch)

    def _next(self) -> dict[str, Any]:
        draw = self._random
        if self.sent and draw.random() < 0.03:
            return draw.choice(list(self.sent.values())[-500:])
        day, hour = divmod(draw.randrange(5 * 20), 20)
        event = {
            "id": f"{self.number}-{len(self.sent)}-{draw.getrandbits(40)}",
            "source": "load",
            "occurred_at": f"2025-06-{10 + day}T{hour:02}:{draw.randrange(60):02}:00+02:00",
            "place": draw.choice(["35288", "35238", "35047"]),
            "practice": draw.choice(["lend", "repair"]),
            "count": draw.randint(1, 3),
            "minutes": draw.choice([0, 30, 45]),
            "giver": f"p{draw.randrange(400)}",
            "receiver": f"p{draw.randrange(400)}",
        }
        facts = [id for id, known in list(self.sent.items())[-500:] if "reverses" not in known]
        return event | {"reverses": draw.choice(facts)} if facts and draw.random() < 0.01 else event


class Server:
    """A server of the site, and its workers, on one port."""

    def __init__(self, environment: Mapping[str, str], workers: int = 1) -> None:
        self.port = ports.free()
        self.address = f"http://127.0.0.1:{self.port}"
        options = [
            "--worker-class",
            "asgi",
            "--workers",
            str(workers),
            "--log-level",
            "critical",
            "--no-control-socket",
        ]
        self._command = [sys.executable, "-m", "gunicorn", SERVER, "--bind", f"127.0.0.1:{self.port}", *options]
        self._environment = dict(environment)
        self.start()

    def start(self) -> None:
        """Open, and come back once it answers."""
        self._process = subprocess.Popen(self._command, env=self._environment, start_new_session=True)
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.address}/api/v1/events/schema", timeout=5):  # noqa: S310 - our own
                    return
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        raise RuntimeError("the server does not open")

    def cpu(self) -> float:
        """Processor seconds that its processes have used."""
        leader = psutil.Process(self._process.pid)
        times = [each.cpu_times() for each in (leader, *leader.children(recursive=True))]
        return sum(each.user + each.system for each in times)

    def kill(self) -> None:
        """As a power cut would: no process of it has time for anything."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)


@dataclass(frozen=True)
class Load:
    """What was promised to the clients, and what the site kept."""

    promised: Counter[tuple[Any, ...]]
    kept: Counter[tuple[Any, ...]]
    distinct: int
    events: int
    lines: int
    latencies: list[float]
    complaints: list[str]
    seconds: float

    @property
    def whole(self) -> bool:
        """Every promise kept, once."""
        return self.distinct == self.events and self.promised == self.kept and not self.complaints

    def told(self) -> str:
        """One paragraph."""
        slow = quantiles(self.latencies, n=100)[-1]
        return (
            f"{self.lines:,} events sent in {len(self.latencies):,} requests over {self.seconds:.0f} s "
            f"({self.lines / self.seconds:,.0f} a second), {self.distinct:,} distinct; {self.events:,} kept; "
            f"{sum(self.kept.values()):,} facts, units and minutes counted, {sum(self.promised.values()):,} promised: "
            f"{'nothing lost, nothing doubled' if self.whole else 'NOT WHOLE'}. A request took "
            f"{1000 * median(self.latencies):.0f} ms (median), {1000 * slow:.0f} ms (99 %). "
            f"{' '.join(self.complaints[:3])}"
        )


def run(environment: Mapping[str, str], *, clients: int, seconds: float, kills: int, workers: int = 1) -> Load:
    """Load the site of this environment, kill it meanwhile, and compare what it kept with what it promised."""
    key = prepare(environment)
    server, until = Server(environment, workers), threading.Event()
    crowd = [Client(number, server.address, key, until) for number in range(clients)]
    start = time.monotonic()
    for client in crowd:
        client.start()
    for _ in range(kills):
        time.sleep(seconds / (kills + 1))
        server.kill()
        server.start()
    time.sleep(max(0.0, start + seconds - time.monotonic()))
    until.set()
    for client in crowd:
        client.join()
    spent = time.monotonic() - start
    server.stop()
    kept = json.loads(_python(environment, "-c", CHECK))
    sent = [event for client in crowd for event in client.sent.values()]
    return Load(
        promised=count(sent),
        kept=Counter(dict(_sums(kept["tallies"]))),
        distinct=len({event["id"] for event in sent}),
        events=kept["events"],
        lines=sum(client.lines for client in crowd),
        latencies=[wait for client in crowd for wait in client.seconds],
        complaints=[client.complaint for client in crowd if client.complaint],
        seconds=spent,
    )


def count(events: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """Facts, units and minutes by place, day and practice, without what was reversed."""
    undone = {event["reverses"] for event in events if "reverses" in event}
    found: Counter[tuple[Any, ...]] = Counter()
    for event in events:
        if "reverses" in event or event["id"] in undone:
            continue
        cell = (event["place"], event["occurred_at"][:10], event["practice"])
        found.update({(*cell, "facts"): 1, (*cell, "units"): event["count"], (*cell, "minutes"): event["minutes"]})
    return Counter({key: number for key, number in found.items() if number})


def prepare(environment: Mapping[str, str]) -> str:
    """Make the tables, a source and its key."""
    for words in (("migrate",), ("source", "add", "load", "--name", "Load", "--simulated")):
        _python(environment, "-m", "mitoyen.cli", *words)
    said = _python(
        environment, "-m", "mitoyen.cli", "key", "new", "load", "--holder", "Hugo", "--per-minute", "1000000"
    )
    return said.splitlines()[0]


def _sums(rows: list[list[Any]]) -> Iterator[tuple[tuple[Any, ...], int]]:
    for place, day, practice, *numbers in rows:
        date = (datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).isoformat()
        for name, number in zip(("facts", "units", "minutes"), numbers, strict=True):
            if number:
                yield (place, date, practice, name), number


def _python(environment: Mapping[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, *words], env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout


@contextmanager
def apart() -> Iterator[dict[str, str]]:
    """Environment of a site of its own: a new folder, and a new database on the server if there is one."""
    address = os.environ.get("MITOYEN_DATABASE", "")
    with tempfile.TemporaryDirectory() as folder:
        here = os.environ | {"MITOYEN_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "mitoyen.web.config.settings"}
        if not address:
            yield here
            return
        import psycopg

        with psycopg.connect(address, autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS load WITH (FORCE)")
            server.execute("CREATE DATABASE load")
            yield here | {"MITOYEN_DATABASE": f"{address.rsplit('/', 1)[0]}/load"}
            server.execute("DROP DATABASE load WITH (FORCE)")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1, help="processes of the server")
    options = parser.parse_args()
    with apart() as environment:
        load = run(environment, **vars(options))
    print(load.told())
    return 0 if load.whole else 1


if __name__ == "__main__":
    sys.exit(main())
