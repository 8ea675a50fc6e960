"""Simulations that several tests read: the sample, and a larger and livelier one for what only shows in numbers."""

import datetime
from collections import Counter, defaultdict
from functools import cached_property

import pytest

from mitoyen.simulation.simulation import Setting, Simulation

LAUNCH = datetime.date(2025, 1, 1)
HOUR = datetime.timedelta(hours=1)


class Run:
    """A simulation played to its end, and an independent count of its events."""

    def __init__(self, setting):
        self.setting = setting
        self.simulation = Simulation(setting)
        self.told = list(self.simulation)
        self.events = [told.event for told in self.told]
        self.truth = self.simulation.truth

    @cached_property
    def facts(self):
        return [event for event in self.events if event.reverses is None]

    @cached_property
    def reversals(self):
        return [event for event in self.events if event.reverses is not None]

    @cached_property
    def standing(self):
        """Facts that nothing undoes."""
        undone = {event.reverses for event in self.reversals}
        return [event for event in self.facts if event.id not in undone]

    @cached_property
    def happened(self):
        """(quartier, practice) → facts."""
        return Counter((quartier_of(event), event.practice) for event in self.facts)

    @cached_property
    def answered(self):
        """(quartier, practice) → answer → how many."""
        found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for event in self.facts:
            if event.counterfactual:
                found[quartier_of(event), event.practice][event.counterfactual] += 1
        return found


def quartier_of(event):
    """The quartier of the place of an event: what is left of `les-corderies-2-a` without its letter."""
    return event.place[:-2] if event.place[-2:] in ("-a", "-b", "-c", "-d") else event.place


@pytest.fixture(scope="session")
def corderies():
    """The sample: 400 households, a year."""
    return Run(Setting(LAUNCH))


@pytest.fixture(scope="session")
def many():
    """Twenty lively quartiers, a year: about 80,000 facts."""
    return Run(Setting(LAUNCH, households=8_000, liveliness=3, seed=35_288))
