"""The history that W1 counts: 20,000 territories, three years, 2 % of records received twice; the same for one seed.

Written in the columns of our lake, by month of occurrence, in order of arrival: identifiers and persons are hashes, as
they are in a real lake, and every record bears the words that a real one bears.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

SEED = 20261122
TERRITORIES, PRACTICES, CATEGORIES, SOURCES = 20_000, 8, 5, 500
START = np.datetime64("2023-11-01", "us").astype(np.int64)
END = np.datetime64("2026-11-01", "us").astype(np.int64)
DAY = 86_400_000_000
WHOLE = 100_000_000  # records of the three years; a smaller lake is their beginning
BLOCK = 10_000_000  # records a file of arrivals
POOL = 20_000  # rows of each block that may come again much later
ROW_GROUP = 1 << 20
NUMBERS = ("count", "minutes", "cents")


@dataclass
class World:
    """What does not change from one record to the next."""

    random: np.random.Generator
    territories: np.ndarray  # (territories,) cumulative weights
    members: np.ndarray
    base: np.ndarray
    pairs: np.ndarray
    sources: np.ndarray

    @classmethod
    def drawn(cls, territories: int) -> "World":
        random = np.random.Generator(np.random.SFC64(SEED))
        weight = random.lognormal(0, 1.5, territories)
        weight /= weight.sum()
        members = np.clip(np.round(60 * territories * weight), 8, 4000).astype(np.int64)
        ranks = random.permutation(PRACTICES * CATEGORIES) + 1
        base = np.append(0, np.cumsum(members)[:-1])
        return cls(
            random, _steps(weight), members, base, _steps(ranks**-0.8), _steps(np.arange(1, SOURCES + 1) ** -0.7)
        )

    def records(self, first: int, size: int, total: int) -> dict[str, np.ndarray]:
        """Facts in order of arrival, none of them twice."""
        random = self.random
        arrival = START + (END - START) * ((first + np.arange(size)) / total) ** 0.6
        lag = random.exponential(np.where(random.random(size) < 0.1, 10 * DAY, 0.1 * DAY))
        territory = np.searchsorted(self.territories, random.random(size))
        pair = np.searchsorted(self.pairs, random.random(size))
        source = np.searchsorted(self.sources, random.random(size))
        return {
            "number": first + np.arange(size),
            "source": source.astype(np.int16),
            "occurred": np.maximum(START, arrival - lag).astype(np.int64),
            "place": territory.astype(np.int32),
            "practice": (pair // CATEGORIES).astype(np.int8),
            "category": (pair % CATEGORIES).astype(np.int8),
            "count": np.minimum(random.geometric(0.4, size), 500).astype(np.int32),
            "minutes": _measured(random, size, 0.5, 3.6, 0.8),
            "cents": _measured(random, size, 0.55, 6.8, 1.1),
            "giver": self._member(territory),
            "receiver": self._member(territory),
        }

    def _member(self, territory: np.ndarray) -> np.ndarray:
        place = self.members[territory] * self.random.random(len(territory)) ** 2
        return self.base[territory] + place.astype(np.int64)


def write(folder: Path, records: int) -> None:
    """Write the lake; small ones have fewer territories, so that their cells are as full."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    world = World.drawn(TERRITORIES if records >= BLOCK else 200)
    facts, total, received = int(records / 1.02), int(WHOLE / 1.02), 0
    pools: list[dict[str, np.ndarray]] = []
    writers: dict[int, pq.ParquetWriter] = {}
    waiting: dict[int, list[pa.Table]] = {}
    for first in range(0, facts, BLOCK):
        block = world.records(first, min(BLOCK, facts - first), max(total, facts))
        block = _with_duplicates(world.random, block, pools)
        for start in range(0, len(block["number"]), 2 * ROW_GROUP):
            piece = {name: values[start : start + 2 * ROW_GROUP] for name, values in block.items()}
            table = _table(piece, received)
            received += len(table)
            _share_out(table, waiting, writers, folder)
    for month in waiting:
        _write_month(month, waiting, writers, folder)
    for writer in writers.values():
        writer.close()


