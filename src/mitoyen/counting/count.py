"""Count a lake: one question, three engines, the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from mitoyen.counting import duck, lake
from mitoyen.counting.duck import Limits
from mitoyen.counting.lake import LakeError
from mitoyen.counting.results import By, Counted, questions

Engine = Literal["duckdb", "native", "spark"]
ENGINES: tuple[Engine, ...] = ("duckdb", "native", "spark")
_NO_LIMITS = Limits()


def count(
    folder: str | Path,
    *,
    engine: Engine = "duckdb",
    by: By = "day",
    asked: Sequence[str] | None = None,
    limits: Limits = _NO_LIMITS,
    master: str | None = None,
) -> Counted:
    """The tables of a lake; LakeError says in one sentence why there are none.

    asked: names of questions, all four without it. master: the Spark cluster, this machine without it.
    """
    wanted = tuple(asked or questions(by))
    if engine == "spark":
        from mitoyen.counting import spark

        return spark.count(folder, wanted, limits, master)
    looked = lake.opened(Path(folder))
    if engine == "duckdb":
        return duck.count(looked, wanted, limits)
    from mitoyen.counting import native

    return native.count(looked, wanted, limits)


__all__ = ["ENGINES", "Counted", "Engine", "LakeError", "Limits", "count"]
