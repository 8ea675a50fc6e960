"""The lake counted by Apache Spark, here or on a cluster: the same questions, word for word, as on DuckDB."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mitoyen.counting import lake, queries
from mitoyen.counting.duck import Limits, connected
from mitoyen.counting.lake import COLUMNS, LakeError
from mitoyen.counting.results import Counted, columns

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SETTINGS: dict[str, bool | float | int | str | None] = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.ansi.enabled": "true",  # a sum too large is an error, not another sum
}
_MISSING = "the spark engine needs pyspark, pyarrow and Java 17: pip install 'mitoyen[spark]'."
_PIECE = 500_000  # records
_KINDS = {"BIGINT": "bigint", "INTEGER": "int", "VARCHAR": "string"}


def count(folder: str | Path, asked: Sequence[str], limits: Limits, master: str | None) -> Counted:
    """The tables of the questions asked.

    folder: on this machine, or an address that the cluster reads, such as hdfs://…; every worker must reach it.
    master: spark://host:port; without it, Spark runs here on `limits.threads` processors.
    """
    looked = None if "://" in str(folder) else lake.opened(Path(folder))
    files = [f"file://{_unglobbed(path.absolute())}" for path in looked.files] if looked else [str(folder)]
    with ExitStack() as owned:
        session = _session(master or f"local[{limits.threads or '*'}]", limits)
        owned.callback(session.stop)
        engine = connected(limits, owned)
        try:
            if looked:
                session.conf.set("spark.sql.shuffle.partitions", _partitions(session, looked.records))
            _answer(session, files, asked)
            for question in asked:
                told = ", ".join(
                    f"CAST({name} AS {_KINDS[kind]}) AS {name}" for name, kind in columns(question).items()
                )
                found = session.sql(f"SELECT {told} FROM ({queries.text(question)}) AS found").toArrow()
                engine.register("found", found)
                engine.execute(f"CREATE TEMP TABLE {question} AS FROM found")
                engine.unregister("found")
        except LakeError:
            raise
        except Exception as error:
            raise _told(error) from error
        session.stop()
        return Counted(engine, asked, owned.pop_all())


def _partitions(session: SparkSession, records: int) -> int:
    """In how many pieces rows are shuffled: two a processor, more for many records; Spark's own 200 cost seconds."""
    return max(2 * session.sparkContext.defaultParallelism, records // _PIECE)


def _unglobbed(path: Path) -> str:
    """A path that Hadoop does not take for a pattern."""
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", str(path))


def _session(master: str, limits: Limits) -> SparkSession:
    try:
        import pyarrow  # noqa: F401  # rows come back as Arrow tables
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise LakeError(_MISSING) from error
    builder = SparkSession.builder.appName("mitoyen count").master(master).config(map=SETTINGS)
    if master.startswith("local"):  # nothing leaves this machine, whatever its name resolves to
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    if limits.memory:
        memory = limits.memory.lower().removesuffix("b")
        builder = builder.config("spark.driver.memory", memory).config("spark.executor.memory", memory)
    if limits.spill:
        builder = builder.config("spark.local.dir", str(limits.spill))
    try:
        session: SparkSession = builder.getOrCreate()
    except Exception as error:  # Java tells in many ways that it is absent, or the master unreachable
        wanted = "is Java 17 installed?" if master.startswith("local") else "does its master run, and answer there?"
        raise LakeError(f"Spark does not start on {master} ({_gist(error)}): {wanted}") from error
    session.sparkContext.setLogLevel("OFF")
    return session


def _answer(session: SparkSession, files: Sequence[str], asked: Sequence[str]) -> None:
    """Declare `events` and `facts`; facts are kept when several questions read them."""
    events = session.read.option("recursiveFileLookup", "true").parquet(*files)
    _check(events, files[0])
    typed = (f"CAST(`{name}` AS {_KINDS[kind]}) AS `{name}`" for name, kind in COLUMNS.items())
    events.selectExpr(*typed).createOrReplaceTempView("events")
    facts = session.sql(queries.text("facts"))
    if len(asked) > 1:
        facts = facts.persist()
    facts.createOrReplaceTempView("facts")


def _check(events: DataFrame, where: str) -> None:
    missing = [name for name in COLUMNS if name not in events.columns]
    if missing:
        raise LakeError(f"{where} lacks {', '.join(missing)}; a lake has the columns {', '.join(COLUMNS)}.")


def _told(error: Exception) -> LakeError:
    return LakeError(f"Spark could not count the lake ({_gist(error)}).")


def _gist(error: Any) -> str:
    """The first line of what Java says."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:300].rstrip(".")
