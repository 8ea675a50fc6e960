"""W2: sites to measure, each in a process of its own that does as it is told, and the peer on PostgreSQL.

python -m benchmarks.w2_sites     reads orders on its standard input, one a line: "record 1000 1.5"
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, cast

from tools import postgres

DAY = "2025-06-14"
PLACES, PRACTICES = ("35288", "35238", "35047", "35115"), ("lend", "repair")
MEMBERS = 20_000
AGAIN = 0.02
"""Share of the ids that are sent again, among the last RECENT."""
RECENT = 2_000
_SERVER = "shared_buffers=1GB max_wal_size=8GB wal_compression=lz4 fsync=on max_connections=60".split()


def lines(count: int, seed: object, *, source: str = "bench", again: float = AGAIN) -> list[bytes]:
    """Usage events as a platform sends them, some twice."""
    draw = random.Random(str(seed))
    ids = [f"{seed}-{draw.getrandbits(48):x}-{number}" for number in range(count)]
    made = []
    for number in range(count):
        repeated = number and draw.random() < again
        event = {
            "id": ids[draw.randrange(max(0, number - RECENT), number)] if repeated else ids[number],
            "source": source,
            "occurred_at": f"{DAY}T{draw.randrange(6, 22):02}:{draw.randrange(60):02}:00+02:00",
            "place": draw.choice(PLACES),
            "practice": draw.choice(PRACTICES),
            "minutes": draw.randrange(1, 90),
            "cents": draw.randrange(0, 5000),
            "giver": f"m{draw.randrange(MEMBERS)}",
            "receiver": f"m{draw.randrange(MEMBERS)}",
            "proof": "B",
        }
        made.append(json.dumps(event, separators=(",", ":")).encode())
    return made


class Site:
    """A process whose site stands in `environment`; it measures what it is asked to."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        command = [sys.executable, "-m", "benchmarks.w2_sites"]
        self._process = subprocess.Popen(
            command, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self._orders, self._answers = cast(TextIO, self._process.stdin), cast(TextIO, self._process.stdout)

    def __call__(self, order: str, batch: int, seconds: float) -> dict[str, float]:
        """Events, wall and processor seconds of a while of work, and the median seconds of a batch."""
        self._orders.write(f"{order} {batch} {seconds}\n")
        return dict(json.loads(self._answers.readline()))

    def close(self) -> None:
        """Let the process end."""
        self._orders.close()
        self._process.wait(timeout=60)


@contextmanager
def sqlite() -> Iterator[dict[str, str]]:
    """Environment of a site in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        yield _environment(folder) | {"MITOYEN_DATABASE": ""}


@contextmanager
def postgresql() -> Iterator[dict[str, str] | None]:
    """Environment of a site on a server made for it, on the same disk; None where there is none to be had."""
    if not Path(f"/usr/bin/{postgres.WRAPPER}").exists():
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        told = Path(folder) / "address"
        script = 'echo "postgresql://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres" > "$0"; cat > /dev/null'
        command = [*postgres.server(*_SERVER), "sh", "-c", script, str(told)]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet) as server:
            while not (told.exists() and (address := told.read_text().strip())):
                if server.poll() is not None:
                    raise RuntimeError("PostgreSQL does not start")
                time.sleep(0.1)
            yield _environment(folder) | {"MITOYEN_DATABASE": address}


def _environment(folder: str) -> dict[str, str]:
    settings = {"MITOYEN_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "mitoyen.web.config.settings"}
    return {**os.environ, **settings}


def parse_rates(bodies: list[list[bytes]], seconds: float) -> dict[str, float]:
    """Events a second that msgspec decodes: typed, into the structs of the contract, and plain, texts left as texts."""
    import msgspec

    from mitoyen.counting.events import UsageEvent

    kinds = {"minutes": int, "cents": int}
    names = "id source occurred_at place practice minutes cents giver receiver proof".split()
    plain = msgspec.defstruct("Plain", [(name, kinds.get(name, str)) for name in names])
    decoders = {"typed": msgspec.json.Decoder(UsageEvent), "plain": msgspec.json.Decoder(plain)}
    return {name: _decoded(decoder, bodies, seconds) for name, decoder in decoders.items()}


def _decoded(decoder: Any, bodies: list[list[bytes]], seconds: float) -> float:
    return repeated(lambda at: [*map(decoder.decode, bodies[at % len(bodies)])], len(bodies[0]), seconds)["rate"]


def syncs(folder: Path, bytes_each: int, seconds: float) -> float:
    """Appends of so many bytes followed by fdatasync, a second."""
    block = b"x" * bytes_each
    with (folder / "syncs").open("wb", buffering=0) as file:

        def append(_: int) -> None:
            file.write(block)
            os.fdatasync(file.fileno())

        return repeated(append, 1, seconds)["rate"]


def repeated(work: Callable[[int], Any], batch: int, seconds: float) -> dict[str, float]:
    """Do the work again and again for a while."""
    clocks: list[float] = []
    cpu, end = time.process_time(), time.perf_counter() + seconds
    while not clocks or time.perf_counter() < end:
        start = time.perf_counter()
        work(len(clocks))
        clocks.append(time.perf_counter() - start)
    events, wall = batch * len(clocks), sum(clocks)
    return {
        "events": events,
        "rate": events / wall,
        "wall": wall / len(clocks),
        "cpu": (time.process_time() - cpu) / len(clocks),
        "median": statistics.median(clocks),
    }


def prepare() -> Any:
    """Make the tables of the site of this process, its places and its source; the latter."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from mitoyen.web.measure.models import UsageSource
    from mitoyen.web.places.actions import plant

    for code in PLACES:
        plant(code)
    return UsageSource.objects.get_or_create(code="bench", defaults={"name": "Bench"})[0]


class Worker:
    """What the process does: its site's own `record`, or on PostgreSQL the peer's single statement."""

    def __init__(self) -> None:
        self._source = prepare()
        self._seed = 0

    def record(self, batch: int, seconds: float) -> dict[str, float]:
        """Our own, from events already decoded; folding comes after, as it does in a site."""
        from django.utils import timezone

        from mitoyen.counting.events import decode
        from mitoyen.web.measure import pen
        from mitoyen.web.measure.actions import record

        pen.tidy()  # as the follower does all the while: SQLite writes over its log, and need not make it longer
        now, made = timezone.now(), [[decode(line) for line in told] for told in self._made(batch, seconds)]
        return repeated(lambda at: record(events=made[at % len(made)], source=self._source, now=now), batch, seconds)

    def fold(self, _: int, __: float) -> dict[str, float]:
        """Seconds to fold what was recorded, and how many events there are; they are all counted, once."""
        from django.db.models import Sum

        from mitoyen.web.measure import fold
        from mitoyen.web.measure.books import TALLIES
        from mitoyen.web.measure.models import Event, Tally

        start = time.perf_counter()
        fold.catch_up(books=[TALLIES])
        spent = time.perf_counter() - start
        fold.catch_up()
        if Tally.objects.aggregate(Sum("facts"))["facts__sum"] != Event.objects.count():
            raise AssertionError("the tallies are not the events")
        return {"wall": spent, "events": Event.objects.count()}

    def peer(self, batch: int, seconds: float) -> dict[str, float]:
        """One statement that inserts, drops duplicates and moves the tally, as one would write it on PostgreSQL."""
        import psycopg

        with psycopg.connect(os.environ["MITOYEN_DATABASE"], autocommit=True) as server:
            server.execute(_PEER_TABLES)
            made = [_columns(told) for told in self._made(batch, seconds)]
            return repeated(lambda at: server.execute(_PEER, made[at % len(made)]), batch, seconds)

    def _made(self, batch: int, seconds: float) -> list[list[bytes]]:
        """More batches than can be sent in the while."""
        self._seed += 1
        enough = int(max(20, seconds * (120_000 / batch if batch > 10 else 6_000)))
        told = lines(enough * batch, self._seed)
        return [told[start : start + batch] for start in range(0, len(told), batch)]


_PEER_TABLES = """
CREATE TABLE IF NOT EXISTS peer_events (id bigint PRIMARY KEY, place int, ts timestamptz, practice int, category int,
    minutes int, cents int) WITH (fillfactor = 70);
CREATE TABLE IF NOT EXISTS peer_tally (place int, day int, practice int, category int, n bigint, minutes bigint,
    cents bigint, PRIMARY KEY (place, day, practice, category)) WITH (fillfactor = 70)
"""
_PEER = """
WITH added AS (
    INSERT INTO peer_events SELECT * FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[], %s::int[], %s::int[],
    %s::int[], %s::int[]) ON CONFLICT (id) DO NOTHING RETURNING place, ts, practice, category, minutes, cents
) INSERT INTO peer_tally AS held
SELECT place, (extract(epoch from ts) / 86400)::int, practice, category, count(*), sum(minutes), sum(cents)
FROM added GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
ON CONFLICT (place, day, practice, category) DO UPDATE
SET n = held.n + excluded.n, minutes = held.minutes + excluded.minutes, cents = held.cents + excluded.cents
"""


def _columns(told: list[bytes]) -> list[list[Any]]:
    """Numbers only, spread over 7,000 quartiers, 40 practices and 25 categories, as the study's generator had them."""
    from mitoyen.counting.events import decode, key

    events = [decode(line) for line in told]
    keys = [key(event.source, event.id) for event in events]
    spread = [[known // 7**power % size for known in keys] for power, size in ((1, 7000), (2, 40), (3, 25))]
    measured = [[event.minutes for event in events], [event.cents for event in events]]
    return [keys, spread[0], [event.occurred_at for event in events], spread[1], spread[2], *measured]


def main() -> None:
    worker = Worker()
    for order in sys.stdin:
        name, batch, seconds = order.split()
        print(json.dumps(getattr(worker, name)(int(batch), float(seconds))), flush=True)


if __name__ == "__main__":
    main()
