"""Moments and neighbours that the tests of releases share."""

import datetime

YEAR = (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
NOVEMBER_IS_OVER = datetime.datetime(2026, 12, 8, 12, tzinfo=datetime.UTC)
YEAR_IS_OVER = datetime.datetime(2027, 1, 8, 12, tzinfo=datetime.UTC)


def on(day, month=11):
    return datetime.datetime(2026, month, day, 12, tzinfo=datetime.UTC)


def pairs(first, last, **fields):
    """Loans between neighbours 2n and 2n + 1: each fact brings two persons of its own."""
    return [{"giver": f"p{2 * n}", "receiver": f"p{2 * n + 1}", **fields} for n in range(first, last)]
