"""W3: one factor of the evidence changes; how long until the new figures of a territory are there."""

from dataclasses import replace
from functools import partial

import numpy as np

from benchmarks import model as w3
from benchmarks import w3_territory
from benchmarks.measure import Figure, Goal, Timing, alternate


def new_figures(
    model: w3.Model, values: np.ndarray, impact: np.ndarray, normals: np.ndarray, factor: int
) -> np.ndarray:
    """Redraw the factor, rebuild the pairs that use it, recompute the territory; the inputs stay as they were."""
    values = values.copy()
    values[factor] = model.medians[factor] * np.exp(model.spreads[factor] * normals[factor])
    pairs = {(term.indicator, term.practice) for term in model.terms if factor in term.factors}
    impact = impact.copy()
    for pair in pairs:
        impact[pair] = 0
    for term in model.terms:
        if (term.indicator, term.practice) in pairs:
            impact[term.indicator, term.practice] += w3.product(term, values)
    return w3_territory.ours(model, values, impact)


def from_nothing(model: w3.Model, normals: np.ndarray) -> np.ndarray:
    """The peer that keeps nothing: every factor, coefficient and figure again, in numpy."""
    values = model.values(normals)
    return w3_territory.structured(model, values, w3.coefficients(model, values))


def measure(*, small: bool = False) -> Figure:
    before = w3.build()
    factor = most_used(before)
    medians = before.medians.copy()
    medians[factor] *= 1.3
    after = replace(before, medians=medians)
    net = w3.sobol_normals(512 if small else 4096, seed=1)
    plain = w3.random_normals(512 if small else 10_000, seed=1)
    values = before.values(net)
    impact = w3.coefficients(before, values)
    take_up = replace(before, medians=np.where(np.arange(w3.FACTORS) == 1, 1.3 * before.medians, before.medians))
    timings = alternate(
        {
            f"structured numpy, all again, {plain.shape[1]:,} plain draws": partial(from_nothing, after, plain),
            f"ours, the impact factor most used, Sobol {net.shape[1]:,}": partial(
                new_figures, after, values, impact, net, factor
            ),
            f"ours, a factor of take-up, Sobol {net.shape[1]:,}": partial(new_figures, take_up, values, impact, net, 1),
        },
        1 if small else 7,
    )
    return Figure(
        title="A factor changes",
        about="From one changed factor to all the figures of one territory (25 indicators × 60 months).",
        timings=timings,
        goals=[_goal(timings)],
        notes=[_equality(after, values, impact, net, factor)],
    ).closed()


def most_used(model: w3.Model) -> int:
    return max(range(w3.FACTORS), key=lambda factor: sum(factor in term.factors for term in model.terms))


def _goal(timings: list[Timing]) -> Goal:
    slowest = max(timing.wall for timing in timings[1:])
    return Goal("A factor changes, to new figures, wall", 1000 * slowest, 200, 35, "ms")


def _equality(model, values, impact, normals, factor) -> str:
    again = model.values(normals)
    whole = w3_territory.ours(model, again, w3.coefficients(model, again))
    np.testing.assert_allclose(new_figures(model, values, impact, normals, factor), whole, rtol=1e-5)
    uses = sum(factor in term.factors for term in model.terms)
    return (
        f"The factor most used stands in {uses} of {len(model.terms)} terms; the result equals a whole rebuild to 1e-5."
    )
