"""The whole simulation: quartiers side by side, their facts in the order in which they are told."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.pack import Pack, france
from mitoyen.simulation import sample
from mitoyen.simulation.calendar import Month, epoch, month_start
from mitoyen.simulation.details import Tables, tables
from mitoyen.simulation.facts import Facts, together
from mitoyen.simulation.laws import Laws, house
from mitoyen.simulation.quartier import Quartier, found, stream
from mitoyen.simulation.residents import registered_share
from mitoyen.simulation.truth import Truth
from mitoyen.simulation.wording import Told, Wording

FEWEST, MOST_MONTHS = 20, 600
_RESENDING = 1_000_000
"""Chapter of the chance by which facts are sent twice."""
_FOREVER = 2**62


class SettingError(ValueError):
    """A simulation that cannot be made; the sentence says what to change."""


@dataclass(frozen=True)
class Setting:
    """What is simulated. The same setting gives the same events, byte for byte."""

    start: datetime.date
    """Launch of the platform, the first of a month."""
    households: int = 400
    """Living in the quartier; beyond 600, in as many quartiers of about 400 as it takes."""
    months: int = 12
    seed: int = 7
    liveliness: float = 1.0
    """Multiplies every rate of the laws: 1 is the lively sample, about 0.1 an ordinary platform."""
    resent: float = 0.0
    """Share of the events that the source sends twice, as one does that got no answer."""
    until: datetime.datetime | None = None
    """What is told after that moment is left out; None for everything, the last late facts included."""

    def __post_init__(self) -> None:
        if self.start.day != 1:
            raise SettingError(f"a launch is the first of a month, not {self.start.isoformat()}")
        if self.households < FEWEST:
            raise SettingError(f"a quartier of {self.households} households is too small; simulate {FEWEST} or more")
        if not 1 <= self.months <= MOST_MONTHS:
            raise SettingError(f"simulate from 1 to {MOST_MONTHS} months, not {self.months}")
        if self.seed < 0:
            raise SettingError("a seed is a whole number from 0 on")
        if not 0 < self.liveliness <= 100 or not 0 <= self.resent <= 1:
            raise SettingError("liveliness goes from 0 to 100, the share of events sent twice from 0 to 1")

    def quartiers(self, size: int) -> list[int]:
        """Households of each quartier, of about `size`."""
        many = max(1, round(self.households / size))
        return [len(range(rank, self.households, many)) for rank in range(many)]

    def places(self) -> tuple[sample.Node, ...]:
        """Every place that the events name, parents before children; the commune above them is real."""
        sizes = enumerate(self.quartiers(house().per_quartier), start=1)
        return tuple(node for number, size in sizes for node in sample.places_of(number, size))


class Simulation:
    """Iterate over it once for the events; `truth` tells what was so, up to the month reached."""

    def __init__(self, setting: Setting, *, laws: Laws | None = None, pack: Pack | None = None) -> None:
        self.setting, self.laws = setting, laws or house()
        self.laid: Tables = tables(self.laws, pack or france())
        sizes = enumerate(setting.quartiers(self.laws.per_quartier), start=1)
        self.quartiers: list[Quartier] = [
            found(number, size, setting.seed, setting.liveliness, self.laws, self.laid) for number, size in sizes
        ]
        self.truth = self._truth()
        self._wording = Wording(
            self.quartiers, self.laid, [_prefix(setting, each, self.laws) for each in self.quartiers]
        )

    def __iter__(self) -> Iterator[Told]:
        for told in self.batches():
            yield from self.worded(told)

    def worded(self, facts: Facts) -> Iterator[Told]:
        """The events that some facts of this simulation tell."""
        return self._wording.events(facts)

    def columns(self, secret: bytes) -> Iterator[dict[str, NDArray[Any]]]:
        """The same events as columns of a lake, a month at a time: a tenth of the time that events would take.

        secret : the key under which persons become pseudonyms
        """
        received = 0
        for told in self.batches():
            yield self._wording.columns(told, secret, received)
            received += len(told)

    def batches(self) -> Iterator[Facts]:
        """The facts in the order in which they are told, a month at a time."""
        setting = self.setting
        pending: list[Facts] = []
        stop = int(setting.until.timestamp()) if setting.until else _FOREVER
        for month in range(setting.months):
            now = Month(setting.start, month, self.laws.calendar)
            pending.append(together([quartier.live(now) for quartier in self.quartiers]))
            if setting.resent:
                pending.append(self._sent_again(pending[-1], month))
            last = month + 1 == setting.months
            end = _FOREVER if last else epoch(month_start(setting.start, month + 1))
            waiting = together(pending)
            told = waiting["received"] < end
            pending = [waiting[~told]]
            yield self._counted(waiting[told], stop)

    def _sent_again(self, facts: Facts, month: int) -> Facts:
        chance = stream(self.setting.seed, 0, _RESENDING + month)
        again = facts[chance.random(len(facts)) < self.setting.resent].copy()
        again["received"] += np.asarray(1 + chance.exponential(3600, len(again)), dtype=np.int64)
        self.truth.resent += len(again)
        return again

    def _counted(self, told: Facts, stop: int) -> Facts:
        in_time = told[told["received"] <= stop]
        self.truth.untold += len(told) - len(in_time)
        order = np.lexsort([in_time[name] for name in ("undoes", "number", "quartier", "received")])
        ordered: Facts = in_time[order]
        self.truth.reversals += int(ordered["undoes"].sum())
        self.truth.facts += int((~ordered["undoes"]).sum())
        return ordered

    def _truth(self) -> Truth:
        setting, laws = self.setting, self.laws
        ends = np.arange(1, setting.months + 1, dtype=np.float64)
        return Truth(
            source=sample.SOURCE,
            seed=setting.seed,
            start=setting.start.isoformat(),
            months=setting.months,
            liveliness=setting.liveliness,
            laws=laws.digest,
            take_up=dict(laws.take_up),
            registered_share=registered_share(ends, laws.take_up).tolist(),
            accidents=dict(laws.accidents),
            proofs={id: law.proof.tolist() for id, law in laws.practices.items()},
            quartiers=[quartier.truth for quartier in self.quartiers],
        )


def _prefix(setting: Setting, quartier: Quartier, laws: Laws) -> str:
    """Eight digits that change with whatever changes the facts of a quartier: two simulations never share an id."""
    whole = (setting.seed, setting.start.isoformat(), quartier.number, quartier.truth.households, setting.liveliness)
    return hashlib.blake2b(f"{whole} {laws.digest}".encode(), digest_size=4).hexdigest()
