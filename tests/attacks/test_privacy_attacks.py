"""Somebody reads every figure at every moment, adds and subtracts: what is left is of enough persons, or nothing.

The attacker is stronger than a real one. Each fact carries a digit of its own in the quantities that are summed (in
base three, so that a fact taken off shows as well): a published sum tells exactly which facts it is made of. Nothing is
asked of the code under attack but its figures.
"""

import datetime
import random
from itertools import combinations
from typing import Any

import pytest

from mitoyen.counting.events import UsageEvent
from mitoyen.counting.tallies import Tally
from mitoyen.web.measure import actions, queries, releasing
from mitoyen.web.measure.models import UsageSource
from mitoyen.web.places import actions as places
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place

FIELDS = ("grams", "metres", "minutes", "cents")
DIGITS = 18
MOST = DIGITS * len(FIELDS)
"""Facts that four sums of up to a billion can tell apart."""
PRIME = 2**61 - 1
PLACES = ("les-corderies-a", "les-corderies-b", "les-corderies", "352880101", "35288")
NESTED = ("les-corderies-a", "les-corderies", "35288", "243500782", "fr")
YEAR = (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
YEAR_IS_OVER = datetime.datetime(2027, 1, 8, 12, tzinfo=datetime.UTC)


class World:
    """Neighbours who exchange, and what is true of them."""

    def __init__(self, seed, places=PLACES, size=9, hours=26, given=0.25):
        self.random = random.Random(seed)
        self.places, self.size, self.hours, self.given = places, size, hours, given
        self.persons = []
        """Of each fact, by its number."""
        self.reversible = []

    def fact(self, moment):
        """A fact with the next number; about a quarter between people who are always the same."""
        number, chance = len(self.persons), self.random.random
        place = self.random.choice(self.places)
        people = [f"{place if chance() < 0.8 else 'town'}-{int(self.size * chance() ** 1.5)}" for _ in range(2)]
        giver, receiver = (people[0], None) if chance() < 0.15 else (None, None) if chance() < 0.05 else people
        practice = "give" if chance() < self.given else "lend"
        self.persons.append(frozenset({giver, receiver} - {None}))
        self.reversible.append(number)
        mark: dict[str, Any] = {FIELDS[number // DIGITS]: 3 ** (number % DIGITS)}
        return UsageEvent(
            id=str(number),
            source="test",
            occurred_at=moment,
            place=place,
            practice=practice,
            category=self.random.choice(["drill_cordless", "ladder_alu", None]) if practice == "lend" else None,
            proof="B" if chance() < 0.3 else "A",
            giver=giver,
            receiver=receiver,
            **mark,
        )

    def reversal(self, moment):
        undone = self.reversible.pop(self.random.randrange(len(self.reversible)))
        return UsageEvent(
            id=f"undo-{undone}", source="test", occurred_at=moment, place="35288", practice="lend", reverses=str(undone)
        )

    def told(self, total):
        """The facts of a published sum: +1 for each that it holds, -1 for each that it takes off."""
        digits = []
        for field in FIELDS:
            rest = getattr(total, field)
            for _ in range(DIGITS):
                digit = (rest + 1) % 3 - 1
                rest = (rest - digit) // 3
                digits.append(digit)
            assert rest == 0
        assert sum(digits) == total.facts
        return tuple(digits)

    def behind(self, vector):
        """Persons who stand behind what a difference holds; None when it holds nothing."""
        facts = [number for number, times in enumerate(vector) if times]
        return frozenset().union(*(self.persons[number] for number in facts)) if facts else None


def total(cells):
    return Tally(*(sum(numbers) for numbers in zip(*(cell.tally for cell in cells), strict=True))) if cells else None


def published(code, first, last, steps=("week",)):
    """Everything that pages, files and streams can say of a place and a range, each with what it is called."""
    place = Place.objects.get(code=code)
    shown = queries.shown(place, first, last)
    yield "whole", shown.cells
    for name, parts in (
        ("practice", shown.practices),
        ("category", queries.by_category(place, first, last)),
        ("proof", queries.by_proof(place, first, last)),
    ):
        yield from ((f"{name} {part.label}", part.cells) for part in parts)
    below = queries.children(place, first, last)
    yield "itself", below.itself
    yield from ((child.code, cells) for child, cells in below.parts)
    for step in steps:
        trend = queries.trend(place, first, last, step)
        yield f"wider than a {step}", trend.wider
        yield from ((f"{step} {start}", cells) for start, cells in trend.steps)


def ranges():
    """The year, its months, and adjacent ranges of every beginning and end within a fortnight."""
    yield YEAR
    for month in (9, 10):
        yield datetime.date(2026, month, 1), datetime.date(2026, month + 1, 1) - datetime.timedelta(days=1)
    days = [datetime.date(2026, 10, 5) + datetime.timedelta(days=day) for day in (0, 6, 7, 13)]
    yield from combinations(days, 2)


def read(world, figures, some_ranges, codes=NESTED, steps=("day", "week", "month")):
    """Add to `figures` what each published sum is made of."""
    for code in codes:
        for first, last in some_ranges:
            for _, cells in published(code, first, last, steps):
                if cells:
                    figures.add(world.told(total(cells)))


@pytest.fixture
def town(transactional_db):
    quartier = places.add(code="les-corderies", name="Les Corderies", kind=Kind.QUARTIER, parent=places.plant("35288"))
    for letter in "ab":
        places.add(code=f"les-corderies-{letter}", name=letter, kind=Kind.RESIDENCE, parent=quartier, households=250)
    places.plant("352880101")
    return UsageSource.objects.create(code="test", name="Essai")


def lived(world, source, figures):
    """Three months of exchanges, read after each; reversals and late facts included, then the end of the year."""
    start = datetime.datetime(2026, 9, 7, 9, tzinfo=datetime.UTC)
    for turn in range(MOST + 8):
        moment = start + datetime.timedelta(hours=world.hours * turn)
        event = world.reversal(moment) if turn % 10 == 9 and turn // 10 < 8 else world.fact(_told_late(world, moment))
        actions.record(events=[event], source=source, now=moment)
        releasing.catch_up()
        read(world, figures, [YEAR], ("les-corderies", "fr"), steps=())
        if turn % 20 == 19:
            releasing.close_months(moment)
            read(world, figures, ranges())
    releasing.close_months(YEAR_IS_OVER)
    read(world, figures, ranges())


def _told_late(world, moment):
    return moment - datetime.timedelta(days=world.random.choice([0, 0, 0, 0, 1, 9, 40]))


BUSY = {"places": ("les-corderies", "352880101"), "size": 60, "hours": 12, "given": 0}


@pytest.mark.parametrize(
    ("threshold", "world", "many"), [(3, World(1), 25), (5, World(2), 15), (11, World(3, **BUSY), 8)]
)
def test_no_two_figures_and_no_combination_of_them_isolate_too_few_persons(town, settings, threshold, world, many):
    settings.THRESHOLD = threshold
    figures = {(0,) * MOST}
    lived(world, town, figures)
    assert len(figures) > many
    for one, other in combinations(sorted(figures), 2):
        difference = tuple(a - b for a, b in zip(one, other, strict=True))
        assert len(world.behind(difference)) >= threshold, difference
    assert isolated(world, independent(figures), threshold) is None


def isolated(world, equations, threshold):
    """Persons fewer than the threshold such that some combination of the figures is made of their facts alone.

    There is such a combination exactly when forgetting these facts lowers the rank. With a small threshold every group
    of persons is tried; with a big one, those that would be found first: small groups of facts that no figure tells
    apart, filled up with others.
    """
    alike: dict[tuple[int, ...], set[frozenset[str]]] = {}
    for number, people in enumerate(world.persons):
        alike.setdefault(tuple(row[number] for row in equations), set()).add(people)
    told = {column: groups for column, groups in alike.items() if any(column)}
    for group in suspects(world, told, threshold - 1):
        kept = [column for column, groups in told.items() if not all(people <= group for people in groups)]
        if len(independent(zip(*kept, strict=True))) < len(equations):
            return group
    return None


def suspects(world, told, size):
    everybody = sorted(frozenset().union(*world.persons))
    if size <= 2:
        yield from map(frozenset, combinations(everybody, size))
        return
    wholes = [frozenset().union(*groups) for groups in told.values()]
    for one in [whole for whole in wholes if len(whole) <= size]:
        filled = one
        for other in sorted(wholes, key=lambda whole: len(whole - one)):
            filled = filled | other if len(filled | other) <= size else filled
        yield filled
    yield from (frozenset(world.random.sample(everybody, size)) for _ in range(200))


def independent(rows):
    """Rows that span the same, by elimination in whole numbers modulo a prime.

    A rank modulo a prime is never above the true one: what is found safe is safe.
    """
    basis = {}
    for row in rows:
        rest = [value % PRIME for value in row]
        while (column := next((at for at, value in enumerate(rest) if value), None)) is not None:
            value = rest[column]
            if column not in basis:
                inverse = pow(value, -1, PRIME)
                basis[column] = [entry * inverse % PRIME for entry in rest]
                break
            rest = [(entry - value * top) % PRIME for entry, top in zip(rest, basis[column], strict=True)]
    return list(basis.values())
