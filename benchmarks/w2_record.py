"""W2: usage events recorded durably, beside one PostgreSQL statement that stores and counts, and the disk itself."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks import w2_sites
from benchmarks.measure import Figure, Goal, Timing

ROUNDS, SECONDS = 3, 1.5
ABOUT = (
    "Batches of 1,000 events, 2 % of them sent again, committed before the next: `record` of a site on SQLite (WAL, "
    "synchronous=FULL) and on PostgreSQL, which keep every field and answer for each event, beside one statement on "
    "PostgreSQL that inserts seven numbers an event and moves the tally. Variants take turns; JSON is read beforehand."
)


def measure(*, small: bool = False) -> Figure:
    rounds, seconds = (1, 0.2) if small else (ROUNDS, SECONDS)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sites = {"SQLite": w2_sites.Site(stack.enter_context(w2_sites.sqlite()))}
        server = None if small else stack.enter_context(w2_sites.postgresql())
        if server is not None:
            sites["PostgreSQL"] = w2_sites.Site(server)
        clocks = _rounds(sites, folder, rounds, seconds)
        folded = {name: site("fold", 0, 0) for name, site in sites.items()}
        for site in sites.values():
            site.close()
    return _figure(clocks, folded)


def _rounds(sites: dict[str, w2_sites.Site], folder: Path, rounds: int, seconds: float) -> dict[str, list[dict]]:
    clocks: dict[str, list[dict]] = {}
    for _ in range(rounds):
        for batch in (1000, 1):
            for name, site in sites.items():
                clocks.setdefault(f"{name} {batch}", []).append(site("record", batch, seconds))
            if "PostgreSQL" in sites:
                clocks.setdefault(f"peer {batch}", []).append(sites["PostgreSQL"]("peer", batch, seconds))
        rate = w2_sites.syncs(folder, 100, seconds)
        clocks.setdefault("syncs", []).append({"rate": rate})
    return clocks


def _figure(clocks: dict[str, list[dict]], folded: dict[str, dict[str, float]]) -> Figure:
    rate = {name: median(seen["rate"] for seen in found) for name, found in clocks.items()}
    labels = {
        "peer 1000": "PostgreSQL, one statement with its rollup",
        "PostgreSQL 1000": "ours on PostgreSQL, events only",
        "SQLite 1000": "ours on SQLite, events only",
    }
    timings = []
    for name, label in labels.items():
        if name in clocks:
            wall, cpu = (median(seen[clock] for seen in clocks[name]) for clock in ("wall", "cpu"))
            timings.append(Timing(label, wall, cpu, f"{rate[name]:,.0f} events a second"))
    goals = [
        Goal("One event a commit on SQLite, over fdatasync", rate["SQLite 1"] / rate["syncs"], 0.5, 0.75, "×", True),
    ]
    return Figure("Recording usage events", ABOUT, timings, goals, notes=_notes(rate, folded)).closed()


def _notes(rate: dict[str, float], folded: dict[str, dict[str, float]]) -> list[str]:
    ones = ", ".join(f"{name.removesuffix(' 1')} {rate[name]:,.0f}" for name in rate if name.endswith(" 1"))
    notes = [
        f"One event a commit, a second: {ones}; fdatasync of 100 bytes alone {rate['syncs']:,.0f}.",
        *(
            f"Folding what was recorded on {name} took {1e6 * spent['wall'] / spent['events']:.1f} µs an event; every "
            "event was then counted, once."
            for name, spent in folded.items()
        ),
        "The processor time of PostgreSQL's own processes is not in its lines.",
    ]
    if "peer 1000" in rate:
        gains = {name: rate[f"{name} 1000"] / rate["peer 1000"] for name in folded}
        told = ", ".join(f"{gain:.1f} × on {name}" for name, gain in gains.items())
        notes.insert(0, f"Against that statement at 1,000 events a batch, ours reaches {told}. A log file of one's own "
                     "would reach 5 to 10 ×; the house keeps to a database (see docs/decisions).")  # fmt: skip
    return notes


@contextmanager
def at_work() -> Iterator[Callable[[], object]]:
    """One event a commit, in this process."""
    with w2_sites.sqlite() as environment:
        os.environ.update(environment)
        worker = w2_sites.Worker()
        worker.record(1, SECONDS)
        yield partial(worker.record, 1, SECONDS)
