"""Clocks, goals and figures: what a benchmark module hands to the report."""

import platform
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from os import getloadavg, sched_getaffinity
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Timing:
    name: str
    wall: float  # seconds
    cpu: float  # seconds, all threads
    note: str = ""


@dataclass(frozen=True)
class Goal:
    name: str
    value: float
    floor: float
    target: float
    unit: str
    more_is_better: bool = False

    def meets(self, bound: float) -> bool:
        return self.value >= bound if self.more_is_better else self.value <= bound


@dataclass
class Figure:
    title: str
    about: str
    timings: list[Timing]
    goals: list[Goal] = field(default_factory=list)
    precision: list[tuple[str, list[float]]] = field(default_factory=list)  # in percent of the interval's width
    notes: list[str] = field(default_factory=list)
    memory: float = 0.0  # peak of the process, MB
    load: float = 0.0  # load average of the machine over the last minute, at the end

    def closed(self) -> "Figure":
        self.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.load = getloadavg()[0]
        return self

    def as_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, record: Mapping) -> "Figure":
        timings, goals = [Timing(**t) for t in record["timings"]], [Goal(**g) for g in record["goals"]]
        return cls(**{**record, "timings": timings, "goals": goals})


def alternate(versions: Mapping[str, Callable[[], object]], repeat: int) -> list[Timing]:
    """Median wall and processor time of each version; they take turns, so that a busy minute hurts all alike.

    Each version runs once before the clock starts: compiled code is loaded, buffers are warm.
    """
    for run in versions.values():
        run()
    clocks: dict[str, list[tuple[float, float]]] = {name: [] for name in versions}
    for _ in range(repeat):
        for name, run in versions.items():
            clocks[name].append(clock(run))
    return [Timing(name, median(w for w, _ in seen), median(c for _, c in seen)) for name, seen in clocks.items()]


def clock(run: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - wall, time.process_time() - cpu


def machine() -> str:
    """Cores, processor model, memory and system; no name of a host."""
    cpu, memory = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    model = next((x.split(":")[1].strip() for x in _lines(cpu) if x.startswith("model name")), platform.machine())
    flags = next((x.split() for x in _lines(cpu) if x.startswith("flags")), [])
    vector = next((name for name in ("avx512f", "avx2", "sse4_2") if name in flags), "no vector unit known")
    size = next((int(x.split()[1]) / 2**20 for x in _lines(memory) if x.startswith("MemTotal")), 0)
    return f"{len(sched_getaffinity(0))} cores, {model}, {vector}, {size:.0f} GiB, {platform.system()}"


def versions() -> str:
    names = ("numpy", "numba", "scipy")
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)])


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []
