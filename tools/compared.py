"""Fill the tables of docs/method/compared.md: the same repairs, priced by our method and by two peers' formulas.

Run as `python -m tools.compared`; it reads the Welsh repair file beside the checkout. A test holds page and figures
together.
"""

import datetime
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence import draws
from mitoyen.evidence.pack import Pack, france
from mitoyen.evidence.records import Usage
from mitoyen.impact.assessment import Assessment, Pricing, cells_of, price
from mitoyen.interchange import open_repair
from mitoyen.interchange.readings import readings
from mitoyen.uncertainty.summaries import interval

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "method" / "compared.md"
FILES = ROOT.parent / "shared" / "data" / "open-repair"
READ_AT = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
_TABLE = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_TONNE = 1_000

Draws = NDArray[np.float64]
Repairs = Mapping[tuple[str, str | None], int]
"""Practice and category → how many."""


def repairs(path: Path) -> Repairs:
    """The repairs of an Open Repair file, counted by outcome and object."""
    reader = open_repair.Reader(path, place="35288", now=READ_AT)
    return Counter((r.event.practice, r.event.category) for r in readings(reader) if r.event)


class Comparison:
    """One body of repairs, priced in several ways."""

    def __init__(self, repairs: Repairs, pack: Pack) -> None:
        self.repairs, self.pack = repairs, pack
        self.pricing = Pricing(pack, draws.make(pack))

    @cached_property
    def ours(self) -> Assessment:
        """By our method, outcomes known; no cap, since nobody is counted."""
        return self._priced(self.repairs)

    @cached_property
    def outcomes_ignored(self) -> Assessment:
        """By our method, as if no workshop had said how a repair ended."""
        attempts: Counter[tuple[str, str | None]] = Counter()
        for (_, category), count in self.repairs.items():
            attempts["repair", category] += count
        return self._priced(attempts)

    def of_fixed(self, attribute: str) -> Draws:
        """What the objects known to be repaired add up to, mass or production, shape (draws,)."""
        done = [(category, n) for (practice, category), n in self.repairs.items() if practice == "repair_done"]
        return np.asarray(sum(n * self._attribute(category, attribute) for category, n in done))

    def constant(self, factor: str) -> float:
        """The published value of a factor that has no doubt."""
        return float(self.pricing.draws[factor].mean())

    def attempts(self, practice: str) -> int:
        """How many repairs of that outcome."""
        return sum(n for (id, _), n in self.repairs.items() if id == practice)

    @property
    def unknown_objects(self) -> int:
        """Repairs of an object that the pack does not hold."""
        return sum(n for (_, category), n in self.repairs.items() if category is None)

    def gross_of(self, practice: str) -> Draws:
        """The gross gain of the repairs of that outcome alone."""
        return self._priced({key: n for key, n in self.repairs.items() if key[0] == practice})["co2_gross"]

    def _priced(self, repairs: Repairs) -> Assessment:
        return price(self.pricing, cells_of(Usage(id, category, n) for (id, category), n in repairs.items()))

    def _attribute(self, category: str | None, attribute: str) -> Draws:
        usual = next(iter(self.pack.practices["repair_done"].usual))
        return self.pricing.draws[self.pack.categories[category or usual].attributes[attribute]]


# --- tables ----------------------------------------------------------------------------------------------------------


def counts(told: Comparison) -> Iterator[str]:
    """What the file holds."""
    yield "| outcome | practice | repairs |"
    yield "|---|---|---|"
    for words, practice in {
        "Fixed": "repair_done",
        "Repairable or End of life": "repair_not_done",
        "Unknown": "repair",
    }.items():
        yield f"| {words} | `{practice}` | {told.attempts(practice):,} |"
    total = sum(told.repairs.values())
    yield f"| all | | {total:,}, of which {told.unknown_objects:,} of an object that the classes do not name |"


def ours(told: Comparison) -> Iterator[str]:
    """Our figures, with their interval and grade."""
    yield "| figure | P10 | P50 | P90 | mean | grade |"
    yield "|---|---|---|---|---|---|"
    rows = {"co2_gross": "t CO₂e", "co2_trips_and_wear": "t CO₂e", "co2_rebound": "t CO₂e", "co2_net": "t CO₂e"}
    rows |= {"waste_avoided": "t", "waste_postponed": "t", "money_saved": "k€"}
    for id, unit in rows.items():
        found, record = interval(told.ours[id]), told.pack.indicators[id]
        numbers = (found.low, found.median, found.high, found.mean)
        cells = " | ".join(_tonnes(number) for number in numbers)
        yield f"| {record.label.en} [{unit}] | {cells} | {record.grade} |"


def peers(told: Comparison) -> Iterator[str]:
    """The three answers side by side."""
    mass = told.of_fixed("object_mass").mean()
    restart, freegle = _restart(told), _freegle(told)
    gross, net = interval(told.ours["co2_gross"]), interval(told.ours["co2_net"])
    waste, later = told.ours["waste_avoided"].mean(), told.ours["waste_postponed"].mean()
    yield "| account | CO₂e avoided [t] | waste [t] |"
    yield "|---|---|---|"
    yield f"| Restart's formula, with its ratio for objects without a category | {_tonnes(restart)} | {_tonnes(mass)} |"
    yield f"| Freegle's formula | {_tonnes(freegle)} | {_tonnes(mass)} |"
    kept = f"{_tonnes(waste)} avoided, {_tonnes(later)} postponed, never added"
    yield f"| ours, gross | {_tonnes(gross.mean)} ({_tonnes(gross.low)} to {_tonnes(gross.high)}) | {kept} |"
    yield f"| ours, net | {_tonnes(net.mean)} ({_tonnes(net.low)} to {_tonnes(net.high)}) | |"


def from_restart(told: Comparison) -> Iterator[str]:
    """One thing changed at a time, from Restart's account to ours."""
    production = told.of_fixed("object_production")
    half = told.constant("peer_restart_displacement")
    yield from _steps(
        [
            ("Restart: 0.5 × 32.07 kg CO₂e per kg × mass of what was fixed", np.full(1, _restart(told))),
            ("mass: each object's own footprint in the place of one ratio", half * production),
            *_common_steps(told),
        ]
    )


def from_freegle(told: Comparison) -> Iterator[str]:
    """One thing changed at a time, from Freegle's account to ours."""
    production, implied = told.of_fixed("object_production"), told.pack.factors["dsp_freegle_implied"].current.value
    yield from _steps(
        [
            ("Freegle: 0.51 kg CO₂e per kg × mass of what was fixed", np.full(1, _freegle(told))),
            ("mass: each object's own footprint in the place of that of furniture", (implied or 0) * production),
            *_common_steps(told),
        ]
    )


def outcomes(told: Comparison) -> Iterator[str]:
    """What it changes to know how each repair ended."""
    yield "| outcomes | gross [t CO₂e] | P10 to P90 |"
    yield "|---|---|---|"
    for words, found in {"as recorded": told.ours, "ignored": told.outcomes_ignored}.items():
        gross = interval(found["co2_gross"])
        yield f"| {words} | {_tonnes(gross.mean)} | {_tonnes(gross.low)} to {_tonnes(gross.high)} |"


def _common_steps(told: Comparison) -> list[tuple[str, Draws]]:
    gross = told.ours["co2_gross"]
    after_trips = gross - told.ours["co2_trips_and_wear"]
    return [
        ("displacement: a share of a life gained, 0.25 to 0.75 around one half", told.gross_of("repair_done")),
        ("success: the outcomes not recorded, at their chance of success", gross),
        ("boundary: trips to the workshop and parts, of every attempt", after_trips),
        ("rebound: what the money kept is spent on", told.ours["co2_net"]),
    ]


def _steps(steps: list[tuple[str, Draws]]) -> Iterator[str]:
    yield "| step | change [t CO₂e] | account after it [t CO₂e] |"
    yield "|---|---|---|"
    before: float | None = None
    for words, found in steps:
        after = float(found.mean())
        change = "" if before is None else _signed(after - before)
        yield f"| {words} | {change} | {_tonnes(after)} |"
        before = after


def _restart(told: Comparison) -> float:
    ratio, half = told.constant("peer_restart_footprint"), told.constant("peer_restart_displacement")
    return half * ratio * float(told.of_fixed("object_mass").mean())


def _freegle(told: Comparison) -> float:
    return told.constant("peer_freegle_benefit") * float(told.of_fixed("object_mass").mean())


def _tonnes(kilograms: float) -> str:
    """Thousands of what is told, to the unit from ten on, with one decimal below."""
    thousands = kilograms / _TONNE
    text = f"{thousands:,.0f}" if abs(thousands) >= 10 else f"{thousands:,.1f}"
    return text.replace("-", "−")


def _signed(kilograms: float) -> str:
    text = _tonnes(kilograms)
    return text if text.startswith("−") else f"+{text}"


# --- the page --------------------------------------------------------------------------------------------------------

TABLES = {
    "counts": counts,
    "ours": ours,
    "peers": peers,
    "from_restart": from_restart,
    "from_freegle": from_freegle,
    "outcomes": outcomes,
}


def filled(text: str, told: Comparison) -> str:
    """The page with its tables made anew."""
    return _TABLE.sub(lambda found: found[1] + "\n".join(TABLES[found[2]](told)) + "\n" + found[3], text)


def main() -> int:
    """Write the page."""
    path = next(FILES.glob("*Wales*.csv"), None)
    if path is None:
        print(f"The Welsh repair file is not in {FILES}: lay it there first.")
        return 1
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), Comparison(repairs(path), france())), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
