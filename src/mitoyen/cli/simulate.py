"""`mitoyen simulate`: a quartier that does not exist, whose truth is known."""

from __future__ import annotations

import argparse
import datetime
import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from mitoyen.cli import site
from mitoyen.cli.answers import Answer, Refused
from mitoyen.counting import events as contract
from mitoyen.counting import lake
from mitoyen.counting.folders import FolderError
from mitoyen.simulation import sample
from mitoyen.simulation.calendar import month_start
from mitoyen.simulation.ongoing import at, ongoing
from mitoyen.simulation.simulation import MOST_MONTHS, Setting, SettingError, Simulation
from mitoyen.simulation.truth import Truth, written

SOURCE_NAME = "Les Corderies (simulation)"
_LAKE_KEY = b"nobody lives in les corderies"
"""Pseudonyms of a lake hide nobody here; a site hides its own under its own key."""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb."""
    told = "simulate a quartier whose truth is known: for a demonstration, a load test, or to try a method"
    verb = verbs.add_parser("simulate", help=told, description=f"{told.capitalize()}. Nothing of it is real.")
    verb.add_argument("--households", type=int, default=400, help="in quartiers of about 400 (%(default)s)")
    verb.add_argument("--months", type=int, default=12, help="since the launch of the platform (%(default)s)")
    verb.add_argument("--seed", type=int, default=7, help="the same seed gives the same events (%(default)s)")
    spoken = "first month, such as 2026-01-01; without it, the last month is the present one, up to this moment"
    verb.add_argument("--start", metavar="DATE", help=spoken)
    spoken = "multiplies what members ask for: 1 is the lively sample, 0.1 an ordinary platform (%(default)s)"
    verb.add_argument("--liveliness", type=float, default=1.0, metavar="TIMES", help=spoken)
    spoken = "share of the events that are sent twice (%(default)s)"
    verb.add_argument("--resent", type=float, default=0.0, metavar="SHARE", help=spoken)
    verb.add_argument("--truth", type=Path, metavar="FILE", help="write what is really so there, as JSON")
    where = verb.add_mutually_exclusive_group()
    where.add_argument("--out", type=Path, metavar="FILE", help="write the events there, one JSON object a line")
    where.add_argument("--lake", type=Path, metavar="FOLDER", help="write them as Parquet files by month")
    where.add_argument("--into-site", action="store_true", help="record them in this instance's database")
    verb.add_argument("--live", action="store_true", help="then go on recording fresh exchanges, dated now")
    verb.add_argument("--speed", type=float, default=1.0, metavar="N", help="fresh exchanges a second (%(default)s)")
    verb.add_argument("--seconds", type=float, metavar="S", help="stop after so long; without it, Ctrl-C stops")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Answer:
    """Simulate, and write or record what was asked."""
    now = datetime.datetime.now(datetime.UTC)
    setting = _setting(arguments, now)
    if arguments.live or arguments.into_site:
        return _into_site(arguments, setting, now)
    simulation = Simulation(setting)
    try:
        if arguments.out:
            count = _write_events(simulation, arguments.out)
        elif arguments.lake:
            count = _write_lake(simulation, arguments.lake)
        else:
            count = sum(len(told) for told in simulation.batches())
    except FolderError as error:
        raise Refused(str(error)) from error
    _write_truth(arguments.truth, simulation.truth)
    place = arguments.out or arguments.lake
    return Answer(f"{count:,} simulated events in {place}." if place else _summary(simulation.truth))


def sample_setting(now: datetime.datetime) -> Setting:
    """The sample that the site shows: a year of Les Corderies that ends now."""
    return Setting(_first_month(now, Setting.months), until=now)


def load(setting: Setting, now: datetime.datetime) -> tuple[int, Truth]:
    """Record a simulation in the site's database, which must be open; how many events were taken, and the truth.

    All of it or, if this process is stopped, nothing.
    """
    simulation, taken = Simulation(setting), 0
    with site.together():
        _plant(setting)
        source = _source()
        for event, outcome in site.record((told.event for told in simulation), source=source, now=now):
            if outcome.status == "refused":
                raise Refused(f"the simulated event {event.id} cannot be recorded ({outcome.reason}).")
            taken += outcome.status == "accepted"
    site.fold(now)
    return taken, simulation.truth


def _plant(setting: Setting) -> None:
    site.plant([{**asdict(node), "simulated": True} for node in setting.places()])


def _setting(arguments: argparse.Namespace, now: datetime.datetime) -> Setting:
    present = not arguments.start or arguments.into_site or arguments.live
    try:
        start = datetime.date.fromisoformat(arguments.start) if arguments.start else _first_month(now, arguments.months)
    except ValueError as error:
        raise Refused(f"'{arguments.start}' is not a date; write --start 2026-01-01.") from error
    try:
        return Setting(
            start=start,
            households=arguments.households,
            months=arguments.months,
            seed=arguments.seed,
            liveliness=arguments.liveliness,
            resent=arguments.resent,
            until=now if present else None,
        )
    except SettingError as error:
        raise Refused(f"{error}.") from error


def _first_month(now: datetime.datetime, months: int) -> datetime.date:
    """That of the `months` that end now; of as many as may be asked for, since `Setting` refuses more."""
    return month_start(now.astimezone(contract.FRANCE).date(), 1 - min(months, MOST_MONTHS))


def _write_events(simulation: Simulation, path: Path) -> int:
    count = 0
    with _whole(path) as file:
        for told in simulation:
            file.write(contract.encode(told.event) + b"\n")
            count += 1
    return count


def _write_lake(simulation: Simulation, folder: Path) -> int:
    count = 0
    with lake.Writer(folder) as writer:
        for batch in simulation.columns(_LAKE_KEY):
            writer.add(batch)
            count += len(batch["received"])
    return count


def _write_truth(path: Path | None, truth: Truth) -> None:
    if path:
        with _whole(path) as file:
            file.write(written(truth))


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its name once it is whole; Refused when it cannot be written, or is a device or a pipe."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise Refused(f"{path} is no ordinary file, and would be replaced by one; name a new file.")
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise Refused(f"cannot write {path} ({error.strerror}); choose another place.") from error
    finally:
        part.unlink(missing_ok=True)


def _summary(truth: Truth) -> str:
    """What a simulation holds, for somebody who only looks."""
    met: dict[str, int] = {}
    for quartier in truth.quartiers:
        for practice, counts in quartier.met.items():
            met[practice] = met.get(practice, 0) + sum(counts)
    homes, registered, active = (
        sum(quartier.households for quartier in truth.quartiers),
        sum(quartier.registered[-1] for quartier in truth.quartiers),
        sum(quartier.active[-1] for quartier in truth.quartiers),
    )
    lines = [f"  {practice:<14}{many:>9,}" for practice, many in met.items()]
    first = (
        f"{homes:,} simulated households, {registered:,} registered, {active:,} active at the end, seed {truth.seed}."
    )
    told = f"{truth.facts:,} facts and {truth.reversals:,} reversals told; {truth.untold:,} not told yet."
    return "\n".join([first, told, *lines, "--out, --lake or --into-site keeps the events, --truth what is really so."])


def _into_site(arguments: argparse.Namespace, setting: Setting, now: datetime.datetime) -> Answer:
    if arguments.out or arguments.lake:
        raise Refused("--live records into the site; leave out --out and --lake.")
    if arguments.speed <= 0 or (arguments.seconds is not None and arguments.seconds <= 0):
        raise Refused("--speed and --seconds are above 0.")
    site.open_site()
    known = site.has_source(sample.SOURCE)
    if known and not arguments.live:
        raise Refused("the simulated quartier is in this site already; --live adds fresh exchanges to it.")
    if known and arguments.truth:
        raise Refused("--truth is that of the history, which is recorded already; write it with --start and no --live.")
    said = []
    if not known:
        count, truth = load(setting, now)
        _write_truth(arguments.truth, truth)
        said.append(f"{count:,} simulated events recorded; the site marks them as simulated.")
    if arguments.live:
        said.append(_live(setting, arguments.speed, arguments.seconds))
    return Answer("\n".join(said))


def _source() -> Any:
    """The source of what is invented; Refused when its name was given to one that is said to be real."""
    source = site.source(sample.SOURCE, SOURCE_NAME, simulated=True)
    if not source.simulated:
        raise Refused(f"the source {sample.SOURCE} is not marked as simulated; nothing invented is recorded under it.")
    return source


def _live(setting: Setting, speed: float, seconds: float | None) -> str:
    """Record fresh exchanges at a steady pace, until the time is over or somebody stops it."""
    _plant(setting)
    source = _source()
    fresh = ongoing(setting, f"live-{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%S%f}")
    sys.stderr.write(f"Recording {speed:g} simulated exchanges a second; Ctrl-C stops.\n")
    began, sent, done = time.monotonic(), 0, 0
    last = math.inf if seconds is None else seconds * speed
    try:
        while sent + 1 <= last:
            time.sleep(max(0.0, began + (sent + 1) / speed - time.monotonic()))
            due = max(1, int(min((time.monotonic() - began) * speed, last)) - sent)
            now = datetime.datetime.now(datetime.UTC)
            batch = [at(event, now) for event in islice(fresh, due)]
            sent += len(batch)
            done += sum(outcome.status == "accepted" for _, outcome in site.record(batch, source=source, now=now))
    except KeyboardInterrupt:
        sys.stderr.write("\n")
    site.fold(datetime.datetime.now(datetime.UTC))
    return f"{done:,} fresh exchanges recorded."
