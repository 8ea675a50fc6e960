"""W3: every commune, 25 indicators, 60 months: 52.4 million medians and intervals of a scenario, by cumulants."""

from collections.abc import Iterator

import numpy as np

from benchmarks import model as w3
from benchmarks import precision
from benchmarks.measure import Figure, Goal, Timing, clock
from mitoyen.uncertainty.cumulants import quantiles_from_cumulants
from mitoyen.uncertainty.quantiles import quantiles_of_combinations

CHECKED_MONTHS = [0, 2, 5, 11, 23, 35, 59]


def scenario(model: w3.Model, values: np.ndarray, months: list[int]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """For each indicator the practices it uses and B · C of each at each month, (months, used, D)."""
    volumes, impact = w3.take_up(model, values), w3.coefficients(model, values)
    for part in impact:
        used = np.flatnonzero(part.any(axis=1))
        yield used, np.ascontiguousarray((volumes[model.type_of[used]][:, months] * part[used][:, None]).swapaxes(0, 1))


def atlas(model: w3.Model, values: np.ndarray, weights: np.ndarray, months: list[int], method=quantiles_from_cumulants):
    """Quantiles of each indicator in turn, (N, months, 3): the whole does not need to be held at once."""
    for used, draws in scenario(model, values, months):
        yield method(weights[:, used], draws, probabilities=w3.PROBABILITIES)


def measure(*, small: bool = False) -> Figure:
    communes, net, months = (300, 512, 6) if small else (w3.COMMUNES, 4096, w3.MONTHS)
    model = w3.build()
    values, weights = model.values(w3.sobol_normals(net, seed=1)), w3.tallies(communes) / 1000
    few = np.random.default_rng(7).choice(communes, min(communes, 200), replace=False)
    checked = [month for month in CHECKED_MONTHS if month < months]
    kept: list[np.ndarray] = []

    def whole() -> None:
        kept.extend(part[few][:, checked] for part in atlas(model, values, weights, list(range(months))))

    quantiles_from_cumulants(weights[:2], np.ones((1, w3.PRACTICES, 16)), probabilities=w3.PROBABILITIES)
    timing = Timing(f"ours, three cumulants of Sobol {net:,}", *clock(whole))
    exact = list(atlas(model, values, weights[few], checked, method=quantiles_of_combinations))
    root, worst = precision.between(np.array(kept), np.array(exact))
    return Figure(
        title="Every commune, every month of a scenario",
        about=f"{communes:,} communes × 25 indicators × {months} months, {communes * months / 4e4:,.1f} M intervals.",
        timings=[timing],
        goals=[
            Goal("Scenario atlas, wall", timing.wall, 15, 5, "s"),
            Goal("Scenario atlas, largest of the three root-mean-square errors", max(root), 3, 3, "% of width"),
        ],
        precision=[("three cumulants, root mean square", root), ("three cumulants, worst cell", worst)],
        notes=[
            f"Precision compares {len(few)} communes × 25 indicators × {len(checked)} months with exact quantiles.",
            "No peer measured here does this job: its unit of work is one indicator of one month of one commune.",
        ],
    ).closed()
