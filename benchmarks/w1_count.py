"""W1: a big history counted once: duplicates dropped, tally by month; then the persons of each place and month too.

`python -m benchmarks.w1_count --records 100000000` measures another size and prints the section.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks import report, w1_lake
from benchmarks.measure import Figure, Goal, Timing
from benchmarks.w3_peers import HERE, HOME

RECORDS = 10_000_000
WARM = 20_000


@dataclass(frozen=True)
class Asked:
    lake: Path
    small: Path
    repeat: int

    def of(self, engine: str, *, members: bool) -> dict | None:
        """What an engine answers in a process of its own; None when it is not installed."""
        told = {"lake": str(self.lake), "small": str(self.small), "repeat": self.repeat}
        told |= {"engine": engine, "members": members, "threads": 2}
        command = [sys.executable, "-m", "benchmarks.w1_engines"]
        if engine == "polars":
            python = HOME / "bin" / "python"
            command = [str(python), str(HERE / "peers" / "polars_peer.py")]
            if not python.exists():
                return None
        if engine != "native":
            told["repeat"] = 1
        done = subprocess.run(command, input=json.dumps(told), capture_output=True, text=True, check=False)
        if done.returncode:
            sys.stderr.write(f"{engine}: {done.stderr.strip().splitlines()[-1:]}\n")
            return None
        return json.loads(done.stdout.strip().splitlines()[-1])


def measure(*, small: bool = False, records: int = RECORDS, lake: Path | None = None, spark: bool = True) -> Figure:
    with tempfile.TemporaryDirectory() as made:
        warm = Path(made) / "warm"
        w1_lake.write(warm, WARM)
        where = lake or Path(made) / "lake"
        if lake is None:
            w1_lake.write(where, WARM * 5 if small else records)
        size = WARM * 5 if small else records
        return _compared(Asked(where, warm, 1 if small else 3), size, engines=() if small else _others(spark))


def _others(spark: bool) -> tuple[str, ...]:
    return ("plain", "polars", "spark") if spark else ("plain", "polars")


HISTORY = (
    "The history: 20,000 territories, three years, 2 % of records twice, identifiers and persons hashed; a smaller one "
    "is the beginning of that of 100 million. It has no reversal, so that the natural query of a peer answers the same "
    "question; tests compare the engines with reversals."
)
TURNS = "Each ran in a process of its own. Native and decoding took turns, median of three; the others ran once."
ALIKE = "Native and the questions of the house give the same rows, by a fingerprint of all; the others the same sums."
PEER = "DuckDB answers in two ways, with and without persons; the one that costs it less is compared with native."
NAMES = {
    "plain": f"DuckDB {version('duckdb')}, natural queries",
    "duckdb": f"DuckDB {version('duckdb')}, the questions of the house",
    "polars": "Polars 2.1.0, streaming",
    "spark": f"PySpark {version('pyspark')}, local[2], start included, the questions of the house",
}


def _compared(asked: Asked, records: int, engines: tuple[str, ...]) -> Figure:
    runs = {engine: asked.of(engine, members=False) for engine in (*engines, "duckdb", "native")}
    with_persons = ("plain", "duckdb", "native") if "plain" in engines else ("duckdb", "native")
    persons = {engine: asked.of(engine, members=True) for engine in with_persons}
    native, both = runs["native"], persons["native"]
    if not (native and both and _cheapest(runs) and _cheapest(persons)):
        raise RuntimeError("DuckDB or the native engine did not finish: see above.")
    for engine, run in runs.items():
        _same(engine, run, native)
    for engine, run in persons.items():
        _same(engine, run, both)
    timings = [_timing(NAMES[engine], run) for engine, run in runs.items() if engine in NAMES and run]
    timings += [_timing(f"{NAMES[name]}, persons too", run) for name, run in persons.items() if name in NAMES and run]
    timings += [
        _timing("native, persons too", both),
        Timing("decode the columns, nothing else", native["decode_wall"], native["decode_cpu"]),
        _timing("native", native),
    ]
    peak = max(native["memory"], both["memory"]) / 1024
    ratios = _cheapest(runs) / native["cpu"], _cheapest(persons) / both["cpu"]
    over = native["cpu"] / native["decode_cpu"], native["wall"] / native["decode_wall"]
    left_out = [f"{NAMES[engine]}: skipped, not installed or not finished." for engine in engines if not runs[engine]]
    cells = f"{native['rows']:,} cells by place, month, practice, category and proof"
    return Figure(
        title=f"A big history, {records:,} records",
        about=f"Duplicates dropped, {cells}; two threads. Persons: how many took part, by place and month.",
        timings=timings,
        goals=[
            Goal("Big history, CPU of DuckDB over native", ratios[0], 5, 8, "×", more_is_better=True),
            Goal("Big history with persons, CPU of DuckDB over native", ratios[1], 7, 10, "×", more_is_better=True),
            Goal("Big history, CPU of native over decoding alone", over[0], 2.5, 1.6, "×"),
            Goal("Big history, wall of native over decoding alone", over[1], 2.5, 1.6, "×"),
            Goal("Big history, peak memory of native", peak, 4, 2, "GB"),
        ],
        notes=[*left_out, HISTORY, TURNS, ALIKE, PEER],
    ).closed()


def _cheapest(runs: dict[str, dict | None]) -> float:
    """Processor seconds of DuckDB, in the way that costs it less; 0 when it did not finish."""
    return min((run["cpu"] for run in (runs.get("plain"), runs.get("duckdb")) if run), default=0.0)


def _same(engine: str, run: dict | None, native: dict) -> None:
    """Whoever answers must answer the same."""
    if run and (run["rows"], run["sums"]) != (native["rows"], native["sums"]):
        raise AssertionError(f"{engine} finds {run['rows']} cells, {run['sums']}; native {native['sums']}")
    if run and run.get("print") and run["print"] != native["print"]:
        raise AssertionError(f"{engine} does not find the rows of native")


def _timing(name: str, run: dict) -> Timing:
    return Timing(name, run["wall"], run["cpu"], _memory(run))


def _memory(run: dict) -> str:
    return f"peak {run['memory']:,.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.w1_count", description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--lake", type=Path, help="a lake of that many records, made before")
    parser.add_argument("--without-spark", action="store_true")
    options = parser.parse_args()
    figure = measure(records=options.records, lake=options.lake, spark=not options.without_spark)
    print(report.page([figure], {}))


if __name__ == "__main__":
    main()
