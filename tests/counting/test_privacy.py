"""Which facts are published together: enough persons, one release a fact, and only the calendar told."""

import datetime
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from mitoyen.counting import privacy
from mitoyen.counting.privacy import Entry, Pool

EPOCH = datetime.date(1970, 1, 1)
FEW = 3
"""A threshold small enough for tests to go through every case."""


def number(*date):
    return (datetime.date(*date) - EPOCH).days


def entries(*days, sign=1):
    """Facts on those days, each between two persons who take part in nothing else."""
    return [Entry(1000 + n, sign, day, 2 * n + 1, 2 * n + 2) for n, day in enumerate(days)]


ENTRIES = st.lists(
    st.builds(
        Entry,
        key=st.integers(1, 10**6),
        sign=st.sampled_from([1, 1, 1, -1]),
        day=st.integers(number(2026, 11, 1), number(2026, 11, 30)),
        giver=st.integers(0, 12),
        receiver=st.integers(0, 12),
    ),
    max_size=30,
    unique_by=lambda entry: entry.key,
)


@given(ENTRIES)
def test_each_entry_is_released_once_or_waits_and_each_release_has_enough_persons(found):
    groups, left = privacy.cut(found, FEW)
    assert Counter(left) + sum((Counter(group.entries) for group in groups), Counter()) == Counter(found)
    for group in groups:
        people = {p for e in group.entries if e.sign == 1 for p in (e.giver, e.receiver)} - {0}
        assert len(people) >= FEW
        assert all(group.first_day <= entry.day <= group.last_day for entry in group.entries)


@given(ENTRIES)
def test_what_waits_could_not_have_been_released(found):
    _, left = privacy.cut(found, FEW)
    assert len({p for e in left if e.sign == 1 for p in (e.giver, e.receiver)} - {0}) < FEW


def test_a_day_with_enough_persons_is_told_as_a_day():
    monday, tuesday = number(2026, 11, 2), number(2026, 11, 3)
    (group,), left = privacy.cut(entries(monday, monday, tuesday), FEW)
    assert (group.first_day, group.last_day, len(group.entries)) == (monday, monday, 2)
    assert [entry.day for entry in left] == [tuesday]


def test_days_too_thin_are_told_as_their_week_from_monday_to_sunday():
    (group,), _ = privacy.cut(entries(number(2026, 11, 4), number(2026, 11, 5)), FEW)
    assert (group.first_day, group.last_day) == (number(2026, 11, 2), number(2026, 11, 8))


def test_a_week_is_cut_at_the_end_of_the_month():
    (group,), _ = privacy.cut(entries(number(2026, 9, 28), number(2026, 9, 30)), FEW)
    assert (group.first_day, group.last_day) == (number(2026, 9, 28), number(2026, 9, 30))


def test_weeks_too_thin_are_told_as_their_month():
    (group,), _ = privacy.cut(entries(number(2026, 2, 4), number(2026, 2, 25)), FEW)
    assert (group.first_day, group.last_day) == (number(2026, 2, 1), number(2026, 2, 28))


def test_reversals_protect_nobody_but_go_with_those_who_are_protected():
    day = number(2026, 11, 2)
    assert privacy.cut(entries(day, day, day, sign=-1), FEW)[0] == []
    undone = Entry(1, -1, day, 98, 99)
    (group,), left = privacy.cut([undone, *entries(day, day)], FEW)
    assert undone in group.entries
    assert left == []


PLACES = {1: None, 2: 1, 3: 2, 4: 2, 5: 3}
"""The country 1 holds the town 2, which holds the quartiers 3 and 4; the residence 5 is in 3."""


def climbed(waiting, over=False, threshold=FEW):
    return privacy.climb(waiting, PLACES, lambda year: over, threshold)


def pool(place, month=202611, practice="lend"):
    return Pool(7, place, month, practice)


def test_what_a_month_leaves_joins_other_practices_first():
    day = number(2026, 11, 2)
    lent, given = entries(day, day)
    ((released, group),), staying = climbed({pool(3): [lent], pool(3, practice="give"): [given]})
    assert (released, group.entries, staying) == (pool(3, practice=""), [lent, given], {})


def test_then_the_place_above_and_no_higher_than_needed():
    day = number(2026, 11, 2)
    one, other = entries(day, day)
    ((released, _),), _ = climbed({pool(3): [one], pool(4): [other]})
    assert released == pool(2, practice="")


def test_a_residence_meets_its_quartier_before_the_town():
    day = number(2026, 11, 2)
    one, other, third = entries(day, day, day)
    released, staying = climbed({pool(5): [one], pool(3): [other], pool(4): [third]})
    assert [at for at, _ in released] == [pool(3, practice="")]
    assert staying == {pool(1, practice=""): [third]}


def test_what_is_left_of_the_country_waits_for_the_end_of_the_year():
    october, november = entries(number(2026, 10, 2), number(2026, 11, 2))
    waiting = {pool(3, 202610): [october], pool(4): [november]}
    released, staying = climbed(waiting)
    assert (released, set(staying)) == ([], {pool(1, 202610, ""), pool(1, 202611, "")})
    ((at, group),), staying = climbed(staying, over=True)
    assert (at, staying) == (pool(1, 202600, ""), {})
    assert (group.first_day, group.last_day) == (number(2026, 1, 1), number(2026, 12, 31))


def test_sources_never_climb_together():
    day = number(2026, 11, 2)
    one, other = entries(day, day)
    released, _ = climbed({pool(3): [one], pool(3)._replace(source=8): [other]}, over=True)
    assert released == []


@given(st.dictionaries(st.builds(pool, st.sampled_from([2, 3, 4, 5]), practice=st.sampled_from(["lend", "give"])),
                       ENTRIES, max_size=6), st.booleans())  # fmt: skip
def test_climbing_loses_nothing_and_doubles_nothing(waiting, over):
    waiting = {at: [entry._replace(key=(index, entry.key)) for entry in found]
               for index, (at, found) in enumerate(waiting.items())}  # fmt: skip
    released, staying = climbed(waiting, over)
    after = sum((Counter(group.entries) for _, group in released), Counter())
    after += sum((Counter(found) for found in staying.values()), Counter())
    assert after == sum((Counter(found) for found in waiting.values()), Counter())


def test_the_days_of_a_month_and_of_a_year():
    assert privacy.month_days(202402) == (number(2024, 2, 1), number(2024, 2, 29))
    assert privacy.month_days(202612) == (number(2026, 12, 1), number(2026, 12, 31))
    assert privacy.month_days(202600) == (number(2026, 1, 1), number(2026, 12, 31))
