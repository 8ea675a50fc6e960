"""Days as people write them."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitoyen.counting.events import day_number
from mitoyen.interchange import dates

TODAY = datetime.date(2026, 11, 22)
JULY = datetime.date(2019, 7, 3)


@pytest.mark.parametrize(
    "text",
    ["2019-07-03", "2019-7-3", "2019/07/03", "2019.7.3", "20190703", " 2019-07-03 ", "2019-07-03T23:59:59Z",
     "2019-07-03 00:00", "2019-07-03 10:00:00.000+02:00"],
)  # fmt: skip
def test_a_day_with_the_year_first_is_read_as_it_stands(text):
    assert dates.read(text, None, TODAY) == JULY


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("03/07/2019", "dmy", JULY),
        ("07/03/2019", "mdy", JULY),
        ("3.7.2019", "dmy", JULY),
        ("13/07/2019", None, datetime.date(2019, 7, 13)),
        ("07/13/2019", None, datetime.date(2019, 7, 13)),
        ("07/07/2019", None, datetime.date(2019, 7, 7)),
    ],
)
def test_a_day_with_the_year_last_is_read_in_the_order_told_or_proved(text, order, day):
    assert dates.read(text, order, TODAY) == day


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is empty"),
        ("2019", "is a year alone"),
        ("2019-07", "has no day"),
        ("07/2019", "has no day"),
        ("03/07/19", "has a year of two digits"),
        ("2019-02-29", "does not exist"),
        ("31/04/2019", "does not exist"),
        ("13/13/2019", "does not exist"),
        ("0000-00-00", "does not exist"),
        ("03/07/2019", "could be one another"),
        ("1900-01-01", "is before 1990"),
        ("2026-11-23", "is in the future"),
        ("3 juillet", "cannot be read"),
        ("43649", "cannot be read"),
        ("2019-07/03", "cannot be read"),
    ],
)
def test_what_is_no_day_for_certain_is_refused_with_the_reason(text, complaint):
    with pytest.raises(dates.BadDate, match=complaint):
        dates.read(text, None, TODAY)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/07/2019", "13/07/2019"], "dmy"),
        (["03/07/2019", "07/13/2019"], "mdy"),
        (["13/07/2019", "07/13/2019"], "mixed"),
        (["03/07/2019", "2019-07-13", "99/99/2019", ""], None),
    ],
)
def test_the_order_is_what_the_unambiguous_days_of_the_file_prove(texts, order):
    assert dates.order_of(texts) == order


@given(st.dates(datetime.date(1990, 1, 1), TODAY - datetime.timedelta(days=1)))
def test_the_day_counted_is_the_day_written_in_every_country_of_europe(day):
    noon = dates.moment(day, datetime.datetime(2026, 11, 22, 18, tzinfo=datetime.UTC))
    assert datetime.date(1970, 1, 1) + datetime.timedelta(days=day_number(noon)) == day
    for zone in ("Europe/Lisbon", "Europe/London", "Europe/Athens", "Europe/Helsinki"):
        assert noon.astimezone(ZoneInfo(zone)).date() == day


def test_a_fact_of_this_morning_is_not_in_the_future():
    morning = datetime.datetime(2026, 11, 22, 7, 0, tzinfo=datetime.UTC)
    assert dates.moment(TODAY, morning) == morning
