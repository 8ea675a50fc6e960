"""`python -m benchmarks`: every figure, each in a process of its own, then docs/performance.md."""

import argparse
import cProfile
import importlib
import io
import json
import pstats
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType

from benchmarks import report, w3_peers
from benchmarks.measure import Figure

FIGURES = (
    "w1_count",
    "w2_record",
    "w2_http",
    "w2_steps",
    "w2_boards",
    "w5_site",
    "w3_territory",
    "w3_factor_change",
    "w3_atlas",
    "w3_scenario_atlas",
    "w3_peers",
)
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny sizes: check that all runs, print, write nothing")
    parser.add_argument("--install", action="store_true", help="first install the other tools under var/peers")
    parser.add_argument("--figure", choices=FIGURES, help="measure one figure and print it as JSON")
    parser.add_argument("--profile", action="store_true", help="with --figure: print where the time goes instead")
    options = parser.parse_args()
    if options.figure:
        module = importlib.import_module(f"benchmarks.{options.figure}")
        print(_profile(module) if options.profile else json.dumps(module.measure(small=options.quick).as_json()))
        return
    if options.install:
        w3_peers.install()
    if options.quick:
        print(_run_all(["--quick"]))
    else:
        PAGE.write_text(_run_all([]) + _search())
        print("Written: docs/performance.md")


def _run_all(size: list[str]) -> str:
    figures, profiles = [], {}
    for name in FIGURES:
        print(f"{name} …", file=sys.stderr, flush=True)
        figure = Figure.from_json(json.loads(_output(name, *size)))
        if report.missed(figure) and not size:
            profiles[figure.title] = _output(name, "--profile")
        figures.append(figure)
    return report.page(figures, profiles)


def _output(figure: str, *options: str) -> str:
    command = [sys.executable, "-m", "benchmarks", "--figure", figure, *options]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def _search() -> str:
    """The search of a place measures itself and prints its own lines."""
    print("territory_search …", file=sys.stderr, flush=True)
    command = [sys.executable, str(Path(__file__).parent / "territory_search.py")]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return f"\n## Search of a place\n\n```\n{done.stdout.strip()}\n```\n"


def _profile(module: ModuleType) -> str:
    """Where the time goes; of what works in other processes, `at_work` makes the work ready in this one."""
    profile, text = cProfile.Profile(), io.StringIO()
    with getattr(module, "at_work", lambda: nullcontext(module.measure))() as work:
        profile.runcall(work)
    pstats.Stats(profile, stream=text).strip_dirs().sort_stats("tottime").print_stats(15)
    return text.getvalue().strip()


if __name__ == "__main__":
    main()
