"""The lake counted by compiled loops on one big machine: three passes, each reading only the columns it needs.

First, which records are facts; then, which facts are first meetings; last, the sums. The rows are those of DuckDB.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np

from mitoyen.counting.duck import Limits, connected
from mitoyen.counting.lake import Lake, LakeError
from mitoyen.counting.results import KEYS, NUMBERS, Counted, columns
from mitoyen.counting.sql import cast

if TYPE_CHECKING:
    from mitoyen.counting.native.months import Months
    from mitoyen.counting.native.reader import Array


def count(lake: Lake, asked: Sequence[str], limits: Limits) -> Counted:
    """The tables of the questions asked; only `limits.threads` bears on the fold itself."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise LakeError("the native engine needs pyarrow: pip install 'mitoyen[native]'.") from error
    folded = _folded(lake, asked, limits)
    with ExitStack() as owned:
        engine = connected(limits, owned)
        for question in asked:
            engine.register(f"{question}_found", _table(pa, question, folded))
            engine.execute(f"CREATE VIEW {question} AS SELECT {cast(columns(question))} FROM {question}_found")
        return Counted(engine, asked, owned.pop_all())


def _folded(lake: Lake, asked: Sequence[str], limits: Limits) -> Months:
    from mitoyen.counting.native import firsts, work
    from mitoyen.counting.native.months import Months
    from mitoyen.counting.native.reader import batches

    read, workers = batches(lake), work.threads(limits.threads)
    lost = firsts.lost_records(read, workers)
    left_out = dict.fromkeys(asked, lost)
    if "ties" in asked:
        left_out["ties"] = firsts.not_first_meetings(read, lost, workers)
    months = Months(asked, read, workers)
    in_order = sorted(read, key=lambda batch: batch.months or (0, 0))
    shares = work.Shares(in_order, workers, lambda batch: batch.rows)

    def fold(worker: int) -> None:
        for batch in shares.of(worker):
            rows = slice(batch.first, batch.first + batch.rows)
            months.take(worker, batch, {question: flags[rows] for question, flags in left_out.items()})

    work.each(fold, range(workers), workers, shares.leave)
    months.finish(workers)
    return months


def _table(pa: Any, question: str, folded: Months) -> Any:
    """The blocks of all months as one Arrow table, words coded by one dictionary a column; no number is copied."""
    blocks, kinds = folded.blocks[question], folded.packing.kinds[question].known()
    made = {}
    for name in KEYS[question]:
        if name in ("day", "month"):
            made[name] = _chunks(pa, [block.time for block in blocks])
        elif name == "place":
            made[name] = _words(pa, [block.place for block in blocks], folded.packing.places.known)
        else:
            part = KEYS[question].index(name) - 2
            words = sorted({kind[part] for kind in kinds})
            code: Array = np.array([words.index(kind[part]) for kind in kinds], _least(len(words)))
            made[name] = _words(pa, [code[block.kind] for block in blocks], pa.array(words, pa.string()))
    for number, name in enumerate(NUMBERS[question]):
        made[name] = _chunks(pa, [block.numbers[number] for block in blocks])
    return pa.table(made)


def _chunks(pa: Any, pieces: Sequence[Array]) -> Any:
    kind = np.result_type(np.int8, *{piece.dtype for piece in pieces})
    return pa.chunked_array([piece.astype(kind, copy=False) for piece in pieces], type=pa.from_numpy_dtype(kind))


def _words(pa: Any, pieces: Sequence[Array], words: Any) -> Any:
    codes = _chunks(pa, pieces)
    made = [pa.DictionaryArray.from_arrays(piece, words, safe=False) for piece in codes.chunks]
    return pa.chunked_array(made, type=pa.dictionary(codes.type, pa.string()))


def _least(size: int) -> type:
    return np.int8 if size < 2**7 else np.int32
