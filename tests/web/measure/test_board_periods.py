"""Periods: what today makes of their names, how they are told, how a trend is cut, and drawings of it."""

import datetime

import pytest
from django.http import QueryDict
from django.utils import translation

from mitoyen.web.measure.boards import drawings, periods
from mitoyen.web.measure.boards.forms import PeriodForm
from mitoyen.web.measure.boards.periods import Period
from mitoyen.web.measure.boards.published import Column

TODAY = datetime.date(2026, 11, 22)  # a Sunday


def day(text):
    return datetime.date.fromisoformat(text)


def span(first, last, name=None):
    return Period(day(first), day(last), name)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", "2026-11-22", "2026-11-22"),
        ("month", "2026-11-01", "2026-11-30"),
        ("year", "2026-01-01", "2026-12-31"),
        ("all", "1990-01-01", "2026-12-31"),
    ],
)
def test_a_named_period_is_whole_so_that_releases_of_a_month_are_in_it(name, first, last):
    assert periods.named(name, TODAY) == span(first, last, name)


@pytest.mark.parametrize(
    ("period", "french", "english"),
    [
        (span("2026-11-01", "2026-11-01"), "1er novembre 2026", "1 November 2026"),
        (span("2026-11-01", "2026-11-30"), "novembre 2026", "November 2026"),
        (span("2024-01-01", "2024-12-31"), "2024", "2024"),
        (span("2026-03-03", "2026-04-01"), "du 3 mars 2026 au 1er avril 2026", "from 3 March 2026 to 1 April 2026"),
    ],
)
def test_a_period_is_told_as_people_say_it(period, french, english):
    assert periods.told(period) == french
    with translation.override("en"):
        assert periods.told(period) == english


def test_weeks_begin_on_monday_and_are_cut_at_the_ends():
    cut = list(periods.cut(span("2026-11-18", "2026-12-01"), "week"))
    assert [(each.first.day, each.last.day) for each in cut] == [(18, 22), (23, 29), (30, 1)]


def test_months_follow_one_another_over_a_year():
    cut = list(periods.cut(span("2025-12-15", "2026-02-10"), "month"))
    assert [each.label for each in cut] == ["décembre 2025", "janvier 2026", "février 2026"]
    assert (cut[1].first, cut[1].last) == (day("2026-01-01"), day("2026-01-31"))


@pytest.mark.parametrize("step", periods.STEPS)
def test_slices_cover_a_period_once(step):
    period = span("2024-02-20", "2025-03-07")
    days = [
        each.first.toordinal() + n
        for each in periods.cut(period, step)
        for n in range(Period(each.first, each.last).days)
    ]
    assert days == list(range(period.first.toordinal(), period.last.toordinal() + 1))


@pytest.mark.parametrize(
    ("query", "step"), [("", "month"), ("by=week", "week"), ("by=day", "month"), ("by=hour", "month")]
)
def test_a_step_that_would_draw_too_many_columns_is_not_taken(query, step):
    form = PeriodForm(QueryDict(query), TODAY)
    assert form.step(periods.named("year", TODAY)) == step


@pytest.mark.parametrize(
    ("query", "period"),
    [
        ("first=2026-03-01", span("2026-03-01", "2026-12-31")),
        ("last=2026-03-01", span("1990-01-01", "2026-03-01")),
        ("first=1815-06-18&last=2099-01-01", span("1990-01-01", "2026-12-31")),
    ],
)
def test_one_date_is_enough_and_none_lies_outside_the_measure(query, period):
    assert PeriodForm(QueryDict(query), TODAY).period() == period


def test_the_address_of_a_period_asks_for_it_again():
    for period in (*(periods.named(name, TODAY) for name in periods.NAMES), span("2026-03-01", "2026-03-31")):
        assert PeriodForm(QueryDict(period.query.removeprefix("?")), TODAY).period() == period


def test_a_trend_begins_with_what_happened_and_ends_today():
    columns = [Column(day("2026-03-01"), 4), Column(day("2026-05-01"), 12)]
    chart = drawings.trend(columns, periods.named("year", TODAY), "month", TODAY)
    assert chart is not None
    assert chart.rows == (("mars 2026", "4"), ("mai 2026", "12"))
    assert chart.svg.count('class="c-bar"') == 2
    assert "11/26" in chart.svg


def test_a_day_on_which_more_was_undone_than_done_is_in_the_table_and_draws_nothing():
    chart = drawings.trend([Column(TODAY, -3)], periods.named("month", TODAY), "day", TODAY)
    assert chart is not None
    assert chart.rows == (("22 novembre 2026", "\u22123"),)
    assert "c-bar" not in chart.svg


def test_nothing_makes_no_trend():
    assert drawings.trend([], periods.named("year", TODAY), "month", TODAY) is None
