"""W5: the site at the size of the seed: half a million neighbours on PostgreSQL, five thousand on either engine."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import fmean, quantiles
from typing import Any

from benchmarks import w2_sites, w5_reader
from benchmarks.measure import Figure, Goal, Timing
from benchmarks.w5_reader import BARE_SHARE, MIX

PEOPLE, FEW = 500_000, 5_000
PAGES, ASKED, WRITES, WORKERS = 400, 60, 60, 2
FIRST_SEED = 50
Costs = dict[str, list[dict[str, float]]]
ABOUT = (
    "A country of {people:,} people in {quartiers:,} quartiers of very different sizes, {listings:,} listings and "
    "{exchanges:,} exchanges over three years, in PostgreSQL; and one of {few:,} people, in PostgreSQL and in SQLite. "
    f"{WORKERS} workers at once, each signed in as one neighbour after the other, ask for feeds ({MIX['feed']} %), "
    f"searches with words, distance and order ({MIX['search']} %), listings ({MIX['listing']} %), boards "
    f"({MIX['board']} %) and their own page ({MIX['mine']} %). The clock runs in Django's handler, with middleware; "
    f"every {BARE_SHARE} pages comes a bare one: one query of twenty rows, one template, the same "
    "middleware, and nobody looked up. The tables were read once before, as on a server that has run for a day."
)


def measure(*, small: bool = False) -> Figure:
    people, few, looks = (400, 400, Looks(4, 5, 2, 1)) if small else (PEOPLE, FEW, Looks(PAGES, ASKED, WRITES, WORKERS))
    with w2_sites.postgresql() as many:
        if many is None:
            raise SystemExit("W5 needs PostgreSQL; `python -m tools.postgres true` installs it on Debian.")
        large = less = Country(many, people, looks)
        if not small:
            with w2_sites.postgresql() as other:
                less = Country(other or many, few, looks)
        with w2_sites.sqlite() as file:
            least = Country(file, few, looks)
    return _figure(people, few, large, less, least).closed()


@dataclass(frozen=True)
class Looks:
    """Pages that each worker answers, pages whose plans are read, gifts written, and workers."""

    pages: int
    plans: int
    writes: int
    workers: int


class Country:
    """A database filled with neighbours, and what its pages cost."""

    def __init__(self, environment: Mapping[str, str], people: int, looks: Looks) -> None:
        self._environment, self.people = dict(environment), people
        self._run("benchmarks.w5_world", str(people))
        self.plans: list[str] = self._read("plans", 99, looks.plans)
        if environment["MITOYEN_DATABASE"]:
            self.first = self._mix(looks.workers, looks.pages // 4, FIRST_SEED)
            """Costs by kind while what was just written is partly on the disk alone."""
            self.held = self._read("warm", 0, 0)
            """Gigabytes of the tables and their indexes, all read once."""
        self.costs = self._mix(looks.workers, looks.pages, 0)
        self.writes: dict[str, list[float]] = self._read("write", 7, looks.writes)

    def _mix(self, workers: int, pages: int, seed: int) -> Costs:
        readers = [self._start("mix", seed + number, pages) for number in range(workers)]
        answers = [json.loads(reader.communicate()[0]) for reader in readers]
        return {kind: [cost for answer in answers for cost in answer.get(kind, ())] for kind in (*MIX, "bare")}

    def of_mix(self, what: str) -> list[float]:
        """A cost of every page of the mix."""
        return [cost[what] for kind in MIX for cost in self.costs[kind]]

    def of(self, what: str, *kinds: str) -> list[float]:
        """A cost of the pages of some kinds."""
        return [cost[what] for kind in kinds for cost in self.costs[kind]]

    def queries(self, kind: str) -> float:
        """The most queries that a page of a kind made."""
        return max(self.of("queries", kind), default=0)

    def _read(self, order: str, seed: int, many: int) -> Any:
        return json.loads(self._start(order, seed, many).communicate()[0])

    def _start(self, order: str, seed: int, many: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "benchmarks.w5_reader", order, str(seed), str(many)]
        return subprocess.Popen(command, env=self._environment, stdout=subprocess.PIPE, text=True)

    def _run(self, *words: str) -> None:
        subprocess.run([sys.executable, "-m", *words], env=self._environment, stdout=sys.stderr, check=True)


@contextmanager
def at_work() -> Iterator[Callable[[], object]]:
    """The mix of pages in this process, among a few neighbours on SQLite who are made in another."""
    with w2_sites.sqlite() as environment:
        os.environ.update(environment)
        subprocess.run([sys.executable, "-m", "benchmarks.w5_world", "1000"], stdout=sys.stderr, check=True)
        import django

        django.setup()
        from django.test.utils import override_settings

        with override_settings(ROOT_URLCONF="benchmarks.w5_bare"):
            w5_reader.mix(0, len(MIX))
            yield partial(w5_reader.mix, 0, PAGES)


def p95(values: list[float]) -> float:
    """The value that one in twenty exceeds."""
    return quantiles(values, n=20)[-1] if len(values) > 1 else max(values, default=0.0)


def _figure(people: int, few: int, large: Country, less: Country, least: Country) -> Figure:
    found = {f"{people:,}": large, f"{few:,}": less, f"{few:,} on SQLite": least}
    timings = [
        Timing(f"{kind}, {name} people", fmean(country.of("wall", kind)), fmean(country.of("database", kind)), note)
        for name, country in found.items()
        for kind in (*MIX, "bare")
        if country.costs[kind]
        for note in (_beside(country, kind),)
    ]
    pages = len(large.of_mix("wall"))
    goals = [
        Goal("Search or feed, database time p95", 1000 * p95(large.of("database", "feed", "search")), 50, 10, "ms"),
        Goal(
            f"Search or feed of {few:,} on SQLite, database time p95",
            1000 * p95(least.of("database", "feed", "search")),
            50,
            10,
            "ms",
        ),
        Goal("Page, server time p95 under the mix", 1000 * p95(large.of_mix("wall")), 300, 100, "ms"),
        Goal(
            "Pages a second beside a bare Django view",
            fmean(large.of("wall", "bare")) / fmean(large.of_mix("wall")),
            0.3,
            0.6,
            "×",
            more_is_better=True,
        ),
        Goal(
            f"Cost of a read among {people:,} over {few:,}",
            fmean(large.of_mix("wall")) / fmean(less.of_mix("wall")),
            2,
            1.2,
            "×",
        ),
        Goal(f"Queries that read a big table whole, of {people:,}", len(large.plans), 0, 0, ""),
        Goal(
            f"Queries of a page, most at {people:,} over most at {few:,}",
            max(large.queries(kind) - less.queries(kind) for kind in MIX),
            0,
            0,
            "more",
        ),
    ]
    about = ABOUT.format(people=people, quartiers=people // 20, listings=people * 10, exchanges=people * 20, few=few)
    return Figure("The site at the size of the seed", about, timings, goals, notes=_notes(large, found, pages))


def _beside(country: Country, kind: str) -> str:
    """What a page of a kind costs at worst, and its processor time, PostgreSQL's aside, beside that of a bare one."""
    cpu, bare = fmean(country.of("cpu", kind)), fmean(country.of("cpu", "bare"))
    told = f"p95 {1000 * p95(country.of('wall', kind)):.0f} ms, {country.queries(kind):.0f} queries"
    return f"{told}, {1000 * cpu:.1f} ms of Python's processor, a bare page {bare / cpu:.2f} of it"


def _notes(large: Country, found: dict[str, Country], pages: int) -> list[str]:
    told = ", ".join(f"{name} {1000 * fmean(spent):.0f} ms" for name, spent in large.writes.items())
    first = [cost["database"] for kind in ("feed", "search") for cost in large.first[kind]]
    whole = [f"{name}: {plan}" for name, country in found.items() for plan in country.plans]  # small ones are free to
    return [
        f"The column CPU holds the time spent in the database. {pages} pages of the mix at {large.people:,}.",
        (
            f"Tables and indexes of {large.people:,}: {large.held:.1f} GB. Before they were read, some still on disk, "
            f"the database took {1000 * p95(first):.0f} ms (95 of 100) for a feed or a search."
        ),
        f"Writing, at {large.people:,}, one after the other: {told}.",
        "Exchanges have no steps and no notices here, and nobody wrote in groups: there are none yet.",
        "Nothing is measured here: the boards are those of places where nothing was published yet.",
        *(f"Reads a big table whole — {plan}" for plan in whole),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--pages", type=int, default=PAGES)
    options = parser.parse_args()
    globals().update(PEOPLE=options.people, PAGES=options.pages)
    print(json.dumps(measure().as_json(), indent=1))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitoyen.web.config.settings")
    main()
