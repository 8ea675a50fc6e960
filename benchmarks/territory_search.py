"""Search of a place as someone types: the time of every keystroke, and whether the right commune comes first.

`python benchmarks/territory_search.py` prints the median and the worst time of several hundred queries of each kind,
against the floor of 5 ms. A misspelling is one or two slips, drawn with a fixed seed, in the name of a commune drawn
with a chance in proportion to its population: as people are likely to type.
"""

from __future__ import annotations

import random
import statistics
import string
import time
from collections.abc import Iterable

from mitoyen import territory

FLOOR_MS = 5.0
QUERIES = 300


def slip(name: str, chance: random.Random) -> str:
    """One letter missing, doubled, changed, or swapped with the next."""
    place = chance.randrange(len(name) - 1)
    before, letter, after = name[:place], name[place], name[place + 1 :]
    return chance.choice(
        [
            before + after,
            before + letter * 2 + after,
            before + chance.choice(string.ascii_lowercase) + after,
            before + after[0] + letter + after[1:],
        ]
    )


def queries(france: territory.Territory) -> dict[str, list[tuple[str, str | None]]]:
    """Per kind, what is typed and the commune meant, if one is."""
    chance = random.Random(2026)
    communes = [france.commune(code) for code in france.communes_table().codes]
    people = [commune.population for commune in communes]
    drawn = [place for place in chance.choices(communes, people, k=QUERIES) if len(place.name) > 5]
    one: list[tuple[str, str | None]] = [(slip(place.name, chance), place.name) for place in drawn]
    letters = string.ascii_lowercase
    return {
        "one letter": [(letter, None) for letter in letters],
        "two letters": [(first + second, None) for first in letters for second in letters],
        "three letters": [(place.name[:3], None) for place in drawn],
        "whole name": [(place.name, place.name) for place in drawn],
        "postcode": [(place.postcodes[0], None) for place in drawn],
        "one slip": one,
        "two slips": [(slip(typed, chance), name) for typed, name in one if len(typed) > 7],
        "nonsense": [("".join(chance.choices(letters, k=12)), None) for _ in range(QUERIES)],
        "long nonsense": [("".join(chance.choices("saint ", k=80)), None) for _ in range(QUERIES)],
    }


def measure(france: territory.Territory, typed: Iterable[tuple[str, str | None]]) -> tuple[list[float], list[bool]]:
    """Milliseconds of each query, the best of three, and whether the commune meant came first."""
    times, right = [], []
    for query, meant in typed:
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            hits = france.search(query)
            best = min(best, 1000 * (time.perf_counter() - start))
        times.append(best)
        if meant is not None:
            right.append(bool(hits) and hits[0].place.name == meant)
    return times, right


def main() -> None:
    """Print one line per kind of query."""
    start = time.perf_counter()
    france = territory.load()
    loaded = time.perf_counter()
    france.search("a")
    indexed = time.perf_counter()
    print(f"tables {loaded - start:.2f} s, index {indexed - loaded:.2f} s, both once per process")
    print(f"{'query':<16}{'n':>5}{'median ms':>12}{'worst ms':>12}{'right first':>14}")
    slowest = 0.0
    for kind, typed in queries(france).items():
        times, right = measure(france, typed)
        slowest = max(slowest, *times)
        share = f"{sum(right) / len(right):.0%}" if right else ""
        print(f"{kind:<16}{len(times):>5}{statistics.median(times):>12.2f}{max(times):>12.2f}{share:>14}")
    print(f"slowest {slowest:.2f} ms, floor {FLOOR_MS} ms: {'met' if slowest < FLOOR_MS else 'NOT met'}")


if __name__ == "__main__":
    main()
