# mypy: disable-error-code="import-not-found"
# The peer lives in an environment of its own.
"""OpenFisca-Core: every indicator of one month for 10,000 entities, each standing for a draw. Model on stdin."""

import json
import sys
import time

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

MONTH = "2026-01"


def formula_of(terms):
    def formula(person, period, parameters):
        total = 0.0
        for term in terms:
            value = term["sign"] * person(f"p{term['practice']}", period)
            for factor in term["factors"]:
                value = value * person(f"f{factor}", period)
            total = total + value
        return total

    return formula


def variable(entity, name, formula=None):
    body = {"value_type": float, "entity": entity, "definition_period": DateUnit.MONTH, "label": name}
    return type(name, (Variable,), body | ({"formula": formula} if formula else {}))


def build(model, entity):
    system = TaxBenefitSystem([entity])
    for name in [f"f{f}" for f in range(len(model["factors"]))] + [f"p{p}" for p in range(len(model["tallies"]))]:
        system.add_variable(variable(entity, name))
    for i, terms in enumerate(model["indicators"]):
        system.add_variable(variable(entity, f"i{i}", formula_of(terms)))
    return system


def read(system, model, factors):
    size = factors.shape[1]
    simulation = SimulationBuilder().build_default_simulation(system, count=size)
    for f, values in enumerate(factors):
        simulation.set_input(f"f{f}", MONTH, values)
    for p, tally in enumerate(model["tallies"]):
        simulation.set_input(f"p{p}", MONTH, np.full(size, tally))
    return np.array([simulation.calculate(f"i{i}", MONTH) for i in range(len(model["indicators"]))])


if __name__ == "__main__":
    model = json.load(sys.stdin)
    medians, spreads = (np.array([f[key] for f in model["factors"]])[:, None] for key in ("median", "spread"))
    factors = medians * np.exp(spreads * np.random.default_rng(1).standard_normal((len(medians), 10_000)))
    factors[:, 0] = model["draw"]
    system, times = build(model, Entity("person", "persons", "A draw", "")), []
    for _ in range(model["repeat"]):
        wall, cpu = time.perf_counter(), time.process_time()
        values = read(system, model, factors)
        np.quantile(values, [0.05, 0.5, 0.95], axis=1)
        times.append([time.perf_counter() - wall, time.process_time() - cpu])
    print(json.dumps({"values": values[:, 0].tolist(), "times": times}))
