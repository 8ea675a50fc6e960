"""`mitoyen count`: the tallies of a lake of events, by the engine that suits its size."""

from __future__ import annotations

import argparse
from pathlib import Path

from mitoyen.cli.answers import Answer, Refused
from mitoyen.counting.count import ENGINES, Limits, count
from mitoyen.counting.folders import FolderError, check_free
from mitoyen.counting.results import Counted

_SUMS = ("facts", "units", "grams", "metres", "minutes", "cents")


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb."""
    told = "the tallies of a big history: a lake of events as Parquet files"
    more = "Duplicates are dropped (the first received wins) and reversals applied; every engine gives the same rows."
    verb = verbs.add_parser("count", help=told, description=f"{told.capitalize()}. {more}")
    verb.add_argument("lake", metavar="LAKE", help="folder of the lake; with spark, an address will do")
    spoken = "duckdb (the default), native (compiled, for 10 million records and more) or spark (several machines)"
    verb.add_argument("--engine", choices=ENGINES, default="duckdb", help=spoken)
    verb.add_argument("--master", metavar="URL", help="the Spark cluster, spark://host:port; this machine without it")
    verb.add_argument("--by", choices=("day", "month"), default="day", help="the tally by day or by month")
    verb.add_argument("--out", type=Path, metavar="FOLDER", help="new folder to write, one file a table")
    verb.add_argument("--format", choices=("parquet", "csv"), default="parquet", help="of the files written")
    verb.add_argument("--threads", type=int, metavar="N", help="processors to use; all of them without it")
    verb.add_argument("--memory", metavar="SIZE", help="memory that DuckDB or Spark may take, such as 4GB")
    verb.add_argument("--spill", type=Path, metavar="FOLDER", help="where to put what does not fit in memory meanwhile")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Answer:
    """Count, write the tables if asked, and say what there is."""
    if arguments.master and arguments.engine != "spark":
        raise Refused("--master names a Spark cluster; add --engine spark, or leave it out.")
    if arguments.threads is not None and not 1 <= arguments.threads <= 1024:
        raise Refused("--threads is a number from 1 to 1024.")
    limits = Limits(arguments.threads, arguments.memory, arguments.spill)
    try:
        if arguments.out:
            check_free(arguments.out)  # said before the work, not after
        counted = count(
            arguments.lake, engine=arguments.engine, by=arguments.by, limits=limits, master=arguments.master
        )
        with counted:
            if arguments.out:
                counted.write(arguments.out, arguments.format)
            return Answer(_told(counted, arguments.out))
    except FolderError as error:
        raise Refused(str(error)) from error


def _told(counted: Counted, out: Path | None) -> str:
    tally = counted.questions[0]
    sums = [(name, counted.total(tally, name)) for name in _SUMS]
    sizes = [(question, counted.size(question)) for question in counted.questions]
    lines = [f"{name:<16}{value:>24,}" for name, value in sums]
    lines += ["", *(f"{name:<16}{rows:>24,} rows" for name, rows in sizes)]
    lines += ["", f"written in {out}" if out else "nothing is written: --out FOLDER keeps the tables"]
    return "\n".join(lines) + "\n"
