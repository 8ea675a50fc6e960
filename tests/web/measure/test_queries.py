"""What a board reads: sums over whole releases, whose parts always add up to the whole."""

import datetime

import pytest

from mitoyen.web.measure import queries, releasing
from mitoyen.web.measure.models import Breakdown
from mitoyen.web.places.models import Place
from tests.web.measure.releases import NOVEMBER_IS_OVER, YEAR, on, pairs


def four_weeks(**fields):
    """Two loans a day from Monday 2 November, each between two persons of its own; a third of them of a ladder."""
    return [
        {**fact, "occurred_at": on(2 + n // 2), "category": "ladder_alu" if n % 3 == 0 else "drill_cordless",
         "proof": "AB"[n % 2], **fields}
        for n, fact in enumerate(pairs(0, 56))
    ]  # fmt: skip


def labels(parts):
    return {part.label: part.facts for part in parts}


def test_categories_and_proofs_are_told_once_the_month_is_over(corderies, told):
    told(*four_weeks())
    assert labels(queries.by_category(corderies, *YEAR)) == {"": 56}
    releasing.close_months(NOVEMBER_IS_OVER)
    assert labels(queries.by_category(corderies, *YEAR)) == {"drill_cordless": 37, "ladder_alu": 19}
    assert labels(queries.by_proof(corderies, *YEAR)) == {"A": 28, "B": 28}


def test_part_of_a_month_is_not_told_by_category(corderies, told):
    told(*four_weeks())
    releasing.close_months(NOVEMBER_IS_OVER)
    first_week = datetime.date(2026, 11, 2), datetime.date(2026, 11, 8)
    assert labels(queries.by_category(corderies, *first_week)) == {"": 14}


def test_quartiers_too_thin_are_told_by_category_by_their_town(corderies, told):
    for place, first in (("les-corderies-a", 0), ("les-corderies-b", 100)):
        told(*pairs(first, first + 4, place=place, category="ladder_alu"), *pairs(first + 4, first + 8, place=place,
             category="jigsaw"))  # fmt: skip
    releasing.close_months(NOVEMBER_IS_OVER)
    assert Breakdown.objects.get().place == corderies
    assert labels(queries.by_category(corderies, *YEAR)) == {"ladder_alu": 8, "jigsaw": 8}
    residence = Place.objects.get(code="les-corderies-a")
    assert labels(queries.by_category(residence, *YEAR)) == {"": 8}


def test_a_release_that_came_late_is_not_told_by_a_table_that_was_made(corderies, told):
    told(*four_weeks())
    releasing.close_months(NOVEMBER_IS_OVER)
    told(*pairs(100, 106))
    assert labels(queries.by_category(corderies, *YEAR)) == {"drill_cordless": 37, "ladder_alu": 19, "": 6}


def test_what_no_month_could_tell_is_told_with_the_months_before_it(corderies, told):
    for month in (9, 10, 11):
        told(*pairs(10 * month, 10 * month + 5, occurred_at=on(3, month)), *pairs(10 * month + 5, 10 * month + 8,
             occurred_at=on(3, month), category="ladder_alu"))  # fmt: skip
    september_is_over = NOVEMBER_IS_OVER - datetime.timedelta(days=61)
    releasing.close_months(september_is_over)
    assert not Breakdown.objects.exists()
    releasing.close_months(NOVEMBER_IS_OVER)
    until_november = (datetime.date(2026, 1, 1), datetime.date(2026, 11, 30))
    assert labels(queries.by_category(corderies, *until_november)) == {"drill_cordless": 15, "ladder_alu": 9}


def totals(*lists):
    """Sums of all numbers by practice and category, those that come to nothing left out."""
    found: dict[tuple[str, str], list[int]] = {}
    for practice, category, tally in (cell for cells in lists for cell in cells):
        before = found.get((practice, category), [0] * len(tally))
        found[practice, category] = [one + other for one, other in zip(before, tally, strict=True)]
    return {key: numbers for key, numbers in found.items() if any(numbers)}


@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("days", [YEAR, (datetime.date(2026, 11, 1), datetime.date(2026, 11, 18))])
@pytest.mark.parametrize("code", ["les-corderies", "35288", "243500782", "d35", "fr"])
def test_parts_of_every_kind_add_up_to_the_whole(corderies, told, over, days, code):
    undone, *_ = told(*four_weeks(), *four_weeks(place="les-corderies-a", practice="give", category="sofa_textile"))
    told(*pairs(200, 205, place="les-corderies-b"), *pairs(205, 209, place="35288", cents=500), {"reverses": undone})
    told(*pairs(300, 310, minutes=30), *pairs(310, 312, practice="ride", category=None))
    if over:
        releasing.close_months(NOVEMBER_IS_OVER)
    place = Place.objects.get(code=code)
    shown = queries.shown(place, *days)
    whole = totals(shown.cells)
    assert sum(numbers[0] for numbers in whole.values()) == shown.facts > 0
    assert totals(*(part.cells for part in shown.practices)) == whole
    for parts in (queries.by_category(place, *days), queries.by_proof(place, *days)):
        assert totals(*(part.cells for part in parts)) == whole
    below = queries.children(place, *days)
    assert totals(below.itself, *(cells for _, cells in below.parts)) == whole
    steps: tuple[queries.Step, ...] = ("day", "week", "month")
    for step in steps:
        trend = queries.trend(place, days[0], days[1], step)
        assert totals(trend.wider, *(cells for _, cells in trend.steps)) == whole
        assert trend.wider == [] or step != "month"


def test_a_commune_is_not_listed_below_its_departement_before_something_of_it_is_shown(corderies, told):
    told(*pairs(0, 6), *pairs(6, 7, place="35238"))
    departement = Place.objects.get(code="d35")
    assert [child.code for child, _ in queries.children(departement, *YEAR).parts] == ["35288"]
    told(*pairs(7, 12, place="35238"))
    assert [child.code for child, _ in queries.children(departement, *YEAR).parts] == ["35238", "35288"]


def test_a_place_drawn_here_is_listed_before_anything_of_it_is_shown(corderies, told):
    told(*pairs(0, 6, place="352880101"), *pairs(6, 7, place="352880102"))
    below = queries.children(corderies.parent, *YEAR)
    assert {child.code: sum(cell.tally.facts for cell in cells) for child, cells in below.parts} == {
        "les-corderies": 0,
        "352880101": 6,
    }
