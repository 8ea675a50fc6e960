"""Scenarios as they are typed: options, and the changes of `--compare`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mitoyen.cli.answers import Refused
from mitoyen.projection.calculator import Calculator
from mitoyen.projection.keys import decode
from mitoyen.projection.scenario import ANIMATIONS, LAUNCHES, PAYERS, Scenario
from mitoyen.uncertainty.draws import SEED

_SEEDS = range(2**32)


def yes_or_no(text: str) -> bool:
    if text.lower() not in ("yes", "no"):
        raise ValueError
    return text.lower() == "yes"


@dataclass(frozen=True)
class Choice:
    """An answer of a scenario: how it is read, what its option says."""

    read: Callable[[str], Any]
    help: str
    shown: str = "N"


CHOICES = {
    "launch": Choice(str, f"how people hear of it: {', '.join(LAUNCHES)}", "HOW"),
    "animation": Choice(str, f"who animates: {', '.join(ANIMATIONS)}", "WHO"),
    "animation_hours": Choice(float, "hours of animation a month"),
    "hourly_cost": Choice(float, "euros for an hour of animation"),
    "licence": Choice(float, "euros a year for the platform"),
    "months": Choice(int, "horizon, from 12 to 60"),
    "dwellings": Choice(int, "occupied dwellings of a housing project in that place"),
    "discount_rate": Choice(float, "a year, 0.032 for 3.2 %%"),
    "payer": Choice(str, f"who pays for the platform: {', '.join(PAYERS)}", "WHO"),
    "landlord_effects": Choice(yes_or_no, "count what a landlord may save: yes or no", "yes|no"),
}


def add_changes(verb: argparse.ArgumentParser, *names: str) -> None:
    """Options for the answers `names` of a scenario, all of them when none is named; what is not typed is not set."""
    for name in names or CHOICES:
        choice, option = CHOICES[name], f"--{name.replace('_', '-')}"
        verb.add_argument(
            option, type=choice.read, help=choice.help, metavar=choice.shown, default=argparse.SUPPRESS, dest=name
        )


def add_seed(verb: argparse.ArgumentParser) -> None:
    """The option of the seed."""
    verb.add_argument("--seed", type=int, default=SEED, metavar="N", help="seed of the draws (published: %(default)s)")


def seed(arguments: argparse.Namespace) -> int:
    """The seed; Refused when it is out of bounds."""
    if arguments.seed not in _SEEDS:
        raise Refused(f"a seed is a whole number from 0 to {_SEEDS[-1]}, not {arguments.seed}.")
    return int(arguments.seed)


def changes(arguments: argparse.Namespace) -> dict[str, Any]:
    """The answers that were typed."""
    return {name: value for name, value in vars(arguments).items() if name in CHOICES}


def scenario(arguments: argparse.Namespace, ready: Calculator) -> Scenario:
    """The scenario that was typed: a place or a key, with the answers that differ."""
    place, key = arguments.place, arguments.key
    base = Scenario(ready.territory.resolve(place).code) if key is None else decode(key)
    return base.changed(**changes(arguments))


def compared(text: str, base: Scenario, ready: Calculator) -> Scenario:
    """The scenario of `--compare`: `base` with the answers of "launch=organic,animation=none" instead of its own."""
    typed: dict[str, Any] = {}
    for pair in text.split(","):
        name, equals, value = (part.strip() for part in pair.partition("="))
        name = name.replace("-", "_")
        if not equals or (name not in CHOICES and name != "place"):
            known = ", ".join(["place", *CHOICES])
            raise Refused(f"--compare reads answer=value, with commas between; the answers are {known}.")
        typed[name] = ready.territory.resolve(value).code if name == "place" else _read(name, value)
    return base.changed(**typed)


def _read(name: str, value: str) -> Any:
    try:
        return CHOICES[name].read(value)
    except ValueError:
        raise Refused(f"--compare cannot read '{name}={value}': it wants {CHOICES[name].help}.") from None
