"""What the boards of these tests show: facts recorded, folded and released as the site does it."""

import datetime
import itertools

from mitoyen.counting.events import UsageEvent
from mitoyen.web.measure import actions, fold, releasing
from mitoyen.web.measure.boards import published

NOW = datetime.datetime(2026, 11, 22, 18, tzinfo=datetime.UTC)
NAMES = "amina bertrand claire driss elodie farid gaelle hugo ines jules katia leo".split()


def loans(source, count, *, day, place="les-corderies", practice="lend", category="drill_cordless", **fields):
    """So many facts on a day of 2026, each between two neighbours of twelve, twelve persons from six facts on."""
    pairs = itertools.cycle(zip(NAMES[::2], NAMES[1::2], strict=True))
    usual = {"source": source.code, "place": place, "practice": practice, "category": category, "proof": "B"}
    return [
        UsageEvent(
            id=f"{practice}-{place}-{day:%m%d}-{number}",
            occurred_at=datetime.datetime.combine(day, datetime.time(10), datetime.UTC),
            giver=giver,
            receiver=receiver,
            **(usual | fields),
        )
        for number, (giver, receiver) in enumerate(itertools.islice(pairs, count))
    ]


def published_facts(source, *batches):
    """Record, fold and release, the months before November being over; boards held in memory are let go."""
    for batch in batches:
        outcomes = actions.record(events=batch, source=source, now=NOW)
        assert {outcome.status for outcome in outcomes} == {"accepted"}
    fold.catch_up()
    releasing.catch_up()
    releasing.close_months(NOW)
    published.forget()


NOVEMBER = datetime.date(2026, 11, 20)
JUNE = datetime.date(2026, 6, 3)
