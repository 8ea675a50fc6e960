"""W3: what a reading of one month costs in tools made for neighbouring questions, on the same terms and tallies.

They are not dependencies of the house. `python -m benchmarks --install` puts them under var/peers, from the locked
lists beside this file; a peer that is not there is skipped with a sentence.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks import model as w3
from benchmarks.measure import Figure, Timing, alternate
from mitoyen.uncertainty.quantiles import quantiles_of_combinations

HERE = Path(__file__).parent
HOME = HERE.parent / "var" / "peers"


@dataclass(frozen=True)
class Peer:
    name: str
    script: str
    lacks: str
    answers: str = "one draw"  # or "quantiles" of the first indicator, or "medians" of the factors

    def command(self) -> list[str] | None:
        """How to run it, or None when it is not installed."""
        if self.script.endswith(".py"):
            python = HOME / "bin" / "python"
            return [str(python), str(HERE / "peers" / self.script)] if python.exists() else None
        node, modules = shutil.which("node"), HOME / "node_modules"
        return [node, str(HOME / self.script)] if node and modules.exists() else None


PEERS = (
    Peer(
        "publicodes 1.10.3, 25 indicators, one value",
        "publicodes.mjs",
        "Publicodes is a rule engine for one person's situation: it asks and explains, it has no draw and no interval. "
        "Its line is a single evaluation; 4,096 draws would need as many.",
    ),
    Peer(
        "squiggle 0.10.0, one indicator, 10,000 samples",
        "squiggle.mjs",
        "Squiggle is a language of estimates with intervals of its own; it knows no territory, no month, no tally, and "
        "draws again for each run. Its line is one indicator, not 25.",
        answers="quantiles",
    ),
    Peer(
        "OpenFisca-Core 46.0.1, 25 indicators, 10,000 entities",
        "openfisca_peer.py",
        "OpenFisca computes laws on populations; its entities stand here for draws. It has no uncertainty itself and "
        "keeps every intermediate vector to explain it.",
    ),
    Peer(
        "stats_arrays 4.0, 150 factors × 10,000 draws, no model",
        "stats_arrays_peer.py",
        "stats_arrays only draws; the model would come on top.",
        answers="medians",
    ),
)


def install() -> None:
    """Put the peers under var/peers, from the registries, with the versions of the two lists beside this file."""
    HOME.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, HOME / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--prefix", str(HOME)], check=True)
    subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
    subprocess.run([HOME / "bin" / "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)


def question(model: w3.Model, repeat: int) -> dict:
    """The model as plain data: factors, one draw of each, tallies, and the terms of each indicator."""
    draw = model.values(w3.random_normals(1, seed=3))[:, 0]
    terms: list[list[dict]] = [[] for _ in range(w3.INDICATORS)]
    for term in model.terms:
        terms[term.indicator].append({"practice": term.practice, "sign": term.sign, "factors": term.factors})
    factors = [{"median": m, "spread": s} for m, s in zip(model.medians.tolist(), model.spreads.tolist(), strict=True)]
    tallies = w3.tallies(1)[0].tolist()
    return {"factors": factors, "draw": draw.tolist(), "tallies": tallies, "indicators": terms, "repeat": repeat}


def ask(peer: Peer, asked: dict) -> dict:
    command = peer.command()
    if command is None:
        raise FileNotFoundError(f"{peer.name}: skipped, not installed (`python -m benchmarks --install` installs it).")
    if peer.script.endswith(".mjs"):
        shutil.copy(HERE / "peers" / peer.script, HOME)  # node looks for modules beside the script
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise RuntimeError(f"{peer.name}: skipped, it stopped with {done.stderr.strip().splitlines()[-1:]}.")
    return json.loads(done.stdout.strip().splitlines()[-1])


def compare(peer: Peer, values: list[float], model: w3.Model, asked: dict, own: np.ndarray) -> None:
    """The peer must answer the question we ask ourselves: to rounding for one draw, to a few % for its own draws."""
    if peer.answers == "one draw":
        impact = w3.coefficients(model, np.array(asked["draw"])[:, None])[:, :, 0]
        np.testing.assert_allclose(values, impact @ np.array(asked["tallies"]), rtol=1e-5)
    elif peer.answers == "quantiles":
        np.testing.assert_allclose(values, own[0, 0], rtol=0.05)
    else:
        np.testing.assert_allclose(values, model.medians, rtol=0.05)


def measure(*, small: bool = False) -> Figure:
    model = w3.build()
    asked = question(model, 2 if small else 15)
    impact = w3.coefficients(model, model.values(w3.sobol_normals(4096, seed=1)))
    reading = partial(quantiles_of_combinations, [asked["tallies"]], impact, probabilities=w3.PROBABILITIES)
    timings, notes = [], []
    for peer in () if small else PEERS:
        try:
            answer = ask(peer, asked)
        except (FileNotFoundError, RuntimeError) as reason:
            notes.append(str(reason))
            continue
        walls, cpus = zip(*answer["times"], strict=True)
        compare(peer, answer["values"], model, asked, reading())
        timings.append(Timing(peer.name, median(walls), median(cpus)))
        notes.append(peer.lacks)
    own = alternate({"ours, 25 indicators with intervals, Sobol 4,096": reading}, 15)
    return Figure(
        title="One reading, beside other tools",
        about="25 indicators of one month from 40 tallies. The tools answer smaller questions, as each line says.",
        timings=[*timings, *own],
        notes=[*notes, "Each tool runs one natural formulation in its own process; none was tuned by an expert of it."],
    ).closed()
