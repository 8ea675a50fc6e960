"""Made-up records with every accident that a raw history knows, the same ones for one seed, a million in seconds.

Records arrive in disorder, twice, or twice with different contents; reversals arrive before or after what they undo,
are sent again, are undone themselves, undo nothing, or bear the identifier of another event.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mitoyen.counting import events, lake

SOURCES = ("corderies", "repair-cafe", "sel-malouin")
PLACES = ("35288", "35288-corderies", "35288-corderies-1", "35288-intra-muros", "35238", "75056", "974-ile", "2a004")
PRACTICES = ("lend", "give", "repair", "carpool", "meet")
CATEGORIES = ("", "drill", "tent", "ladder", "bicycle", "sink")
COUNTERFACTUALS = ("", "", "", "bought_new", "bought_used", "gone_without")
START = 1_729_900_000_000_000  # the evening of 25 October 2024, in microseconds: the clocks change the next night
SPAN = 420 * 86_400_000_000
SECRET = b"a secret of the tests"
_FIELDS = ("occurred", "place", "practice", "category", "proof", "count", "grams", "metres", "minutes", "cents")
_CONTENT = (*_FIELDS, "giver", "receiver", "counterfactual", "reverses")
_NOTHING = -1


@dataclass(frozen=True)
class Sample:
    """Records in order of arrival, as arrays of codes; identity `n` is the event `e<n>` of source `n` modulo 3."""

    identity: np.ndarray
    content: dict[str, np.ndarray]
    places: tuple[str, ...]
    practices: tuple[str, ...]
    categories: tuple[str, ...]

    def columns(self) -> dict[str, np.ndarray]:
        """The records as columns of a lake."""
        told, reverses = self.content, self.content["reverses"]
        known, place = np.unique(np.concatenate([self.identity, reverses]), return_inverse=True)
        keys = np.array([0 if n == _NOTHING else events.key(_source(n), f"e{n}") for n in known.tolist()])[place]
        day, month = _calendar(told["occurred"])
        people = np.array([_person(n) for n in range(int(max(told["giver"].max(), told["receiver"].max())) + 1)])
        whole = {name: told[name] for name in ("count", "grams", "metres", "minutes", "cents", "occurred")}
        return {
            "received": np.arange(1, len(self.identity) + 1),
            "event_key": keys[: len(reverses)],
            "reverses_key": keys[len(reverses) :],
            "source": _texts([_source(n) for n in range(len(SOURCES))])[self.identity % len(SOURCES)],
            "id": _texts(f"e{n}" for n in self.identity.tolist()),
            "day": day,
            "month": month,
            "place": _texts(self.places)[told["place"]],
            "practice": _texts(self.practices)[told["practice"]],
            "category": _texts(self.categories)[told["category"]],
            "proof": _texts("ABCD")[told["proof"]],
            "giver": people[told["giver"]],
            "receiver": people[told["receiver"]],
            "counterfactual": _texts(COUNTERFACTUALS)[told["counterfactual"]],
            **whole,
        }

    def rows(self) -> Iterator[tuple[object, ...]]:
        """The records as rows of a lake."""
        columns = self.columns()
        return zip(*(columns[name].tolist() for name in lake.COLUMNS), strict=True)

    def sent(self) -> Iterator[events.UsageEvent]:
        """The same records as their sources would send them, in order of arrival."""
        names, told = list(self.content), [self.content[name].tolist() for name in self.content]
        for identity, *values in zip(self.identity.tolist(), *told, strict=True):
            yield self._event(identity, dict(zip(names, values, strict=True)))

    def _event(self, identity: int, told: dict[str, int]) -> events.UsageEvent:
        whole = {name: told[name] for name in ("count", "grams", "metres", "minutes", "cents")}
        return events.UsageEvent(
            id=f"e{identity}",
            source=_source(identity),
            occurred_at=datetime.datetime.fromtimestamp(0, datetime.UTC)
            + datetime.timedelta(microseconds=told["occurred"]),
            place=self.places[told["place"]],
            practice=self.practices[told["practice"]],
            category=self.categories[told["category"]] or None,
            giver=_reference(told["giver"]),
            receiver=_reference(told["receiver"]),
            proof="ABCD"[told["proof"]],  # type: ignore[arg-type]  # one of the four letters
            counterfactual=COUNTERFACTUALS[told["counterfactual"]] or None,  # type: ignore[arg-type]  # as declared
            reverses=None if told["reverses"] == _NOTHING else f"e{told['reverses']}",
            **whole,
        )


def sample(
    records: int,
    seed: int = 7,
    *,
    places: tuple[str, ...] = PLACES,
    practices: tuple[str, ...] = PRACTICES,
    categories: tuple[str, ...] = CATEGORIES,
) -> Sample:
    """About one record in eight is an accident; a reversal is of the same source as what it undoes."""
    random = np.random.default_rng(seed)
    shares = {"again": 40, "otherwise": 60, "undone": 20, "undone again": 60, "undoing undone": 60, "for nothing": 80}
    extra = {name: max(1, records // share) for name, share in shares.items()}
    base = max(1, records - sum(extra.values()))
    content = _facts(random, base, len(places), len(practices), len(categories))
    identity, arrival = np.arange(base), np.arange(base) + random.exponential(base / 50, base)

    def append(who: np.ndarray, when: np.ndarray, like: np.ndarray, **changed: np.ndarray) -> None:
        nonlocal identity, arrival
        identity, arrival = np.append(identity, who), np.append(arrival, when)
        for name in _CONTENT:
            content[name] = np.append(content[name], changed.get(name, content[name][like]))

    def some(count: int, among: int) -> np.ndarray:
        return random.integers(0, among, count)

    def near(rows: np.ndarray) -> np.ndarray:
        """Around the arrival of other rows, before or after, sometimes far."""
        return arrival[rows] + random.normal(0, np.where(random.random(len(rows)) < 0.1, base, 50))

    fresh = lambda count: len(SOURCES) * (np.arange(count) + len(identity))  # noqa: E731  # identities not used yet
    rows = some(extra["again"], base)
    append(identity[rows], near(rows), rows)
    rows = some(extra["otherwise"], base)
    append(identity[rows], near(rows), some(len(rows), base))
    rows = some(extra["undone"], base)
    undoing = fresh(len(rows)) + identity[rows] % len(SOURCES)
    append(undoing, near(rows), rows, reverses=identity[rows])
    reversals = np.arange(len(identity) - len(rows), len(identity))
    rows = reversals[some(extra["undone again"], len(reversals))]
    other = some(len(rows), base)
    other += (identity[rows] - identity[other]) % len(SOURCES)  # of the same source
    other %= base - base % len(SOURCES) if base > len(SOURCES) else base
    told = np.where(random.random(len(rows)) < 0.5, content["reverses"][rows], identity[other])
    append(identity[rows], near(rows), rows, reverses=told)
    rows = reversals[some(extra["undoing undone"], len(reversals))]
    append(fresh(len(rows)) + identity[rows] % len(SOURCES), near(rows), rows, reverses=identity[rows])
    rows = some(extra["for nothing"], base)
    mixed = np.where(random.random(len(rows)) < 0.5, fresh(len(rows)) + identity[rows] % len(SOURCES), identity[rows])
    append(mixed, near(rows), rows, reverses=fresh(len(rows)) + len(SOURCES) * records + identity[rows] % len(SOURCES))
    order = np.argsort(arrival, kind="stable")[:records]
    return Sample(identity[order], {name: content[name][order] for name in _CONTENT}, places, practices, categories)


def _facts(random: np.random.Generator, size: int, places: int, practices: int, categories: int) -> dict:
    place = np.minimum((places * random.random(size) ** 2).astype(np.int64), places - 1)
    people = max(12, min(size // (3 * places), 4000))  # of each place

    def measured(share: float, low: int, high: int) -> np.ndarray:
        return np.where(random.random(size) < share, random.integers(low, high, size), 0)

    def somebody(share: float) -> np.ndarray:
        return np.where(random.random(size) < share, 1 + place * people + (people * random.random(size) ** 2), 0)

    return {
        "occurred": START + random.integers(0, SPAN, size) // 60_000_000 * 60_000_000,  # to the minute: equal times
        "place": place,
        "practice": random.integers(0, practices, size),
        "category": random.integers(0, categories, size),
        "proof": random.integers(0, 4, size),
        "count": np.where(random.random(size) < 0.95, 1, random.integers(2, 100_000, size)),
        "grams": measured(0.3, 1, 1_000_000_000),
        "metres": measured(0.1, 1, 40_000),
        "minutes": measured(0.4, 1, 600),
        "cents": measured(0.4, 1, 30_000),
        "giver": somebody(0.9).astype(np.int64),
        "receiver": somebody(0.8).astype(np.int64),
        "counterfactual": random.integers(0, len(COUNTERFACTUALS), size),
        "reverses": np.full(size, _NOTHING),
    }


def _source(identity: int) -> str:
    return SOURCES[identity % len(SOURCES)]


def _reference(person: int) -> str | None:
    return f"p{person}" if person else None


def _person(number: int) -> int:
    """Everybody is known to one source only, so that a reference says who it is."""
    return events.person(SECRET, "", _reference(number))


def _texts(words) -> np.ndarray:
    return np.array(list(words), dtype=object)


def _calendar(occurred: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Day and month in France of times in microseconds, by the offset of each hour."""
    hour, first = 3_600_000_000, int(occurred.min()) // 3_600_000_000
    hours = range(first, int(occurred.max()) // hour + 1)
    zone = [datetime.datetime.fromtimestamp(h * 3600, events.FRANCE).utcoffset() for h in hours]
    offset = np.array([int(o.total_seconds()) * 1_000_000 for o in zone if o is not None])
    day = (occurred + offset[occurred // hour - first]) // (24 * hour)
    dates = day.astype("datetime64[D]")
    months = dates.astype("datetime64[M]").astype(np.int64)
    return day, (1970 + months // 12) * 100 + months % 12 + 1
