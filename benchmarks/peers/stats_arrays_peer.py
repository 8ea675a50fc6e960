# mypy: disable-error-code="import-not-found"
# The peer lives in an environment of its own.
"""stats_arrays: 10,000 draws of the 150 factors and nothing else. Model on stdin."""

import json
import sys
import time

import numpy as np
from stats_arrays import LognormalUncertainty, MCRandomNumberGenerator, UncertaintyBase

if __name__ == "__main__":
    model = json.load(sys.stdin)
    records = [
        {"loc": np.log(f["median"]), "scale": f["spread"], "uncertainty_type": LognormalUncertainty.id}
        for f in model["factors"]
    ]
    parameters, times = UncertaintyBase.from_dicts(*records), []
    for turn in range(model["repeat"]):
        wall, cpu = time.perf_counter(), time.process_time()
        draws = MCRandomNumberGenerator(parameters, seed=turn).generate(10_000)
        times.append([time.perf_counter() - wall, time.process_time() - cpu])
    print(json.dumps({"values": np.median(draws, axis=1).tolist(), "times": times}))
