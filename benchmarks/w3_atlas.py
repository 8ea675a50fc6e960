"""W3: every commune of France, 25 indicators, realised uses: exact order statistics, and three cumulants."""

from functools import partial

import numpy as np

from benchmarks import model as w3
from benchmarks import precision
from benchmarks.measure import Figure, Goal, Timing, alternate, clock
from mitoyen.uncertainty.cumulants import quantiles_from_cumulants
from mitoyen.uncertainty.quantiles import quantiles_of_combinations

SAMPLE = 1000  # communes that the peer computes; its time is extrapolated from them


def sorting(weights: np.ndarray, impact: np.ndarray) -> np.ndarray:
    """The plain way: a matrix product an indicator, a vectorised sort, float32, read the ranks; (N, I, 3)."""
    found = np.empty((len(weights), len(impact), 3), np.float32)
    for indicator, draws in enumerate(impact):
        found[:, indicator] = np.quantile(np.sort(weights @ draws, axis=1), w3.PROBABILITIES, axis=1).T
    return found


def measure(*, small: bool = False) -> Figure:
    communes, net, sample = (300, 512, 100) if small else (w3.COMMUNES, 4096, SAMPLE)
    model, weights = w3.build(), w3.tallies(communes)
    impact = w3.coefficients(model, model.values(w3.sobol_normals(net, seed=1)))
    few = weights[:: max(1, communes // sample)][:sample]
    exact_run = partial(quantiles_of_combinations, weights, impact, probabilities=w3.PROBABILITIES)
    quick_run = partial(quantiles_from_cumulants, weights, impact, probabilities=w3.PROBABILITIES)
    quantiles_of_combinations(few, impact, probabilities=w3.PROBABILITIES)
    exact = Timing(f"ours, exact, Sobol {net:,}", *clock(exact_run))
    quick = alternate({f"ours, three cumulants of Sobol {net:,}": quick_run}, 1 if small else 5)[0]
    wall, cpu = (seconds * communes / len(few) for seconds in clock(partial(sorting, few, impact)))
    note = f"extrapolated from {len(few):,} communes"
    peer = Timing(f"numpy, matrix product and sort, Sobol {net:,}", wall, cpu, note)
    root, worst = precision.between(quick_run(), exact_run())
    np.testing.assert_allclose(
        quantiles_of_combinations(few, impact, probabilities=w3.PROBABILITIES),
        sorting(few, impact),
        rtol=1e-4,
        atol=1e-3,
    )
    return Figure(
        title="Every commune",
        about=f"{communes:,} communes × 25 indicators, realised uses of 40 practices, medians and 90 % intervals.",
        timings=[peer, quick, exact],
        goals=[
            Goal("Every commune, exact, wall", exact.wall, 30, 8, "s"),
            Goal("Every commune, quick, wall", quick.wall, 5, 1.2, "s"),
            Goal(
                "Every commune, quick, largest of the three root-mean-square errors", max(root), 2.5, 2.5, "% of width"
            ),
        ],
        precision=[("three cumulants, root mean square", root), ("three cumulants, worst place", worst)],
        notes=[
            "Precision compares every commune and indicator with exact order statistics of the same draws.",
            "Exact figures equal those of the sort to 1e-4 (float32 sums in another order).",
        ],
    ).closed()
