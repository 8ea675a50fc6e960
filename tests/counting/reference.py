"""The four tables counted with dictionaries and sets, one record at a time: what every engine must find."""

from collections import defaultdict
from collections.abc import Iterable

from mitoyen.counting import lake

MEASURES = ("grams", "metres", "minutes", "cents")


def facts(rows: Iterable[tuple]) -> list[dict]:
    """The first record received of each key, unless it reverses another or another such first record reverses it."""
    first: dict[int, dict] = {}
    for row in sorted((dict(zip(lake.COLUMNS, row, strict=True)) for row in rows), key=lambda told: told["received"]):
        first.setdefault(row["event_key"], row)
    undone = {row["reverses_key"] for row in first.values() if row["reverses_key"]}
    return [row for key, row in first.items() if not row["reverses_key"] and key not in undone]


def tables(rows: Iterable[tuple], time: str = "day") -> dict[str, list[tuple]]:
    """Question → its rows, sorted by time and then by the other keys."""
    kept = facts(rows)
    tally = _sums(kept, ("place", time, "practice", "category", "proof"), _numbers)
    answered = [row for row in kept if row["counterfactual"]]
    answers = _sums(answered, ("place", "day", "practice", "category", "counterfactual"), lambda _: [1])
    people: dict[tuple, set] = defaultdict(set)
    met: set[frozenset] = set()
    ties: dict[tuple, int] = defaultdict(int)
    for row in sorted(kept, key=lambda told: (told["occurred"], told["event_key"])):
        people[row["place"], row["month"]] |= {row["giver"], row["receiver"]} - {0}
        pair = frozenset((row["giver"], row["receiver"]))
        if 0 not in pair and len(pair) == 2 and pair not in met:
            met.add(pair)
            ties[row["place"], row["day"]] += 1
    contributors = [(*cell, len(who)) for cell, who in people.items() if who]
    found = {
        "tally" if time == "day" else "tally_by_month": tally,
        "answers": answers,
        "contributors": contributors,
        "ties": [(*cell, count) for cell, count in ties.items()],
    }
    return {question: sorted(made, key=lambda row: (row[1], row[0], *row[2:])) for question, made in found.items()}


def _sums(kept, keys, numbers):
    sums: dict[tuple, list[int]] = {}
    for row in kept:
        cell = tuple(row[name] for name in keys)
        added = numbers(row)
        sums[cell] = [one + two for one, two in zip(sums.get(cell, [0] * len(added)), added, strict=True)]
    return [(*cell, *made) for cell, made in sums.items()]


def _numbers(row):
    known = [row["count"] if row[name] > 0 else 0 for name in MEASURES]
    return [1, row["count"], *(row[name] for name in MEASURES), *known]
