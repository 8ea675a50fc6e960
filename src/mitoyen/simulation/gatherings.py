"""What takes several people at once: parties, tables, grouped orders, repair afternoons; and what takes one alone."""

from __future__ import annotations

import numpy as np

from mitoyen.simulation.calendar import Month
from mitoyen.simulation.facts import NONE, Parties, parties
from mitoyen.simulation.laws import Gathering, Numbers
from mitoyen.simulation.residents import Flags, Indices, Residents

_ARRIVING = 900
"""People arrive within a quarter of an hour [seconds]."""
_MONTHS_PER_YEAR = 12
_LEAST = 1e-12
"""A weight of nothing: drawn last."""


def gathered(
    law: Gathering, practice: int, places: float, residents: Residents, month: Month, chance: np.random.Generator
) -> tuple[list[Parties], float]:
    """The gatherings of a month for which `places` participations were asked, and how many places are left over.

    Each has a host, `low` to `high` participants, and one fact a participant. Fewer than `low` members there: it waits.
    """
    made = []
    moments = month.moments(chance, max(int(places // law.mean), 0), weekend=True)
    for moment, time in zip(moments.tolist(), month.time_of(moments).tolist(), strict=True):
        free = residents.active & residents.there(time)
        host = _taken(free, residents.generosity, 1, chance)[0] if law.host == "neighbour" and free.any() else None
        if host is None:
            host = residents.partner("association" if law.host == "neighbour" else law.host)
        helpers = _taken(free, residents.generosity, law.helpers, chance)
        size = int(chance.poisson(law.mean))
        if free.sum() < law.low:
            continue
        guests = _taken(free, residents.appetite, min(max(size, law.low), law.high), chance)
        giver = helpers[chance.integers(len(helpers), size=len(guests))] if law.helpers else host
        made.append(parties(practice, moment + chance.integers(_ARRIVING, size=len(guests)), giver, guests))
        places -= len(guests)
    return made, places


def _taken(free: Flags, weights: Numbers, size: int, chance: np.random.Generator) -> Indices:
    """`size` of the rows that are free, at most, drawn by their weights (Efraimidis and Spirakis); free no more."""
    rows = np.flatnonzero(free)
    keys = chance.exponential(size=len(rows)) / np.maximum(weights[rows], _LEAST)
    drawn = rows[np.argsort(keys)[:size]]
    free[drawn] = False
    return drawn


def posts(practice: int, rate: float, residents: Residents, month: Month, chance: np.random.Generator) -> Parties:
    """News and alerts of a month: `rate` a month for an active member of mean appetite, more or less by each one's."""
    authors = np.flatnonzero(residents.writes & residents.during(month.number))
    author = np.repeat(authors, chance.poisson(rate * residents.appetite[authors]))
    moment = month.moments(chance, len(author))
    time = month.time_of(moment)
    there = residents.there(time, author)
    return parties(practice, moment[there], author[there], NONE)


def composted(practice: int, residents: Residents, month: Month) -> Parties:
    """Years of composting that end in a month: a fact counts one person for a whole year, so it comes at its end."""
    begun = np.flatnonzero(np.isfinite(residents.composts))
    since = month.number - residents.composts[begun]
    ends = np.ceil(since / _MONTHS_PER_YEAR) * _MONTHS_PER_YEAR - since
    now = (since > 0) & (ends < 1) & (month.number + ends < residents.left[begun])
    moment = month.begins + (ends[now] * (month.ends - month.begins)).astype(np.int64)
    return parties(practice, moment, begun[now], NONE)
