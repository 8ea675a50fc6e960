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
NAMES = {
    "plain": f"DuckDB {version('duckdb')}, one natural query",
    "duckdb": f"DuckDB {version('duckdb')}, the questions of the house",
    "polars": "Polars 2.1.0, streaming",
    "spark": f"PySpark {version('pyspark')}, local[2], start included, the questions of the house",
}


def _compared(asked: Asked, records: int, engines: tuple[str, ...]) -> Figure:
    runs = {engine: asked.of(engine, members=False) for engine in (*engines, "duckdb", "native")}
    persons = {engine: asked.of(engine, members=True) for engine in ("duckdb", "native")}
    native, duckdb = runs["native"], runs["duckdb"]
    both, both_duckdb = persons["native"], persons["duckdb"]
    if not (native and duckdb and both and both_duckdb):
        raise RuntimeError("DuckDB or the native engine did not finish: see above.")
    for engine, run in [*runs.items(), *persons.items()]:
        _same(engine, run, native)
    timings = [_timing(NAMES[engine], run) for engine, run in runs.items() if engine in NAMES and run]
    timings += [
        _timing(f"{NAMES['duckdb']}, persons too", both_duckdb),
        _timing("native, persons too", both),
        Timing("decode the columns, nothing else", native["decode_wall"], native["decode_cpu"]),
        _timing("native", native),
    ]
    peer, peak = runs.get("plain") or duckdb, max(native["memory"], both["memory"]) / 1024
    ratios = peer["cpu"] / native["cpu"], both_duckdb["cpu"] / both["cpu"], native["cpu"] / native["decode_cpu"]
    left_out = [f"{NAMES[engine]}: skipped, not installed or not finished." for engine in engines if not runs[engine]]
    cells = f"{native['rows']:,} cells by place, month, practice, category and proof"
    return Figure(
        title=f"A big history, {records:,} records",
        about=f"Duplicates dropped, {cells}; two threads. Persons: how many took part, by place and month.",
        timings=timings,
        goals=[
            Goal("Big history, CPU of DuckDB's natural query over native", ratios[0], 5, 8, "×", more_is_better=True),
            Goal("Big history with persons, CPU of DuckDB over native", ratios[1], 7, 10, "×", more_is_better=True),
            Goal("Big history, CPU of native over decoding alone", ratios[2], 2.5, 1.6, "×"),
            Goal("Big history, peak memory of native", peak, 4, 2, "GB"),
        ],
        notes=[*left_out, HISTORY, TURNS, ALIKE],
    ).closed()


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
