"""Who lives in a quartier: households, the caretakers of its residences and its partners, one row each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mitoyen.simulation import sample
from mitoyen.simulation.belongings import ObjectTypes
from mitoyen.simulation.laws import AGES, COMPOST, Laws, Numbers

Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOWHERE = -1
_NEVER = np.inf
_FIRST_DAYS = 0.25
"""The first wave registers in the first week of the launch [months]."""
_COMPOST_AFTER = 3.0
"""Who composts starts within so many months of registering."""
_ADULTS, _FIRST_ADULT = 2, 0.7
"""At most two adults of a household take part; the first of them seven times in ten."""


@dataclass(frozen=True)
class Residents:
    """One row a household, then one a caretaker, then one a partner; months count from the launch.

    A member is a household from `joined` to `left` (infinite: never); only `active` ones exchange.
    """

    households: int
    residence: Indices
    """Which of the residences; NOWHERE for partners."""
    stair: Indices
    joined: Numbers
    left: Numbers
    active: Flags
    composts: Numbers
    """When it starts to compost; infinite: never."""
    writes: Flags
    """Who publishes news: active members and partners."""
    appetite: Numbers
    """What the row asks for, relative to an ordinary member; caretakers ask for nothing, partners only write."""
    generosity: Numbers
    """How readily it answers, relative to the others."""
    owned: NDArray[np.int16]
    """How many of each object type, shape (rows, types)."""
    kept: NDArray[np.int16]
    """What nobody parts with: a book, so that everybody always has something to lend, shape (types,)."""
    adults: Indices
    first_person: Indices
    """Number of the first adult of the row among the persons of the quartier."""
    phone: Flags
    """Whether each person has a smartphone, shape (persons,)."""
    references: tuple[str, ...]
    """What the source calls each person, shape (persons,)."""

    @property
    def caretakers(self) -> Indices:
        """Rows of the caretakers, one a residence."""
        return self.households + np.arange(len(sample.RESIDENCES))

    def partner(self, name: str) -> int:
        """Row of a partner: town, landlord, association or shop."""
        return self.households + len(sample.RESIDENCES) + sample.PARTNERS.index(name)

    def during(self, month: int) -> Flags:
        """Whether each row is registered at some moment of a month."""
        return np.asarray((self.joined < month + 1) & (self.left > month), dtype=np.bool_)

    def there(self, time: Numbers | float, rows: Indices | slice = slice(None)) -> Flags:
        """Whether rows are registered at a time, each at its own when there are as many times."""
        return np.asarray((self.joined[rows] <= time) & (time < self.left[rows]), dtype=np.bool_)

    def persons(self, rows: Indices, chance: np.random.Generator) -> Indices:
        """Who of each household acts; a row of NOWHERE stays NOWHERE."""
        second = (chance.random(len(rows)) >= _FIRST_ADULT) & (self.adults[rows] > 1)
        return np.where(rows < 0, NOWHERE, self.first_person[rows] + second)


def registered_share(months: Numbers, take_up: Mapping[str, float]) -> Numbers:
    """Share of households registered so many months after the launch: a first wave, then Bass (1969).

    ceiling · (wave + (1 − wave) · B(t)),  B(t) = (1 − e^{−(p+q)t}) / (1 + (q/p) · e^{−(p+q)t}), rates per month.
    """
    p, q = take_up["innovation"], take_up["imitation"]
    fading = np.exp(-(p + q) * months)
    diffusion = (1 - fading) / (1 + (q / p) * fading)
    share: Numbers = take_up["ceiling"] * (take_up["wave"] + (1 - take_up["wave"]) * diffusion)
    return share


def settle(number: int, households: int, laws: Laws, types: ObjectTypes, chance: np.random.Generator) -> Residents:
    """The residents of the quartier counted `number`, drawn by the laws; Amina and Bertrand live in the first one."""
    others = len(sample.RESIDENCES) + len(sample.PARTNERS)
    size = np.append(1 + chance.choice(len(laws.sizes), households, p=laws.sizes), np.ones(others, np.int64))
    age = chance.choice(len(AGES), households, p=laws.ages)
    phones = np.ones((households + others, _ADULTS), np.bool_)
    phones[:households] = chance.random((households, _ADULTS)) >= laws.without_phone[age][:, np.newaxis]
    joined, left = _membership(households, others, laws, chance)
    active = np.append(chance.random(households) < laws.take_up["active"], np.zeros(others, np.bool_))
    if number == 1:
        cast = [sample.AMINA, sample.BERTRAND]
        size[cast], joined[cast], left[cast], active[cast] = (4, 1), (0.05, 0.1), _NEVER, True
        phones[cast] = [[True, True], [False, False]]
    adults = np.minimum(size, _ADULTS)
    starts = joined[:households] + chance.random(households) * _COMPOST_AFTER
    composting = active[:households] & (chance.random(households) < laws.practices[COMPOST].rate)
    home = np.repeat(
        np.arange(len(sample.RESIDENCES)),
        [len(sample.households_of(rank, households)) for rank in range(len(sample.RESIDENCES))],
    )
    caretakers, partners = np.arange(len(sample.RESIDENCES)), np.full(len(sample.PARTNERS), NOWHERE)
    return Residents(
        households=households,
        residence=np.concatenate([home, caretakers, partners]),
        stair=np.append(_stairs(home, laws.stairs), np.full(others, NOWHERE)),
        joined=joined,
        left=left,
        active=active,
        composts=np.append(np.where(composting, starts, _NEVER), np.full(others, _NEVER)),
        writes=np.concatenate(
            [active[:households], np.zeros(len(caretakers), np.bool_), np.ones(len(partners), np.bool_)]
        ),
        appetite=_appetite(households, laws, chance),
        generosity=_generosity(households, laws, chance),
        owned=_belongings(households, others, laws, types, chance),
        kept=types.kept,
        adults=adults,
        first_person=np.cumsum(adults) - adults,
        phone=phones[np.arange(_ADULTS) < adults[:, np.newaxis]],
        references=tuple(_references(number, households, adults)),
    )


def _membership(households: int, others: int, laws: Laws, chance: np.random.Generator) -> tuple[Numbers, Numbers]:
    """When each row registers and leaves; caretakers and partners are there from the launch and stay."""
    law = laws.take_up
    drawn, early = chance.random(households) / law["ceiling"], chance.random(households) * _FIRST_DAYS
    rest = np.clip((drawn - law["wave"]) / (1 - law["wave"]), 0, 1 - 1e-12)
    p, q = law["innovation"], law["imitation"]
    later = -np.log((1 - rest) / (1 + rest * q / p)) / (p + q)
    joined = np.where(drawn < law["wave"], early, np.where(drawn < 1, later, _NEVER))
    left = joined + chance.exponential(-1 / np.log(law["survival"]), households)
    return np.append(joined, np.zeros(others)), np.append(left, np.full(others, _NEVER))


def _stairs(home: Indices, stairs: int) -> Indices:
    """The staircase of each household, counted over the quartier: neighbours in the list are neighbours at home."""
    rank = np.arange(len(home)) - np.searchsorted(home, home)
    living = np.bincount(home, minlength=len(sample.RESIDENCES))[home]
    return home * stairs + rank * stairs // living


def _appetite(households: int, laws: Laws, chance: np.random.Generator) -> Numbers:
    shape = laws.people["appetite"]
    partners = np.full(len(sample.PARTNERS), laws.people["partner"])
    return np.concatenate([chance.gamma(shape, 1 / shape, households), np.zeros(len(sample.RESIDENCES)), partners])


def _generosity(households: int, laws: Laws, chance: np.random.Generator) -> Numbers:
    spread = laws.people["generosity"]
    neighbours = chance.lognormal(-(spread**2) / 2, spread, households)
    caretakers = np.full(len(sample.RESIDENCES), laws.people["caretaker"])
    return np.concatenate([neighbours, caretakers, np.zeros(len(sample.PARTNERS))])


def _belongings(
    households: int, others: int, laws: Laws, types: ObjectTypes, chance: np.random.Generator
) -> NDArray[np.int16]:
    """How many of each type each row owns; a caretaker has the tools; everybody has what nobody parts with."""
    rows = households + others
    owned = (chance.random((rows, len(types.ids))) < types.owned).astype(np.int16)
    owned[households : households + len(sample.RESIDENCES)] = types.tools
    return np.maximum(owned, types.kept)


def _references(number: int, households: int, adults: Indices) -> Iterator[str]:
    for row in range(households):
        yield from (f"q{number}.h{row + 1:03d}.{adult + 1}" for adult in range(adults[row]))
    yield from (f"q{number}.k{rank + 1}" for rank in range(len(sample.RESIDENCES)))
    yield from (f"q{number}.p{rank + 1}" for rank in range(len(sample.PARTNERS)))
