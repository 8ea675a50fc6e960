"""An atlas as a file: one row a commune, with the doubt of each figure, for a spreadsheet or an analyst's engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.pack import Pack
from mitoyen.evidence.records import Indicator
from mitoyen.projection.atlas import Atlas
from mitoyen.projection.takeup import MONTHS_PER_YEAR
from mitoyen.reporting.document import PRESENCE_UNIT

SUFFIXES = (".parquet", ".csv")
QUANTILES = ("p10", "p50", "p90")


def columns(atlas: Atlas, pack: Pack) -> dict[str, NDArray[Any]]:
    """Name of a column → its values, one a commune: place, members at the horizon, figures as reports show them."""
    made: dict[str, NDArray[Any]] = {
        "code": np.array(atlas.places.codes, dtype=object),
        "name": np.array(atlas.places.names, dtype=object),
        "households": atlas.places.households,
        **_spread("registered", atlas.registered),
        **_spread("active", atlas.active),
    }
    for index, id in enumerate(atlas.indicators):
        indicator = pack.indicators[id]
        if indicator.beneficiary != "landlord" or atlas.scenario.landlord_effects:
            made |= _spread(id, atlas.figures[:, index] * _share_of_horizon(indicator, atlas))
    return made


def write(atlas: Atlas, pack: Pack, seed: int, path: Path) -> None:
    """Write the atlas to a .parquet or .csv file; OSError when it cannot be written.

    A Parquet file carries the scenario, the evidence, the seed and the units in its metadata.
    """
    import duckdb

    scenario = {name: value for name, value in atlas.scenario.as_record().items() if name != "place"}
    about = {
        "scenario": json.dumps(scenario),
        "evidence": pack.name,
        "seed": str(seed),
        "units": json.dumps({id: pack.indicators[id].unit for id in atlas.indicators}),
    }
    facts = ", ".join(f"{name}: {_quoted(value)}" for name, value in about.items())
    form = (
        "format csv, header" if path.suffix == ".csv" else f"format parquet, compression zstd, kv_metadata {{{facts}}}"
    )
    with duckdb.connect() as engine:
        engine.register("arrays", columns(atlas, pack))
        # Copied in first: an engine that fails to write while it reads Python's arrays may wait for ever.
        engine.execute("create table atlas as from arrays")
        try:
            engine.execute(f"copy atlas to {_quoted(str(path))} ({form})")
        except duckdb.IOException as error:
            raise OSError(f"cannot write {path}") from error


def _spread(name: str, values: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    return {f"{name}_{quantile}": np.ascontiguousarray(values[:, index]) for index, quantile in enumerate(QUANTILES)}


def _share_of_horizon(indicator: Indicator, atlas: Atlas) -> np.float32:
    """A presence is shown as people on average, anything else as a total."""
    shown = MONTHS_PER_YEAR / atlas.scenario.months if indicator.unit == PRESENCE_UNIT else 1.0
    return np.float32(shown)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
