"""One engine on one lake, in a process of its own: `python -m benchmarks.w1_engines` reads JSON and prints JSON."""

import json
import resource
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median

import psutil  # type: ignore[import-untyped]  # it publishes no types

from benchmarks.measure import clock
from mitoyen.counting.count import Engine, Limits, count

TALLY, MEMBERS = "tally_by_month", "contributors"
SUMS = ("facts", "units", "minutes", "cents")
WORDS = ("place", "practice", "category", "proof")
DECODED = ("event_key", "reverses_key", "received", "month", *WORDS, "count", "grams", "metres", "minutes", "cents")
THREADS, MEMORY = 2, "12GB"
PLAIN = """
    SELECT place, month, practice, category, proof, count(*) AS facts, sum(count) AS units, sum(grams) AS grams,
           sum(metres) AS metres, sum(minutes) AS minutes, sum(cents) AS cents
    FROM (SELECT event_key, any_value(place) AS place, any_value(month) AS month, any_value(practice) AS practice,
                 any_value(category) AS category, any_value(proof) AS proof, any_value(count) AS count,
                 any_value(grams) AS grams, any_value(metres) AS metres, any_value(minutes) AS minutes,
                 any_value(cents) AS cents
          FROM read_parquet($lake, hive_partitioning = false) WHERE reverses_key = 0 GROUP BY event_key)
    GROUP BY ALL
"""
PLAIN_MEMBERS = """
    SELECT place, month, count(DISTINCT person) AS contributors
    FROM (SELECT place, month, giver AS person
          FROM read_parquet($lake, hive_partitioning = false) WHERE reverses_key = 0
          UNION ALL
          SELECT place, month, receiver
          FROM read_parquet($lake, hive_partitioning = false) WHERE reverses_key = 0)
    WHERE person <> 0
    GROUP BY ALL
"""


@dataclass
class Run:
    wall: float
    cpu: float
    memory: float  # peak, MB
    rows: int
    sums: list[int]  # of the tally; then, if persons are asked, the rows of their table and its sum
    print: str = ""  # of all the rows, whatever their order
    decode_wall: float = 0.0
    decode_cpu: float = 0.0


def ours(lake: str, members: bool, engine: Engine, repeat: int) -> Run:
    """The questions of the house; the compiled fold takes turns with a pass that only decodes."""
    asked = [TALLY, MEMBERS] if members else [TALLY]
    counted = partial(count, lake, engine=engine, asked=asked, limits=Limits(threads=THREADS, memory=MEMORY))

    def timed() -> None:
        with counted():
            pass

    runs, decodes = [], []
    for _ in range(repeat):
        runs.append(_watched(timed))
        if engine == "native":
            decodes.append(clock(partial(decode, lake, members)))
    wall, cpu, memory = (median(values) for values in zip(*runs, strict=True))
    decoded = [median(values) for values in zip(*decodes, strict=True)] if decodes else [0.0, 0.0]
    with counted() as found:
        sums = [found.total(TALLY, name) for name in SUMS]
        sums += [found.size(MEMBERS), found.total(MEMBERS, MEMBERS)] if members else []
        told = " ".join(_fingerprint(found, question) for question in asked)
        return Run(wall, cpu, memory, found.size(TALLY), sums, told, *decoded)


def plain(lake: str, members: bool) -> Run:
    """DuckDB with natural queries: any record of a key, then the tally; the persons, to whom duplicates are nothing."""
    import duckdb

    with tempfile.TemporaryDirectory() as spill:
        settings: dict = {"threads": THREADS, "memory_limit": MEMORY, "temp_directory": spill}
        engine = duckdb.connect(config={**settings, "preserve_insertion_order": False})

        def answer() -> None:
            for table, asked in {"tally": PLAIN, "members": PLAIN_MEMBERS}.items():
                if table == "tally" or members:
                    told = asked.replace("$lake", f"'{lake}/*/*.parquet'")
                    engine.execute(f"CREATE TEMP TABLE {table} AS {told}")

        wall, cpu = clock(answer)
        memory = _peak()
        told = ["SELECT count(*), sum(facts), sum(units), sum(minutes), sum(cents) FROM tally"]
        told += ["SELECT count(*), sum(contributors) FROM members"] if members else []
        rows, *sums = (int(value) for one in told for value in engine.execute(one).fetchall()[0])
        engine.close()
    return Run(wall, cpu, memory, rows, sums)


def decode(lake: str, members: bool) -> None:
    """Read the columns of the question into memory, a row group at a time, and do nothing with them."""
    import pyarrow.parquet as pq

    columns = [*DECODED, *(("giver", "receiver") if members else ())]

    def one(path: Path) -> None:
        file = pq.ParquetFile(path, read_dictionary=list(WORDS), memory_map=True)
        for group in range(file.num_row_groups):
            file.read_row_group(group, columns=columns, use_threads=False)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, sorted(Path(lake).rglob("*.parquet"))))


def _fingerprint(found, question: str) -> str:
    """Of all the rows, so that two engines that print the same have the same rows."""
    sums = f"bit_xor(hash({question})), sum(hash({question}) % 1000003)"
    told = found.relation(question).aggregate(sums).fetchall()[0]
    return " ".join(str(value) for value in told)


def _watched(run) -> tuple[float, float, float]:
    """Wall and processor seconds of a call and its peak memory, those of a Java machine started by it included."""
    java: dict[int, tuple[float, float]] = {}
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(stop, java))
    watcher.start()
    try:
        wall, cpu = clock(run)
    finally:
        stop.set()
        watcher.join()
    return wall, cpu + sum(used for used, _ in java.values()), _peak() + sum(size for _, size in java.values())


def _watch(stop, java) -> None:
    while not stop.wait(0.25):
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                used, size = child.cpu_times(), child.memory_info().rss / 2**20
                java[child.pid] = used.user + used.system, max(size, java.get(child.pid, (0.0, 0.0))[1])


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    asked = json.load(sys.stdin)
    lake, small, members, engine = asked["lake"], asked["small"], asked["members"], asked["engine"]
    if engine == "native":  # compiled code is loaded before the clock starts
        ours(small, members, engine, 1)
    made = plain(lake, members) if engine == "plain" else ours(lake, members, engine, asked["repeat"])
    print(json.dumps(asdict(made)))


if __name__ == "__main__":
    main()
