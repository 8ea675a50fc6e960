"""The draws of a whole pack: one row a name, in base units, made once and then only read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mitoyen.evidence.pack import Pack
from mitoyen.evidence.records import Factor
from mitoyen.uncertainty import units
from mitoyen.uncertainty.distributions import Dirichlet
from mitoyen.uncertainty.draws import SEED, SIZE

Draws = NDArray[np.float64]


class FactorDraws(Mapping[str, Draws]):
    """Name of a factor (or of a part of a set of shares) → its draws, shape (draws,)."""

    def __init__(self, names: Iterable[str], matrix: Iterable[Draws]) -> None:
        self._rows = dict(zip(names, matrix, strict=True))

    def __getitem__(self, name: str) -> Draws:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def with_those_of(self, others: FactorDraws, names: Iterable[str]) -> FactorDraws:
        """These draws, those called `names` taken from `others`."""
        rows = self._rows | {name: others[name] for name in names}
        return FactorDraws(rows.keys(), rows.values())

    @property
    def size(self) -> int:
        """How many draws a name has."""
        return len(next(iter(self._rows.values())))


def make(pack: Pack, *, seed: int = SEED, size: int = SIZE) -> FactorDraws:
    """Draw every factor of the pack, in base units. Needs scipy and pint; a server opens draws made beforehand."""
    return FactorDraws(_names(pack), _matrix(pack, seed, size))


def compiled(pack: Pack, folder: Path, *, seed: int = SEED, size: int = SIZE) -> FactorDraws:
    """The draws mapped from the file that `compile_to` made in `folder`; FileNotFoundError if it did not."""
    path = folder / _file_name(pack, seed, size)
    return FactorDraws(_names(pack), np.load(path, mmap_mode="r"))


def compile_to(folder: Path, pack: Pack, *, seed: int = SEED, size: int = SIZE) -> Path:
    """Make the draws' file once for this version of the evidence; a second call finds it made."""
    path = folder / _file_name(pack, seed, size)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.partial.npy")
        try:
            np.save(partial, _matrix(pack, seed, size))
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    return path


def _file_name(pack: Pack, seed: int, size: int) -> str:
    return f"draws-{pack.id}-{pack.version}-{pack.digest[:8]}-{seed}-{size}.npy"


def _names(pack: Pack) -> tuple[str, ...]:
    return tuple(name for factor in pack.factors.values() for name in factor.draw_names)


def _matrix(pack: Pack, seed: int, size: int) -> Draws:
    return np.concatenate([_rows(pack, factor, seed, size) for factor in pack.factors.values()])


def _rows(pack: Pack, factor: Factor, seed: int, size: int) -> Draws:
    u = np.stack([pack.register.uniform(name, seed=seed, size=size) for name in factor.draw_names])
    law = factor.current.distribution
    values = law.quantiles(u) if isinstance(law, Dirichlet) else law.quantile(u[0])[np.newaxis]
    return np.asarray(values * units.scale(factor.unit))
