"""W3: one territory, 25 indicators over 60 months, medians and 90 % intervals, beside plain numpy."""

from functools import partial

import numpy as np

from benchmarks import model as w3
from benchmarks import precision
from benchmarks.measure import Figure, Goal, alternate
from mitoyen.uncertainty.quantiles import Engine, quantiles_of_products

PRECISION_MONTHS = [5, 17, 35, 59]


def naive(model: w3.Model, values: np.ndarray, months: int = w3.MONTHS) -> np.ndarray:
    """As one writes it first: a vector for each indicator, month and term, then numpy.quantile."""
    volumes = take_up_of_bass(model, values, months)
    terms = [[term for term in model.terms if term.indicator == i] for i in range(w3.INDICATORS)]
    found = np.empty((w3.INDICATORS, months, 3))
    for indicator in range(w3.INDICATORS):
        for month in range(months):
            total = np.zeros(values.shape[1])
            for term in terms[indicator]:
                users = model.usage[term.practice] * volumes[model.type_of[term.practice], month]
                total += users * w3.product(term, values)
            found[indicator, month] = np.quantile(total, w3.PROBABILITIES)
    return found


def take_up_of_bass(model: w3.Model, values: np.ndarray, months: int) -> np.ndarray:
    """The closed form of Bass, month by month, people (8, M, D)."""
    potential, p, q = values[0 : w3.TAKE_UP : 3], values[1 : w3.TAKE_UP : 3], values[2 : w3.TAKE_UP : 3]
    decay = np.exp(-(p + q)[:, None] * np.arange(1, months + 1)[:, None])
    return model.population * potential[:, None] * (1 - decay) / (1 + (q / p)[:, None] * decay)


def structured(model: w3.Model, values: np.ndarray, impact: np.ndarray) -> np.ndarray:
    """As one writes it next: practices collapsed, one sum of products an indicator, numpy.quantile, float64."""
    volumes, share = w3.take_up(model, values), w3.collapse(model, impact)
    rows = [np.quantile(np.einsum("td,tmd->md", part, volumes), w3.PROBABILITIES, axis=1).T for part in share]
    return np.array(rows)


def ours(model: w3.Model, values: np.ndarray, impact: np.ndarray, engine: Engine = "native") -> np.ndarray:
    """Take-up, collapsed coefficients, fused products and order statistics."""
    volumes, share = w3.take_up(model, values), w3.collapse(model, impact)
    return quantiles_of_products(volumes, share, probabilities=w3.PROBABILITIES, engine=engine)


def measure(*, small: bool = False) -> Figure:
    model = w3.build()
    draws, net, repeat = (512, 512, 1) if small else (10_000, 4096, 5)
    plain = model.values(w3.random_normals(draws, seed=1))
    even = model.values(w3.sobol_normals(net, seed=1))
    plain_impact, even_impact = w3.coefficients(model, plain), w3.coefficients(model, even)
    names = [
        f"naive numpy, {draws:,} plain draws, float64",
        f"structured numpy, {draws:,} plain draws, float64",
        f"ours, numpy twin, Sobol {net:,}",
        f"ours, native, Sobol {net:,}",
    ]
    runs = [
        partial(naive, model, plain),
        partial(structured, model, plain, plain_impact),
        partial(ours, model, even, even_impact, "numpy"),
        partial(ours, model, even, even_impact),
    ]
    slow = alternate(dict(zip(names[:1], runs[:1], strict=True)), 1 if small else 3)
    timings = slow + alternate(dict(zip(names[1:], runs[1:], strict=True)), repeat)
    gain = timings[0].wall / timings[-1].wall
    return Figure(
        title="One territory",
        about=f"60 months × 25 indicators, medians and 90 % intervals, at the precision of {draws:,} plain draws.",
        timings=timings,
        goals=[Goal("One territory, wall time of naive numpy over ours", gain, 20, 100, "×", more_is_better=True)],
        precision=[] if small else _precision(model),
        notes=_equalities(model, plain, plain_impact, even, even_impact),
    ).closed()


def _precision(model: w3.Model) -> list[tuple[str, list[float]]]:
    truth = precision.reference(model, PRECISION_MONTHS, 1_000_000)
    sets = {
        "10,000 plain draws": partial(w3.random_normals, 10_000),
        "Sobol 1,024": partial(w3.sobol_normals, 1024),
        "Sobol 4,096": partial(w3.sobol_normals, 4096),
    }
    return [(name, precision.errors(model, truth, PRECISION_MONTHS, draw, 16)) for name, draw in sets.items()]


def _equalities(model, plain, plain_impact, even, even_impact) -> list[str]:
    """On equal draws every version must give equal figures, or the times mean nothing."""
    simple = structured(model, plain, plain_impact)
    np.testing.assert_allclose(naive(model, plain, 2), simple[:, :2], rtol=1e-9)
    twin, native = ours(model, even, even_impact, "numpy"), ours(model, even, even_impact)
    np.testing.assert_allclose(native, twin, rtol=1e-6)
    width = simple[:, :, 2:] - simple[:, :, :1]
    single = ours(model, plain.astype(np.float32), plain_impact.astype(np.float32))
    gap = np.max(np.abs(single - simple) / width)
    if gap > 1e-4:
        raise AssertionError(f"float32 moves a figure by {gap:.1e} of its interval")
    return [
        "On the same draws naive and structured numpy agree to 1e-9 and our two engines to 1e-6.",
        f"Float32 moves no figure by more than {100 * gap:.4f} % of its interval.",
    ]
