"""Time in Paris: the nights when the clock changes, and what people type."""

import datetime
from datetime import UTC
from datetime import datetime as moment

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from mitoyen.web.neighbourhood import moments

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-07-14T18:30", moment(2026, 7, 14, 16, 30, tzinfo=UTC)),
        ("2026-11-28T18:30", moment(2026, 11, 28, 17, 30, tzinfo=UTC)),
        ("28/11/2026 18:30", moment(2026, 11, 28, 17, 30, tzinfo=UTC)),
        ("2026-11-28T18:30:59", moment(2026, 11, 28, 17, 30, tzinfo=UTC)),
        ("2026-10-25T02:30", moment(2026, 10, 25, 0, 30, tzinfo=UTC)),  # shown twice: the first
        ("2026-10-25T03:00", moment(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_what_is_typed_in_paris_is_kept_in_universal_time(typed, kept):
    assert moments.MomentField().clean(typed) == kept


def test_an_hour_that_no_clock_shows_is_refused_with_a_reason():
    with pytest.raises(ValidationError, match="on passe à l’heure d’été"):
        moments.MomentField().clean("2027-03-28T02:30")


@pytest.mark.parametrize("typed", ["demain", "2026-02-30T10:00", "18:30", "2026-11-28T24:30"])
def test_what_is_no_moment_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="par exemple"):
        moments.MomentField().clean(typed)


@pytest.mark.parametrize(
    ("date", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-28", 24), ("2026-03-28", 24)]
)
def test_a_day_has_the_hours_that_it_has(date, hours):
    starts, ends = moments.day(datetime.date.fromisoformat(date))
    assert ends - starts == datetime.timedelta(hours=hours)


def test_periods_are_said_as_neighbours_say_them():
    starts = moment(2026, 11, 28, 17, 30, tzinfo=UTC)
    one_evening = moments.period_of(starts, starts + datetime.timedelta(minutes=90)).replace(SPACE, " ")
    assert one_evening == "samedi 28 novembre 2026, de 18 h 30 à 20 h"
    two_days = moments.period_of(starts, starts + datetime.timedelta(days=1)).replace(SPACE, " ")
    assert two_days == "du samedi 28 novembre 2026 à 18 h 30 au dimanche 29 novembre 2026 à 18 h 30"


def test_the_first_of_a_month_is_the_only_ordinal():
    said = [moments.date_of(moment(2026, month, day, 12, tzinfo=UTC)) for month, day in ((12, 1), (11, 11), (12, 21))]
    assert said == ["mardi 1er décembre 2026", "mercredi 11 novembre 2026", "lundi 21 décembre 2026"]
    with translation.override("en"):
        assert moments.date_of(moment(2026, 12, 1, 12, tzinfo=UTC)) == "Tuesday 1 December 2026"


def test_english_readers_read_hours_their_way():
    with translation.override("en"):
        assert moments.hour_of(moment(2026, 11, 28, 17, 5, tzinfo=UTC)) == "18:05"


def test_the_form_shows_the_hour_of_paris():
    assert moments.typed(moment(2026, 7, 14, 16, 30, tzinfo=UTC)) == "2026-07-14T18:30"
    assert moments.typed(None) == ""
