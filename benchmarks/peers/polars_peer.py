"""W1 in Polars: one record a key, any of them, then the tally by month, and the persons by place and month.

Reads {"lake", "members", "threads"} and prints {"wall", "cpu", "memory", "rows", "sums"}.
"""

import json
import os
import resource
import sys
import time

asked = json.load(sys.stdin)
os.environ["POLARS_MAX_THREADS"] = str(asked["threads"])

import polars as pl  # noqa: E402  # the number of threads is read on import

CELL = ["place", "month", "practice", "category", "proof"]
SUMS = ["count", "grams", "metres", "minutes", "cents"]
KEPT = ["event_key", *CELL, *SUMS]


def main() -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    events = pl.scan_parquet(asked["lake"] + "/*/*.parquet", hive_partitioning=False)
    facts = events.filter(pl.col("reverses_key") == 0).unique(subset="event_key", keep="any")
    added = [pl.len().alias("facts"), *(pl.col(name).cast(pl.Int64).sum() for name in SUMS)]
    if asked["members"]:
        facts = facts.select([*KEPT, "giver", "receiver"]).collect(engine="streaming").lazy()
        people = pl.concat(
            [facts.select("place", "month", pl.col(side).alias("who")) for side in ("giver", "receiver")]
        )
        people.group_by("place", "month").agg(pl.col("who").n_unique()).collect(engine="streaming")
    tally = facts.group_by(CELL).agg(added).collect(engine="streaming")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    sums = [int(tally[name].sum()) for name in ("facts", "count", "minutes", "cents")]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "memory": memory, "rows": len(tally), "sums": sums}))


main()
