"""The synthetic projection that every W3 figure computes: fixed seed, nothing from the evidence.

40 practices of 8 take-up types; 150 lognormal factors, 24 of take-up (potential, p and q of each type) and 126 of
impact; 25 indicators, each on 16 practices; each pair of them the sum of 2 or 3 terms, a term the signed product of 3
to 5 factors. One cell is Y[i, m, d] = population · Σ_practice usage · B[type, m, d] · C[i, practice, d], with B the
cumulative take-up of Bass and C the sum of the terms.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from mitoyen.uncertainty import sobol

INDICATORS, PRACTICES, TYPES, FACTORS, MONTHS = 25, 40, 8, 150, 60
TAKE_UP = 3 * TYPES
PROBABILITIES = (0.05, 0.5, 0.95)
COMMUNES = 34_945


@dataclass(frozen=True)
class Term:
    indicator: int
    practice: int
    sign: float
    factors: tuple[int, ...]


@dataclass(frozen=True)
class Model:
    medians: np.ndarray  # (150,)
    spreads: np.ndarray  # (150,) standard deviation of the logarithm
    terms: tuple[Term, ...]
    type_of: np.ndarray  # (40,)
    usage: np.ndarray  # (40,) uses a member a month
    population: float

    def values(self, normals: np.ndarray) -> np.ndarray:
        """Draws of every factor (150, D), in the precision of the standard normal draws given."""
        medians, spreads = (column[:, None].astype(normals.dtype) for column in (self.medians, self.spreads))
        return medians * np.exp(spreads * normals)


def build(seed: int = 7) -> Model:
    random = np.random.default_rng(seed)
    take_up = np.column_stack([random.uniform(0.05, 0.2, TYPES), np.full(TYPES, 0.01), np.full(TYPES, 0.12)])
    medians = np.concatenate([take_up.ravel(), random.lognormal(0, 0.5, FACTORS - TAKE_UP)])
    gsd = np.log(np.tile([1.4, 1.6, 1.4], TYPES))
    spreads = np.concatenate([gsd, random.uniform(0.05, 0.5, FACTORS - TAKE_UP)])
    type_of = np.sort(np.arange(PRACTICES) % TYPES)
    return Model(medians, spreads, tuple(_terms(random)), type_of, random.lognormal(0, 0.7, PRACTICES), 10_000.0)


def _terms(random: np.random.Generator):
    for indicator in range(INDICATORS):
        for practice in np.sort(random.choice(PRACTICES, 16, replace=False)):
            for rank in range(random.integers(2, 4)):
                factors = random.choice(np.arange(TAKE_UP, FACTORS), random.integers(3, 6), replace=False)
                yield Term(indicator, int(practice), -0.25 if rank == 2 else 1.0, tuple(factors.tolist()))


def random_normals(draws: int, seed: int) -> np.ndarray:
    """Plain Monte Carlo, float64, (150, D)."""
    return np.random.default_rng(seed).standard_normal((FACTORS, draws))


def sobol_normals(draws: int, seed: int) -> np.ndarray:
    """Scrambled Sobol points through the normal quantile, float32, (150, D)."""
    points = [sobol.points(d, key=f"{seed}:factor_{d}", size=draws) for d in range(FACTORS)]
    return ndtri(np.array(points)).astype(np.float32)


def take_up(model: Model, values: np.ndarray, months: int = MONTHS) -> np.ndarray:
    """Cumulative take-up of Bass, people (8, M, D): one exponential a type, then products month after month."""
    potential, p, q = (model.population * values[0:TAKE_UP:3]), values[1:TAKE_UP:3], values[2:TAKE_UP:3]
    ratio, step = q / p, np.exp(-(p + q))
    decay, found = np.ones_like(step), np.empty((TYPES, months, values.shape[1]), values.dtype)
    above, below = np.empty_like(step), np.empty_like(step)
    for month in range(months):
        decay *= step
        np.multiply(potential, np.subtract(1, decay, out=above), out=above)
        np.add(1, np.multiply(ratio, decay, out=below), out=below)
        np.divide(above, below, out=found[:, month])
    return found


def coefficients(model: Model, values: np.ndarray) -> np.ndarray:
    """Impact of one use, C (25, 40, D); a pair without terms is zero."""
    found = np.zeros((INDICATORS, PRACTICES, values.shape[1]), values.dtype)
    for term in model.terms:
        found[term.indicator, term.practice] += product(term, values)
    return found


def product(term: Term, values: np.ndarray) -> np.ndarray:
    """The signed product of a term's factors, (D,)."""
    result = term.sign * values[term.factors[0]]
    for factor in term.factors[1:]:
        result *= values[factor]
    return result


def collapse(model: Model, impact: np.ndarray) -> np.ndarray:
    """Practices of one type share its take-up: (25, 40, D) to (25, 8, D), weighted by usage.

    Not a matrix product: on a busy machine the threads of BLAS wait for one another, 1 ms quiet and 300 ms beside
    one other process.
    """
    found = np.empty((len(impact), TYPES, impact.shape[2]), impact.dtype)
    for kind in range(TYPES):
        own = model.type_of == kind
        np.einsum("p,ipd->id", model.usage[own].astype(impact.dtype), impact[:, own], out=found[:, kind])
    return found


def tallies(communes: int, seed: int = 7) -> np.ndarray:
    """Counted uses of each practice in each commune, float32 (N, 40); communes are of French sizes, many are small."""
    random = np.random.default_rng(seed)
    population = np.minimum(random.lognormal(np.log(460), 1.35, communes), 2.1e6)
    rates = random.lognormal(np.log(0.05), 1, PRACTICES) * random.lognormal(0, 0.3, (communes, PRACTICES))
    return random.poisson(population[:, None] * rates).astype(np.float32)