def _with_duplicates(random, block, pools):
    """2 % more rows: nine in ten within 10,000 rows of the first, one in ten from the pool of an earlier block."""
    size = len(block["number"])
    again = random.integers(0, size, size // 50)
    after = np.minimum(again + random.integers(1, 10_000, len(again)), size - 1)
    far = np.nonzero(random.random(len(again)) < 0.1)[0] if pools else np.array([], np.int64)
    pool = {name: np.concatenate([p[name] for p in pools]) for name in block} if pools else block
    taken = random.integers(0, len(pool["number"]), len(far))
    order = np.argsort(np.append(np.arange(size), after + 0.5), kind="stable")
    made = {}
    for name, values in block.items():
        copies = values[again]
        copies[far] = pool[name][taken]
        made[name] = np.append(values, copies)[order]
    keep = random.integers(0, size, POOL)
    pools.append({name: values[keep] for name, values in block.items()})
    return made


def _table(piece, received):
    import pyarrow as pa

    size = len(piece["number"])
    day = piece["occurred"] // DAY
    months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    identifiers = pa.array(piece["number"]).cast(pa.string())
    none, empty = np.zeros(size, np.int64), np.zeros(size, np.int8)
    whole = np.zeros(size, np.int32)
    return pa.table(
        {
            "received": received + 1 + np.arange(size),
            "event_key": _hash(piece["number"], 1),
            "reverses_key": none,
            "source": _words(piece["source"], [f"source-{n}" for n in range(SOURCES)]),
            "id": identifiers,
            "occurred": piece["occurred"],
            "day": day.astype(np.int32),
            "month": ((1970 + months // 12) * 100 + months % 12 + 1).astype(np.int32),
            "place": _words(piece["place"], [f"quartier-{n:05d}" for n in range(TERRITORIES)]),
            "practice": _words(piece["practice"], [f"practice_{n}" for n in range(PRACTICES)]),
            "category": _words(piece["category"], [f"category_{n}" for n in range(CATEGORIES)]),
            "proof": _words(empty, ["B"]),
            "count": piece["count"],
            "grams": whole,
            "metres": whole,
            "minutes": piece["minutes"],
            "cents": piece["cents"],
            "giver": _hash(piece["giver"], 2),
            "receiver": _hash(piece["receiver"], 2),
            "counterfactual": _words(empty, [""]),
        }
    )


def _share_out(table, waiting, writers, folder):
    import pyarrow.compute as pc

    for month in pc.unique(table["month"]).to_pylist():
        waiting.setdefault(month, []).append(table.filter(pc.equal(table["month"], month)))
        if sum(len(piece) for piece in waiting[month]) >= ROW_GROUP:
            _write_month(month, waiting, writers, folder)


def _write_month(month, waiting, writers, folder):
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not waiting[month]:
        return
    table = pa.concat_tables(waiting[month]).unify_dictionaries()
    waiting[month] = []
    if month not in writers:
        home = folder / f"month={month}"
        home.mkdir(parents=True)
        plain = ["received", "event_key", "id", "occurred", "giver", "receiver", "cents"]
        words = [name for name in table.column_names if name not in plain]
        writers[month] = pq.ParquetWriter(
            home / "part-00000.parquet",
            table.schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=words,
            store_schema=False,  # text is text for whoever reads it
        )
    writers[month].write_table(table, row_group_size=ROW_GROUP)


def _words(codes, words):
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words))


def _steps(weights):
    """Cumulative shares, for searchsorted; the last is 1 whatever the rounding."""
    shares = np.cumsum(weights) / np.sum(weights)
    shares[-1] = 1.0
    return shares


def _measured(random, size, share, mean, spread):
    values = np.exp(random.normal(mean, spread, size)).astype(np.int32)
    return np.where(random.random(size) < share, values, 0).astype(np.int32)


def _hash(numbers, stream):
    """62 bits that look drawn, a different number for each number (splitmix64)."""
    mixed = (numbers.astype(np.uint64) + np.uint64(stream << 40)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(2)).astype(np.int64)
