"""Moments that PostgreSQL tells are those that it was told."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps moments as texts, which Django reads")
class TestMoments(TestCase):
    @settings(max_examples=200, deadline=None)
    @given(st.datetimes(datetime.datetime(1, 1, 2), datetime.datetime(9999, 12, 30), timezones=st.just(PARIS)))  # noqa: DTZ001 - Hypothesis asks for naive bounds
    def test_a_moment_comes_back_as_it_was(self, moment):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::timestamptz", [moment])
            found = cursor.fetchone()[0]
        assert (found, found.tzinfo) == (moment.astimezone(datetime.UTC), datetime.UTC)

    def test_trailing_zeros_that_postgresql_leaves_out_are_no_matter(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT '2026-03-29 01:30:00.52+01'::timestamptz, '2026-03-29 03:30+02'::timestamptz")
            tenths, summer = cursor.fetchone()
        assert tenths == datetime.datetime(2026, 3, 29, 0, 30, 0, 520_000, datetime.UTC)
        assert summer == datetime.datetime(2026, 3, 29, 1, 30, tzinfo=datetime.UTC)

    def test_nothing_stays_nothing(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT NULL::timestamptz")
            assert cursor.fetchone() == (None,)
